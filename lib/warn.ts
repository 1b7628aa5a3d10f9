import { quote } from './errors.js';

/** A failure with its stack trace, whose message cannot break out of its line: it may hold what a user wrote. */
export function traced(error: unknown): string {
  const line = quote(error, 500).slice(1, -1).replaceAll('\\"', '"');
  if (!(error instanceof Error)) return line;
  const { stack = '', message } = error;
  const frames = stack.slice(stack.lastIndexOf(message) + message.length).split('\n').filter((text) => /^ {4}at /.test(text));
  return [line, ...frames].join('\n');
}

/** A process warning of this package; docs/errors.md explains each code. */
export function warn(message: string, { code, detail }: { readonly code: `ZEGO_${string}`; readonly detail?: string | undefined }): void {
  process.emitWarning(message, { type: 'ZegoCallbacksWarning', code, ...(detail !== undefined && { detail }) });
}
