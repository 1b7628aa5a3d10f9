import type { Reply } from './post.js';

/** An answer in the terms of this package, as far as it is in its terms. */
export interface Answer {
  /** `200 delivered`, `401 bad_signature`, `404`, `not reached: ECONNREFUSED`. */
  readonly label: string;
  readonly ok: boolean;
  readonly status?: number;
  readonly outcome?: string;
  readonly code?: string;
  /** What the receiver says about it. */
  readonly message?: string;
}

/** Reads `{"outcome"}`, `{"error":{"code","message"}}`, or neither. */
export function readAnswer(reply: Reply): Answer {
  if (!reply.reached) return { label: `not reached: ${reply.code === '' ? printable(reply.message, 40) : reply.code}`, ok: false };
  const { status } = reply;
  const body = parsed(reply.text);
  const error = fieldOf(body, 'error');
  const outcome = name(fieldOf(body, 'outcome'));
  const code = name(fieldOf(error, 'code'));
  const message = fieldOf(error, 'message');
  return {
    label: [status, outcome ?? code].filter((part) => part !== undefined).join(' '),
    ok: status >= 200 && status < 300,
    status,
    ...(outcome !== undefined && { outcome }),
    ...(code !== undefined && { code }),
    ...(code !== undefined && typeof message === 'string' && { message: printable(message, 500) }),
  };
}

/** Anybody may have written it: without control characters, and not without end. */
export function printable(text: string, most: number): string {
  const safe = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return safe.length > most ? `${safe.slice(0, most)}…` : safe;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === field)?.[1] : undefined;
}

/** Codes and outcomes are words; what another server puts there may be anything. */
function name(value: unknown): string | undefined {
  return typeof value === 'string' && /^\w{1,40}$/.test(value) ? value : undefined;
}
