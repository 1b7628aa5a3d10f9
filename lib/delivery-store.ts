import type { MaybePromise } from './delivery.js';

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
   * @param owner names this claim, so that `release` cannot take away a later one. The same claim made again, as by a
   * client that lost its connection and does not know whether it got through, is granted again
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
