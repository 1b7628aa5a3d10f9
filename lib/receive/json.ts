import type { JsonValue } from '../delivery.js';

/** Deeper than any documented callback; keeps recursion here and in handlers harmless. */
export const MAX_DEPTH = 64;

/** An object given to `receive()` may share its parts without end, or hold a list of a billion holes; a text ends. */
const MAX_VALUES = 250_000;

/** What `inspect` found that plain JSON values should not contain; a set of bits. */
export const Found = {
  Nothing: 0,
  /** A number that is no exact integer any more, or not finite. */
  Inexact: 1,
  /** A key that could reach a prototype when copied. */
  PrototypeKey: 2,
  /** A BigInt, from an upstream parser that knows them. */
  BigInt: 4,
  /** Nested deeper than MAX_DEPTH, circular, or of more than MAX_VALUES values. */
  TooDeep: 8,
} as const;

export function isPrototypeKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

/** What was read. */
export interface ExactJson {
  readonly value: JsonValue;
  /** Whether keys that could reach a prototype were left out. */
  readonly droppedKeys: boolean;
}

/**
 * Parses JSON without losing a digit: integers outside ±(2^53-1) become decimal strings, at any depth.
 * Almost no body holds one as a number, so the native parser goes first and the values are looked at
 * afterwards; only a body that needs it is read a second time.
 *
 * Keys that could reach a prototype (`__proto__`, `constructor`, `prototype`) are left out.
 *
 * @throws SyntaxError as JSON.parse does, RangeError when nested too deep (64 levels)
 * @example
 * parseExact('{"room_session_id":6085791336856668983}').value; // { room_session_id: '6085791336856668983' }
 */
export function parseExact(text: string): ExactJson {
  const value = JSON.parse(text) as JsonValue;
  const found = inspect(value, Infinity);
  if (found === Found.Nothing) return { value, droppedKeys: false };
  if (found & Found.TooDeep) throw new RangeError(`nested deeper than ${MAX_DEPTH} levels`);
  const exact = found & Found.Inexact ? (JSON.parse(quoteInexactNumbers(text)) as JsonValue) : value;
  const droppedKeys = (found & Found.PrototypeKey) !== 0;
  return { value: droppedKeys ? sanitise(exact) : exact, droppedKeys };
}

let left = 0;

/** Looks once at every value. */
export function inspect(value: unknown, maxValues = MAX_VALUES): number {
  left = maxValues;
  return look(value, 0);
}

function look(value: unknown, depth: number): number {
  left -= 1;
  if (left < 0) return Found.TooDeep;
  if (typeof value === 'number') return Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !Number.isInteger(value)) ? Found.Nothing : Found.Inexact;
  if (typeof value === 'bigint') return Found.BigInt;
  if (typeof value !== 'object' || value === null) return Found.Nothing;
  if (depth >= MAX_DEPTH) return Found.TooDeep;
  let found: number = Found.Nothing;
  if (Array.isArray(value)) {
    for (const item of value) {
      found |= look(item, depth + 1);
      if (found & Found.TooDeep) return found;
    }
    return found;
  }
  for (const key in value) {
    if (isPrototypeKey(key)) found |= Found.PrototypeKey;
    found |= look((value as Record<string, unknown>)[key], depth + 1);
    if (found & Found.TooDeep) return found;
  }
  return found;
}

/** A copy without prototype keys, with BigInts as decimal strings. */
export function sanitise(value: unknown): JsonValue {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(sanitise);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  const copy: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) {
    if (!isPrototypeKey(key)) copy[key] = sanitise((value as Record<string, unknown>)[key]);
  }
  return copy;
}

/** Where the first rounded number stands, as `data.id` or `list[0].id`. */
export function findInexact(value: unknown, path = ''): string | undefined {
  if (typeof value === 'number') return inspect(value) === Found.Inexact ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const below = findInexact(item, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
    if (below !== undefined) return below;
  }
  return undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Puts quotes around the numbers that a double cannot hold. The text must be valid JSON. */
function quoteInexactNumbers(text: string): string {
  let out = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === MINUS || isDigit(code)) {
      NUMBER.lastIndex = at;
      const token = NUMBER.exec(text)?.[0] ?? '';
      const value = Number(token);
      // An exponent or a fraction was written as a float on purpose, unless it overflows altogether.
      const inexact = /[.eE]/.test(token) ? !Number.isFinite(value) : !Number.isSafeInteger(value);
      if (inexact) {
        out += `${text.slice(copied, at)}"${token}"`;
        copied = at + token.length;
      }
      at += token.length;
    } else {
      at += 1;
    }
  }
  return out + text.slice(copied);
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}
