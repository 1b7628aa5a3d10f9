import { Refused } from './answer.js';
import { isPathHere, shown } from './options.js';
import type { Json, ResendOrder, SendOrder } from './page/wire.js';

const MOST_REPEATS = 100;
const MINUTE_MS = 60_000;

const FORMS = ['json', 'percent', 'form'] as const;
const FAULTS = ['none', 'wrong signature', 'stale', 'no signature'] as const;
const REPEATS = ['same', 'signed again'] as const;
const HOW = ['as it was', 'signed again'] as const;

/**
 * Checks what the page asks for.
 *
 * @throws Refused 400, with a sentence that names the member
 */
export function sendOrder(given: unknown): SendOrder {
  const order = members(given);
  const { event, fields, repeats, delayMs } = order;
  if (typeof event !== 'string') throw fault('event', 'the name of an event', event);
  if (!isJsonObject(fields)) throw fault('fields', 'an object', fields);
  if (!isWhole(repeats, 1, MOST_REPEATS)) throw fault('repeats', `a whole number from 1 to ${MOST_REPEATS}`, repeats);
  if (!isWhole(delayMs, 0, MINUTE_MS)) throw fault('delayMs', `a whole number of ms from 0 to ${MINUTE_MS}`, delayMs);
  if ((repeats - 1) * delayMs > MINUTE_MS) throw new Refused(400, `${repeats} times with ${delayMs} ms between them is more than a minute.`);
  return { event, fields, repeats, delayMs, path: pathOf(order), form: oneOf(order, 'form', FORMS), repeat: oneOf(order, 'repeat', REPEATS), fault: oneOf(order, 'fault', FAULTS) };
}

/** @throws Refused 400, with a sentence that names the member */
export function resendOrder(given: unknown): ResendOrder {
  const order = members(given);
  const { delivery } = order;
  if (!isWhole(delivery, 1, Number.MAX_SAFE_INTEGER)) throw fault('delivery', 'the number of a delivery', delivery);
  return { delivery, path: pathOf(order), how: oneOf(order, 'how', HOW) };
}

type Members = Readonly<Record<string, unknown>>;

function members(given: unknown): Members {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Refused(400, `An order is an object; it is ${shown(given)}.`);
  return Object.fromEntries(Object.entries(given));
}

/** It was JSON, so whatever is no list is an object of JSON. */
function isJsonObject(value: unknown): value is { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function pathOf({ path }: Members): string {
  if (typeof path !== 'string' || !isPathHere(path)) throw fault('path', 'a path on this server, from its root, such as "/api/zego/callbacks"', path);
  return path;
}

function oneOf<Value extends string>(order: Members, member: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === order[member]);
  if (found === undefined) throw fault(member, `one of ${allowed.map((one) => `"${one}"`).join(', ')}`, order[member]);
  return found;
}

function fault(member: string, expected: string, came: unknown): Refused {
  return new Refused(400, `"${member}" must be ${expected}; it is ${shown(came)}.`);
}
