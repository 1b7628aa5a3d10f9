import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { Presence, type Change } from '../docs/examples/demo/presence.js';
import { painter, table, wantsColour } from '../docs/examples/demo/table.js';
import { documentedRequests } from '../docs/examples/demo/requests.js';
import { schemas, zegoCallbacks, type JsonObject } from '../lib/index.js';
import { sign, signedCallback } from './kit/callbacks.js';
import { formText } from './kit/forms.js';
import { listen, type RunningServer } from './kit/server.js';

const ROOT = path.join(__dirname, '..');
const SERVER = 'docs/examples/server.ts';
const DEFAULT_SECRET = 'demo-secret';
const UP = 'Callbacks from now on:';
const WIDEST = 100;

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves to all of stdout when the text stands in it. */
  readonly until: (wanted: string) => Promise<string>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

const running = new Set<ChildProcess>();

function startDemo(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}, nodeArgs: readonly string[] = []): Run {
  const child = spawn(process.execPath, [...nodeArgs, '--import', 'tsx', SERVER, ...args], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', ZEGO_CALLBACK_SECRET: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => {
    running.delete(child);
    return { code: code as number | null, signal: signal as string | null };
  });
  const until = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (out.includes(wanted)) resolve(out);
      };
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`It ended without saying ${wanted}:\n${out}${err}`)));
      look();
    });
  return { child, out: () => out, err: () => err, until, ended };
}

async function runToEnd(...start: Parameters<typeof startDemo>): Promise<{ code: number | null; out: string; err: string }> {
  const run = startDemo(...start);
  const { code } = await run.ended;
  return { code, out: run.out(), err: run.err() };
}

/** Cuts the printed table along its rule: one list of lines for every cell. */
function readTable(printed: string): { lines: string[]; rows: string[][][] } {
  const all = printed.split('\n');
  const at = all.findIndex((line) => /^-+(?: {2}-+)+$/.test(line));
  const rule = all[at] ?? '';
  const columns = [...rule.matchAll(/-+/g)].map(({ index, 0: dashes }) => ({ from: index, to: index + dashes.length }));
  const lines = all.slice(at - 1, all.indexOf('', at));
  const rows: string[][][] = [];
  for (const line of lines.slice(2)) {
    const cells = columns.map(({ from, to }) => line.slice(from, to).trim());
    if (cells[0] !== '') rows.push(cells.map(() => []));
    cells.forEach((cell, column) => {
      if (cell !== '') rows.at(-1)?.[column]?.push(cell);
    });
    // Aligned: between the columns there is nothing but space.
    columns.slice(1).forEach(({ from }) => expect(line.slice(from - 2, from).trim()).toBe(''));
  }
  return { lines, rows };
}

