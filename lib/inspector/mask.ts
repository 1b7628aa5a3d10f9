import { findSpelled } from './spelled.js';
import type { Json } from './page/wire.js';
import { isJsonList } from './plain.js';

export const MASK = '•••';
const TOO_WRAPPED = '[not shown: it is encoded too many times to be searched for secrets]';

/**
 * Shorter ones would be found in every other word. They are hidden where they stand alone.
 */
const SHORTEST_PART = 4;

/** Hides texts in whatever leaves the server: known secrets, and what redacted fields held. */
export class Mask {
  readonly #parts: readonly string[];
  readonly #wholes: ReadonlySet<string>;
  readonly #shown: string;

  /** @param shown what stands in their place */
  constructor(hidden: Iterable<string>, shown = MASK) {
    const all = [...new Set(hidden)].filter((text) => text !== '');
    this.#wholes = new Set(all);
    this.#parts = all.filter(({ length }) => length >= SHORTEST_PART);
    this.#shown = shown;
  }

  text(text: string): string {
    if (this.#wholes.size === 0 || text === '') return text;
    if (this.#wholes.has(text)) return this.#shown;
    const ranges = findSpelled(text, this.#parts);
    if (ranges === undefined) return TOO_WRAPPED;
    let masked = '';
    let copied = 0;
    for (const [from, to] of ranges) {
      masked += text.slice(copied, from) + this.#shown;
      copied = to;
    }
    return masked + text.slice(copied);
  }

  /** The same in a whole value, its keys included. */
  value(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#wholes.has(String(value)) ? this.#shown : value;
    if (typeof value !== 'object' || value === null || this.#wholes.size === 0) return value;
    if (isJsonList(value)) return value.map((item) => this.value(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.value(item)]));
  }
}

