import { randomBytes } from 'node:crypto';
import type { Claim } from './delivery-store.js';
import type { MaybePromise, VerifiedDigest } from './delivery.js';
import { ZegoCallbackError } from './errors.js';
import { GuardedStore, type GuardedStoreOptions, type StoreWatcher } from './guarded-store.js';
import { after, rescued } from './maybe-promise.js';
import { LATE, within } from './within.js';

export type OnceOptions = GuardedStoreOptions;

/** Whose delivery it is. */
export interface Watcher extends StoreWatcher {
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
  /** By the clock; infinite once the work is done, as nobody may take it over then. */
  ends: number;
}
/** An attempt that is being made, which others may join. */
interface Flight {
  readonly lease: Lease;
  readonly result: Promise<OnceResult>;
}

/** A handler that is still running after this many times its time-out is given up: the next retry runs again. */
const LEASE_FACTOR = 1.5;
/** The share of its time for which a delivery waits for another process. The rest is for the answer. */
const PATIENCE = 0.9;
const BUSY = Symbol('busy');

/**
 * The rule of once-only: claim, run, then complete or release. Repeats that arrive meanwhile in this process
 * wait for the first one and share its result.
 */
export class Once {
  readonly #store: GuardedStore;
  readonly #clock: () => number;
  readonly #flights = new Map<string, Flight>();
  readonly #process = randomBytes(9).toString('base64url');
  #claims = 0;

  constructor(options: OnceOptions) {
    this.#store = new GuardedStore(options);
    this.#clock = options.clock;
  }

  /**
   * Refuses a signature that came with another event before: it does not cover the body, so whoever has seen one
   * callback could forge others.
   *
   * @throws ZegoCallbackError `replayed`, `store_unavailable`
   */
  bind(digest: VerifiedDigest, id: string, watcher: Watcher): MaybePromise<void> {
    return after(this.#store.bind(digest, id, watcher), (bound) => {
      if (bound !== id) throw new ZegoCallbackError('replayed');
    });
  }

  /** @throws ZegoCallbackError `handler_timeout`, `busy`, `store_unavailable`, and whatever the work throws */
  run(attempt: Attempt): MaybePromise<OnceResult> {
    const patience = patienceOf(attempt);
    const waitsUntil = patience === 0 ? 0 : performance.now() + patience;
    return this.#flights.has(attempt.id) ? this.#join(attempt, waitsUntil) : this.#begin(attempt, attempt.timeoutMs, waitsUntil);
  }

  async #join(attempt: Attempt, waitsUntil: number): Promise<OnceResult> {
    const { id, timeoutMs, watcher } = attempt;
    const begun = performance.now();
    let remaining = timeoutMs;
    for (let flight = this.#flights.get(id); flight !== undefined; flight = this.#flights.get(id)) {
      const { ends } = flight.lease;
      const wait = Math.min(remaining, ends - this.#clock());
      if (wait > 0) {
        const shared = await resultWithin(flight, wait, waitsUntil);
        if (shared === BUSY) {
          remaining = timeoutMs - (performance.now() - begun);
          continue;
        }
        if (shared !== LATE) return { ...shared, duplicate: true };
        remaining -= wait;
        if (remaining <= 0) throw new ZegoCallbackError('handler_timeout', { hint: `An earlier delivery of the same event is still being handled after ${timeoutMs} ms.` });
      }
      // It had to wait for another process, so its lease ends later; or its work is done.
      if (flight.lease.ends > ends) continue;
      // The first one has had its time: whoever comes back from the store first takes the event over, the others join.
      flight.lease.ends = -Infinity;
      await this.#store.release(id, flight.lease.owner, flight.lease.ms, watcher);
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
    }
    return this.#begin(attempt, remaining, waitsUntil);
  }

  /** Makes an attempt. One that is done at once, nobody can join. */
  #begin(attempt: Attempt, remaining: number, waitsUntil: number): MaybePromise<OnceResult> {
    const { id, timeoutMs } = attempt;
    this.#claims += 1;
    const ms = timeoutMs * LEASE_FACTOR;
    const lease: Lease = { owner: `${this.#process}${this.#claims}`, ms, ends: this.#clock() + ms };
    const made = after(this.#store.claim(id, lease.owner, ms, waitsUntil, attempt.watcher), (claim) => this.#handle(claim, attempt, lease));
    if (!(made instanceof Promise)) return made;
    const flight: Flight = { lease, result: made };
    this.#flights.set(id, flight);
    const forget = (): void => {
      if (this.#flights.get(id) === flight) this.#flights.delete(id);
    };
    made.then(forget, forget);
    return inTime(attempt, made, remaining);
  }

  #handle(claim: Claim, { id, work, watcher }: Attempt, lease: Lease): MaybePromise<OnceResult> {
    if (claim.state === 'done') return { duplicate: true, response: claim.response };
    if (claim.state === 'busy') throw new ZegoCallbackError('busy');
    lease.ends = this.#clock() + lease.ms;
    const handled = rescued(work, (error) => after(this.#store.release(id, lease.owner, lease.ms, watcher), () => { throw error; }));
    return after(handled, (response) => {
      lease.ends = Infinity;
      return after(this.#store.complete(id, response, watcher), () => ({ duplicate: false, response }));
    });
  }
}

async function inTime({ timeoutMs, watcher }: Attempt, result: Promise<OnceResult>, remaining: number): Promise<OnceResult> {
  const own = await within(result, remaining);
  if (own !== LATE) return own;
  watcher.late();
  result.catch((error: unknown) => {
    watcher.trouble(error instanceof ZegoCallbackError ? error : new ZegoCallbackError('handler_failed', { cause: error }));
  });
  throw new ZegoCallbackError('handler_timeout', { hint: `The handlers did not finish within ${timeoutMs} ms. If they finish later, the event counts as handled.` });
}

/**
 * How long a delivery waits for another process that holds its event. Usually that is left to a later retry. Where none
 * comes after the lease of a process that crashed or hangs, this delivery may be the last.
 */
function patienceOf({ timeoutMs, retriedForMs }: Attempt): number {
  return retriedForMs < timeoutMs * LEASE_FACTOR ? timeoutMs * PATIENCE : 0;
}

/** The result of another delivery. That it has waited long enough for another process is no result for a later one. */
async function resultWithin({ result }: Flight, ms: number, waitsUntil: number): Promise<OnceResult | typeof LATE | typeof BUSY> {
  try {
    return await within(result, ms);
  } catch (error) {
    if (error instanceof ZegoCallbackError && error.code === 'busy' && performance.now() < waitsUntil) return BUSY;
    throw error;
  }
}
