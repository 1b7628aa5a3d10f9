import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeMeanings } from '../../lib/cli/explain.js';
import { MemoryStore } from '../../lib/index.js';
import { signedCallback, wireForms } from '../../lib/testing/index.js';
import { SECRET } from '../kit/callbacks.js';
import { zegoCallbacksWith, type Result, type Settings } from './command-line.js';
import { answering, closeAll, receiving } from './receiving.js';

const folder = mkdtempSync(path.join(tmpdir(), 'zego-callbacks-replay-'));
afterEach(closeAll);
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const LONG_AGO = Date.UTC(2020, 0, 1);
const rooms = Array.from({ length: 20 }, (_item, index) => `room-${index}`);
const bodies = rooms.map((room_id) => signedCallback('room_logout', { room_id }, { secret: 'of another time', at: LONG_AGO }));
const lines = bodies.map((body) => JSON.stringify(body));

let files = 0;
function fileOf(content: readonly string[]): string {
  files += 1;
  const file = path.join(folder, `${files}.ndjson`);
  writeFileSync(file, content.map((line) => `${line}\n`).join(''));
  return file;
}

const replay = (content: readonly string[], url: string, args: readonly string[] = [], settings: Settings = {}): Promise<Result> => zegoCallbacksWith(['replay', fileOf(content), '--url', url, ...args], settings);
const roomsOf = (events: readonly { readonly payload: object }[]): unknown[] => events.map(({ payload }) => ({ ...payload } as { room_id?: unknown }).room_id);

describe('the lines of a file', () => {
  test('are signed now and sent in their order, and counted', async () => {
    const { url, events } = await receiving();
    const { exitCode, stdout, stderr } = await replay(lines, url);
    expect(exitCode).toBe(0);
    expect(roomsOf(events)).toEqual(rooms);
    expect(stdout).toMatch(/^answer +count +share +p50 +p95 +p99 +max\n200 delivered +20 +100\.0 %(?: +\S+ ms){4}\n$/);
    expect(stderr.match(/^Replaying \d+ %/gm)).toEqual(Array.from({ length: 10 }, (_item, index) => `Replaying ${(index + 1) * 10} %`));
  });

  test.each(wireForms)('are sent as %s', async (form) => {
    const { url, events, reports } = await receiving();
    await replay(lines, url, ['--form', form]);
    expect(roomsOf(events)).toEqual(rooms);
    expect(new Set(reports.map(({ bodyForm }) => bodyForm))).toEqual(new Set([form]));
  });

  test('come from the standard input as well, and the last one needs no end', async () => {
    const { url, events } = await receiving();
    const text = lines.join('\n');
    const { exitCode } = await zegoCallbacksWith(['replay', '-', '--url', url], { stdin: [text.slice(0, 777), text.slice(777)] });
    expect([exitCode, roomsOf(events)]).toEqual([0, rooms]);
  });

  test('may be events or reports: what a handler or onDelivery has logged', async () => {
    const first = await receiving();
    for (const room_id of ['a', 'b']) await first.zego.receive({ body: JSON.stringify(signedCallback('room_logout', { room_id }, { secret: SECRET })) });
    const logged = [JSON.stringify(first.events[0]), JSON.stringify(first.reports[1])];
    const { url, events } = await receiving();
    const { exitCode } = await replay(logged, url);
    expect([exitCode, roomsOf(events)]).toEqual([0, ['a', 'b']]);
    expect(events.map(({ payload }) => payload)).toEqual(first.events.map(({ payload }) => payload));
  });

  test('keep every digit', async () => {
    const { url, events } = await receiving();
    await replay(['{"event":"room_create","appid":1,"room_id":"r","room_session_id":6085791336856668983,"room_create_time":"1","id_name":"i"}'], url);
    expect(events[0]!.payload).toMatchObject({ room_session_id: '6085791336856668983' });
  });

  test('that are blank are passed over, and --from begins later', async () => {
    const { url, events } = await receiving();
    const { exitCode } = await replay(['', lines[0]!, '   ', lines[1]!, '', lines[2]!], url, ['--from', '4']);
    expect([exitCode, roomsOf(events)]).toEqual([0, rooms.slice(1, 3)]);
  });

  test('are sent many at once with --concurrency, and never more', async () => {
    let now = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const origin = await answering((_req, res) => {
      now += 1;
      most = Math.max(most, now);
      waiting.push(() => {
        now -= 1;
        res.end('{"outcome":"delivered"}');
      });
      // All that may be there are there: the others wait for these.
      if (waiting.length === 4) for (const answer of waiting.splice(0)) answer();
    });
    const { exitCode, stdout } = await replay(lines, origin, ['--concurrency', '4']);
    expect({ exitCode, most, all: stdout.includes('20  100.0 %') }).toEqual({ exitCode: 0, most: 4, all: true });
  });

  test('keep the pace of --rate', async () => {
    const { url } = await receiving();
    const { pauses } = await replay(lines, url, ['--rate', '0.01']);
    expect(pauses.length).toBe(19);
    // The pauses of the test take no time, so each is 100 s longer than the one before.
    pauses.forEach((ms, index) => { expect(Math.abs(ms - (index + 1) * 100_000)).toBeLessThan(20_000); });
  });
});

