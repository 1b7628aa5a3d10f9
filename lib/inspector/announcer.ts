import { briefly } from './problem.js';
import type { News } from './page/wire.js';

const PAUSE_MS = 100;

type Listener = (news: News) => void;

/** Tells listeners what is new, at most ten times a second, and costs next to nothing while there are none. */
export class Announcer {
  readonly #write: (deliveries: readonly number[]) => News;
  readonly #listeners = new Set<Listener>();
  readonly #fresh = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (deliveries: readonly number[]) => News) {
    this.#write = write;
  }

  subscribe(listener: Listener): () => void {
    // Each one gets its own place, though it may be the same function.
    const own: Listener = (news) => { listener(news); };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#fresh.clear();
    };
  }

  /** Something is new about a delivery. */
  tell(delivery: number): void {
    if (this.#listeners.size === 0) return;
    this.#fresh.add(delivery);
    this.#timer ??= setTimeout(() => { this.#announce(); }, PAUSE_MS).unref();
  }

  #announce(): void {
    this.#timer = undefined;
    const news = this.#write([...this.#fresh]);
    this.#fresh.clear();
    for (const listener of this.#listeners) {
      try {
        listener(news);
      } catch (error) {
        process.emitWarning(`Whoever listens to the inspector's news failed: ${briefly(error)}`);
      }
    }
  }
}
