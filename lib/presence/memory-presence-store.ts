import type { Draft, PresenceStore } from './store.js';

interface Part {
  readonly value: object;
  readonly expiresAt: number;
}
type Document = Map<string, Part>;

export interface MemoryPresenceStoreOptions {
  /** Current time in ms. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/**
 * The default store: keeps everything in this process.
 *
 * @example
 * const store = new MemoryPresenceStore();
 * const [rooms, online] = [new RoomTracker({ store }), new OnlineUsers({ store })];
 */
export class MemoryPresenceStore implements PresenceStore {
  readonly #clock: () => number;
  readonly #documents = new Map<string, Document>();
  /** Parts that expire, in the order in which they were written: the order of their times, as good as always. */
  readonly #expiring = new Set<{ readonly name: string; readonly part: string; readonly written: Part }>();

  constructor({ clock = Date.now }: MemoryPresenceStoreOptions = {}) {
    this.#clock = clock;
  }

  update<T>(name: string, _parts: readonly string[], change: (draft: Draft) => T): Promise<T> {
    const now = this.#clock();
    this.#forget(now);
    const document = this.#documents.get(name) ?? new Map<string, Part>();
    const draft = new MemoryDraft(document, now);
    try {
      const result = change(draft);
      for (const [part, written] of draft.written) this.#write(name, document, part, written);
      return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  read(name: string): Promise<ReadonlyMap<string, object>> {
    return Promise.resolve(living(this.#documents.get(name) ?? new Map<string, Part>(), this.#clock()));
  }

  documents(): Promise<readonly string[]> {
    return Promise.resolve([...this.#documents.keys()]);
  }

  #write(name: string, document: Document, part: string, written: Part | undefined): void {
    if (written === undefined) document.delete(part);
    else document.set(part, written);
    if (written !== undefined && written.expiresAt < Infinity) this.#expiring.add({ name, part, written });
    if (document.size === 0) this.#documents.delete(name);
    else this.#documents.set(name, document);
  }

  #forget(now: number): void {
    for (const one of this.#expiring) {
      if (one.written.expiresAt > now) return;
      this.#expiring.delete(one);
      const document = this.#documents.get(one.name);
      // Written again since, it has a later time, or none.
      if (document?.get(one.part) !== one.written) continue;
      document.delete(one.part);
      if (document.size === 0) this.#documents.delete(one.name);
    }
  }
}

function living(document: Document, now: number): Map<string, object> {
  const parts = new Map<string, object>();
  for (const [part, { value, expiresAt }] of document) if (expiresAt > now) parts.set(part, value);
  return parts;
}

class MemoryDraft implements Draft {
  readonly written = new Map<string, Part | undefined>();
  readonly #document: Document;
  readonly #now: number;

  constructor(document: Document, now: number) {
    this.#document = document;
    this.#now = now;
  }

  get(part: string): object | undefined {
    const found = this.written.has(part) ? this.written.get(part) : this.#document.get(part);
    return found !== undefined && found.expiresAt > this.#now ? found.value : undefined;
  }

  all(): ReadonlyMap<string, object> {
    const parts = living(this.#document, this.#now);
    for (const [part, written] of this.written) {
      if (written === undefined) parts.delete(part);
      else parts.set(part, written.value);
    }
    return parts;
  }

  set(part: string, value: object, expiresAt = Infinity): void {
    this.written.set(part, { value, expiresAt });
  }

  delete(part: string): void {
    this.written.set(part, undefined);
  }
}
