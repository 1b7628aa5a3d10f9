import type { Field, Node } from './catalogue/definition.js';
import type { JsonObject, JsonValue } from './delivery.js';
import { isObject } from './guards.js';

/** What a value becomes, or `undefined` when the field counts as absent. */
type Canonical = JsonValue | undefined;

/** Kept while one payload is normalised. */
export interface Normalisation {
  readonly payload: Record<string, JsonValue>;
  /** Texts that were replaced by what they carry, in case that does not fit. */
  readonly carried: Map<string, string> | undefined;
  /** Some part has no schema, so its keys stand in the order they came. */
  readonly unordered: boolean;
}

/** Told of everything that no schema knows. */
export type Observe = (kind: 'unknown_field' | 'unknown_value' | 'dropped_key', path: string) => void;

/** Parses JSON text without losing digits; throws like JSON.parse. Given in, because decoding is another stage. */
export type ParseJson = (text: string) => { readonly value: JsonValue; readonly droppedKeys: boolean };

const INTEGER = /^[+-]?\d+(?:\.0+)?$/;
const DIGITS = /^[+-]?\d+$/;
const CANONICAL_ID = /^(?:0|-?[1-9]\d*)$/;

/**
 * Brings business fields into the types of the catalogue: "0" becomes 0, a 64-bit id a decimal string, the text of
 * a JSON field what it carries; an empty optional number, object or list is absent. What cannot be brought into its
 * type is left as it is, for the schema to refuse. Known fields come first, in the order of the schema, so
 * that equal payloads are written alike.
 */
export class Normaliser {
  #carried: Map<string, string> | undefined;
  #unordered = false;
  #isForm = false;
  readonly #parse: ParseJson;
  readonly #observe: Observe;

  constructor(parse: ParseJson, observe: Observe) {
    this.#parse = parse;
    this.#observe = observe;
  }

  /**
   * @param skip the envelope's keys
   * @param isForm lists that are missing are empty: encoders of forms leave empty ones out
   */
  payload(fields: readonly Field[], source: JsonObject, skip: readonly string[], isForm: boolean): Normalisation {
    this.#isForm = isForm;
    this.#carried = undefined;
    this.#unordered = false;
    const payload = this.#members(fields, source, '', skip);
    return { payload, carried: this.#carried, unordered: this.#unordered };
  }

  #members(fields: readonly Field[], source: JsonObject, path: string, skip: readonly string[]): Record<string, JsonValue> {
    const target: Record<string, JsonValue> = {};
    let seen = skip.length;
    for (const field of fields) {
      const value = source[field.name];
      if (value === undefined) {
        if (this.#isForm && field.required && field.kind === 'list') target[field.name] = [];
        continue;
      }
      seen += 1;
      const canonical = this.#value(field, value, field.required, path === '' ? field.name : `${path}.${field.name}`, source);
      if (canonical !== undefined) target[field.name] = canonical;
    }
    const keys = Object.keys(source);
    if (keys.length !== seen) this.#copyUnknown(fields, source, keys, skip, target, path);
    return target;
  }

  #copyUnknown(fields: readonly Field[], source: JsonObject, keys: string[], skip: readonly string[], target: Record<string, JsonValue>, path: string): void {
    const known = new Set([...skip, ...fields.map(({ name }) => name)]);
    for (const key of keys.filter((name) => !known.has(name)).sort()) {
      const value = source[key];
      if (value === undefined) continue;
      target[key] = value;
      this.#free(value);
      this.#observe('unknown_field', path === '' ? key : `${path}.${key}`);
    }
  }

