/**
 * Waits for a promise, or no longer than until the signal aborts: then it is undefined. Not Promise.race() with a
 * promise that lives as long as the program: that one would keep everything that it ever raced against.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => { resolve(undefined); };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    promise.then(resolve, reject).finally(() => { signal.removeEventListener('abort', stop); });
  });
}
