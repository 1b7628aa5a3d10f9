import type { JsonObject, JsonValue } from '../index.js';
import type { Definition } from './record.js';
import { REDACTED } from './redaction.js';

type Fields = Definition['fields'];
type Path = readonly string[];

/** How ZEGO's products name a room, and a user; who did something stands before those it was done to. */
const ROOM = [/^room_?id$/i];
const USER = [/^user_?(?:account|id)$/i, /^from_user_?id$/i, /^operator_account$/i, /^(?:[a-z]+_)?user_?ids$/i, /(?:account|user_?id)$/i];

const known = new WeakMap<Definition, { readonly room: readonly Path[]; readonly user: readonly Path[] }>();

/** The columns "room" and "user", from wherever the event has them. Empty where it has none. @param hides fields that are redacted */
export function columnsOf(definition: Definition | undefined, fields: JsonObject, hides: (name: string) => boolean): { readonly room: string; readonly user: string } {
  const paths = definition === undefined ? pathsIn(Object.keys(fields).map((name) => ({ name }))) : pathsOf(definition);
  const shown = (candidates: readonly Path[]): string => {
    for (const path of candidates) {
      const text = textOf(valueAt(fields, path));
      if (text !== '') return path.some(hides) ? REDACTED : text;
    }
    return '';
  };
  return { room: shown(paths.room), user: shown(paths.user) };
}

function pathsOf(definition: Definition): { readonly room: readonly Path[]; readonly user: readonly Path[] } {
  const cached = known.get(definition);
  if (cached !== undefined) return cached;
  const paths = pathsIn(definition.fields);
  known.set(definition, paths);
  return paths;
}

type Named = { readonly name: string } & Partial<Fields[number]>;

function pathsIn(fields: readonly Named[]) {
  const all = flat(fields, []);
  const matching = (patterns: readonly RegExp[]): Path[] => {
    const rank = (path: Path): number => patterns.findIndex((pattern) => pattern.test(path.at(-1) ?? ''));
    // Nested ones come last, whatever their names: they are about a part of the event.
    return all.filter((path) => rank(path) >= 0).sort((a, b) => a.length - b.length || rank(a) - rank(b));
  };
  return { room: matching(ROOM), user: matching(USER) };
}

function flat(fields: readonly Named[], above: Path): Path[] {
  return fields.flatMap(({ name, fields: members, inner, items }) => {
    const path = [...above, name];
    const children = members ?? inner?.fields ?? items?.fields ?? inner?.items?.fields ?? [];
    return [path, ...flat(children, path)];
  });
}

/** Of a list the first one that has it. */
function valueAt(value: JsonValue | undefined, [key, ...rest]: Path): JsonValue | undefined {
  if (key === undefined) return value;
  if (isList(value)) return value.map((item) => valueAt(item, [key, ...rest])).find((item) => item !== undefined);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? valueAt(value[key], rest) : undefined;
}

function textOf(value: JsonValue | undefined): string {
  if (isList(value)) return value.length > 1 ? `${textOf(value[0])} +${value.length - 1}` : textOf(value[0]);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
