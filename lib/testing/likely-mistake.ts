import { createHash, createHmac } from 'node:crypto';
import { verifySignature, type SignatureFields } from '../index.js';

const ORDERS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const;
const NAMES = ['secret', 'timestamp', 'nonce'] as const;

/**
 * Which of the common mistakes made a signature that is wrong, if it was one of them. Only for people who know the
 * secret: it tries what a signature could have been made of.
 */
export function likelyMistake({ timestamp, nonce, signature }: SignatureFields, secret: string): string | undefined {
  const rights = (other: Partial<SignatureFields>, key = secret): boolean => verifySignature({ timestamp, nonce, signature, ...other }, key);
  const received = signature.trim().toLowerCase();
  if (received !== signature.toLowerCase() && rights({ signature: received })) return 'White space stands around the signature; without it, it is right.';
  const bare = secret.trim();
  if (bare !== secret && rights({}, bare)) return 'The secret given here has white space at its ends; without it the signature is right.';
  const unquoted = /^(["'])(.*)\1$/s.exec(bare)?.[2];
  if (unquoted !== undefined && rights({}, unquoted)) return 'The secret given here stands in quotes; without them the signature is right.';
  for (const [unit, other] of [['ms', `${timestamp}000`], ['s', `${timestamp}`.slice(0, -3)]] as const) {
    if (rights({ timestamp: other })) return `The signature was made of the timestamp in ${unit}, and another one was sent.`;
  }
  const parts = [secret, String(timestamp), String(nonce)];
  for (const order of ORDERS) {
    const text = order.map((part) => parts[part]).join('');
    const named = order.map((part) => NAMES[part]).join(' + ');
    if (createHash('sha1').update(text).digest('hex') === received) return `The signature was made of ${named} in this order. ZEGO sorts the three as bytes first.`;
    for (const algorithm of ['md5', 'sha256', 'sha512']) {
      if (createHash(algorithm).update(text).digest('hex') === received) return `The signature is ${algorithm.toUpperCase()} of ${named}; ZEGO takes SHA-1 of the three, sorted as bytes.`;
    }
    if (createHash('sha1').update(text).digest('base64') === signature) return 'The signature is right in Base64 at best; ZEGO writes hex.';
    if (createHmac('sha1', secret).update(text).digest('hex') === received) return 'The signature is an HMAC; ZEGO takes a plain SHA-1 of the three, sorted as bytes and joined.';
  }
  for (const [first, second] of [[timestamp, nonce], [nonce, timestamp]]) {
    if (['sha1', 'sha256'].some((algorithm) => createHmac(algorithm, secret).update(`${first ?? ''}${second ?? ''}`).digest('hex') === received)) {
      return 'The signature is an HMAC; ZEGO takes a plain SHA-1 of secret, timestamp and nonce, sorted as bytes and joined.';
    }
  }
  if (!/^[0-9a-f]{40}$/.test(received)) return `A signature has 40 hex digits; this one has ${signature.length} characters.`;
  return undefined;
}
