import { randomBytes } from 'node:crypto';
import { signCallback } from 'express-zego-callbacks';
import { digest } from '../../lib/digest.js';

let made = 0;

/** An id as `eventId` makes it, from a text of the usual length: 43 characters, a string of its own. */
export function freshId(): string {
  made += 1;
  return digest('sha256', `["rtc","room_logout","1000000001"]\n{"room_id":"room","user_account":"user${made}","room_seq":"6085791336856668982"}`, 'base64url');
}

/** A digest as `verify` computes it: 40 hex digits. */
export function freshDigest(): string {
  made += 1;
  return signCallback({ timestamp: 1_760_000_000 + Math.floor(made / 1e6), nonce: String(7e15 + made) }, 'a-callback-secret');
}

const ownerPrefix = randomBytes(9).toString('base64url');

/** Names a claim as the middleware does: a name of the process and a number. */
export function freshOwner(): string {
  made += 1;
  return `${ownerPrefix}${made}`;
}

/** What the middleware asks for with default options, in ms. */
export const LEASE_MS = 15_000;
export const REMEMBER_MS = 600_000;
