import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../lib/cli/environment.js';
import { run } from '../../lib/cli/program.js';
import { MemoryStore, schemas, type ZegoEventName } from '../../lib/index.js';
import { OnlineUsers, RoomTracker } from '../../lib/presence/index.js';
import { mishandle, spendEvening, wireForms, type Truth } from '../../lib/testing/index.js';
import { built, ROOT } from '../demo/running.js';
import { SECRET } from '../kit/callbacks.js';
import { answering, closeAll, receiving } from './receiving.js';

jest.setTimeout(120_000);

afterEach(closeAll);

interface Summary {
  readonly seed: number;
  readonly url: string;
  readonly complete: boolean;
  readonly seconds: number;
  readonly callbacks: { readonly sent: number; readonly repeated: number; readonly lost: number; readonly retries: number; readonly failed: number };
  readonly answers: readonly { readonly answer: string; readonly count: number; readonly p50: number; readonly max: number }[];
  readonly inTheEnd?: { readonly rooms: number; readonly users: number; readonly streams: number; readonly online: number };
}

interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command within the test, with a real clock. */
async function simulate(args: readonly string[], onInterruptible: (interrupt: () => void) => void = () => undefined, env: Readonly<Record<string, string>> = { ZEGO_CALLBACK_SECRET: SECRET }): Promise<Result> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const environment: Environment = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env,
    now: Date.now,
    sleep: (ms) => sleep(ms),
    onInterrupt: (listener) => {
      onInterruptible(listener);
      return () => undefined;
    },
    exitCode: 0,
  };
  const exitCode = await run(['simulate', ...args], environment);
  const result = { exitCode, stdout: await text(stdout.end()), stderr: await text(stderr.end()) };
  if (`${result.stdout}${result.stderr}`.includes(SECRET)) throw new Error('The secret was printed.');
  return result;
}

const summaryOf = ({ stdout }: Result): Summary => JSON.parse(stdout) as Summary;
const counted = ({ answers }: Summary): Readonly<Record<string, number>> => Object.fromEntries(answers.map(({ answer, count }) => [answer, count]));

/** A small evening, as an argument list and as the options of the library. */
function small(seed: number, users = 40, minutes = 240) {
  const about = { seed, rooms: 6, users, minutes };
  return { about, args: ['--seed', String(seed), '--rooms', '6', '--users', String(users), '--minutes', String(minutes), '--rate', '0', '--json'] };
}

const known = ({ rooms, online }: Truth): object => ({
  rooms: [...rooms].map(([roomId, { users, streams }]) => ({ roomId, users: [...users.keys()].sort(), streams: [...streams.keys()].sort() })).sort((a, b) => (a.roomId < b.roomId ? -1 : 1)),
  online: [...online].sort(),
});

