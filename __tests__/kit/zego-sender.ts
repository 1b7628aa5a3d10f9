import { setImmediate as turn } from 'node:timers/promises';
import { eventNames, schemas, sign, signedCallback } from './callbacks.js';
import type { ZegoEventName } from '../../lib/index.js';

/** How ZEGO repeats a callback that was not answered, or not with a 2xx. */
export interface Schedule {
  /** What it is tried with. */
  readonly event: ZegoEventName;
  /** Seconds before each further attempt. */
  readonly retry: readonly number[];
}

/** Whether the documented example says which occurrence it is. If not, it is another event when it is signed afresh. */
export function namesOccurrence(event: ZegoEventName): boolean {
  const { identity } = schemas[event]['x-zego'];
  const [example] = schemas[event].examples;
  const valueAt = (path: string): unknown => path.split('.').reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), example);
  return identity !== null && identity.every((path) => valueAt(path) !== undefined);
}

/** One for every product and every schedule in the schemas, if possible with an event that names its occurrence. */
export const schedulesOfSchemas: readonly Schedule[] = (() => {
  const found = new Map<string, Schedule>();
  for (const event of eventNames) {
    const { product, retry } = schemas[event]['x-zego'];
    const key = `${product} ${String(retry)}`;
    const known = found.get(key);
    if (known === undefined || (namesOccurrence(event) && !namesOccurrence(known.event))) found.set(key, { event, retry: retry ?? [] });
  }
  return [...found.values()];
})();

/** What other pages of ZEGO say. */
export const schedulesOfOtherPages: readonly Schedule[] = [
  // Room callbacks until 2022: "one retry after 15 s", and on the same pages "both retries".
  { event: 'room_login', retry: [15] },
  { event: 'room_logout', retry: [15, 15] },
  // The English page.
  { event: 'before_send_msg', retry: [3, 3] },
  // Of a request of the AI agent's first version, which is no event here.
  { event: 'ai_agent_legacy_voice_chat_ended', retry: [2, 2, 2] },
];

/** The answer as the sender sees it. */
export interface Reply {
  readonly status: number;
}

/** Where callbacks go. Rejects when the connection breaks. */
export type Target<R extends Reply> = (body: string, attempt: number) => Promise<R>;

export interface Attempt<R extends Reply> {
  readonly sentAt: number;
  /** When the answer came, or the sender gave up. */
  readonly endedAt: number;
  /** Absent when none came in time. */
  readonly reply: R | undefined;
}

export interface SenderOptions {
  /** How long it waits for an answer, in ms. The receiver may go on after that. */
  readonly patienceMs: number;
  /** Whether an attempt is signed afresh, or repeats timestamp and nonce. No page says. */
  readonly resigns: boolean;
  /** What a pause is measured from. Some pages say the request before, some do not say. */
  readonly pausesFrom: 'request' | 'failure';
}

/** Sends one callback as ZEGO does, until an attempt is answered with a 2xx or the schedule is used up. */
export async function sendAsZego<R extends Reply>({ event, retry }: Schedule, target: Target<R>, { patienceMs, resigns, pausesFrom }: SenderOptions): Promise<readonly Attempt<R>[]> {
  const attempts: Attempt<R>[] = [];
  const first = signedCallback(event);
  for (let number = 1; ; number += 1) {
    const sentAt = Date.now();
    const body = JSON.stringify(resigns ? sign(first, event) : first);
    const reply = await inTime(target(body, number), patienceMs);
    attempts.push({ sentAt, endedAt: Date.now(), reply });
    const seconds = retry[number - 1];
    if (seconds === undefined || (reply !== undefined && reply.status >= 200 && reply.status < 300)) return attempts;
    await pause((pausesFrom === 'request' ? sentAt : Date.now()) + 1_000 * seconds - Date.now());
  }
}

async function inTime<R>(reply: Promise<R>, ms: number): Promise<R | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const givenUp = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  try {
    return await Promise.race([reply.catch(() => undefined), givenUp]);
  } finally {
    clearTimeout(timer);
  }
}

/** A pause on the fake clock. None at all when there is nothing to wait for. */
export async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

export function useFakeClock(): void {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());
}

/**
 * Lets fake time pass from timer to timer until the work is done: a minute of ZEGO's takes a few milliseconds.
 *
 * @param isQuiet whether nothing is on its way that takes real time; until then the clock stands still
 */
export async function passTime<T>(work: Promise<T>, isQuiet: () => boolean = () => true): Promise<T> {
  const state = { isDone: false };
  const done = (): void => {
    state.isDone = true;
  };
  work.then(done, done);
  for (;;) {
    await turn();
    if (state.isDone) return work;
    if (!isQuiet()) continue;
    if (jest.getTimerCount() === 0) throw new Error('Nothing is left that could end the waiting.');
    jest.advanceTimersToNextTimer();
  }
}