const originOf = (printed: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? '';

beforeAll(async () => {
  if (!existsSync(path.join(ROOT, 'dist', 'index.js'))) await promisify(execFile)('npm', ['run', '-s', 'build'], { cwd: ROOT, shell: process.platform === 'win32' });
}, 120_000);

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

describe('npm start -- --once', () => {
  it('sends itself every documented callback in each form, a forged and a repeated one, and leaves with 0', async () => {
    const { code, out, err } = await runToEnd(['--once']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`secret     "${DEFAULT_SECRET}", because ZEGO_CALLBACK_SECRET is not set`);
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('curl');

    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(WIDEST);
    const { rows } = readTable(out);
    const [first] = documentedRequests;
    const documented = documentedRequests.flatMap(({ page, form, body, seen }) => {
      const forms = form === 'JSON' ? ['JSON', 'JSON, percent-encoded'] : ['FORM', 'FORM, values as %XX'];
      return forms.map((written) => ({ cameIn: [`${body.event} (${page})`, written], event: body.event, seen }));
    });
    expect(rows.map(([number, cameIn, , answered, verdict]) => [...number!, ...cameIn!, ...answered!, ...verdict!])).toEqual([
      ...documented.map(({ cameIn }, index) => [String(index + 1), ...cameIn, '200 delivered', 'yes']),
      [String(documented.length + 1), 'forged user_action', 'JSON, wrong signature', '401 bad_signature', 'yes'],
      [String(documented.length + 2), 'row 1 once more', 'the same bytes', '200 duplicate', 'yes'],
      [String(documented.length + 3), 'POST /api/users', 'JSON, no callback', '201 Created', 'yes'],
    ]);

    documented.forEach(({ event, seen }, index) => {
      const exceptTime = Object.entries(seen).filter(([field]) => field !== 'logout_time');
      const shown = rows[index]?.[2] ?? [];
      expect(shown[0]).toBe(event);
      expect(shown).toEqual(expect.arrayContaining(exceptTime.map(([field, value]) => `${field} ${value} (${typeof value})`)));
      expect(shown).toHaveLength(1 + Object.keys(seen).length);
    });
    expect(rows[0]?.[2]).toContain(`logout_time ${first!.seen['logout_time']} (number)`);
    for (const row of rows.slice(documented.length)) expect(row[2]).toEqual(['nothing: no handler ran']);
    expect(out.trimEnd().split('\n').at(-1)).toBe(`All ${rows.length} answers were the expected ones.`);
  });

  it('works with a secret of your own, and does not show it', async () => {
    const secret = 'a secret that nobody may read';
    const { code, out, err } = await runToEnd(['--once'], { ZEGO_CALLBACK_SECRET: secret });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('the one in ZEGO_CALLBACK_SECRET');
    expect(out).not.toContain(secret);
    expect(out).not.toContain(DEFAULT_SECRET);
  });

  const everyCallback = Array.from({ length: 2 * documentedRequests.length + 2 }, (_row, index) => index + 1);

  // Something on the way between sender and server meddles with what is sent.
  it.each([
    ['a field is changed', `body.replace('"reason":0', '"reason":4')`, [1], 'reason 4 (number)'],
    ['forms lose their signature', `body.startsWith('{') ? body : body.replace('signature=', 'sig=')`, [3, 4], '401 missing_signature'],
    ['every callback is emptied', `url.includes('/callbacks') ? '{}' : body`, everyCallback, '401 missing_signature'],
  ])('leaves with 1 and names the rows when %s', async (_what, body, wrongRows, shown) => {
    const meddler = `const real = fetch; globalThis.fetch = (url, init) => { const { body } = init; return real(url, { ...init, body: ${body} }); };`;
    const { code, out } = await runToEnd(['--once'], {}, ['--import', `data:text/javascript,${encodeURIComponent(meddler)}`]);
    const { rows } = readTable(out);
    const wrong = rows.filter((row) => row.at(-1)?.[0] === 'NO');
    // The repeated row has the bytes of row 1, which were changed for it in the same way: still a duplicate.
    expect({ code, wrong: wrong.map(([number]) => Number(number?.[0])) }).toEqual({ code: 1, wrong: wrongRows });
    expect(wrong.flat(2).join(' ')).toContain(shown);
    for (const row of wrongRows) expect(out).toMatch(new RegExp(`^Row ${row} should have been `, 'm'));
    expect(out.trimEnd().split('\n').at(-1)).toBe(`${wrongRows.length} of ${rows.length} answers were not the expected ones.`);
  });
});

describe('the documented requests', () => {
  it('are those of the catalogue, where it has them', () => {
    const bodies = documentedRequests.map(({ body }) => body);
    expect(bodies).toContainEqual(schemas.room_logout.examples[0]);
    expect(bodies).toContainEqual(schemas.user_action.examples[0]);
  });

  it('are the same in FORM as in JSON, as texts', () => {
    const [json, form] = documentedRequests.filter(({ page }) => page === 'older page');
    expect([json!.form, form!.form]).toEqual(['JSON', 'FORM']);
    expect(form!.body).toEqual(Object.fromEntries(Object.entries(json!.body).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])));
    expect(form!.seen).toEqual(json!.seen);
  });
});