describe('a receiver that was sent an evening', () => {
  test.each([1, 2, 3])('knows the truth when nothing is lost, whatever comes late, twice and in whatever form (seed %d)', async (seed) => {
    const { about, args } = small(seed);
    const { url, zego, reports } = await receiving({ store: new MemoryStore() });
    const [tracker, online] = [new RoomTracker().attach(zego), new OnlineUsers().attach(zego)];
    const result = await simulate(['--url', url, ...args, '--disorder', '0.5', '--duplicates', '0.3', '--form', 'mixed']);
    tracker.close();

    const { callbacks, truth } = spendEvening(about);
    const userIds = [...new Set(callbacks.flatMap(({ userId }) => userId ?? []))].sort();
    const areOnline = await Promise.all(userIds.map((userId) => online.isOnline(userId)));
    const rooms = (await tracker.list()).map(({ roomId, users, streams }) => ({ roomId, users: users.map(({ userId }) => userId), streams: streams.map(({ streamId }) => streamId).sort() }));
    expect({ rooms, online: userIds.filter((_userId, index) => areOnline[index]) }).toEqual(known(truth));

    const summary = summaryOf(result);
    const { repeated } = summary.callbacks;
    expect(result.exitCode).toBe(0);
    expect(summary).toMatchObject({ seed, url, complete: true, callbacks: { sent: callbacks.length, lost: 0, retries: 0, failed: 0 } });
    expect(counted(summary)).toEqual({ '200 delivered': callbacks.length, '200 duplicate': repeated });
    expect(repeated).toBe([...mishandle(callbacks, { disorder: 0.5, duplicates: 0.3, seed })].filter(({ fate }) => fate === 'repeated').length);
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
    expect(summary.inTheEnd).toEqual({ rooms: rooms.length, users: sum(rooms.map(({ users }) => users.length)), streams: sum(rooms.map(({ streams }) => streams.length)), online: truth.online.size });
    expect(reports).toHaveLength(callbacks.length + repeated);
    expect(new Set(reports.map(({ bodyForm }) => bodyForm))).toEqual(new Set(wireForms));
    for (const { skewMs } of reports) expect(Math.abs(skewMs!)).toBeLessThan(30_000);
  });

  test('gets the callbacks in the order of the seed, one at a time, and not those that are lost', async () => {
    const { about, args } = small(4);
    const { url, events } = await receiving({ store: new MemoryStore() });
    const summary = summaryOf(await simulate(['--url', url, ...args, '--concurrency', '1', '--disorder', '0.4', '--duplicates', '0', '--loss', '0.2', '--behind', '7']));
    const { callbacks } = spendEvening(about);
    const all = [...mishandle(callbacks, { disorder: 0.4, loss: 0.2, behind: 7, seed: about.seed })];
    expect(events.map(({ name }) => name)).toEqual(all.filter(({ fate }) => fate !== 'lost').map(({ callback }) => callback.name));
    const lost = all.filter(({ fate }) => fate === 'lost').length;
    expect(summary.callbacks).toEqual({ sent: callbacks.length - lost, repeated: 0, lost, retries: 0, failed: 0 });
  });

  test.each(wireForms)('in the form %s gets nothing else, of the app that was asked for, with the headers that were', async (form) => {
    const traces: unknown[] = [];
    const { url, reports } = await receiving({}, [(req, _res, next) => {
      traces.push(req.headers['x-trace']);
      next();
    }]);
    const { exitCode } = await simulate(['--url', url, ...small(5, 10).args, '--form', form, '--app-id', '987654321', '-H', 'x-trace: 7']);
    expect({ exitCode, forms: [...new Set(reports.map(({ bodyForm }) => bodyForm))], apps: [...new Set(reports.map(({ event }) => event?.appId))], traces: [...new Set(traces)] }).toEqual({ exitCode: 0, forms: [form], apps: ['987654321'], traces: ['7'] });
  });
});

describe('the pace', () => {
  test('is not faster than --rate', async () => {
    const { url } = await receiving();
    const { about, args } = small(6, 20);
    const { seconds, callbacks } = summaryOf(await simulate(['--url', url, ...args, '--rate', '150', '--duplicates', '0']));
    expect(callbacks.sent).toBe(spendEvening(about).callbacks.length);
    // A tenth of a second may be made up for.
    expect(seconds).toBeGreaterThanOrEqual((callbacks.sent - 1) / 150 - 0.15);
  });

  test('has as many callbacks under way as --concurrency, and not more', async () => {
    const atOnce = 5;
    let most = 0;
    let pending: ServerResponse[] = [];
    const answerAll = (): void => {
      for (const res of pending) res.end();
      pending = [];
    };
    const origin = await answering((_req, res) => {
      pending.push(res);
      most = Math.max(most, pending.length);
      // The last ones are too few.
      if (pending.length === atOnce) setTimeout(answerAll, 20);
      else setTimeout(() => { if (pending.includes(res)) answerAll(); }, 1_000);
    });
    const { exitCode, stdout } = await simulate(['--url', origin, ...small(7, 10).args, '--concurrency', String(atOnce)]);
    expect({ exitCode, most }).toEqual({ exitCode: 0, most: atOnce });
    expect(JSON.parse(stdout)).toMatchObject({ answers: [{ answer: '200' }] });
  });
});

