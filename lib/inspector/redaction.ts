import { carriedBy } from './carried.js';
import { Mask } from './mask.js';
import { isJsonList, isJsonObject } from './plain.js';
import type { Json } from './page/wire.js';

export const REDACTED = '[redacted]';

/** Shorter values are found in texts that have nothing to do with them. */
const SHORTEST_VALUE = 4;
/** A list of all users of a room may be in a redacted field. Each one is looked for in every text. */
const MOST_VALUES = 1_000;

/** What takes the place of a redacted value. */
type Replace = (value: Json) => Json;
const say: Replace = () => REDACTED;

/**
 * Hides the values of some fields in one delivery: at any depth, also in JSON that a text carries. What they held is
 * hidden as well where it stands as another field's value, or anywhere in an error's text, unless it is shorter than
 * four characters.
 */
export class Redaction {
  readonly #names: ReadonlySet<string>;
  readonly #values = new Set<string>();
  #isNeeded = false;
  #mask: Mask | undefined;

  /** @param sources where the fields are looked for: the decoded body and the payload */
  constructor(names: readonly string[], sources: readonly (Json | undefined)[]) {
    this.#names = new Set(names);
    if (names.length > 0) for (const source of sources) this.#collect(source, false);
  }

  /** Whether this delivery has anything to hide. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** Whether fields are hidden at all. */
  get isOn(): boolean {
    return this.#names.size > 0;
  }

  /** For texts that are made of who knows what. */
  text(text: string): string {
    this.#mask ??= new Mask([...this.#values].filter(({ length }) => length >= SHORTEST_VALUE).slice(0, MOST_VALUES), REDACTED);
    return this.#mask.text(text);
  }

  hides(name: string): boolean {
    return this.#names.has(name);
  }

  value(value: Json): Json {
    return this.#without(value, say);
  }

  /** With other values of the same types in place of the hidden ones, so that it still matches its schema. */
  standIn(value: Json): Json {
    return this.#without(value, likeIt);
  }

  #collect(value: Json | undefined, isHidden: boolean): void {
    this.#isNeeded ||= isHidden;
    if (isJsonList(value)) for (const item of value) this.#collect(item, isHidden);
    else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) this.#collect(item, isHidden || this.hides(key));
    else if (value !== undefined && value !== null) {
      const carried = typeof value === 'string' ? carriedBy(value) : undefined;
      this.#collect(carried?.value, isHidden);
      if (isHidden || (typeof value === 'string' && carried === undefined && this.#mayHold(value))) {
        this.#isNeeded = true;
        this.#values.add(String(value));
      }
    }
  }

  #without(value: Json, replace: Replace): Json {
    if (!this.isOn) return value;
    if (isJsonList(value)) return value.map((item) => this.#without(item, replace));
    if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.hides(key) ? replace(item) : this.#without(item, replace)]));
    if (value === null || typeof value === 'boolean') return value;
    if (String(value).length >= SHORTEST_VALUE && this.#values.has(String(value))) return replace(value);
    return typeof value === 'string' ? this.#carrying(value, (carried) => this.#without(carried, replace)) : value;
  }

  /** One that looks like JSON but is none may hold the field all the same. */
  #mayHold(text: string): boolean {
    return /^\s*(?:[[{]|%7B|%5B)/i.test(text) && [...this.#names].some((name) => text.includes(name));
  }

  /** A text with what it carries changed. */
  #carrying(text: string, change: Replace): string {
    const carried = carriedBy(text);
    if (carried === undefined) return this.#mayHold(text) ? REDACTED : text;
    const changed = change(carried.value);
    const json = JSON.stringify(changed);
    if (json === JSON.stringify(carried.value)) return text;
    return carried.isUrlEncoded ? encodeURIComponent(json) : json;
  }
}

function likeIt(value: Json): Json {
  if (isJsonList(value)) return value.map(likeIt);
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, likeIt(item)]));
  if (typeof value === 'number') return 0;
  if (typeof value === 'boolean') return false;
  if (typeof value !== 'string' || value.trim() === '') return value;
  if (/^\s*[-+]?\d+(?:\.\d+)?\s*$/.test(value)) return '0';
  if (value === 'true' || value === 'false') return 'false';
  const carried = carriedBy(value);
  if (carried === undefined) return REDACTED;
  const json = JSON.stringify(likeIt(carried.value));
  return carried.isUrlEncoded ? encodeURIComponent(json) : json;
}