describe('the runner of the self-test', () => {
  // The package by its own name exists only after the build, so it is imported here and not above.
  async function inProcess() {
    const { default: express } = await import('express');
    const own = await import('express-zego-callbacks');
    const { demoCases } = await import('../docs/examples/demo/cases.js');
    const { runCases } = await import('../docs/examples/demo/self-test.js');
    const { report } = await import('../docs/examples/demo/report.js');
    const zego = own.zegoCallbacks({ secret: DEFAULT_SECRET });
    const app = express();
    app.use('/callbacks', zego);
    app.post('/api/users', (_req, res) => {
      res.status(201).json({});
    });
    return { zego, server: await listen(app), cases: demoCases('/callbacks', DEFAULT_SECRET), runCases, report };
  }

  it('finds each single departure from what is expected, and no other', async () => {
    const { zego, server, cases, runCases, report } = await inProcess();
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      const actual = await runCases(origin, zego, cases);
      expect(actual.map(({ asExpected }) => asExpected)).toEqual(cases.map(() => true));
      expect(report(actual, false)).toContain(`All ${cases.length} answers were the expected ones.`);

      // From now on every delivery is a duplicate: what was expected of the first round is wrong exactly where it was a delivery.
      const again = await runCases(origin, zego, cases);
      expect(again.map(({ asExpected }) => asExpected)).toEqual(cases.map(({ expected }) => expected.answer !== 'delivered'));

      const expectations = again.map(({ sent, status, answer, seen }) => ({ ...sent, expected: { status, answer, seen } }));
      for (const [index, { expected }] of expectations.entries()) {
        for (const bent of [{ status: expected.status + 1 }, { answer: `${expected.answer}?` }, { seen: [{ name: 'room_logout', fields: {} }] }]) {
          const wrong = expectations.map((one, at) => (at === index ? { ...one, expected: { ...expected, ...bent } } : one));
          const results = await runCases(origin, zego, wrong);
          expect(results.flatMap(({ asExpected }, at) => (asExpected ? [] : [at]))).toEqual([index]);
        }
      }
    } finally {
      await server.close();
    }
  });

  it('counts a server that does not answer as wrong, and draws that within the width too', async () => {
    const { zego, server, cases, runCases, report } = await inProcess();
    await server.close();
    const results = await runCases(`http://127.0.0.1:${server.port}`, zego, cases);
    expect(results.map(({ status, asExpected }) => ({ status, asExpected }))).toEqual(cases.map(() => ({ status: 0, asExpected: false })));
    const { lines, rows } = readTable(report(results, false));
    expect(rows.map((row) => row.slice(3))).toEqual(cases.map(() => [['0 no answer:', 'TypeError: fetch', 'failed'], ['NO']]));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDEST);
  });

  it('takes its handlers away again', async () => {
    const { zego, server, cases, runCases } = await inProcess();
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      await runCases(origin, zego, cases);
      // A second run would see every event twice if the handlers of the first were still there.
      const fresh = documentedRequests[0]!;
      const later = sign({ ...fresh.body, logout_time: 1499676979000 }, 'room_logout', { secret: DEFAULT_SECRET });
      const results = await runCases(origin, zego, [{ what: '', form: '', path: '/callbacks', body: { contentType: 'application/json', text: JSON.stringify(later) }, expected: { status: 200, answer: 'delivered', seen: [] } }]);
      expect(results[0]?.seen).toEqual([{ name: 'room_logout', fields: { ...fresh.seen, logout_time: 1499676979000 } }]);
    } finally {
      await server.close();
    }
  });
});