describe('--as-is', () => {
  test('sends every character and the old signature, and needs no secret', async () => {
    const seen: string[] = [];
    const origin = await answering((req, res) => {
      let text = '';
      req.on('data', (chunk: Buffer) => (text += String(chunk))).on('end', () => {
        seen.push(text);
        res.end();
      });
    });
    const odd = '{ "b" : 1.50, "a":6085791336856668983,"b":2, "\\u0061": "\\/" }';
    const { exitCode } = await replay([odd, lines[0]!, JSON.stringify({ raw: bodies[1] })], origin, ['--as-is'], { env: { ZEGO_CALLBACK_SECRET: '' } });
    expect({ exitCode, seen }).toEqual({ exitCode: 0, seen: [odd, lines[0], lines[1]] });
  });

  test('is refused as stale or forged by a real receiver, and explained', async () => {
    const { url } = await receiving();
    const { exitCode, stdout } = await replay(lines.slice(0, 2), url, ['--as-is']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/401 bad_signature +2 +100\.0 %/);
    expect(stdout).toContain(`401 bad_signature: ${codeMeanings.bad_signature}\n`);
  });

  test('does not go with --secret', async () => {
    const { exitCode, stderr } = await replay([], 'http://127.0.0.1:9/', ['--as-is', '--secret', 'x']);
    expect([exitCode, stderr]).toEqual([2, '--as-is and --secret cannot go together: what is sent as it is is not signed.\n']);
  });
});

