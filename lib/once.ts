import { randomBytes } from 'node:crypto';
import { Backlog } from './backlog.js';
import type { Claim, DeliveryStore } from './delivery-store.js';
import type { MaybePromise, VerifiedDigest } from './delivery.js';
import { ZegoCallbackError } from './errors.js';
import { isPromise } from './guards.js';
import { LATE, pause, within } from './within.js';

export interface OnceOptions {
  readonly store: DeliveryStore;
  readonly storeErrors: 'deliver' | 'reject';
  /** How long handled events are remembered, in ms. */
  readonly rememberMs: number;
  readonly clock: () => number;
}

/** Whose delivery it is. */
export interface Watcher {
  /** Set when a store has hung; it is not asked again during this delivery. */
  storeIsDown: boolean;
  /** The delivery's time is up; its handlers may still be running. */
  late(): void;
  /** A store failed without stopping the delivery, or a handler after its time was up. */
  trouble(error: ZegoCallbackError): void;
}

export interface OnceResult {
  /** The event was handled by another delivery; no handler ran for this one. */
  readonly duplicate: boolean;
  readonly response: string | undefined;
}

/** One delivery's wish to handle an event. */
export interface Attempt {
  readonly id: string;
  /** How long this delivery may wait; the work itself may go on and still count. */
  readonly timeoutMs: number;
  /** How long after a failure the sender still tries again. */
  readonly retriedForMs: number;
  readonly work: () => MaybePromise<string | undefined>;
  readonly watcher: Watcher;
}

interface Lease {
  readonly owner: string;
  readonly ms: number;
  ends: number;
}
/** An attempt that is being made, which others may join. */
interface Flight {
  readonly lease: Lease;
  readonly result: Promise<OnceResult>;
}

/** A store that does not answer within this time counts as down. */
const STORE_TIMEOUT_MS = 1_000;
/** A handler that is still running after this many times its time-out is given up: the next retry runs again. */
const LEASE_FACTOR = 1.5;
/** The share of its time for which a delivery waits for another process. The rest is for the answer. */
const PATIENCE = 0.9;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

/**
 * The rule of once-only: claim, run, then complete or release. Repeats that arrive meanwhile in this process
 * wait for the first one and share its result.
 */
export class Once {
  readonly #options: OnceOptions;
  readonly #backlog: Backlog;
  readonly #flights = new Map<string, Flight>();
  readonly #process = randomBytes(9).toString('base64url');
  #claims = 0;

  constructor(options: OnceOptions) {
    this.#options = options;
    this.#backlog = new Backlog({ ...options, storeTimeoutMs: STORE_TIMEOUT_MS });
  }

  /**
   * Refuses a signature that came with another event before: it does not cover the body, so whoever has seen one
   * callback could forge others.
   *
   * @throws ZegoCallbackError `replayed`, `store_unavailable`
   */
  async bind(digest: VerifiedDigest, id: string, watcher: Watcher): Promise<void> {
    const { store, storeErrors, rememberMs } = this.#options;
    let bound: string;
    try {
      bound = await this.#ask(() => store.bind(digest, id, rememberMs), watcher);
    } catch (cause) {
      const error = new ZegoCallbackError('store_unavailable', { cause });
      if (storeErrors === 'reject') throw error;
      watcher.trouble(error);
      return;
    }
    if (bound !== id) throw new ZegoCallbackError('replayed');
  }

