/**
 * Every way a callback can be refused or fail: its code, its status, and what the sender is told.
 * Nothing else in the package decides a status. docs/errors.md explains each one; a test holds the
 * two against each other.
 */
const ERRORS = {
  malformed_body: { status: 400, message: 'The body is empty, cannot be decoded, or is ambiguous.' },
  missing_signature: { status: 401, message: 'The callback carries no signature, timestamp or nonce.' },
  bad_signature: { status: 401, message: 'The signature does not match.' },
  unknown_app: { status: 401, message: 'No secret is known for this app id.' },
  stale: { status: 403, message: 'The timestamp is too far from the present.' },
  replayed: { status: 403, message: 'This signature has already been used for another event.' },
  body_too_large: { status: 413, message: 'The body is larger than this endpoint accepts.' },
  unsupported_encoding: { status: 415, message: 'The content encoding is not supported; use gzip, deflate, br or none.' },
  invalid_payload: { status: 422, message: 'The payload does not match the schema of its event.' },
  handler_failed: { status: 500, message: 'A handler failed; the callback should be sent again.' },
  unsafe_integer: { status: 500, message: 'A 64-bit integer was rounded before the callback was received.' },
  internal: { status: 500, message: 'The callback could not be processed.' },
  handler_timeout: { status: 503, message: 'The callback was not handled in time; it should be sent again.', retryAfter: 5 },
  busy: { status: 503, message: 'The event is being handled elsewhere; the callback should be sent again.', retryAfter: 1 },
  store_unavailable: { status: 503, message: 'Deliveries cannot be recorded right now; the callback should be sent again.', retryAfter: 5 },
} as const satisfies Record<string, { status: number; message: string; retryAfter?: number }>;

/** The code of a refusal or failure, as it stands in the answer and in the delivery report. */
export type ZegoErrorCode = keyof typeof ERRORS;

/** All codes with their status, for documentation and tests. */
export const errorStatuses: Readonly<Record<ZegoErrorCode, number>> = Object.freeze(
  Object.fromEntries(Object.entries(ERRORS).map(([code, { status }]) => [code, status])) as Record<ZegoErrorCode, number>,
);

interface ErrorDetails {
  /** What is told to the sender, where it may know more than the code says. Never secrets or values. */
  readonly message?: string;
  /** What helps whoever runs this server; it stays in the report. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Every failure behind this one: handler errors, or schema violations. */
  readonly errors?: readonly unknown[];
}

/**
 * A refused or failed callback. `status`, `expose` and `headers` follow the convention of http-errors,
 * so that `next(err)` (option `forwardErrors`) ends in the same status.
 *
 * @example
 * zego.onError((error) => {
 *   if (error.code === 'bad_signature') console.warn(error.message, error.hint);
 * });
 */
export class ZegoCallbackError extends Error {
  override readonly name = 'ZegoCallbackError';
  readonly code: ZegoErrorCode;
  readonly status: number;
  /** Says that the message may be shown to the sender. */
  readonly expose = true;
  readonly headers: Readonly<Record<string, string>>;
  /** Advice for whoever runs this server: the usual cause and the mend. Never sent. */
  readonly hint: string | undefined;
  /** Every failure behind this one: the handlers' errors, or the schema violations. */
  readonly errors: readonly unknown[];

  constructor(code: ZegoErrorCode, details: ErrorDetails = {}) {
    const entry: { status: number; message: string; retryAfter?: number } = ERRORS[code];
    super(details.message ?? entry.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = entry.status;
    this.headers = entry.retryAfter === undefined ? {} : { 'Retry-After': String(entry.retryAfter) };
    this.hint = details.hint;
    this.errors = details.errors ?? [];
  }

  /** The same number under the name that Express and http-errors also use. */
  get statusCode(): number {
    return this.status;
  }
}

/** The error for a body beyond the option `limit`, however that was noticed. */
export function bodyTooLarge(limit: number, cause?: unknown): ZegoCallbackError {
  return new ZegoCallbackError('body_too_large', { hint: `The body, decompressed, has more than ${limit} bytes; raise the option "limit" if callbacks may.`, cause });
}

/** The error for a number that a parser in front of the callbacks has rounded. */
export function roundedInteger(path: string): ZegoCallbackError {
  return new ZegoCallbackError('unsafe_integer', {
    message:
      `${quote(path)} is an integer beyond 2^53 that was rounded before the callbacks could read it, so it is refused rather than passed on wrong. ` +
      'Mount the callbacks before the JSON parser, or let it keep the bytes: express.json({ verify: keepRawBody }).',
  });
}

/** A value as it may stand in a message: quoted, cut, and without control characters (log injection). */
export function quote(value: unknown, most = 64): string {
  const text = textOf(value);
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Any value as text: anything can be thrown, and some things have no text of their own. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** The name of a value's type as people say it: "null" and "list" instead of "object". */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
