import { Backlog } from './backlog.js';
import type { Claim, DeliveryStore } from './delivery-store.js';
import type { MaybePromise } from './delivery.js';
import { ZegoCallbackError } from './errors.js';
import { isPromise } from './guards.js';
import { after, rescued } from './maybe-promise.js';
import { LATE, pause, within } from './within.js';

export interface GuardedStoreOptions {
  readonly store: DeliveryStore;
  readonly storeErrors: 'deliver' | 'reject';
  /** How long handled events are remembered, in ms. */
  readonly rememberMs: number;
  readonly clock: () => number;
}

/** Whose delivery it is, for which the store is asked. */
export interface StoreWatcher {
  /** Set when a store has hung; it is not asked again during this delivery. */
  storeIsDown: boolean;
  /** A store failed without stopping the delivery. */
  trouble(error: ZegoCallbackError): void;
}

/** A store that does not answer within this time counts as down. */
const STORE_TIMEOUT_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/**
 * The store as deliveries use it: one that is down stops nobody for long, decides as `storeErrors` says, and is told
 * later what it missed.
 */
export class GuardedStore {
  readonly #options: GuardedStoreOptions;
  readonly #backlog: Backlog;

  constructor(options: GuardedStoreOptions) {
    this.#options = options;
    this.#backlog = new Backlog({ ...options, storeTimeoutMs: STORE_TIMEOUT_MS });
  }

  /**
   * @returns the event that the signature is tied to
   * @throws ZegoCallbackError `store_unavailable`
   */
  bind(digest: string, id: string, watcher: StoreWatcher): MaybePromise<string> {
    const { store, rememberMs } = this.#options;
    return rescued(() => ask(() => store.bind(digest, id, rememberMs), watcher), (cause) => {
      this.#mayGoOn(cause, watcher);
      return id;
    });
  }

  /**
   * Asks for an event until that time, as long as another process holds it.
   *
   * @param until by `performance.now()`
   * @throws ZegoCallbackError `store_unavailable`
   */
  claim(id: string, owner: string, leaseMs: number, until: number, watcher: StoreWatcher): MaybePromise<Claim> {
    return after(this.#claim(id, owner, leaseMs, watcher), (claim) => (claim.state === 'busy' && performance.now() < until ? this.#poll(id, owner, leaseMs, until, watcher) : claim));
  }

  async #poll(id: string, owner: string, leaseMs: number, until: number, watcher: StoreWatcher): Promise<Claim> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await pause(Math.max(0, Math.min(pauseMs, until - performance.now())));
      const claim = await this.#claim(id, owner, leaseMs, watcher);
      if (claim.state !== 'busy' || performance.now() >= until) return claim;
    }
  }

  #claim(id: string, owner: string, leaseMs: number, watcher: StoreWatcher): MaybePromise<Claim> {
    const done = this.#backlog.handled(id);
    if (done !== undefined) return done;
    const { store, clock, storeErrors } = this.#options;
    return rescued(() => ask(() => store.claim(id, owner, leaseMs), watcher), (cause) => {
      // It may have got through, with only its reply lost.
      if (storeErrors === 'reject') this.#backlog.release(id, owner, clock() + leaseMs);
      this.#mayGoOn(cause, watcher);
      return { state: 'claimed' };
    });
  }

  /** Handled is handled: a store that is down now must not make ZEGO send the event again. */
  complete(id: string, response: string | undefined, watcher: StoreWatcher): MaybePromise<void> {
    const { store, rememberMs, clock } = this.#options;
    return rescued(() => ask(() => store.complete(id, rememberMs, response), watcher), (cause) => {
      watcher.trouble(unavailable(cause));
      this.#backlog.complete(id, clock() + rememberMs, response);
    });
  }

  release(id: string, owner: string, leaseMs: number, watcher: StoreWatcher): MaybePromise<void> {
    const { store, clock } = this.#options;
    return rescued(() => ask(() => store.release(id, owner), watcher), (cause) => {
      watcher.trouble(unavailable(cause));
      this.#backlog.release(id, owner, clock() + leaseMs);
    });
  }

  #mayGoOn(cause: unknown, watcher: StoreWatcher): void {
    const error = unavailable(cause);
    if (this.#options.storeErrors === 'reject') throw error;
    watcher.trouble(error);
  }
}

/** Calls the store. Fails when it fails, and when it hangs. */
function ask<T>(call: () => MaybePromise<T>, watcher: StoreWatcher): MaybePromise<T> {
  if (watcher.storeIsDown) throw hangs();
  const value = call();
  return isPromise(value) ? answered(value, watcher) : value;
}

async function answered<T>(value: PromiseLike<T>, watcher: StoreWatcher): Promise<T> {
  const settled = await within(value, STORE_TIMEOUT_MS);
  if (settled !== LATE) return settled;
  // Waiting for it again and again would use up the sender's patience.
  watcher.storeIsDown = true;
  throw hangs();
}

function hangs(): Error {
  return new Error(`The store did not answer within ${STORE_TIMEOUT_MS} ms.`);
}

function unavailable(cause: unknown): ZegoCallbackError {
  return new ZegoCallbackError('store_unavailable', { cause });
}