  /** @throws ZegoCallbackError `handler_timeout`, `busy`, `store_unavailable`, and whatever the work throws */
  async run(attempt: Attempt): Promise<OnceResult> {
    const { id, timeoutMs, watcher } = attempt;
    let remaining = timeoutMs;
    for (let flight = this.#flights.get(id); flight !== undefined; flight = this.#flights.get(id)) {
      const wait = Math.min(remaining, flight.lease.ends - this.#options.clock());
      if (wait > 0) {
        const shared = await within(flight.result, wait);
        if (shared !== LATE) return { ...shared, duplicate: true };
        remaining -= wait;
        if (remaining <= 0) throw new ZegoCallbackError('handler_timeout', { hint: `An earlier delivery of the same event is still being handled after ${timeoutMs} ms.` });
      }
      // The first one has had its time: whoever comes back from the store first takes the event over, the others join.
      flight.lease.ends = -Infinity;
      await this.#release(id, flight.lease, watcher);
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
    }
    const { result } = this.#start(attempt);
    const own = await within(result, remaining);
    if (own !== LATE) return own;
    watcher.late();
    result.catch((error: unknown) => {
      watcher.trouble(error instanceof ZegoCallbackError ? error : new ZegoCallbackError('handler_failed', { cause: error }));
    });
    throw new ZegoCallbackError('handler_timeout', { hint: `The handlers did not finish within ${timeoutMs} ms. If they finish later, the event counts as handled.` });
  }

  #start(attempt: Attempt): Flight {
    const { id, timeoutMs } = attempt;
    this.#claims += 1;
    const ms = timeoutMs * LEASE_FACTOR;
    const lease: Lease = { owner: `${this.#process}${this.#claims}`, ms, ends: this.#options.clock() + ms };
    const flight: Flight = { lease, result: this.#make(attempt, lease) };
    this.#flights.set(id, flight);
    const forget = (): void => {
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
    };
    flight.result.then(forget, forget);
    return flight;
  }

  async #make(attempt: Attempt, lease: Lease): Promise<OnceResult> {
    const { store, rememberMs, clock } = this.#options;
    const { id, work, watcher } = attempt;
    const claim = await this.#claim(attempt, lease);
    if (claim.state === 'done') return { duplicate: true, response: claim.response };
    if (claim.state === 'busy') throw new ZegoCallbackError('busy');
    lease.ends = clock() + lease.ms;
    let response: string | undefined;
    try {
      response = await work();
    } catch (error) {
      await this.#release(id, lease, watcher);
      throw error;
    }
    try {
      await this.#ask(() => store.complete(id, rememberMs, response), watcher);
    } catch (cause) {
      // Handled is handled: a store that is down now must not make ZEGO send the event again.
      watcher.trouble(new ZegoCallbackError('store_unavailable', { cause }));
      this.#backlog.complete(id, clock() + rememberMs, response);
    }
    return { duplicate: false, response };
  }

  /**
   * Asks for the event. Held by another process, it is usually left to a later retry. Where none comes after the lease
   * of a process that crashed or hangs, this delivery waits: it may be the last.
   */
  async #claim({ id, timeoutMs, retriedForMs, watcher }: Attempt, { owner, ms, ends }: Lease): Promise<Claim> {
    const { store, storeErrors } = this.#options;
    const patienceMs = retriedForMs < ms ? timeoutMs * PATIENCE : 0;
    const begun = performance.now();
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const done = this.#backlog.handled(id);
      if (done !== undefined) return done;
      let claim: Claim;
      try {
        claim = await this.#ask(() => store.claim(id, owner, ms), watcher);
      } catch (cause) {
        const error = new ZegoCallbackError('store_unavailable', { cause });
        if (storeErrors === 'deliver') {
          watcher.trouble(error);
          return { state: 'claimed' };
        }
        // It may have got through, with only its reply lost.
        this.#backlog.release(id, owner, ends);
        throw error;
      }
      const leftMs = begun + patienceMs - performance.now();
      if (claim.state !== 'busy' || leftMs <= 0) return claim;
      await pause(Math.min(pauseMs, leftMs));
    }
  }

  async #release(id: string, { owner, ms }: Lease, watcher: Watcher): Promise<void> {
    try {
      await this.#ask(() => this.#options.store.release(id, owner), watcher);
    } catch (cause) {
      watcher.trouble(new ZegoCallbackError('store_unavailable', { cause }));
      this.#backlog.release(id, owner, this.#options.clock() + ms);
    }
  }

  /** Calls the store. Rejects when it fails, and when it hangs. */
  async #ask<T>(call: () => MaybePromise<T>, watcher: Watcher): Promise<T> {
    if (watcher.storeIsDown) throw storeHangs();
    const value = call();
    if (!isPromise(value)) return value;
    const settled = await within(value, STORE_TIMEOUT_MS);
    if (settled !== LATE) return settled;
    // Waiting for it again and again would use up the sender's patience.
    watcher.storeIsDown = true;
    throw storeHangs();
  }
}

function storeHangs(): Error {
  return new Error(`The store did not answer within ${STORE_TIMEOUT_MS} ms.`);
}
