import type { ZegoCallbackError } from '../index.js';
import type { Problem } from './page/wire.js';

const MOST_ERRORS = 10;
const LONGEST = 10_000;

/** An error for people: what it says, and what is behind it. */
export function problemOf(error: ZegoCallbackError): Problem {
  const behind = error.errors.some((one) => one instanceof Error) || error.code === 'handler_failed' ? error.errors : [];
  const causes = behind.length > 0 ? behind : error.cause === undefined ? [] : [error.cause];
  const more = causes.length - MOST_ERRORS;
  return {
    code: error.code,
    message: error.message,
    hint: error.hint ?? '',
    cause: [...causes.slice(0, MOST_ERRORS).map(withCauses), ...(more > 0 ? [`and ${more} more`] : [])].join('\n\n'),
  };
}

/** In one line, as far as the error keeps to one. */
export function briefly(error: unknown): string {
  try {
    return cut(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } catch {
    return Object.prototype.toString.call(error);
  }
}

function withCauses(error: unknown): string {
  const texts: string[] = [];
  let current = error;
  for (let depth = 0; depth < 5 && current !== undefined; depth += 1) {
    texts.push(stackOf(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return cut(texts.join('\nCaused by: '));
}

/** Anything can be thrown, and its members may throw themselves. */
function stackOf(error: unknown): string {
  try {
    return error instanceof Error && typeof error.stack === 'string' && error.stack !== '' ? error.stack : briefly(error);
  } catch {
    return briefly(error);
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
