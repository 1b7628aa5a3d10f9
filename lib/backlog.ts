import { isPromise } from './guards.js';
import type { Claim, DeliveryStore } from './delivery-store.js';
import { LATE, within } from './within.js';

export interface BacklogOptions {
  readonly store: DeliveryStore;
  readonly clock: () => number;
  /** How long the store may take for one message, in ms. */
  readonly storeTimeoutMs: number;
}

/** That an event was handled, or that a claim is given back. Both may be told twice. */
type Message = { readonly id: string; readonly until: number } & ({ readonly done: Done } | { readonly owner: string });
type Done = Extract<Claim, { state: 'done' }>;

/** Often, because a claim may run out meanwhile; one message is tried at a time, so it costs a store that is down little. */
const PAUSE_MS = 200;
/** Beyond that the oldest are given up: a minute and a half of 1,000 callbacks a second. */
const MOST_MESSAGES = 100_000;

/**
 * What the store could not be told while it was down. It is told again until it listens: a handled event must not be
 * handled once more, nor a free one stay claimed, because the store paused at the wrong moment. Keeps no process alive.
 */
export class Backlog {
  readonly #options: BacklogOptions;
  readonly #messages = new Map<string, Message>();
  #waiting = false;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  /** The event was handled; the store should know until then. */
  complete(id: string, until: number, response: string | undefined): void {
    this.#add(id, { id, until, done: { state: 'done', ...(response !== undefined && { response }) } });
  }

  /** The claim is not wanted any more; at that time it ends by itself. */
  release(id: string, owner: string, until: number): void {
    this.#add(owner, { id, until, owner });
  }

  /** Whether the event was handled here, as the store does not know yet. */
  handled(id: string): Done | undefined {
    const message = this.#messages.get(id);
    return message !== undefined && 'done' in message && message.until > this.#options.clock() ? message.done : undefined;
  }

  #add(key: string, message: Message): void {
    this.#messages.set(key, message);
    if (this.#messages.size > MOST_MESSAGES) {
      const [oldest] = this.#messages.keys();
      if (oldest !== undefined) this.#messages.delete(oldest);
    }
    this.#wait();
  }

  #wait(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => void this.#tellAll(), PAUSE_MS).unref();
  }

  async #tellAll(): Promise<void> {
    for (const [key, message] of this.#messages) {
      const told = message.until <= this.#options.clock() || (await this.#tell(message));
      // A newer one may have taken its place meanwhile.
      const isCurrent = this.#messages.get(key) === message;
      if (isCurrent) this.#messages.delete(key);
      if (!told) {
        // To the end, so that one that the store never takes does not hold up the others.
        if (isCurrent) this.#messages.set(key, message);
        break;
      }
    }
    this.#waiting = false;
    if (this.#messages.size > 0) this.#wait();
  }

  async #tell(message: Message): Promise<boolean> {
    const { store, clock, storeTimeoutMs } = this.#options;
    try {
      const told = 'done' in message ? store.complete(message.id, message.until - clock(), message.done.response) : store.release(message.id, message.owner);
      return !isPromise(told) || (await within(told, storeTimeoutMs)) !== LATE;
    } catch {
      return false;
    }
  }
}