describe('the running demo', () => {
  const CALLBACKS = '/api/zego/callbacks';
  let demo: Run;
  let origin: string;
  const post = (to: string, body: string, contentType = 'application/json'): Promise<Response> => fetch(`${origin}${to}`, { method: 'POST', headers: { 'content-type': contentType }, body });
  const answerTo = async (reply: Promise<Response>): Promise<[number, unknown]> => {
    const response = await reply;
    return [response.status, await response.json()];
  };

  beforeEach(async () => {
    demo = startDemo();
    origin = originOf(await demo.until(UP));
  });

  it('has the other routes of the API, untouched', async () => {
    expect(await answerTo(fetch(`${origin}/api/health`))).toEqual([200, { status: 'ok' }]);
    const users = [{ id: 1, name: 'Grace' }, { id: 2, name: 'Ada' }];
    expect(await answerTo(fetch(`${origin}/api/users`))).toEqual([200, users]);
    expect(await answerTo(post('/api/users', '{"name":" Edsger "}'))).toEqual([201, { id: 3, name: 'Edsger' }]);
    for (const body of ['{}', '[]', '{"name":" "}', '{"name":7}']) expect(await answerTo(post('/api/users', body))).toEqual([400, { error: 'A user needs a name.' }]);
    expect(await answerTo(post('/api/users', 'name=x', 'text/plain'))).toEqual([400, { error: 'A user needs a name.' }]);
    // What the parser refuses elsewhere is none of the callbacks' business.
    const broken = await post('/api/users', '{"name"');
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('SyntaxError')]);
    expect((await post(`${CALLBACKS}/further`, '{}')).status).toBe(404);
    expect((await fetch(`${origin}${CALLBACKS}`)).status).toBe(404);
    expect(await answerTo(fetch(`${origin}/api/presence`))).toEqual([200, { rooms: {}, online: [] }]);
  });

  it('keeps 64-bit ids exact behind the parser, and refuses what is no callback', async () => {
    const id = '6085791336856668982';
    const body = signedCallback('room_create', { room_session_id: 'ID' }, { secret: DEFAULT_SECRET });
    expect(await answerTo(post(CALLBACKS, JSON.stringify(body).replace('"ID"', id)))).toEqual([200, { outcome: 'delivered' }]);
    expect(await answerTo(post(CALLBACKS, '{"event"'))).toEqual([400, { error: expect.objectContaining({ code: 'malformed_body' }) as unknown }]);
    expect(await answerTo(post(CALLBACKS, JSON.stringify({ ...body, signature: 'no' })))).toEqual([401, { error: { code: 'bad_signature', message: 'The signature does not match.' } }]);
    const out = await demo.until('401 bad_signature');
    expect(out).toContain('\n200 delivered "room_create" \n400 malformed_body null ');
    expect(out).toContain('CallbackSecret');
  });

  it('prints a curl command that works as pasted, for five minutes', async () => {
    const line = demo.out().split('\n').find((one) => one.startsWith('curl') && one.includes(CALLBACKS)) ?? '';
    // The shell takes the line apart, whether or not there is a curl to give it to.
    const words = spawnSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${line}`], { encoding: 'utf8' }).stdout.trimEnd().split('\n');
    const url = words.find((word) => word.startsWith('http')) ?? '';
    const contentType = words[words.indexOf('-H') + 1]!.replace('Content-Type: ', '');
    const data = words[words.indexOf('-d') + 1]!;
    expect({ url, contentType }).toEqual({ url: `${origin}${CALLBACKS}`, contentType: 'application/json' });

    const { timestamp, user_account: user, room_id: room } = JSON.parse(data) as { timestamp: string; user_account: string; room_id: string };
    const tolerance = 300;
    for (const [seconds, status] of [[tolerance, 200], [tolerance + 1, 403]] as const) {
      const later = zegoCallbacks({ secret: DEFAULT_SECRET, tolerance, clock: () => (Number(timestamp) + seconds) * 1000 });
      expect(await later.receive({ body: data })).toMatchObject({ status });
    }

    const here = spawnSync('curl', ['--version']).status === 0;
    const paste = async (): Promise<unknown> => {
      if (!here) return (await post(CALLBACKS, data, contentType)).json();
      const { stdout } = await promisify(execFile)('sh', ['-c', line]);
      expect(stdout.endsWith('\n')).toBe(true);
      return JSON.parse(stdout) as unknown;
    };
    expect(await paste()).toEqual({ outcome: 'delivered' });
    expect(await answerTo(fetch(`${origin}/api/presence`))).toEqual([200, { rooms: { [room]: [user] }, online: [] }]);
    expect(await paste()).toEqual({ outcome: 'duplicate' });
    expect(await demo.until('200 duplicate')).toContain('\n200 delivered "room_login" \n200 duplicate "room_login" ');
  });

  it('knows who is in a room and who is online', async () => {
    const secret = { secret: DEFAULT_SECRET };
    const now = Date.now();
    const deliver = async (name: 'room_login' | 'room_logout' | 'user_action', fields: JsonObject): Promise<void> => {
      expect(await answerTo(post(CALLBACKS, formText(signedCallback(name, fields, secret), 'empty'), 'application/x-www-form-urlencoded'))).toEqual([200, { outcome: 'delivered' }]);
    };
    const presence = async (): Promise<unknown> => (await fetch(`${origin}/api/presence`)).json();
    await deliver('room_login', { room_id: 'blue', user_account: 'ada', session_id: '1', login_time: now });
    await deliver('room_login', { room_id: 'blue', user_account: 'ada', session_id: '2', login_time: now + 1 });
    await deliver('room_login', { room_id: 'red', user_account: 'grace', session_id: '3', login_time: now });
    await deliver('user_action', { user_id: 'ada', session_id: '9', action: 0, login_time: 1700000000 });
    expect(await presence()).toEqual({ rooms: { blue: ['ada'], red: ['grace'] }, online: ['ada'] });
    // ada's first session ends; she is still there on her other device.
    await deliver('room_logout', { room_id: 'blue', user_account: 'ada', session_id: '1', logout_time: now + 2 });
    await deliver('room_logout', { room_id: 'red', user_account: 'grace', session_id: '3', logout_time: now + 2 });
    await deliver('user_action', { user_id: 'ada', session_id: '9', action: 2, login_time: 1700000000, logout_time: '', offline_time: 1700000009 });
    expect(await presence()).toEqual({ rooms: { blue: ['ada'] }, online: [] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('at %s answers the delivery in flight, takes no new ones, and leaves with 0', async (signal) => {
    const body = Buffer.from(formText(signedCallback('user_action', {}, { secret: DEFAULT_SECRET }), 'empty'));
    const half = Math.floor(body.length / 2);
    // The sender would keep the connection for its next callback.
    const agent = new Agent({ keepAlive: true });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length, expect: '100-continue' };
    const sending = request(`${origin}${CALLBACKS}`, { method: 'POST', agent, headers });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    sending.flushHeaders();
    // "100 Continue" says that the server has begun to handle the request.
    await once(sending, 'continue');
    sending.write(body.subarray(0, half));

    demo.child.kill(signal);
    await demo.until(`${signal}: finishing what is in flight.`);
    const [refused] = (await once(connect(Number(new URL(origin).port), '127.0.0.1'), 'error')) as unknown[];
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    expect(demo.child.exitCode).toBeNull();

    sending.end(body.subarray(half));
    const [response] = await answered;
    const answeredAt = Date.now();
    expect([response.statusCode, await text(response)]).toEqual([200, '{"outcome":"delivered"}']);
    expect(await demo.ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - answeredAt).toBeLessThan(createServer().keepAliveTimeout);
    expect(demo.out()).toContain('\n200 delivered "user_action" \nStopped.\n');
    expect(demo.err()).toBe('');
    agent.destroy();
  });
});

describe('arguments and environment', () => {
  it.each(['--help', '-h'])('explains itself with %s', async (argument) => {
    const { code, out, err } = await runToEnd([argument]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const word of ['Usage: npm start [-- --once]', '--once', 'PORT', 'ZEGO_CALLBACK_SECRET', DEFAULT_SECRET]) expect(out).toContain(word);
  });

  it.each([
    [['--onse'], {}, "Unknown option '--onse'"],
    [['--once=yes'], {}, "Option '--once' does not take an argument"],
    [['once'], {}, "Unexpected argument 'once'"],
    [['--once'], { PORT: 'http' }, 'PORT must be a number from 0 to 65535; it is "http".'],
    [['--once'], { PORT: '65536' }, 'PORT must be a number from 0 to 65535; it is "65536".'],
    [['--once'], { PORT: '-1' }, 'PORT must be a number from 0 to 65535; it is "-1".'],
  ])('refuses %j with %j', async (args, env: Record<string, string>, message) => {
    const { code, out, err } = await runToEnd(args, env);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('Usage: npm start');
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address!.port : 0;
    try {
      const { code, out, err } = await runToEnd(['--once'], { PORT: String(port) });
      expect({ code, out, err }).toEqual({ code: 1, out: '', err: `Cannot listen on port ${port}: it is taken. Choose another one; PORT=0 takes any that is free.\n` });
    } finally {
      other.close();
    }
  });

  it('listens where PORT says', async () => {
    const free: RunningServer = await listen(() => undefined);
    await free.close();
    const { code, out } = await runToEnd(['--once'], { PORT: String(free.port) });
    expect({ code, origin: originOf(out) }).toEqual({ code: 0, origin: `http://127.0.0.1:${free.port}` });
  });

  it('is what npm start runs, and uses what was built', () => {
    const fromDemo = createRequire(path.join(ROOT, SERVER));
    const { scripts, main } = fromDemo('express-zego-callbacks/package.json') as { scripts: Record<string, string>; main: string };
    expect(scripts['start']).toBe(`npm run -s build && tsx ${SERVER}`);
    expect(fromDemo.resolve('express-zego-callbacks')).toBe(path.join(ROOT, main));
  });
});

