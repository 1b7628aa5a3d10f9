import type { EventSchema } from '../index.js';
import { signBody, type Body, type SigningOptions } from '../testing/index.js';
import { CliError } from './exit-codes.js';

/** How products spell the fields of a signature. */
const SPELLINGS = { timestamp: /^timestamp$/i, nonce: /^(?:signature_?)?nonce$/i, signature: /^signature$/i };
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function isSignatureField(field: string): boolean {
  return Object.values(SPELLINGS).some((spelling) => spelling.test(field));
}

/** The three fields of the signature as text; empty where one is missing. */
export function signatureOf(body: Body): { readonly timestamp: string; readonly nonce: string; readonly signature: string } {
  const text = (part: keyof typeof SPELLINGS): string => {
    const value = body[spelled(body, part)];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
  };
  return { timestamp: text('timestamp'), nonce: text('nonce'), signature: text('signature') };
}

/** The body, signed now and spelled as it is, or as its event is documented. */
export function resign(body: Body, options: SigningOptions, schema?: EventSchema): Body {
  return signBody(body, options, schema?.['x-zego'].envelope ?? { timestamp: spelled(body, 'timestamp'), nonce: spelled(body, 'nonce'), signature: spelled(body, 'signature') });
}

function spelled(body: Body, part: keyof typeof SPELLINGS): string {
  return Object.keys(body).find((field) => SPELLINGS[part].test(field)) ?? part;
}

/**
 * A time in ms: `1700000000` (s), `1700000000000` (ms), `2024-05-01T12:00:00Z`, or from now, `-10m`, `+90s`.
 *
 * @throws CliError when it is none of them
 */
export function readTime(text: string, now: number): number {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const [, sign, amount, unit] = /^([+-])(\d+)([smhd])$/.exec(text) ?? [];
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd') return now + (sign === '-' ? -1 : 1) * Number(amount) * UNITS[unit];
  const parsed = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(parsed)) throw new CliError(`--at takes a time such as -10m, +90s, 2024-05-01T12:00:00Z, 1700000000 (s) or 1700000000000 (ms); it is ${JSON.stringify(text)}.`);
  return parsed;
}
