import { EVENING_MS } from './evening.js';
import type { Callback, EveningEvent } from './callback.js';
import type { Random } from './random.js';

/** One callback on its way. */
export interface Delivery {
  readonly callback: Callback;
  /** In ms, from the beginning of the simulation. */
  readonly sendAt: number;
}

export interface Post {
  /** In the order in which they are sent. */
  readonly deliveries: readonly Delivery[];
  readonly repeats: number;
  readonly lost: readonly Callback[];
}

/** The evening in fast motion. */
const DURATION_MS = 5_500;

const REPEATED = 0.08;
const LOST = 0.015;
/** Those that a list of everybody in a room makes up for. It tells nothing of streams, nor of who is online. */
const LOSABLE: ReadonlySet<EveningEvent> = new Set(['room_create', 'room_login', 'room_logout']);

/** What ZEGO and the network make of callbacks: each may be late, come twice, or never. */
export function suffer(callbacks: readonly Callback[], random: Random, hasLosses: boolean): Post {
  const [first] = callbacks;
  const begunAt = first?.at ?? 0;
  const deliveries: Delivery[] = [];
  const lost: Callback[] = [];
  for (const callback of callbacks) {
    const isLost = random.happens(LOST) && LOSABLE.has(callback.event);
    const sendAt = ((callback.at - begunAt) / EVENING_MS) * DURATION_MS + delay(random);
    const repeatAt = random.happens(REPEATED) ? sendAt + delay(random) : undefined;
    if (isLost && hasLosses) lost.push(callback);
    else deliveries.push(...[sendAt, repeatAt].flatMap((at) => (at === undefined ? [] : [{ callback, sendAt: at }])));
  }
  const repeats = deliveries.length + lost.length - callbacks.length;
  return { deliveries: deliveries.sort((a, b) => a.sendAt - b.sendAt), repeats, lost };
}

/** Most are a little late, some very. */
function delay(random: Random): number {
  return random.next() ** 4 * 1_000;
}