describe('the table', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '(', ',', '%', '-'), minLength: 1, maxLength: 30 });
  const cell = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
  const columns = fc.array(fc.record({ title: fc.constant('T'), maxWidth: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 5 });

  it('is aligned, never wider than its columns may be, and loses nothing', () => {
    fc.assert(
      fc.property(columns, fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { maxLength: 5 }), (shape, rows) => {
        const drawn = table(shape, rows).split('\n');
        const limit = shape.reduce((sum, { maxWidth }) => sum + maxWidth, 2 * (shape.length - 1));
        for (const line of drawn) expect(line.length).toBeLessThanOrEqual(limit);
        let from = 0;
        for (const [index, dashes] of (drawn[1] ?? '').split('  ').entries()) {
          const to = from + dashes.length;
          const shown = drawn.slice(2).map((line) => line.slice(from, to)).join('');
          expect(shown.replaceAll(' ', '')).toBe(rows.map((row) => row[index]).join('').replaceAll(' ', ''));
          for (const line of drawn) expect(line.slice(to, to + 2).trim()).toBe('');
          from = to + 2;
        }
      }),
    );
  });

  it('looks the same in colour', () => {
    const shape = [{ title: 'One', maxWidth: 9 }, { title: 'Two', maxWidth: 9 }];
    const rows = [['a', 'yes'], ['', 'NO'], ['b\nc', 'yes']];
    const paint = painter(true);
    const coloured = table(shape, rows, (one) => paint(one, 'red'));
    expect(coloured).toContain('\u001b[31mNO\u001b[0m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(table(shape, rows));
    expect(painter(false)('NO', 'red')).toBe('NO');
  });

  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '0' }, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
  ])('on %j with %j has colours: %j', (stream, env: Record<string, string>, expected) => {
    expect(wantsColour(stream, env)).toBe(expected);
  });
});

