import type { CustomZegoEvent, JsonObject, ZegoEvent, ZegoUnknownEvent } from '../index.js';

/** Any event that a handler may be given. */
export type QueuedEvent = ZegoEvent | ZegoUnknownEvent | CustomZegoEvent<string, unknown>;

/** What a job holds: the event as JSON, with dates as ISO 8601. Ids beyond 2^53 are strings in events already. */
export interface StoredEvent {
  readonly version: typeof VERSION;
  readonly event: {
    readonly id: string;
    readonly name: string;
    readonly product: string;
    readonly appId: string;
    readonly timestamp: string;
    readonly nonce: string;
    readonly receivedAt: string;
    readonly payload: unknown;
    readonly raw: JsonObject;
    readonly reasons?: readonly string[];
  };
}

/** Of the form of the data. A worker that is older than the web process must be able to tell. */
const VERSION = 1;

/** BullMQ knows errors that no further attempt can mend by this name; its own class would have to be imported. */
export class UnrecoverableError extends Error {
  override readonly name = 'UnrecoverableError';
}

export function storeEvent(event: QueuedEvent): StoredEvent {
  return { version: VERSION, event: { ...event, timestamp: event.timestamp.toISOString(), receivedAt: event.receivedAt.toISOString() } };
}

/**
 * Makes of a job's data the event again that was stored.
 *
 * @throws UnrecoverableError when it holds none; Error when a newer release has stored it, which another attempt may
 * bring to a worker that is up to date by then
 */
export function reviveEvent(data: unknown): CustomZegoEvent<string, unknown> {
  if (!isObject(data) || typeof data['version'] !== 'number' || !isObject(data['event'])) {
    throw new UnrecoverableError('This job holds no event that enqueueTo() has stored; expected { version, event } as its data. Does something else add jobs to this queue?');
  }
  if (data['version'] !== VERSION) {
    throw new Error(`This job holds an event in a form of version ${data['version']}; expected version ${VERSION}. Bring the worker to the release of the process that has enqueued it.`);
  }
  const { event } = data;
  const texts = { id: text(event, 'id'), name: text(event, 'name'), product: text(event, 'product'), appId: text(event, 'appId'), nonce: text(event, 'nonce') };
  const { payload, raw, reasons } = event;
  if (!isObject(payload)) throw wrong('payload', 'an object', payload);
  if (!isObject(raw)) throw wrong('raw', 'an object', raw);
  const revived = { ...texts, timestamp: date(event, 'timestamp'), receivedAt: date(event, 'receivedAt'), payload, raw };
  if (reasons === undefined) return revived;
  if (!Array.isArray(reasons)) throw wrong('reasons', 'a list', reasons);
  return Object.assign(revived, { reasons });
}

function text(event: JsonObject, field: string): string {
  const value = event[field];
  if (typeof value !== 'string') throw wrong(field, 'a string', value);
  return value;
}

function date(event: JsonObject, field: string): Date {
  const value = new Date(text(event, field));
  if (Number.isNaN(value.getTime())) throw wrong(field, 'a date in ISO 8601', event[field]);
  return value;
}

function wrong(field: string, expected: string, value: unknown): UnrecoverableError {
  const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  return new UnrecoverableError(`This job holds no whole event: "event.${field}" must be ${expected}; it is ${type === 'string' ? 'another text' : type}. Was the data of the job changed?`);
}

/** What a queue hands out has been JSON, so what is an object there has nothing but JSON in it. */
function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
