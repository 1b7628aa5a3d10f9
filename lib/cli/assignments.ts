import type { EventSchema } from '../index.js';
import { signedCallback, type Body, type BodyValue } from '../testing/index.js';
import { knownEvent } from './event-name.js';
import { readExactJson } from './exact-json.js';
import { CliError } from './exit-codes.js';
import { isObject } from './read-body.js';

/** One `--set`: where, and a text to be typed like what stands there, or a JSON value. */
export interface Assignment {
  readonly path: readonly string[];
  readonly text?: string;
  readonly value?: BodyValue;
}

/**
 * `room_id=r1`, `users.0.id=ann`, `user_count:=3`.
 *
 * @throws CliError when it is neither
 */
export function parseAssignment(given: string): Assignment {
  const [, key, json, text = ''] = /^([^=:]+)(:?)=(.*)$/s.exec(given) ?? [];
  if (key === undefined) throw new CliError(`--set takes field=text or field:=json; it is ${JSON.stringify(given)}.`);
  const path = key.split('.');
  if (json === '') return { path, text };
  try {
    return { path, value: readExactJson(text) };
  } catch {
    throw new CliError(`--set ${key}:= takes a JSON value, such as 3, true, [1] or "text"; it is ${JSON.stringify(text)}.`);
  }
}

/** A body with other values. What is JSON in a string can be reached into, and becomes a string again. */
export function assign(body: Body, assignments: readonly Assignment[], schema: EventSchema | undefined): Body {
  return assignments.reduce((changed, { path, text, value }) => {
    const [field = '', ...inner] = path;
    const carries = schema?.properties?.[field]?.['x-zego-carries'];
    const before = changed[field];
    const opened = carries !== undefined && inner.length > 0 ? carried(before, carries) : before;
    const after = put(opened, inner, (old) => (value === undefined ? typed(text ?? '', old, path) : value), path);
    return { ...changed, [field]: carries !== undefined && typeof after === 'object' && after !== null ? asText(schema?.title ?? '', field, after) : after };
  }, body);
}

function put(whole: BodyValue | undefined, path: readonly string[], valueFor: (old: BodyValue | undefined) => BodyValue, all: readonly string[]): BodyValue {
  const [key, ...rest] = path;
  if (key === undefined) return valueFor(whole);
  if (isList(whole)) {
    const index = /^\d+$/.test(key) ? Number(key) : NaN;
    // A hole would travel as null.
    if (!(index <= whole.length)) throw new CliError(`--set ${all.join('.')}: "${key}" is no place in a list of ${whole.length}.`);
    return Object.assign([...whole], { [index]: put(whole[index], rest, valueFor, all) });
  }
  const object = isObject(whole) ? whole : {};
  return { ...object, [key]: put(object[key], rest, valueFor, all) };
}

/** A text with the type of the value that it replaces: people do not type quotes. */
function typed(text: string, old: BodyValue | undefined, path: readonly string[]): BodyValue {
  if ((typeof old === 'number' || typeof old === 'bigint') && /^-?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  if (typeof old === 'number' && /^-?\d+\.\d+$/.test(text)) return Number(text);
  if (typeof old === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (typeof old !== 'object' || old === null) return text;
  try {
    return readExactJson(text);
  } catch {
    throw new CliError(`--set ${path.join('.')}: a ${isList(old) ? 'list' : 'object'} stands there, so JSON is expected; it is ${JSON.stringify(text)}.`);
  }
}

function carried(value: BodyValue | undefined, carries: 'json' | 'urlencoded-json'): BodyValue | undefined {
  if (typeof value !== 'string') return value;
  try {
    return readExactJson(carries === 'urlencoded-json' ? decodeURIComponent(value.replaceAll('+', ' ')) : value);
  } catch {
    return {};
  }
}

/** The text that carries the value, written as the event writes it. */
function asText(event: string, field: string, value: BodyValue): BodyValue {
  const fields: Readonly<Record<string, BodyValue>> = { [field]: value };
  return signedCallback(knownEvent(event), fields, { secret: 'only-to-write-a-field' })[field] ?? '';
}

function isList(value: BodyValue | undefined): value is readonly BodyValue[] {
  return Array.isArray(value);
}
