import type { Claim, DeliveryStore } from './delivery-store.js';

export interface MemoryStoreOptions {
  /**
   * How many events, and how many signatures, are remembered at most; the oldest are forgotten first, half of them
   * at once. Default 400,000, so 200,000 surely: ten minutes at 300 callbacks a second, and a minute (ZEGO's longest
   * retry horizon) at 3,000.
   */
  readonly max?: number | undefined;
  /** Current time in ms. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

interface Held {
  readonly owner: string;
  readonly until: number;
}
interface Answered {
  readonly response: string;
  readonly until: number;
}
/** A bare number is the commonest entry, an event handled without a special answer: the time it is kept until. */
type Entry = number | Held | Answered;

/**
 * The default store: remembers in this process. Bounded, O(1), no timer. Use a shared store when several
 * processes receive callbacks.
 *
 * @example
 * zegoCallbacks({ secret, store: new MemoryStore({ max: 1_000_000 }) });
 */
export class MemoryStore implements DeliveryStore {
  readonly #clock: () => number;
  readonly #events: Generations<Entry>;
  readonly #bindings: Generations<{ readonly id: string; readonly until: number }>;

  constructor({ max = 400_000, clock = Date.now }: MemoryStoreOptions = {}) {
    if (!Number.isInteger(max) || max < 2) throw new TypeError(`MemoryStore option "max" must be an integer of at least 2; it is ${String(max)}.`);
    this.#clock = clock;
    this.#events = new Generations(max);
    this.#bindings = new Generations(max);
  }

  claim(id: string, owner: string, leaseMs: number): Claim {
    const now = this.#clock();
    const entry = this.#events.get(id);
    if (typeof entry === 'number') {
      if (entry > now) return { state: 'done' };
    } else if (entry !== undefined && entry.until > now) {
      if ('response' in entry) return { state: 'done', response: entry.response };
      if (entry.owner !== owner) return { state: 'busy' };
    }
    this.#events.set(id, { owner, until: now + leaseMs }, now, leaseMs);
    return { state: 'claimed' };
  }

  complete(id: string, ttlMs: number, response?: string): void {
    const now = this.#clock();
    this.#events.set(id, response === undefined ? now + ttlMs : { response, until: now + ttlMs }, now, ttlMs);
  }

  release(id: string, owner: string): void {
    const entry = this.#events.get(id);
    if (typeof entry === 'object' && 'owner' in entry && entry.owner === owner) this.#events.delete(id);
  }

  bind(digest: string, id: string, ttlMs: number): string {
    const now = this.#clock();
    const bound = this.#bindings.get(digest);
    if (bound !== undefined && bound.until > now) return bound.id;
    this.#bindings.set(digest, { id, until: now + ttlMs }, now, ttlMs);
    return id;
  }
}

/**
 * A map that forgets without looking at each entry: when the younger half is full, or older than the longest
 * time to live, it becomes the older half, and what was older is dropped whole.
 */
class Generations<T> {
  readonly #half: number;
  #young = new Map<string, T>();
  #old = new Map<string, T>();
  #since = 0;
  #longestTtl = 0;

  constructor(max: number) {
    this.#half = Math.floor(max / 2);
  }

  get(key: string): T | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, value: T, now: number, ttlMs: number): void {
    if (ttlMs > this.#longestTtl) this.#longestTtl = ttlMs;
    if (this.#young.size >= this.#half || now - this.#since > this.#longestTtl) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#since = now;
    }
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
