import type { Identified, MaybePromise, Verified, VerifiedDigest } from './delivery.js';
import { digest } from './digest.js';
import { ZegoCallbackError, quote } from './errors.js';
import { isPromise } from './guards.js';

/** What a signature is made of, as ZEGO sends it. */
export interface SignedFields {
  readonly timestamp: string | number;
  readonly nonce: string | number;
}

/** The fields of a signed callback that prove its origin. */
export interface SignatureFields extends SignedFields {
  readonly signature: string;
}

/** One secret, several while one is being rotated out, or a look-up by app id. */
export type SecretSource = readonly string[] | ((appId: string) => MaybePromise<string | readonly string[] | undefined>);

/** Byte order of the UTF-8 forms. UTF-16 order differs only where a surrogate meets a character above U+D7FF. */
function comesBefore(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xIsSurrogate = (x & 0xf800) === 0xd800;
    const yIsSurrogate = (y & 0xf800) === 0xd800;
    return xIsSurrogate === yIsSurrogate ? x < y : yIsSurrogate;
  }
  return a.length < b.length;
}

/** Sorts the three byte-wise and joins them: what ZEGO hashes. */
function sortedText(secret: string, timestamp: string, nonce: string): string {
  const [low, high] = comesBefore(timestamp, nonce) ? [timestamp, nonce] : [nonce, timestamp];
  if (comesBefore(secret, low)) return secret + low + high;
  return comesBefore(secret, high) ? low + secret + high : low + high + secret;
}

/**
 * Signs as ZEGO does: the SHA-1 of secret, timestamp and nonce, sorted as bytes and joined, in lower-case hex.
 *
 * Source: ZEGO, "Verifying callbacks" (the vector in the example is theirs).
 *
 * @example
 * signCallback({ timestamp: 1470820198, nonce: '123412' }, 'secret');
 * // '5bd59fd62953a8059fb7eaba95720f66d19e4517'
 */
export function signCallback(fields: SignedFields, secret: string): string {
  return digest('sha1', sortedText(secret, String(fields.timestamp), String(fields.nonce)), 'hex');
}

/**
 * Whether the signature is right. Takes the same time wherever the first difference is. Looks at the signature
 * alone: freshness and replays are the middleware's business.
 *
 * @example
 * verifySignature({ timestamp: '1470820198', nonce: '123412', signature }, [newSecret, oldSecret]);
 */
export function verifySignature(fields: SignatureFields, secret: string | readonly string[]): boolean {
  const secrets = typeof secret === 'string' ? [secret] : secret;
  return secrets.some((one) => equalDigests(signCallback(fields, one), fields.signature.toLowerCase()));
}

/** Looks at every character whatever the ones before it are. `timingSafeEqual` needs two Buffers, which cost as much as the digest. */
function equalDigests(expected: string, received: string): boolean {
  if (received.length !== expected.length) return false;
  let difference = 0;
  for (let at = 0; at < expected.length; at += 1) difference |= expected.charCodeAt(at) ^ received.charCodeAt(at);
  return difference === 0;
}

/**
 * ZEGO's pages sign mini games in three ways and do not settle it; the length tells which one arrived:
 * 32 hex digits, MD5 of app id, nonce, secret and timestamp; 40, the common SHA-1; 28 of Base64, a digest of
 * 20 bytes whose input no page names, so both known inputs are tried.
 */
function miniGameDigest(secret: string, { appId, nonce, timestamp }: Identified['envelope'], received: string): string | undefined {
  const joined = appId + nonce + secret + timestamp;
  const sorted = sortedText(secret, timestamp, nonce);
  // Base64 with escapes may be as long as either of the two in hex, so they come off first.
  const text = percentDecoded(received);
  if (text.length === 32) return matching([digest('md5', joined, 'hex')], text.toLowerCase());
  if (text.length === 40) return matching([digest('sha1', sorted, 'hex')], text.toLowerCase());
  if (text.length !== 28) return undefined;
  const hex = Buffer.from(text, 'base64').toString('hex');
  return matching([digest('sha1', sorted, 'hex'), digest('sha1', joined, 'hex')], hex);
}

