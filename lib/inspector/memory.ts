import type { Kept } from './record.js';

/** For bodies and what was decoded of them, in bytes of the bodies. */
const MOST_BYTES = 32 * 1024 * 1024;

/** What is to be done before something is forgotten. */
export interface MemoryWatcher {
  /** A whole delivery. */
  forgetting(kept: Kept): void;
  /** Its body and everything made of it. */
  emptying(kept: Kept): void;
}

/** The last deliveries: so many of them, and so many bytes of their bodies. */
export class Memory {
  readonly #kept = new Map<number, Kept>();
  readonly #keep: number;
  readonly #watcher: MemoryWatcher;
  #bytes = 0;
  /** All before this one are empty. */
  #firstFull = 1;

  constructor(keep: number, watcher: MemoryWatcher) {
    this.#keep = keep;
    this.#watcher = watcher;
  }

  /** Ids count up without a gap. */
  add(kept: Kept): void {
    this.#kept.set(kept.id, kept);
    this.#bytes += kept.weight;
    // Not the first of the map: looking for it takes longer with each one that was there before.
    const oldest = this.#kept.get(kept.id - this.#keep);
    if (oldest !== undefined) {
      this.#watcher.forgetting(oldest);
      if (oldest.content !== undefined) this.#bytes -= oldest.weight;
      this.#kept.delete(oldest.id);
    }
    for (; this.#bytes > MOST_BYTES && this.#firstFull <= kept.id; this.#firstFull += 1) this.#empty(this.#kept.get(this.#firstFull));
  }

  get(id: number): Kept | undefined {
    return this.#kept.get(id);
  }

  /** Those after the given one, and earlier ones that have changed since they were closed; the oldest first. */
  after(id: number): Kept[] {
    return [...this.#kept.values()].filter((kept) => kept.id > id || kept.troubles.length > 0);
  }

  #empty(kept: Kept | undefined): void {
    if (kept?.content === undefined) return;
    this.#watcher.emptying(kept);
    kept.content = undefined;
    this.#bytes -= kept.weight;
  }
}
