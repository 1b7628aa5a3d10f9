import type { Json } from './page/wire.js';

/** The body may be nested 64 levels deep, and what a text carries as many again. */
const DEEPEST = 200;

/**
 * A copy that surely is JSON. What was decoded here is; but it has been handed to handlers since, and a body that a
 * parser in front left belongs to others as well.
 */
export function plain(value: unknown): Json {
  return copyOf(value, new Set());
}

function copyOf(value: unknown, above: Set<unknown>): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return `[${typeof value}]`;
  if (above.has(value) || above.size > DEEPEST) return '[circular]';
  above.add(value);
  const copy = Array.isArray(value)
    ? value.map((item) => copyOf(item, above))
    : Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, copyOf(item, above)]])));
  above.delete(value);
  return copy;
}

export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isJsonObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isJsonList(value);
}