function matching(candidates: readonly string[], received: string): string | undefined {
  return candidates.find((candidate) => equalDigests(candidate, received));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function commonDigest(secret: string, { nonce, timestamp }: Identified['envelope'], received: string): string | undefined {
  return matching([digest('sha1', sortedText(secret, timestamp, nonce), 'hex')], received.toLowerCase());
}

const USUAL_CAUSE = "Usual cause: the secret must be the project's CallbackSecret (console, project information), not its ServerSecret or AppSign.";

/**
 * Proves that whoever signed it knows the secret.
 *
 * @throws ZegoCallbackError `bad_signature`
 */
export function verify(identified: Identified, secrets: readonly string[], now: number): Verified {
  const { envelope, definition } = identified;
  const digestOf = definition?.product === 'mini_game' ? miniGameDigest : commonDigest;
  let verified: string | undefined;
  for (const secret of secrets) verified ??= digestOf(secret, envelope, envelope.signature);
  if (verified === undefined) throw new ZegoCallbackError('bad_signature', { hint: USUAL_CAUSE });

  const timestampMs = Number(envelope.timestamp) * (envelope.timestamp.length === 10 ? 1000 : 1);
  // The only place that makes one: the digest was computed here and equals the received one.
  return { identified, digest: verified as VerifiedDigest, timestampMs, skewMs: now - timestampMs };
}

/**
 * Proves that a verified callback was signed just now. Apart from the signature, so that the report of a stale one has
 * its skew.
 *
 * @param toleranceMs how far the timestamp may be from the present; `false` switches the check off
 * @throws ZegoCallbackError `stale`
 */
export function assertFresh({ skewMs }: Verified, toleranceMs: number | false): void {
  // Written so that a clock without a time (NaN) refuses.
  if (toleranceMs !== false && !(Math.abs(skewMs) <= toleranceMs)) {
    throw new ZegoCallbackError('stale', {
      message: `The timestamp is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'in the past' : 'in the future'}; at most ${toleranceMs / 1000} s are accepted.`,
      hint: "Check this server's clock; the option \"tolerance\" (seconds) widens the window.",
    });
  }
}

/**
 * The secrets to try, before anything is computed: a callback that lacks a part of its signature is refused first.
 *
 * @throws ZegoCallbackError `missing_signature`, `malformed_body`, `unknown_app`
 */
export function secretsFor({ envelope }: Identified, source: SecretSource): MaybePromise<readonly string[]> {
  const missing = (['signature', 'timestamp', 'nonce'] as const).filter((part) => envelope[part] === '');
  if (missing.length > 0) throw new ZegoCallbackError('missing_signature', { message: `The callback has no ${missing.join(' and no ')}.`, hint: `Usually no callback of ZEGO but a scanner, a health check or a test by hand. ${USUAL_CAUSE}` });
  if (!/^(?:\d{10}|\d{13})$/.test(envelope.timestamp)) {
    throw new ZegoCallbackError('malformed_body', { message: `The timestamp must be 10 digits (s) or 13 (ms); it is ${quote(envelope.timestamp)}.` });
  }
  if (typeof source !== 'function') return source;
  const known = source(envelope.appId);
  return isPromise(known) ? Promise.resolve(known).then((late) => listed(late, envelope.appId)) : listed(known, envelope.appId);
}

/** Anything else than texts is no secret: a look-up in a plain object finds the members that every object has. */
function listed(known: unknown, appId: string): readonly string[] {
  const all: readonly unknown[] = Array.isArray(known) ? known : [known];
  const secrets = all.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  if (secrets.length === 0) throw new ZegoCallbackError('unknown_app', { hint: `The function given as "secret" knows none for app id ${quote(appId)}.` });
  return secrets;
}
