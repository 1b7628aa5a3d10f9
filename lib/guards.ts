import type { JsonObject } from './delivery.js';

/** Whether a value has to be waited for. Promises of other realms and libraries are no instances of this Promise. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Whether a value has members, as a JSON object has: a list has not. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
