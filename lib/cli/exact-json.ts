import { parseExact, type JsonValue } from '../index.js';
import type { BodyValue } from '../testing/index.js';

/**
 * Reads JSON to send it again: integers beyond 2^53 become bigints where they were written as numbers, so that they
 * travel as numbers again, and stay text where they were text.
 *
 * @throws SyntaxError, RangeError as `parseExact` does
 */
export function readExactJson(text: string): BodyValue {
  return restored(parseExact(text).value, JSON.parse(text));
}

/** What is text among the exact values and a number among the native ones had more digits than a number holds. */
function restored(exact: JsonValue, native: unknown): BodyValue {
  if (typeof exact === 'string') return typeof native === 'number' && /^-?\d+$/.test(exact) ? BigInt(exact) : exact;
  if (typeof exact !== 'object' || exact === null) return exact;
  const natives = Object.fromEntries(Object.entries(native ?? {})) as Readonly<Record<string, unknown>>;
  if (isList(exact)) return exact.map((item, index) => restored(item, natives[index]));
  return Object.fromEntries(Object.entries(exact).map(([field, item]) => [field, restored(item, natives[field])]));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