describe('presence', () => {
  const change: fc.Arbitrary<Change & { place: string }> = fc.record({
    place: fc.constantFrom('blue', 'red', '__proto__'),
    who: fc.constantFrom('ada', 'grace'),
    session: fc.constantFrom('1', '2'),
    present: fc.boolean(),
    at: fc.integer({ min: 0, max: 5 }),
  });

  it('is the same in whatever order callbacks arrive, and however often', () => {
    const orders = fc.array(change, { maxLength: 12 }).chain((changes) => fc.tuple(fc.constant(changes), fc.shuffledSubarray([...changes, ...changes], { minLength: 2 * changes.length })));
    fc.assert(
      fc.property(orders, ([inOrder, shuffled]) => {
        const [one, other] = [new Presence(), new Presence()];
        for (const { place, ...rest } of inOrder) one.note(place, rest);
        for (const { place, ...rest } of shuffled) other.note(place, rest);
        expect(new Map(Object.entries(other.list()))).toEqual(new Map(Object.entries(one.list())));
        // Somebody is there whose last arrival, on some device, is later than the last departure.
        for (const { place, who } of inOrder) {
          const ofSession = (session: string, arrived: boolean): number => Math.max(-1, ...inOrder.filter((note) => note.place === place && note.who === who && note.session === session && note.present === arrived).map(({ at }) => at));
          const isThere = ['1', '2'].some((session) => ofSession(session, true) > ofSession(session, false));
          expect(new Map(Object.entries(one.list())).get(place)?.includes(who) ?? false).toBe(isThere);
        }
      }),
    );
  });
});
