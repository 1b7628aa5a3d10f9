import { randomInt } from 'node:crypto';
import { signCallback } from '../index.js';
import type { Body } from './body.js';

export interface SigningOptions {
  /** The CallbackSecret of the receiver. Default: the environment variable `ZEGO_CALLBACK_SECRET`. */
  readonly secret?: string | undefined;
  /** Time of sending, in ms. Default: now. */
  readonly at?: number | Date | undefined;
  /** Default: 16 random digits. */
  readonly nonce?: string | number | undefined;
}

/** The names under which a body holds what the signature is made of. */
export interface SignatureSpelling {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
}

const SPELLINGS: Readonly<Record<keyof SignatureSpelling, RegExp>> = { timestamp: /^timestamp$/i, nonce: /^(?:signature_?)?nonce$/i, signature: /^signature$/i };

/**
 * The same callback, sent and signed now: with a timestamp of the same unit and type, and a new nonce.
 *
 * @param spelling the names of the three fields; by default those that the body has
 * @throws TypeError when there is no secret
 */
export function signBody(body: Body, { secret, at = Date.now(), nonce = freshNonce() }: SigningOptions, spelling = spellingIn(body)): Body {
  const known = body[spelling.timestamp];
  const ms = Number(at);
  const isInMs = (typeof known === 'string' || typeof known === 'number') && `${known}`.length === 13;
  const digits = isInMs ? ms : Math.floor(ms / 1000);
  const timestamp = typeof known === 'string' ? String(digits) : digits;
  return { ...body, [spelling.timestamp]: timestamp, [spelling.nonce]: nonce, [spelling.signature]: signCallback({ timestamp, nonce }, secretOf(secret)) };
}

/** Long enough to be bound to its event, and text, so that no digit is lost. */
function freshNonce(): string {
  return `7${String(randomInt(1e7)).padStart(7, '0')}${String(randomInt(1e8)).padStart(8, '0')}`;
}

function spellingIn(body: Body): SignatureSpelling {
  const named = (part: keyof SignatureSpelling): string => Object.keys(body).find((field) => SPELLINGS[part].test(field)) ?? part;
  return { timestamp: named('timestamp'), nonce: named('nonce'), signature: named('signature') };
}

function secretOf(given: string | undefined): string {
  const secret = given ?? process.env['ZEGO_CALLBACK_SECRET'];
  if (secret === undefined || secret === '') throw new TypeError('A callback cannot be signed without a secret: pass { secret }, or set ZEGO_CALLBACK_SECRET. It must be the one that the receiver has.');
  return secret;
}
