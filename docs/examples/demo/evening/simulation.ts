import type { Gap } from 'express-zego-callbacks/presence';
import { spendEvening, type Truth } from 'express-zego-callbacks/testing';
import { differences, figuresIn, lookAt, type Difference, type Seen, type Trackers } from './comparison.js';
import { deliver, type Answers, type Endpoint } from './deliver.js';
import { suffer, type Post } from './mishaps.js';
import type { Patience } from './patience.js';
import type { Progress } from './progress.js';

export interface SimulationSettings {
  readonly seed: number;
  readonly losses: boolean;
}

/** What is made of them there. */
export interface Observed extends Trackers {
  readonly patience: Patience;
}

export interface SimulationResult {
  readonly truth: Truth;
  readonly post: Post;
  readonly answers: Answers;
  readonly gaps: readonly Gap[];
  /** What the trackers knew in the end, and what they did not. */
  readonly seen: Seen;
  readonly wrong: readonly Difference[];
  /** The same after the rooms that were wrong have been reconciled with the truth. */
  readonly healed: Seen;
  readonly stillWrong: readonly Difference[];
}

export const EVENING = { users: 500, rooms: 50, minutes: 240 } as const;
const REDRAW_MS = 100;

/** Sends a busy evening to an endpoint, over HTTP, and looks at what its trackers have made of it. */
export async function simulate(endpoint: Endpoint, observed: Observed, { seed, losses }: SimulationSettings, progress: Progress): Promise<SimulationResult> {
  const { rooms, patience } = observed;
  const endsAt = Date.now();
  const { callbacks, truth } = spendEvening({ ...EVENING, seed, endsAt });
  const post = suffer(callbacks, seed, losses);
  const userIds = [...new Set(callbacks.flatMap(({ userId }) => userId ?? []))];

  const gaps: Gap[] = [];
  rooms.on('gap', (gap) => gaps.push(gap));
  const answers = await deliverVisibly(endpoint, observed, post, progress);
  await patience.end();

  const seen = await lookAt(observed, userIds);
  const wrong = differences(truth, seen);
  for (const roomId of new Set(wrong.map((difference) => difference.roomId))) {
    if (roomId !== undefined) await rooms.reconcile(roomId, { at: endsAt + 1, users: usersIn(roomId, truth) });
  }
  const healed = await lookAt(observed, userIds);
  return { truth, post, answers, gaps, seen, wrong, healed, stillWrong: differences(truth, healed) };
}

/** What ZEGO's DescribeUserList would answer. */
function usersIn(roomId: string, { rooms }: Truth): readonly { readonly userId: string; readonly userName: string }[] {
  return [...(rooms.get(roomId)?.users.keys() ?? [])].map((userId) => ({ userId, userName: userId }));
}

async function deliverVisibly(endpoint: Endpoint, trackers: Trackers, { deliveries }: Post, progress: Progress): Promise<Answers> {
  let answered = 0;
  const draw = async (): Promise<void> => {
    const { rooms, users, online } = await figuresIn(trackers);
    progress.show(answered / deliveries.length, `${answered}/${deliveries.length} callbacks, ${rooms} rooms with ${users} users, ${online} online`);
  };
  const drawing = setInterval(() => void draw(), REDRAW_MS);
  const answers = await deliver(endpoint, deliveries, () => (answered += 1));
  clearInterval(drawing);
  await draw();
  progress.end();
  return answers;
}
