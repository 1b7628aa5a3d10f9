import type { Draft } from './store.js';

/** A part is asked for that has not been read. */
export class NotRead extends Error {}

/** A part stands in Redis as the time when it expires, which may be empty, a colon, and JSON. */
export class RedisDraft implements Draft {
  readonly written = new Map<string, { readonly value: object; readonly text: string; readonly expiresAt: number } | undefined>();
  readonly isWhole: boolean;
  readonly #texts: ReadonlyMap<string, string | undefined>;
  readonly #now: number;

  constructor(texts: ReadonlyMap<string, string | undefined>, isWhole: boolean, now: number) {
    this.#texts = texts;
    this.isWhole = isWhole;
    this.#now = now;
  }

  get read(): readonly (readonly [part: string, text: string | undefined])[] {
    return [...this.#texts];
  }

  get size(): number {
    return this.#texts.size;
  }

  /** Nothing of it was there, as far as was read. */
  get isNew(): boolean {
    return [...this.#texts.values()].every((text) => text === undefined);
  }

  get(part: string): object | undefined {
    if (this.written.has(part)) return this.written.get(part)?.value;
    if (!this.isWhole && !this.#texts.has(part)) throw new NotRead();
    return this.#parse(this.#texts.get(part));
  }

  all(): ReadonlyMap<string, object> {
    if (!this.isWhole) throw new NotRead();
    const parts = new Map<string, object>();
    for (const part of new Set([...this.#texts.keys(), ...this.written.keys()])) {
      const value = this.get(part);
      if (value !== undefined) parts.set(part, value);
    }
    return parts;
  }

  set(part: string, value: object, expiresAt = Infinity): void {
    this.written.set(part, { value, text: `${expiresAt < Infinity ? String(expiresAt) : ''}:${JSON.stringify(value)}`, expiresAt });
  }

  delete(part: string): void {
    this.written.set(part, undefined);
  }

  #parse(text: string | undefined): object | undefined {
    if (text === undefined) return undefined;
    const colon = text.indexOf(':');
    if (colon > 0 && Number(text.slice(0, colon)) <= this.#now) return undefined;
    return JSON.parse(text.slice(colon + 1)) as object;
  }
}
