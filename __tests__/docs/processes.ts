import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

/** What a process has written until it ended. */
export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Running {
  readonly finished: Promise<Finished>;
  /** What has been written so far. */
  output(): string;
  hasEnded(): boolean;
  /** Ends the process and those it has started. */
  stop(): Promise<void>;
}

/** Starts a command line as a shell does. */
export function start(command: string, { cwd, env = {} }: StartOptions): Running {
  // A group of its own: ending the shell alone would leave behind what it started.
  const child = spawn('sh', ['-c', command], { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  let ended = false;
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      ended = true;
      resolve({ exitCode, stdout, stderr });
    });
  });
  return {
    finished,
    output: () => stdout + stderr,
    hasEnded: () => ended,
    stop: async () => {
      endGroup(child);
      await finished;
    },
  };
}

function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}

export function run(command: string, options: StartOptions): Promise<Finished> {
  return start(command, options).finished;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when something answers HTTP on the port; fails when the process that should has ended. */
export async function answering(port: number, server: Running): Promise<void> {
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch {
      if (server.hasEnded()) throw new Error(`The server has ended: ${server.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
