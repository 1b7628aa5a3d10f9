import { schemas, type ZegoEventName } from '../index.js';

/** Seconds between attempts, as most products document them. */
const MOST_PRODUCTS = [2, 4, 8, 16, 32];

/** The waits before ZEGO's further attempts, in ms, and where they are from. */
export function retrySchedule(name: ZegoEventName | undefined): { readonly waits: readonly number[]; readonly source: string } {
  if (name === undefined) return { waits: MOST_PRODUCTS.map(inMs), source: 'as most products document it' };
  const { retry, product } = schemas[name]['x-zego'];
  if (retry === null) return { waits: MOST_PRODUCTS.map(inMs), source: `as most products document it; for ${product} no page tells` };
  return { waits: retry.map(inMs), source: `as documented for ${name}` };
}

/** How long ZEGO waits for an answer, in ms: documented for one event, a guess for the others. */
export function patience(name: ZegoEventName | undefined): number {
  return name === 'before_send_msg' ? 2500 : 15_000;
}

const inMs = (seconds: number): number => seconds * 1000;
