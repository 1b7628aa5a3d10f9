import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { painter, table, wantsColour } from '../docs/examples/demo/table.js';
import { documentedRequests } from '../docs/examples/demo/requests.js';
import { schemas, zegoCallbacks, type JsonObject } from '../lib/index.js';
import { built, DEFAULT_SECRET, endAll, readTable, ROOT, type Run, runToEnd, SERVER, startDemo, WIDEST } from './demo/running.js';
import { sign, signedCallback } from './kit/callbacks.js';
import { formText } from './kit/forms.js';
import { listen, type RunningServer } from './kit/server.js';

// Processes are started that may have to share the machine.
jest.setTimeout(120_000);

const UP = 'Callbacks from now on:';

const originOf = (printed: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? '';

beforeAll(built, 120_000);
afterEach(endAll);

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
    expect(await answerTo(fetch(`${origin}/api/rooms`))).toEqual([200, []]);
    expect(await answerTo(fetch(`${origin}/api/rooms/none`))).toEqual([404, { error: 'There is no such room, or it is not open.' }]);
    expect(await answerTo(fetch(`${origin}/api/online`))).toEqual([200, { users: 0 }]);
    expect(await answerTo(fetch(`${origin}/api/online/ada`))).toEqual([200, []]);
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

    const { timestamp, ...login } = JSON.parse(data) as Record<'timestamp' | 'user_account' | 'user_nickname' | 'user_role' | 'session_id' | 'login_time' | 'room_id' | 'room_seq', string>;
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
    const user = { userId: login.user_account, userName: login.user_nickname, sessionId: login.session_id, loggedInAt: new Date(Number(login.login_time)).toISOString(), role: Number(login.user_role) };
    expect(await answerTo(fetch(`${origin}/api/rooms/${login.room_id}`))).toEqual([200, { roomId: login.room_id, sessionId: login.room_seq, users: [user], streams: [] }]);
    expect(await paste()).toEqual({ outcome: 'duplicate' });
    expect(await demo.until('200 duplicate')).toContain('\n200 delivered "room_login" \n200 duplicate "room_login" ');
  });

  it('knows who is in a room, who publishes and who is online', async () => {
    const secret = { secret: DEFAULT_SECRET };
    const now = Date.now();
    const session = '6085791336856668982';
    const deliver = async (name: 'room_create' | 'room_close' | 'room_login' | 'room_logout' | 'stream_create' | 'user_action', fields: JsonObject): Promise<void> => {
      expect(await answerTo(post(CALLBACKS, formText(signedCallback(name, fields, secret), 'empty'), 'application/x-www-form-urlencoded'))).toEqual([200, { outcome: 'delivered' }]);
    };
    const seen = async (what: string): Promise<unknown> => (await answerTo(fetch(`${origin}/api/${what}`)))[1];
    const login = (who: string, fields: JsonObject): Promise<void> => deliver('room_login', { room_id: 'blue', room_seq: session, user_account: who, user_nickname: who, login_time: now, ...fields });

    // What ended last arrives first: grace comes and goes, ada logs in again on another device.
    await deliver('room_logout', { room_id: 'blue', room_seq: session, user_account: 'grace', session_id: '3', login_time: now, logout_time: now + 5, user_update_seq: '4' });
    await login('ada', { session_id: '2', login_time: now + 1, relogin: '1', user_update_seq: '3' });
    await login('ada', { session_id: '1', user_update_seq: '1' });
    await login('grace', { session_id: '3', user_update_seq: '2' });
    await deliver('stream_create', { room_id: 'blue', room_session_id: session, user_id: 'ada', stream_id: 'ada-camera', create_time_ms: now + 2 });
    await deliver('room_create', { room_id: 'blue', room_session_id: session, room_create_time: now });
    const at = (ms: number): string => new Date(now + ms).toISOString();
    expect(await seen('rooms')).toEqual([{ roomId: 'blue', createdAt: at(0), users: 1, streams: 1 }]);
    expect(await seen('rooms/blue')).toEqual({
      roomId: 'blue',
      sessionId: session,
      createdAt: at(0),
      users: [{ userId: 'ada', userName: 'ada', sessionId: '2', loggedInAt: at(1), role: 2 }],
      streams: [{ streamId: 'ada-camera', userId: 'ada', createdAt: at(2) }],
    });
    await deliver('room_close', { room_id: 'blue', room_session_id: session, room_close_time: now + 6 });
    expect(await seen('rooms')).toEqual([]);

    const chat = { user_id: 'ada', login_time: 1_700_000_000, logout_time: '' };
    await deliver('user_action', { ...chat, session_id: '8', action: 0, os: 'WEB' });
    await deliver('user_action', { ...chat, session_id: '9', action: 0 });
    expect(await seen('online')).toEqual({ users: 1 });
    await deliver('user_action', { ...chat, session_id: '9', action: 2, offline_time: 1_700_000_009 });
    expect(await seen('online/ada')).toEqual([{ sessionId: '8', os: 'WEB', loggedInAt: new Date(1_700_000_000_000).toISOString() }]);
    await deliver('user_action', { ...chat, session_id: '8', action: 1, logout_time: 1_700_000_010 });
    expect(await seen('online')).toEqual({ users: 0 });
  });

  /** The first message of the inspector's live connection, as far as it is looked at here. */
  interface Hello {
    readonly path: string;
    readonly hasRooms: boolean;
    readonly totals: Readonly<Record<string, number>>;
    readonly deliveries: readonly { readonly id: number; readonly event: string; readonly status: number; readonly form: string }[];
  }

  async function openInspector() {
    const page = /^ {2}(http:\S+\/)$/m.exec(demo.out())?.[1] ?? '';
    const response = await fetch(page);
    const token = /<meta name="zego-inspector-token" content="([^"]+)">/.exec(await response.text())?.[1] ?? '';
    const live = await fetch(`${page}live`);
    let [heard, hello] = ['', undefined as Hello | undefined];
    for await (const chunk of live.body!.pipeThrough(new TextDecoderStream())) {
      heard += chunk;
      const data = /^data: ?(.+)\n[^]*?\n$/m.exec(heard)?.[1];
      if (data === undefined) continue;
      hello = JSON.parse(data) as Hello;
      break;
    }
    return { page, policy: response.headers.get('content-security-policy'), token, hello: hello! };
  }

  it('shows on a page what has come, and sends from there what it is asked for, behind the parser', async () => {
    const { page, policy, token, hello } = await openInspector();
    expect(page).toBe(`${origin}/zego-inspector/`);
    expect(policy).toContain("default-src 'none'");
    const answered = readTable(demo.out()).rows.map(([, , , answer]) => Number(answer![0]!.split(' ')[0]));
    // Its last row is no callback.
    expect(hello.deliveries.map(({ id, status }) => [id, status])).toEqual(answered.slice(0, -1).map((status, index) => [index + 1, status]));
    expect(hello).toMatchObject({ path: CALLBACKS, hasRooms: true, totals: { duplicate: 1, refused: 1, delivered: answered.length - 3 } });

    const [example] = schemas.room_login.examples;
    for (const form of ['json', 'percent', 'form']) {
      const order = { event: 'room_login', fields: { ...example, room_id: `${form} room` }, path: hello.path, form, repeats: 2, repeat: 'same', delayMs: 0, fault: 'none' };
      const response = await fetch(`${page}send`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-zego-inspector': token }, body: JSON.stringify(order) });
      expect(await response.json()).toMatchObject({ replies: [{ status: 200, text: '{"outcome":"delivered"}' }, { status: 200, text: '{"outcome":"duplicate"}' }] });
    }
    expect((await openInspector()).hello.deliveries.slice(hello.deliveries.length).map(({ event, form }) => [event, form])).toEqual(['json', 'percent', 'form'].flatMap((form) => [['room_login', form], ['room_login', form]]));
  });

  it('leaves with 0 while somebody has the page open', async () => {
    const { page } = await openInspector();
    const live = await fetch(`${page}live`);
    demo.child.kill('SIGTERM');
    expect(await demo.ended).toEqual({ code: 0, signal: null });
    await live.text().catch(() => undefined);
    expect(demo.err()).toBe('');
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
    for (const word of ['Usage: npm start [-- --once', '--once', '--simulate', '--seed', '--no-losses', 'PORT', 'ZEGO_CALLBACK_SECRET', DEFAULT_SECRET]) expect(out).toContain(word);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(WIDEST);
  });

  it.each([
    [['--onse'], {}, "Unknown option '--onse'"],
    [['--once=yes'], {}, "Option '--once' does not take an argument"],
    [['once'], {}, "Unexpected argument 'once'"],
    [['--once', '--simulate'], {}, '--once and --simulate cannot go together.'],
    [['--seed', '7'], {}, '--seed and --no-losses belong to --simulate.'],
    [['--no-losses'], {}, '--seed and --no-losses belong to --simulate.'],
    [['--simulate', '--seed', 'seven'], {}, '--seed must be a number from 0 to 4294967295; it is "seven".'],
    [['--simulate', '--seed', '4294967296'], {}, '--seed must be a number from 0 to 4294967295; it is "4294967296".'],
    [['--simulate', '--seed', '1.5'], {}, '--seed must be a number from 0 to 4294967295; it is "1.5".'],
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
