const LARGEST_SEED = 2 ** 32 - 1;

/** Chance that repeats itself: the same seed brings the same evening. */
export class Random {
  #state: number;

  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) throw new RangeError(`Option "seed" must be a whole number from 0 to ${LARGEST_SEED}; it is ${seed}.`);
    this.#state = seed;
  }

  /** From 0 to 1, without 1 (the generator known as mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 on, below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items, or of the first ones. */
  pick<T>(items: readonly T[], first = items.length): T {
    const item = items[this.below(first)];
    if (item === undefined) throw new RangeError('There is nothing to pick from.');
    return item;
  }
}
