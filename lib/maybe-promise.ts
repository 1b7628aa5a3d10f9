import type { MaybePromise } from './delivery.js';
import { isPromise } from './guards.js';

/**
 * Goes on with a value: at once when it is there, later when it is promised. The store in memory and many handlers
 * answer at once; going through promises all the same would double what a callback costs.
 */
export function after<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? Promise.resolve(value).then(next) : next(value);
}

/** What the work gives, or what is made of its failure, whether it throws or rejects. */
export function rescued<T>(work: () => MaybePromise<T>, rescue: (cause: unknown) => MaybePromise<T>): MaybePromise<T> {
  try {
    const value = work();
    return isPromise(value) ? Promise.resolve(value).then(undefined, rescue) : value;
  } catch (cause) {
    return rescue(cause);
  }
}