describe('answers that are no success', () => {
  test('of a receiver with another secret: exit code 1, and what it means', async () => {
    const { url } = await receiving();
    const args = ['--url', url, '--secret', 'another-secret', '--users', '5', '--rate', '0'];
    const { exitCode, stdout, stderr } = await simulate(args);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^401 bad_signature +\d+ +100\.0 % /m);
    expect(stdout).toMatch(/^401 bad_signature: The receiver has another CallbackSecret /m);
    expect(stdout).toMatch(/^failed for good +[1-9]\d*$/m);
    expect(`${stdout}${stderr}`).not.toContain('another-secret');
  });

  /** Fails each body the first so many times, and keeps account. */
  async function failing(times: number): Promise<{ readonly url: string; readonly attempts: ReadonlyMap<string, number> }> {
    const attempts = new Map<string, number>();
    const url = await answering((req, res) => {
      void text(req).then((body) => {
        const count = (attempts.get(body) ?? 0) + 1;
        attempts.set(body, count);
        res.writeHead(count > times ? 200 : 503).end();
      });
    });
    return { url, attempts };
  }

  test('are tried again with --retry, with the same bytes, and success in the end is success', async () => {
    const { url, attempts } = await failing(2);
    const result = await simulate(['--url', url, ...small(8, 10).args, '--duplicates', '0', '--retry', '--retry-scale', '0.01']);
    const { callbacks } = spendEvening(small(8, 10).about);
    // Recordings are tried three times in all, which is enough.
    expect(summaryOf(result)).toMatchObject({ complete: true, callbacks: { sent: callbacks.length, retries: 2 * callbacks.length, failed: 0 } });
    expect(result.exitCode).toBe(0);
    expect([...attempts.values()]).toEqual(callbacks.map(() => 3));
  });

  test('are given up after as many attempts as the event has', async () => {
    const { url, attempts } = await failing(Infinity);
    const result = await simulate(['--url', url, ...small(9, 10).args, '--duplicates', '0', '--retry', '--retry-scale', '0']);
    const { callbacks } = spendEvening(small(9, 10).about);
    const wanted = callbacks.map(({ name }) => 1 + schemas[name as ZegoEventName]['x-zego'].retry!.length);
    expect([...attempts.values()].sort()).toEqual(wanted.sort());
    expect(summaryOf(result).callbacks).toEqual({ sent: callbacks.length, repeated: 0, lost: 0, retries: wanted.reduce((sum, count) => sum + count - 1, 0), failed: callbacks.length });
    expect(result.exitCode).toBe(1);
  });
});

describe('a receiver that cannot be reached', () => {
  const wanted = /^Given up, because the receiver cannot be reached, after /m;

  test('from the beginning ends it at once', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    for (const more of [[], ['--retry']]) {
      const { exitCode, stdout } = await simulate(['--url', `http://127.0.0.1:${port}/zego`, '--rate', '0', ...more]);
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(/^not reached: ECONNREFUSED +1 +100\.0 %/m);
      expect(stdout).toContain(`Nothing listens on 127.0.0.1:${port}.`);
      expect(stdout).toMatch(wanted);
      expect(stdout).not.toContain('what the receiver should know');
    }
  });

  test('from the middle on ends it soon', async () => {
    const alive = 100;
    let answered = 0;
    const server = createServer((_req, res) => {
      answered += 1;
      res.end();
      if (answered < alive) return;
      server.close();
      res.once('finish', () => server.closeAllConnections());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const result = await simulate(['--url', url, '--rate', '0', '--users', '500', '--json', '--concurrency', '4']);
    const summary = summaryOf(result);
    expect(result.exitCode).toBe(3);
    expect(summary).toMatchObject({ complete: false, callbacks: { failed: expect.any(Number) as unknown } });
    expect(summary.callbacks.failed).toBeGreaterThanOrEqual(50);
    expect(summary.callbacks.sent).toBeLessThan(alive + 100);
    expect(summary).not.toHaveProperty('inTheEnd');
  });

  test('because it hangs, ends it as well', async () => {
    const origin = await answering(() => undefined);
    const { exitCode, stdout } = await simulate(['--url', origin, '--rate', '0', '--timeout', '0.2']);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^not reached: TIMEOUT /m);
    expect(stdout).toContain('gave no answer within 0.2 s');
  });
});

