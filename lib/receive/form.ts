import { unescape } from 'node:querystring';
import type { JsonObject, JsonValue } from '../delivery.js';
import { quote } from '../errors.js';
import { isPrototypeKey, MAX_DEPTH } from './json.js';

/** More than any callback has; a body of a megabyte could otherwise hold half a million. */
const MAX_FIELDS = 10_000;

/** Percent-decoding that leaves invalid escapes as they stand: a URL inside a value may hold one. */
function decodeComponent(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? unescape(spaced) : spaced;
}

/**
 * Decodes `application/x-www-form-urlencoded`: `a=1`, `a[]=1`, `a[0]=1`, `a[b]=1`, to any depth.
 * All leaves are strings; what JSON text or number they hold is for the schema to say.
 *
 * @throws RangeError when there are too many fields, or brackets nest too deep; SyntaxError when a field is both a value and a list.
 */
export function parseForm(text: string): { fields: JsonObject; droppedKeys: boolean } {
  const pairs = text.split('&');
  return assemble(
    pairs.flatMap((pair): [string, string][] => {
      if (pair === '') return [];
      const equals = pair.indexOf('=');
      return equals < 0 ? [[decodeComponent(pair), '']] : [[decodeComponent(pair.slice(0, equals)), decodeComponent(pair.slice(equals + 1))]];
    }),
  );
}

/** The same for what a simple upstream parser left: keys that still have their brackets. */
export function expandBrackets(fields: JsonObject): { fields: JsonObject; droppedKeys: boolean } {
  return assemble(Object.entries(fields).flatMap(([key, value]): [string, JsonValue][] => (Array.isArray(value) && key.includes('[') ? value.map((item: JsonValue): [string, JsonValue] => [key, item]) : [[key, value]])));
}

/** A place in the tree: values written to it, or children below it. */
interface Branch {
  values: JsonValue[];
  children: Map<string, Branch> | undefined;
}

function assemble(pairs: readonly [key: string, value: JsonValue][]): { fields: JsonObject; droppedKeys: boolean } {
  if (pairs.length > MAX_FIELDS) throw new RangeError(`more than ${MAX_FIELDS} fields`);
  const root = new Map<string, Branch>();
  let droppedKeys = false;
  for (const [key, value] of pairs) {
    const path = splitKey(key);
    if (path.some(isPrototypeKey)) {
      droppedKeys = true;
      continue;
    }
    let level = root;
    let branch: Branch | undefined;
    for (const segment of path) {
      if (branch) level = branch.children ??= new Map<string, Branch>();
      const name: string = segment === '' && branch ? String(level.size) : segment;
      branch = level.get(name) ?? { values: [], children: undefined };
      level.set(name, branch);
    }
    branch?.values.push(value);
  }
  return { fields: toObject(root), droppedKeys };
}

/** `a[b][]` -> `a`, `b`, ``. A key whose brackets do not pair up is taken literally. */
function splitKey(key: string): string[] {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  const rest = key.slice(open);
  if (!/^(?:\[[^[\]]*\])+$/.test(rest)) return [key];
  const path = [key.slice(0, open), ...rest.slice(1, -1).split('][')];
  if (path.length > MAX_DEPTH) throw new RangeError(`brackets nested deeper than ${MAX_DEPTH} levels`);
  return path;
}

function toObject(level: Map<string, Branch>): JsonObject {
  return Object.fromEntries(Array.from(level, ([name, branch]) => [name, toValue(name, branch)]));
}

function toValue(name: string, { values, children }: Branch): JsonValue {
  if (children === undefined) return values.length === 1 ? (values[0] ?? '') : values;
  if (values.length > 0) throw new SyntaxError(`field ${quote(name)} comes both as a value and as a list`);
  const indexes = Array.from(children.keys());
  if (!indexes.every((index) => /^(?:0|[1-9]\d{0,8})$/.test(index))) return toObject(children);
  return indexes
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => toValue(`${name}[${index}]`, children.get(index) ?? { values: [], children: undefined }));
}
