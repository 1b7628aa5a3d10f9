import { isJsonList, isJsonObject } from './plain.js';
import type { Json } from './page/wire.js';

/** What was read without losing a digit, and what JSON.parse() makes of the same text. */
export interface Beside {
  readonly exact: Json;
  /** The same as `exact` where nothing can be told. */
  readonly native: unknown;
}

/** The decoded fields with what JSON.parse() would have made of the body. A form has texts only. */
export function besideBody(body: unknown, form: string, fields: Json): Beside {
  if (form === 'parsed') return { exact: fields, native: body };
  if (form === 'form') return { exact: fields, native: fields };
  const text = textOf(body).trim();
  const native = nativeOf(text) ?? (form === 'percent' ? nativeOf(percentDecoded(text)) : undefined);
  return { exact: fields, native: native ?? fields };
}

export function besideText(json: string, exact: Json): Beside {
  return { exact, native: nativeOf(json) ?? exact };
}

export function memberOf({ exact, native }: Beside, key: string | number): Beside | undefined {
  const own = isJsonList(exact) ? exact[Number(key)] : isJsonObject(exact) && Object.hasOwn(exact, key) ? exact[key] : undefined;
  if (own === undefined) return undefined;
  const isBeside = typeof native === 'object' && native !== null && Object.hasOwn(native, key);
  return { exact: own, native: isBeside ? (Reflect.get(native, key) as unknown) : own };
}

/** Where the body has a number beyond 2^53, its digits. */
export function wideNumber({ exact, native }: Beside): string | undefined {
  return (typeof native === 'number' || typeof native === 'bigint') && typeof exact === 'string' ? exact : undefined;
}

/** What JSON.parse() makes of such a number, when that is another one. */
export function rounded(digits: string): string | undefined {
  if (!/^-?\d+$/.test(digits)) return String(Number(digits));
  const number = Number(digits);
  return Number.isFinite(number) && BigInt(number) === BigInt(digits) ? undefined : String(number);
}

/** An express.urlencoded() in front may have made the whole text a key. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return typeof body === 'object' && body !== null ? (Object.keys(body).find((key) => key.trimStart().startsWith('{')) ?? '') : '';
}

/** Clients that send JSON as the only key of a form end it with "=". */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).trim().replace(/\}=$/, '}');
  } catch {
    return '';
  }
}

function nativeOf(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
