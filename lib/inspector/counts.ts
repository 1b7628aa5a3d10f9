import type { Outcome, Second } from './page/wire.js';

/** In seconds; a page shows one minute. */
const REMEMBERED = 120;

type Tally = Record<Outcome, number>;
const none = (): Tally => ({ delivered: 0, duplicate: 0, unknown: 0, refused: 0, failed: 0 });

/** How many deliveries there were, by outcome: of all time, and in each second in which one ended. */
export class Counts {
  readonly #totals = none();
  readonly #seconds = new Map<number, Tally>();
  readonly #changed = new Set<number>();

  get totals(): Readonly<Tally> {
    return { ...this.#totals };
  }

  add(outcome: Outcome, now: number): void {
    const at = Math.floor(now / 1_000);
    let second = this.#seconds.get(at);
    if (second === undefined) {
      second = none();
      this.#seconds.set(at, second);
      const [oldest] = this.#seconds.keys();
      if (this.#seconds.size > REMEMBERED && oldest !== undefined) {
        this.#seconds.delete(oldest);
        this.#changed.delete(oldest);
      }
    }
    second[outcome] += 1;
    this.#totals[outcome] += 1;
    this.#changed.add(at);
  }

  /** The oldest first. */
  since(sinceAt: number): Second[] {
    return this.#shown([...this.#seconds.keys()].filter((at) => at >= sinceAt));
  }

  /** Those that have changed since this was asked for last. */
  changed(): Second[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return this.#shown(changed);
  }

  #shown(seconds: readonly number[]): Second[] {
    return seconds.toSorted((a, b) => a - b).flatMap((at) => {
      const counts = this.#seconds.get(at);
      return counts === undefined ? [] : [{ at, counts: { ...counts } }];
    });
  }
}
