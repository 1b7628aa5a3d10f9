import type { CustomZegoEvent } from '../index.js';
import { reviveEvent, UnrecoverableError } from './stored-event.js';

/** As much of the middleware as is needed: what `zegoCallbacks()` returns. */
export interface EventDispatcher {
  dispatch(event: CustomZegoEvent<string, unknown>): Promise<void>;
}

/** As much of a BullMQ job as is needed. */
export interface StoredJob {
  readonly data: unknown;
}

/**
 * The processor of a BullMQ worker: makes the event of a job again, dates included, and runs the handlers that are
 * registered on the middleware. The job fails when a handler does, with the handler's own error, and BullMQ tries
 * again. Data that no `enqueueTo` has stored fail for good.
 *
 * Nothing ends a handler that takes too long: its `signal` never aborts here. A worker that dies in the middle of a
 * job leaves it to another one, so handlers may run twice for an event.
 *
 * @throws TypeError when it is given no middleware
 * @see docs/queues.md
 * @example
 * const zego = zegoCallbacks({ secret });
 * zego.onRoomLogout((event) => db.leave(event.payload.room_id, event.payload.user_account));
 * const worker = new Worker('zego', processWith(zego), { connection });
 */
export function processWith(zego: EventDispatcher): (job: StoredJob) => Promise<void> {
  assertDispatcher(zego);
  return async function processEvent(job) {
    const event = reviveEvent(job.data);
    try {
      await zego.dispatch(event);
    } catch (error) {
      throw reasonOf(error, event.name);
    }
  };
}

function assertDispatcher(zego: unknown): void {
  const isMiddleware = (typeof zego === 'function' || typeof zego === 'object') && zego !== null && 'dispatch' in zego && typeof zego.dispatch === 'function';
  if (!isMiddleware) throw new TypeError(`processWith() expects what zegoCallbacks() returns; it is ${zego === null ? 'null' : typeof zego}.`);
}

/** BullMQ keeps message and stack of what it is given, and acts on some names and messages: so the handler's error itself. */
function reasonOf(error: unknown, name: string): Error {
  const failures = isError(error) && 'errors' in error && Array.isArray(error.errors) ? error.errors.map((failure: unknown) => asError(failure, name)) : [];
  const [first, ...others] = failures;
  if (first === undefined) return notHandled(error, name);
  if (others.length === 0) return first;
  const message = `${failures.length} handlers of ${JSON.stringify(name)} failed: ${failures.map((failure) => failure.message).join('; ')}`;
  // The handlers run together or not at all, so one that may yet succeed is reason enough to try again.
  return failures.every((failure) => failure.name === 'UnrecoverableError') ? new UnrecoverableError(message, { cause: error }) : new Error(message, { cause: error });
}

/** Nobody was called: this middleware does not know such an event. */
function notHandled(error: unknown, name: string): Error {
  const { message } = asError(error, name);
  return new Error(`${message} The worker must know all events that are enqueued: bring it to the release of the process that enqueues, and give it the same option "events".`, { cause: error });
}

/** Anything can be thrown, but BullMQ reads the message of it. */
function asError(thrown: unknown, name: string): Error {
  if (isError(thrown)) return thrown;
  const what = typeof thrown === 'string' ? JSON.stringify(thrown) : thrown === null ? 'null' : typeof thrown;
  return new Error(`A handler of ${JSON.stringify(name)} threw ${what}, which is no Error.`, { cause: thrown });
}

/** Errors of other realms are no instances of this Error. */
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown && typeof thrown.message === 'string';
}