describe('what goes wrong', () => {
  test('a broken line is told with its number, not with its content, and the others are sent', async () => {
    const { url, events } = await receiving();
    const { exitCode, stdout, stderr } = await replay([lines[0]!, '{"private":', '[1]', '7', lines[1]!, `{"a":${'['.repeat(80)}${']'.repeat(80)}}`], url);
    expect(exitCode).toBe(1);
    expect(roomsOf(events)).toEqual(rooms.slice(0, 2));
    expect(stderr.match(/^line .*$/gm)).toEqual(['line 2 is broken: not JSON', 'line 3 is broken: no JSON object', 'line 4 is broken: no JSON object', 'line 6 is broken: nested deeper than 64 levels']);
    expect(stderr).not.toContain('private');
    expect(stdout).toContain('\n4 broken lines were left out.\n');
  });

  test('answers that are none of success are told with the line, counted, and explained once each', async () => {
    const { url } = await receiving();
    const incomplete = JSON.stringify({ ...bodies[0], room_id: undefined });
    const { exitCode, stdout, stderr } = await replay([lines[0]!, incomplete, incomplete], url);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^line 2: 422 invalid_payload: .*room_id/m);
    expect(stdout).toMatch(/422 invalid_payload +2 +66\.7 %[^]*200 delivered +1 +33\.3 %[^]*all +3 +100\.0 %/);
    expect(stdout.split(codeMeanings.invalid_payload).length - 1).toBe(1);
  });

  test('hundreds of complaints are only counted', async () => {
    const { url } = await receiving();
    const { stderr, stdout } = await replay(Array<string>(300).fill('{'), url);
    expect(stderr.match(/is broken/g)?.length).toBe(20);
    expect(stderr).toContain('Further ones are only counted.');
    expect(stdout).toBe('Nothing was sent.\n300 broken lines were left out.\n');
  });

  test('a receiver that is gone ends it, with exit code 3 and the line to go on from', async () => {
    const origin = await answering(() => undefined);
    await closeAll();
    const { exitCode, stdout } = await replay(['', ...Array<string>(500).fill(lines[0]!)], origin);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/not reached: ECONNREFUSED +50 +100\.0 %/);
    expect(stdout).toContain('Stopped (unreachable); --from 2 goes on.');
    expect(stdout).toContain('Nothing listens on 127.0.0.1');
  });

  test('a receiver that is away for a moment does not', async () => {
    let asked = 0;
    const origin = await answering((req, res) => {
      asked += 1;
      if (asked % 2 === 0) req.socket.destroy();
      else res.setHeader('connection', 'close').end('{"outcome":"delivered"}');
    });
    const { exitCode, stdout } = await replay(Array<string>(120).fill(lines[0]!), origin);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/200 delivered +60 +50\.0 %/);
    expect(stdout).toMatch(/not reached: ECONNRESET +60 +50\.0 %/);
  });

  test.each([
    [['/nowhere/at/all.ndjson'], /\/nowhere\/at\/all\.ndjson cannot be read/],
    [[folder], /is a folder; a file of lines is expected/],
    [[], /missing required argument 'file'/],
    [['-', '--rate', '0'], /--rate/],
    [['-', '--concurrency', '0'], /--concurrency/],
    [['-', '--from', '0'], /--from/],
  ])('%j is refused', async (args, message) => {
    const { exitCode, stderr } = await zegoCallbacksWith(['replay', ...args, '--url', 'http://127.0.0.1:9/']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

test('Ctrl-C ends it with what was sent so far, and exit code 130', async () => {
  let interrupt: (() => void) | undefined;
  const origin = await answering((_req, res) => {
    interrupt?.();
    res.end('{"outcome":"delivered"}');
  });
  const { exitCode, stdout } = await replay(lines, origin, [], { onInterruptible: (press) => { interrupt = press; } });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/200 delivered +1 /);
  expect(stdout).toContain('Stopped (interrupted); --from 2 goes on.');
});

test('a receiver that remembers answers the second replay with duplicates', async () => {
  const { url } = await receiving({ store: new MemoryStore() });
  expect((await replay(lines, url)).stdout).toMatch(/200 delivered +20 /);
  expect((await replay(lines, url)).stdout).toMatch(/200 duplicate +20 /);
});

test('--json is one object', async () => {
  const { url } = await receiving();
  const { stdout } = await replay([...lines, '{'], url, ['--json']);
  const number = expect.any(Number) as number;
  expect(JSON.parse(stdout)).toEqual({ sent: 20, failed: 0, broken: 1, lines: 21, answers: [{ answer: '200 delivered', count: 20, p50: number, p95: number, p99: number, max: number }] });
});

test('on a terminal there is a bar, and complaints stand above it', async () => {
  const { url } = await receiving();
  const { stderr } = await replay([...lines, '{'], url, [], { columns: 80 });
  expect(stderr).toMatch(/Replaying \[=+-*\] \d+ %/);
  expect(stderr).toContain('\r\u001b[Kline 21 is broken: not JSON\n');
});