  #free(value: JsonValue): JsonValue {
    if (typeof value === 'object' && value !== null) this.#unordered = true;
    return value;
  }

  #value(node: Node, value: JsonValue, required: boolean, path: string, siblings: JsonObject): Canonical {
    switch (node.kind) {
      case 'string':
        return this.#text(node, value, path);
      case 'integer':
        return this.#checked(node, toNumber(value, required, INTEGER), path);
      case 'number':
        return toNumber(value, required, undefined);
      case 'id64':
        return toId(value, required);
      case 'boolean':
        return toBoolean(value, required);
      case 'object':
        return this.#object(node, value, required, path);
      case 'list':
        return this.#list(node, value, required, path);
      case 'carried':
        return this.#carriedValue(node, value, path, siblings);
      case 'any':
        return this.#free(value);
    }
  }

  #checked(node: Node, value: Canonical, path: string): Canonical {
    if (node.values !== undefined && (typeof value === 'number' || typeof value === 'string') && value !== '' && !node.values.includes(value)) {
      this.#observe('unknown_value', path);
    }
    return value;
  }

  #text(node: Node, value: JsonValue, path: string): Canonical {
    if (value === null) return '';
    if (typeof value === 'number' || typeof value === 'boolean') return this.#checked(node, String(value), path);
    // A documented word sometimes comes with a space behind it (`os` of user_action).
    return node.values === undefined || typeof value !== 'string' ? value : this.#checked(node, value.trim(), path);
  }

  #object(node: Node, value: JsonValue, required: boolean, path: string): Canonical {
    if (isEmpty(value)) return required ? this.#emptyObject(node) : undefined;
    const object = typeof value === 'string' ? this.#parsed(value, path) : value;
    // PHP writes an object without members as [].
    if (Array.isArray(object) && object.length === 0) return this.#emptyObject(node);
    if (!isObject(object)) return value;
    return node.fields === undefined ? this.#free(object) : this.#members(node.fields, object, path, []);
  }

  /** As free as any other object in its place, so that the id does not depend on how it was written. */
  #emptyObject({ fields }: Node): JsonValue {
    return fields === undefined ? this.#free({}) : {};
  }

  #list(node: Node, value: JsonValue, required: boolean, path: string): Canonical {
    if (isEmpty(value)) return required ? [] : undefined;
    const list = typeof value === 'string' ? (this.#parsed(value, path) ?? value) : value;
    const items = node.items ?? { kind: 'any' };
    if (Array.isArray(list)) return list.map((item: JsonValue, index) => this.#value(items, item, true, `${path}[${index}]`, {}) ?? item);
    // Parsers of forms turn long lists into objects with numbered keys.
    if (isObject(list) && Object.keys(list).every((key) => /^\d+$/.test(key))) {
      return Object.values(list).map((item, index) => this.#value(items, item, true, `${path}[${index}]`, {}) ?? item);
    }
    // A single value where some variant sends a list of one.
    return typeof value === 'string' && items.kind === 'string' ? [value] : value;
  }

  #carriedValue(node: Node, value: JsonValue, path: string, siblings: JsonObject): Canonical {
    if (value === null) return '';
    const inner = node.inner ?? { kind: 'any' };
    if (typeof value !== 'string') return typeof value === 'object' ? this.#value(inner, value, true, path, siblings) : String(value);
    if (node.when !== undefined) {
      const decides = siblings[node.when.field];
      // Number() would call what an object of the sender's names toString or valueOf.
      if (typeof decides === 'object' || !node.when.values.includes(Number(decides))) return value;
    }
    const parsed = this.#parsed(value, path) ?? (node.urlEncoded === true ? this.#parsed(percentDecoded(value), path) : undefined);
    if (parsed === undefined || parsed === null || typeof parsed !== 'object') return value;
    (this.#carried ??= new Map<string, string>()).set(path, value);
    return this.#value(inner, parsed, true, path, siblings);
  }

  /** Only texts that look like an object or a list are JSON; "12" stays a text. */
  #parsed(text: string, path: string): JsonValue | undefined {
    const first = text.trimStart()[0];
    if (first !== '{' && first !== '[') return undefined;
    try {
      const { value, droppedKeys } = this.#parse(text);
      if (droppedKeys) this.#observe('dropped_key', path);
      return value;
    } catch {
      return undefined;
    }
  }
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === '';
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function toNumber(value: JsonValue, required: boolean, pattern: RegExp | undefined): Canonical {
  if (typeof value === 'number') return value;
  if (isEmpty(value)) return required ? value : undefined;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (pattern !== undefined && !pattern.test(text)) return text === '' && !required ? undefined : value;
  const number = Number(text);
  const exact = pattern === undefined ? text !== '' && Number.isFinite(number) : Number.isSafeInteger(number);
  return exact ? number : value;
}

function toId(value: JsonValue, required: boolean): Canonical {
  if (isEmpty(value)) return required ? value : undefined;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : value;
  if (typeof value !== 'string' || CANONICAL_ID.test(value)) return value;
  const text = value.trim();
  return DIGITS.test(text) ? text.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1') : value;
}

function toBoolean(value: JsonValue, required: boolean): Canonical {
  if (isEmpty(value)) return required ? value : undefined;
  if (value === 'true' || value === '1' || value === 1) return true;
  return value === 'false' || value === '0' || value === 0 ? false : value;
}