describe('the summary', () => {
  test('has tables for people', async () => {
    const { url } = await receiving({ store: new MemoryStore() });
    const { about } = small(10);
    const { exitCode, stdout, stderr } = await simulate(['--url', url, '--seed', '10', '--rooms', '6', '--users', '40', '--rate', '0', '--duplicates', '0.2']);
    const { callbacks, truth } = spendEvening(about);
    const cell = (row: string): number => Number(new RegExp(`^${row} +(\\d+)$`, 'm').exec(stdout)?.[1]);
    expect(exitCode).toBe(0);
    expect([cell('sent'), cell('lost on purpose'), cell('failed for good'), cell('open rooms'), cell('users online')]).toEqual([callbacks.length, 0, 0, truth.rooms.size, truth.online.size]);
    expect(stdout).toMatch(new RegExp(`^200 delivered +${callbacks.length} `, 'm'));
    expect(stdout).toMatch(new RegExp(`^200 duplicate +${cell('sent twice on purpose')} `, 'm'));
    expect(stdout).toMatch(/^Done after \d+\.\d s\. The same evening again: --seed 10$/m);
    expect(stderr).toMatch(/^240 minutes with 40 users in 6 rooms, seed 10, to http:.*\n/);
    expect(stderr).toMatch(/^Evening 100 % {2}\d+ answered, 0 not with a 2xx$/m);
    expect(stderr.split('\n').length).toBeLessThanOrEqual(13);
  });

  test('says what is true instead of what the receiver should know when callbacks were lost', async () => {
    const { url } = await receiving();
    const { stdout } = await simulate(['--url', url, '--users', '10', '--rate', '0', '--loss', '0.9']);
    expect(stdout).toContain('what is true in the end');
    expect(stdout).not.toContain('what the receiver should know');
  });

  test('comes after Ctrl-C too, with what there is, and exit code 130', async () => {
    let interrupt = (): void => undefined;
    let seen = 0;
    const origin = await answering((_req, res) => {
      seen += 1;
      // One is never answered: nobody waits for it.
      if (seen !== 5) res.end();
      if (seen === 20) interrupt();
    });
    const result = await simulate(['--url', origin, '--rate', '0', '--users', '500', '--json', '--concurrency', '4'], (press) => void (interrupt = press));
    const summary = summaryOf(result);
    expect(result.exitCode).toBe(130);
    expect(summary).toMatchObject({ complete: false, callbacks: { failed: 0 } });
    expect(summary).not.toHaveProperty('inTheEnd');
    expect(counted(summary)['200']).toBeGreaterThanOrEqual(10);
    expect(summary.callbacks.sent).toBeLessThan(40);
  });

  test('has another seed each time, from which the same evening comes again', async () => {
    const { url } = await receiving();
    const args = ['--url', url, '--users', '10', '--rate', '0', '--json'];
    const [one, other] = [summaryOf(await simulate(args)), summaryOf(await simulate(args))];
    expect(one.seed).not.toBe(other.seed);
    const again = summaryOf(await simulate([...args, '--seed', String(one.seed)]));
    expect({ callbacks: again.callbacks, inTheEnd: again.inTheEnd }).toEqual({ callbacks: one.callbacks, inTheEnd: one.inTheEnd });
  });
});

