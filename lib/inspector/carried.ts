import { parseExact } from '../index.js';
import { isJsonList, isJsonObject } from './plain.js';
import type { Json } from './page/wire.js';

/** JSON that a text carries. */
export interface Carried {
  readonly value: Json;
  /** The JSON itself. */
  readonly json: string;
  readonly isUrlEncoded: boolean;
}

/** The object or list in a text, which may be URL-encoded besides; `undefined` when there is none. */
export function carriedBy(text: string): Carried | undefined {
  const value = parsed(text);
  if (value !== undefined) return { value, json: text, isUrlEncoded: false };
  if (!/^\s*(?:%5B|%7B|[+[{]|%20|%0[9AD])/i.test(text)) return undefined;
  const json = decoded(text);
  const inner = json === text ? undefined : parsed(json);
  return inner === undefined ? undefined : { value: inner, json, isUrlEncoded: true };
}

function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const { value } = parseExact(text);
    return isJsonList(value) || isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
