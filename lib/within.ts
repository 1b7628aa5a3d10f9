import { textOf } from './errors.js';

/** What `within` gives when the time was up first. */
export const LATE = Symbol('late');

/** Waits for a promise, but not longer than this. The promise goes on. */
export function within<T>(promise: PromiseLike<T>, ms: number): Promise<T | typeof LATE> {
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

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
