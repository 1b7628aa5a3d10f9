import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodes } from '../../lib/cli/exit-codes.js';
import { signedCallback, wireForms } from '../../lib/testing/index.js';
import { eventNames, SECRET } from '../kit/callbacks.js';
import { installed } from './installed.js';
import { answering, closeAll, receiving } from './receiving.js';

// Processes are started, on machines that may be slow.
jest.setTimeout(60_000);

let project: ReturnType<typeof installed>;
beforeAll(() => { project = installed(); });
afterEach(closeAll);
afterAll(() => { project.remove(); });

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  // As npm and npx start it: by its link and its first line.
  return spawn(path.join(project.binaries, 'zego-callbacks'), args, { cwd: project.folder, env: { PATH: process.env['PATH'], ZEGO_CALLBACK_SECRET: SECRET, ...env } });
}

async function ended(child: ChildProcess, stdin = ''): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (stdout += String(chunk)));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  child.stdin!.on('error', () => undefined).end(stdin);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

const zegoCallbacks = (args: readonly string[], settings: { env?: Readonly<Record<string, string>>; stdin?: string } = {}): Promise<Ended> => ended(start(args, settings.env), settings.stdin);

test('events are listed', async () => {
  const { exitCode, stdout, stderr } = await zegoCallbacks(['events', '--json']);
  expect({ exitCode, stderr, names: (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name) }).toEqual({ exitCode: 0, stderr: '', names: [...eventNames] });
});

test.each(wireForms)('a callback is sent as %s, kept, signed again, verified and replayed', async (form) => {
  const { url, reports } = await receiving();
  const env = { ZEGO_CALLBACK_URL: url };
  expect(await zegoCallbacks(['send', 'room_login', '--form', form], { env })).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('200 delivered') as string });
  const kept = (await zegoCallbacks(['send', 'room_login', '--dry-run', '--form', form, '--at', '-1d'])).stdout;
  const signed = (await zegoCallbacks(['sign', '--body', '-'], { stdin: kept })).stdout;
  expect(await zegoCallbacks(['verify', '--body', '-'], { stdin: signed })).toEqual({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^The signature is right \(room_login\)\. It is dated (?:just now|\d+ seconds ago)\.\n$/) as string });
  expect(await zegoCallbacks(['send', '--body', '-'], { env, stdin: signed })).toMatchObject({ exitCode: 0 });
  const line = (await zegoCallbacks(['send', 'room_login', '--dry-run', '--at', '-1d'])).stdout;
  expect(await zegoCallbacks(['replay', '-', '--form', form], { env, stdin: line })).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('200 delivered') as string });
  expect(reports.map(({ status, bodyForm }) => [status, bodyForm])).toEqual(Array(3).fill([200, form]));
});

test.each([
  ['success', ['sign'], {}],
  ['refused', ['verify', '--timestamp', '1700000000', '--nonce', '1', '--signature', 'x'], {}],
  ['usage', ['send', 'room_logn', '--url', 'http://127.0.0.1:1/'], {}],
  ['usage', ['send', 'room_login', '--url', 'http://127.0.0.1:1/'], { ZEGO_CALLBACK_SECRET: '' }],
  ['unreachable', ['send', 'room_login', '--url', 'http://127.0.0.1:1/'], {}],
] as const)('%s is what %j ends with', async (how, args, env) => {
  expect((await zegoCallbacks(args, { env })).exitCode).toBe(exitCodes[how]);
});

test('a wrong secret is told, and never shown', async () => {
  const { url } = await receiving();
  const { exitCode, stdout, stderr } = await zegoCallbacks(['send', 'room_login', '--url', url, '-v'], { env: { ZEGO_CALLBACK_SECRET: 'a-wrong-one' } });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('The receiver has another CallbackSecret');
  expect(stdout + stderr).not.toContain('a-wrong-one');
});

test('a server that hangs is not waited for longer than asked', async () => {
  const url = await answering(() => undefined);
  expect(await zegoCallbacks(['send', 'room_login', '--url', url, '--timeout', '0.3'])).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('no answer within 0.3 s') as string });
});

test('attempts have their waits between them', async () => {
  const at: number[] = [];
  const url = await answering((_req, res) => {
    at.push(performance.now());
    res.writeHead(503).end();
  });
  expect((await zegoCallbacks(['send', 'room_login', '--url', url, '--retry', '--retry-scale', '0.02'])).exitCode).toBe(1);
  const waits = at.slice(1).map((time, index) => time - at[index]!);
  expect(waits.length).toBe(5);
  // Never shorter; how much longer is the machine's business. A timer may fire a millisecond early.
  [40, 80, 160, 320, 640].forEach((wait, index) => { expect(waits[index]).toBeGreaterThan(wait - 2); });
});

test('a reader that has seen enough is no failure', async () => {
  const child = start(['schema', 'send_msg', '--json']);
  child.stdout!.destroy();
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  child.stdin!.end();
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect({ exitCode, signal, stderr }).toEqual({ exitCode: 0, signal: null, stderr: '' });
});

test('a standard input that is a file, and that nobody reads, is no failure', async () => {
  const nothing = openSync(path.join(project.folder, 'package.json'), 'r');
  const child = spawn(path.join(project.binaries, 'zego-callbacks'), ['sign', '--json'], { env: { PATH: process.env['PATH'], ZEGO_CALLBACK_SECRET: SECRET }, stdio: [nothing, 'pipe', 'inherit'] });
  closeSync(nothing);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  expect(exitCode).toBe(0);
});

test('a replay holds no lines that are behind it', async () => {
  // 200 MB, none of it worth sending, with room for a fraction of it.
  const child = start(['replay', '-', '--url', 'http://127.0.0.1:1/'], { NODE_OPTIONS: '--max-old-space-size=64' });
  const result = ended(child, `${`${' '.repeat(1_000_000)}\n`.repeat(200)}{`);
  expect(await result).toMatchObject({ exitCode: 1, stdout: 'Nothing was sent.\n1 broken line was left out.\n' });
});

describe('Ctrl-C', () => {
  const line = JSON.stringify(signedCallback('room_login', {}, { secret: SECRET }));

  test('ends a replay between two callbacks, and the summary comes all the same', async () => {
    const child = start(['replay', 'lines.ndjson', '--rate', '0.01', '--url', await answering((_req, res) => {
      res.end('{"outcome":"delivered"}', () => child.kill('SIGINT'));
    })]);
    writeFileSync(path.join(project.folder, 'lines.ndjson'), `${line}\n${line}\n`);
    const { exitCode, stdout } = await ended(child);
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/200 delivered +1 +100\.0 %[^]*Stopped \(interrupted\); --from 2 goes on\./);
  });

  test('ends a replay that waits for somebody to type', async () => {
    const child = start(['replay', '-', '--url', await answering((_req, res) => {
      res.end('{"outcome":"delivered"}', () => child.kill('SIGINT'));
    })]);
    let stdout = '';
    child.stdout!.on('data', (chunk: Buffer) => (stdout += String(chunk)));
    child.stdin!.write(`${line}\n`);
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/200 delivered +1 /);
  });

  test('ends everything else as usual', async () => {
    const child = start(['send', 'room_login', '--url', await answering(() => child.kill('SIGINT'))]);
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect([exitCode, signal]).toEqual([null, 'SIGINT']);
  });
});
