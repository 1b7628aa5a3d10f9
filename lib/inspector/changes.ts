import { besideText, memberOf, rounded, wideNumber, type Beside } from './beside.js';
import { carriedBy } from './carried.js';
import { isJsonList, isJsonObject } from './plain.js';
import type { Change, Json } from './page/wire.js';

type Kind = Change['kind'];

/** A change with the values themselves, which are not for showing yet. */
export interface FullChange {
  readonly path: string;
  /** The names in the path. */
  readonly names: readonly string[];
  readonly kind: Kind;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * What normalisation did, field by field: everything in which the payload differs from the body, and nothing else. What
 * is compared is the number that stood in the body: a 64-bit id is a change even though both sides are texts by now.
 *
 * @param skip the envelope's keys
 */
export function changesOf(body: Beside, payload: Json, skip: readonly string[]): FullChange[] {
  const changes: FullChange[] = [];
  members(body, payload, { path: '', names: [] }, skip, (change) => changes.push(change));
  return changes;
}

type Tell = (change: FullChange) => void;
type Place = Pick<FullChange, 'path' | 'names'>;

function members(before: Beside, after: Json, place: Place, skip: readonly string[], tell: Tell): void {
  const all = new Set([...keysOf(before.exact), ...keysOf(after)].filter((key) => !skip.includes(key)));
  const isList = isJsonList(after);
  for (const key of all) compare(memberOf(before, key), memberOf({ exact: after, native: after }, key)?.exact, below(place, key, isList), tell);
}

function keysOf(value: Json): string[] {
  return isJsonList(value) || isJsonObject(value) ? Object.keys(value) : [];
}

function below({ path, names }: Place, key: string, isList: boolean): Place {
  return isList ? { path: `${path}[${key}]`, names } : { path: path === '' ? key : `${path}.${key}`, names: [...names, key] };
}

function compare(before: Beside | undefined, after: Json | undefined, place: Place, tell: Tell): void {
  if (before === undefined || after === undefined) {
    if (before !== undefined) tell({ ...place, kind: 'left out', before: before.exact, after: undefined });
    else if (after !== undefined) tell({ ...place, kind: 'added', before: undefined, after });
    return;
  }
  const { exact } = before;
  const digits = wideNumber(before);
  const sameShape = (isJsonList(exact) && isJsonList(after)) || (isJsonObject(exact) && isJsonObject(after));
  if (sameShape) members(before, after, place, [], tell);
  else if (digits !== undefined && digits === after) {
    const wrong = rounded(digits);
    tell({ ...place, kind: wrong === undefined ? 'number to text' : 'exact id', before: wrong ?? digits, after });
  } else if (exact !== after) {
    tell({ ...place, kind: kindOf(exact, after), before: exact, after });
    const inner = innerOf(exact, after);
    if (inner !== undefined) members(inner, after, place, [], tell);
  }
}

function kindOf(before: Json, after: Json): Kind {
  if (typeof before === 'string') {
    if (typeof after === 'number') return 'text to number';
    if (typeof after === 'boolean') return 'text to boolean';
    return innerOf(before, after) === undefined ? 'other' : 'parsed JSON';
  }
  return typeof before === 'number' && typeof after === 'string' ? 'number to text' : 'other';
}

/** What the parts of the payload were made of, where the whole has changed its type. */
function innerOf(before: Json, after: Json): Beside | undefined {
  if (typeof before === 'string' && typeof after === 'object') {
    const carried = carriedBy(before);
    if (carried === undefined) return undefined;
    if (isJsonList(carried.value) === isJsonList(after) || isEmptyList(carried.value)) return besideText(carried.json, carried.value);
    // A text in place of a list is its only item, unless it carries one.
    return isJsonObject(carried.value) && Object.keys(carried.value).every((key) => /^\d+$/.test(key)) ? itemsOf(carried.value) : undefined;
  }
  if (isJsonObject(before) && isJsonList(after)) return itemsOf(before);
  return isEmptyList(before) ? { exact: before, native: before } : undefined;
}

/** Parsers of forms turn long lists into objects with numbered keys. */
function itemsOf(numbered: { readonly [key: string]: Json }): Beside {
  const items = Object.values(numbered);
  return { exact: items, native: items };
}

/** PHP writes an object without members as []. */
function isEmptyList(value: Json): boolean {
  return isJsonList(value) && value.length === 0;
}

const LONGEST = 120;

/** A value in a few words, for people: a text as it is, everything else as JSON. */
export function inShort(value: Json | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
