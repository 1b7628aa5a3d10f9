/** A stream that is written to; on a terminal it says how wide that is. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** All that the commands know of the world; tests pass another one. */
export interface Environment {
  readonly stdin: AsyncIterable<Buffer>;
  /** What was asked for, fit for a pipe. */
  readonly stdout: Output;
  /** Progress, explanations and complaints. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In ms. */
  readonly now: () => number;
  /** Resolves after the time, or as soon as the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Calls the listener on Ctrl-C, instead of ending the process, until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** With what the process ends; a command sets it. */
  exitCode: number;
}
