import type { Environment } from './environment.js';

/** Lets through so many a second, and makes up for no pause. */
export class Pace {
  readonly #gapMs: number;
  readonly #sleep: Environment['sleep'];
  #due = -Infinity;

  /** @param rate a second; without one nobody waits */
  constructor(rate: number | undefined, sleep: Environment['sleep']) {
    this.#gapMs = rate === undefined ? 0 : 1000 / rate;
    this.#sleep = sleep;
  }

  /** Resolves when it is the next one's turn, or the signal aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const wait = this.#due - now;
    this.#due = Math.max(this.#due, now) + this.#gapMs;
    if (wait > 0) await this.#sleep(wait, signal);
  }
}
