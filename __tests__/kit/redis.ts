import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Why tests on Redis cannot run here, or `undefined`. In CI they must. */
export function whyNoRedis(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    if (process.env['CI'] !== undefined) throw new Error('redis-server is missing; in CI nothing may be skipped.');
    return 'redis-server is not installed';
  }
}

export interface RedisServer {
  readonly port: number;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** A server whose data outlive it. */
export interface DurableRedis extends RedisServer {
  /** Ends it by this signal, and starts it again on the same port with the same data after this time. */
  restart(signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void>;
  /** Sends one command on a connection of its own, and waits for the reply. */
  command(line: string): Promise<string>;
  /** As `stop`, but at once and without waiting: for a process that is about to end. */
  abandon(): void;
}

/** An own server on a free port, without persistence. */
export async function startRedis(): Promise<RedisServer> {
  const folder = temporaryFolder();
  const port = await freePort();
  const server = await launch([...basics(port, folder), '--save', '', '--appendonly', 'no']);
  return {
    port,
    async stop() {
      await end(server, 'SIGTERM');
      remove(folder);
    },
  };
}

/** An own server on a free port that writes every change to the disk before it replies, and that knows DEBUG. */
export async function startDurableRedis(): Promise<DurableRedis> {
  const folder = temporaryFolder();
  const port = await freePort();
  const options = [...basics(port, folder), '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', ...(majorVersion() >= 7 ? ['--enable-debug-command', 'local'] : [])];
  let server = await launch(options);
  return {
    port,
    async restart(signal, downMs) {
      await end(server, signal);
      await new Promise((resolve) => setTimeout(resolve, downMs));
      server = await launch(options);
    },
    command: (line) => ask(port, line),
    async stop() {
      await end(server, 'SIGTERM');
      remove(folder);
    },
    abandon() {
      server.kill('SIGKILL');
      remove(folder);
    },
  };
}

const temporaryFolder = (): string => mkdtempSync(path.join(tmpdir(), 'zego-redis-'));
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
const basics = (port: number, folder: string): string[] => ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
const majorVersion = (): number => Number(/v=(\d+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1]);

async function launch(options: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  await ready(server);
  return server;
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await gone;
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code ?? 'a signal'}:\n${log}`)));
    server.once('error', reject);
  });
}

function ask(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\n`));
    socket.setEncoding('utf8').once('data', (reply: string) => {
      socket.destroy();
      if (reply.startsWith('-')) reject(new Error(`${line}: ${reply.trim()}`));
      else resolve(reply.trim());
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${line}: the connection was closed`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
