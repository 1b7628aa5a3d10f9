import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 5;
/** What a tick may count at most: a machine that stalled for longer has not done the work of that time. */
const LONGEST_TICK_MS = 50;

/**
 * The time by which the plan goes. It stands still while too much is under way, so that a busy machine makes the run
 * longer and not another one: pile-ups of the machine's own are not what is tested.
 */
export class Pace {
  readonly #mayGo: () => boolean;
  #now = 0;
  #stopped = false;

  constructor(mayGo: () => boolean) {
    this.#mayGo = mayGo;
  }

  /** In ms. */
  get now(): number {
    return this.#now;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  async start(): Promise<void> {
    let last = performance.now();
    while (!this.#stopped) {
      await sleep(TICK_MS);
      const now = performance.now();
      if (this.#mayGo()) this.#now += Math.min(now - last, LONGEST_TICK_MS);
      last = now;
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Resolves at that time, or when there will be no more. */
  async until(ms: number): Promise<void> {
    while (this.#now < ms && !this.#stopped) await sleep(TICK_MS);
  }
}
