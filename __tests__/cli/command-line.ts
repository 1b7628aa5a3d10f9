import { PassThrough, Readable } from 'node:stream';
import type { Environment } from '../../lib/cli/environment.js';
import { run } from '../../lib/cli/program.js';
import { SECRET } from '../kit/callbacks.js';

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The pauses that were asked for, in ms. */
  readonly pauses: readonly number[];
}

export interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Iterable<string>;
  /** Pretends that both outputs are a terminal of this width. */
  readonly columns?: number;
  readonly now?: number;
  /** Takes the function that presses Ctrl-C. */
  readonly onInterruptible?: (interrupt: () => void) => void;
}

/** Runs the program within the test. The secret is in the environment, and must never come out again. */
export async function zegoCallbacksWith(args: readonly string[], { env = {}, stdin = '', columns, now, onInterruptible }: Settings = {}): Promise<Result> {
  const [stdout, stderr] = [output(columns), output(columns)];
  const pauses: number[] = [];
  const environment: Environment = {
    stdin: Readable.from(typeof stdin === 'string' ? [Buffer.from(stdin)] : Array.from(stdin, (text) => Buffer.from(text))),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: { ZEGO_CALLBACK_SECRET: SECRET, ...env },
    now: () => now ?? Date.now(),
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    onInterrupt: (listener) => {
      onInterruptible?.(listener);
      return () => undefined;
    },
    exitCode: 0,
  };
  const exitCode = await run(args, environment);
  const result = { exitCode, stdout: stdout.text(), stderr: stderr.text(), pauses };
  if (`${result.stdout}${result.stderr}`.includes(SECRET)) throw new Error('The secret was printed.');
  return result;
}

function output(columns: number | undefined): { stream: PassThrough; text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream: columns === undefined ? stream : Object.assign(stream, { isTTY: true, columns }), text: () => Buffer.concat(chunks).toString('utf8') };
}
