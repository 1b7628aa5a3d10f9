import { randomBytes } from 'node:crypto';
import type { MaybePromise, VerifiedDigest } from './delivery.js';
import { textOf, ZegoCallbackError } from './errors.js';
import { isPromise } from './guards.js';

/** What a store answers to a claim. */
export type Claim =
  /** The event is yours until the lease ends. */
  | { readonly state: 'claimed' }
  /** It was handled before; `response` is what was answered then, if anything special. */
  | { readonly state: 'done'; readonly response?: string }
  /** Another process holds it. */
  | { readonly state: 'busy' };

/**
 * Where handled events are remembered. Four small operations, each atomic; everything expires by itself.
 * The in-memory store is the first implementation.
 */
export interface DeliveryStore {
  /**
   * Takes an event for handling, unless it is done or somebody else's claim has not run out.
   *
   * @param owner names this claim, so that `release` cannot take away a later one
   * @param leaseMs after this time without `complete` or `release` the event is free again
   */
  claim(id: string, owner: string, leaseMs: number): MaybePromise<Claim>;
  /** Remembers for `ttlMs` that the event was handled, whoever holds it now: handled is handled. */
  complete(id: string, ttlMs: number, response?: string): MaybePromise<void>;
  /** Gives the event back after a failure, if this owner still holds it. */
  release(id: string, owner: string): MaybePromise<void>;
  /** Ties a signature to the first event it came with. Returns the id that it is tied to. */
  bind(digest: string, id: string, ttlMs: number): MaybePromise<string>;
}

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

interface Flight {
  readonly owner: string;
  readonly result: Promise<OnceResult>;
  leaseEnds: number;
}

/** A store that does not answer within this time counts as down. */
const STORE_TIMEOUT_MS = 1_000;
/** A handler that is still running after this many times its time-out is given up: the next retry runs again. */
const LEASE_FACTOR = 1.5;

const LATE = Symbol('late');

/**
 * The rule of once-only: claim, run, then complete or release. Repeats that arrive meanwhile in this process
 * wait for the first one and share its result.
 */
export class Once {
  readonly #options: OnceOptions;
  readonly #flights = new Map<string, Flight>();
  readonly #process = randomBytes(9).toString('base64url');
  #claims = 0;

  constructor(options: OnceOptions) {
    this.#options = options;
  }

  /**
   * Refuses a signature that came with another event before: it does not cover the body, so whoever has seen one
   * callback could forge others.
   *
   * @throws ZegoCallbackError `replayed`, `store_unavailable`
   */
  async bind(digest: VerifiedDigest, id: string, watcher: Watcher): Promise<void> {
    const { store, rememberMs } = this.#options;
    const bound = await this.#guard(() => store.bind(digest, id, rememberMs), id, watcher);
    if (bound !== id) throw new ZegoCallbackError('replayed');
  }

  /**
   * @param timeoutMs how long this delivery may wait; the work itself may go on and still count
   * @throws ZegoCallbackError `handler_timeout`, `busy`, `store_unavailable`, and whatever the work throws
   */
  async run(id: string, timeoutMs: number, work: () => MaybePromise<string | undefined>, watcher: Watcher): Promise<OnceResult> {
    let remaining = timeoutMs;
    for (let flight = this.#flights.get(id); flight !== undefined; flight = this.#flights.get(id)) {
      const wait = Math.min(remaining, flight.leaseEnds - this.#options.clock());
      if (wait > 0) {
        const shared = await settledWithin(flight.result, wait);
        if (shared !== LATE) return { ...shared, duplicate: true };
        remaining -= wait;
        if (remaining <= 0) throw new ZegoCallbackError('handler_timeout', { hint: `An earlier delivery of the same event is still being handled after ${timeoutMs} ms.` });
      }
      // The first one has had its time: whoever comes back from the store first takes the event over, the others join.
      flight.leaseEnds = -Infinity;
      await this.#release(id, flight.owner, watcher);
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
    }
    const flight = this.#start(id, timeoutMs * LEASE_FACTOR, work, watcher);
    const result = await settledWithin(flight.result, remaining);
    if (result !== LATE) return result;
    watcher.late();
    flight.result.catch((error: unknown) => {
      watcher.trouble(error instanceof ZegoCallbackError ? error : new ZegoCallbackError('handler_failed', { cause: error }));
    });
    throw new ZegoCallbackError('handler_timeout', { hint: `The handlers did not finish within ${timeoutMs} ms. If they finish later, the event counts as handled.` });
  }

  #start(id: string, leaseMs: number, work: () => MaybePromise<string | undefined>, watcher: Watcher): Flight {
    this.#claims += 1;
    const owner = `${this.#process}${this.#claims}`;
    const flight: Flight = { owner, result: this.#attempt(id, owner, leaseMs, work, watcher), leaseEnds: this.#options.clock() + leaseMs };
    this.#flights.set(id, flight);
    const forget = (): void => {
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
    };
    flight.result.then(forget, forget);
    return flight;
  }

  async #attempt(id: string, owner: string, leaseMs: number, work: () => MaybePromise<string | undefined>, watcher: Watcher): Promise<OnceResult> {
    const { store, rememberMs } = this.#options;
    const claim = await this.#guard(() => store.claim(id, owner, leaseMs), { state: 'claimed' } as const, watcher);
    if (claim.state === 'done') return { duplicate: true, response: claim.response };
    if (claim.state === 'busy') throw new ZegoCallbackError('busy');
    let response: string | undefined;
    try {
      response = await work();
    } catch (error) {
      await this.#release(id, owner, watcher);
      throw error;
    }
    // Handled is handled: a store that is down now must not make ZEGO send the event again.
    await this.#guard(() => store.complete(id, rememberMs, response), undefined, watcher, true);
    return { duplicate: false, response };
  }

  async #release(id: string, owner: string, watcher: Watcher): Promise<void> {
    await this.#guard(() => this.#options.store.release(id, owner), undefined, watcher, true);
  }

  /** Calls the store; when it fails or hangs, goes on with the fallback or refuses, as `storeErrors` says. */
  async #guard<T>(call: () => MaybePromise<T>, fallback: T, watcher: Watcher, always = false): Promise<T> {
    try {
      if (watcher.storeIsDown) throw storeHangs();
      const value = call();
      if (!isPromise(value)) return value;
      const settled = await settledWithin(value, STORE_TIMEOUT_MS);
      if (settled !== LATE) return settled;
      // Waiting for it again and again would use up the sender's patience.
      watcher.storeIsDown = true;
      throw storeHangs();
    } catch (cause) {
      const error = new ZegoCallbackError('store_unavailable', { cause });
      if (this.#options.storeErrors === 'reject' && !always) throw error;
      watcher.trouble(error);
      return fallback;
    }
  }
}

function storeHangs(): Error {
  return new Error(`The store did not answer within ${STORE_TIMEOUT_MS} ms.`);
}

function settledWithin<T>(promise: PromiseLike<T>, ms: number): Promise<T | typeof LATE> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, LATE);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(textOf(error), { cause: error }));
      },
    );
  });
}