describe('usage', () => {
  const url = ['--url', 'http://127.0.0.1:9'];

  test.each([
    [['--rooms', '0'], '--rooms'],
    [['--users', '1.5'], '--users'],
    [['--minutes', 'long'], '--minutes'],
    [['--pause', '0'], '--pause'],
    [['--disorder', '1.1'], '--disorder'],
    [['--duplicates', '-1'], '--duplicates'],
    [['--loss', '2'], '--loss'],
    [['--loss', ''], '--loss'],
    [['--behind', '0'], '--behind'],
    [['--seed', '4294967296'], '--seed'],
    [['--seed', 'x'], '--seed'],
    [['--rate', '-1'], '--rate'],
    [['--concurrency', '0'], '--concurrency'],
    [['--form', 'xml'], '--form'],
    [['--timeout', 'soon'], '--timeout'],
    [['--sed', '7'], '--seed'],
    [['evening'], 'too many arguments'],
  ])('%j is refused with exit code 2', async (args, says) => {
    const { exitCode, stdout, stderr } = await simulate([...url, ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  test('needs a secret and an address, and says so', async () => {
    expect(await simulate(url, undefined, {})).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('ZEGO_CALLBACK_SECRET') as unknown });
    expect(await simulate([])).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('--url') as unknown });
    expect(await simulate(['--url', 'localhost:3000'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('http://localhost:3000') as unknown });
  });

  test('is explained by --help, each option of it', async () => {
    const { exitCode, stdout, stderr } = await simulate(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const described = stdout.split('\n').filter((line) => /^ {2}-/.test(line)).map((line) => /--[a-z-]+/.exec(line)?.[0]);
    expect(described).toEqual(['--url', '--secret', '--rooms', '--users', '--minutes', '--pause', '--app-id', '--seed', '--disorder', '--duplicates', '--loss', '--behind', '--form', '--header', '--rate', '--concurrency', '--timeout', '--retry', '--retry-scale', '--json', '--help']);
    for (const line of stdout.split('\n').filter((one) => /^ {2}-/.test(one))) expect(line).toMatch(/\S {2,}\S/);
  });
});

describe('as a process', () => {
  beforeAll(built, 120_000);

  function start(args: readonly string[]) {
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli/main.js'), 'simulate', ...args], { env: { ...process.env, ZEGO_CALLBACK_SECRET: SECRET }, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(([stdout, stderr, [exitCode]]) => ({ stdout, stderr, exitCode: exitCode as number | null }));
    return { child, ended };
  }

  test('it sends an evening and leaves with 0', async () => {
    const { url, reports } = await receiving({ store: new MemoryStore() });
    const { stdout, stderr, exitCode } = await start(['--url', url, ...small(11).args, '--form', 'mixed']).ended;
    expect(exitCode).toBe(0);
    const summary = JSON.parse(stdout) as Summary;
    expect(summary.callbacks.sent).toBe(spendEvening(small(11).about).callbacks.length);
    expect(reports).toHaveLength(summary.callbacks.sent + summary.callbacks.repeated);
    expect(`${stdout}${stderr}`).not.toMatch(/[\r\u001b]/);
  });

  test('it ends on Ctrl-C with the summary so far, and soon, although one answer never comes', async () => {
    let seen = 0;
    const origin = await answering((_req, res) => {
      seen += 1;
      if (seen !== 3) res.end();
      if (seen === 10) child.kill('SIGINT');
    });
    const { child, ended } = start(['--url', origin, '--rate', '100', '--seed', '7']);
    const { stdout, exitCode } = await ended;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/^200 +\d+ +100\.0 %/m);
    expect(stdout).toMatch(/^Interrupted after \d+\.\d s\. The same evening again: --seed 7$/m);
    // It would have sent more while it waited for the answer.
    expect(seen).toBeLessThan(1_000);
  });
});
