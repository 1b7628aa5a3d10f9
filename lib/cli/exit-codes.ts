/** How a command ended, for scripts. */
export const exitCodes = {
  /** Everything was answered with a 2xx; the signature is right. */
  success: 0,
  /** An answer was a refusal or a failure; the signature is wrong. */
  refused: 1,
  /** The command was used wrongly: an unknown event, option or value, a file that cannot be read. */
  usage: 2,
  /** There was no answer: connection refused, no such host, time-out, TLS. */
  unreachable: 3,
  /** Ended with Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

/** Ends a command with a sentence for people, and an exit code for scripts. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
