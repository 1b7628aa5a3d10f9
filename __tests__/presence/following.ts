import { type Room, type RoomEvent, type RoomSnapshot, RoomTracker, type RoomTrackerOptions } from '../../lib/presence/index.js';
import { Desk } from './desk.js';
import type { View } from './world.js';

/** A list of everybody in a room, for `reconcile`. */
export interface Snapshot extends RoomSnapshot {
  readonly roomId: string;
  readonly at: number;
}
export type Delivery = RoomEvent | Snapshot;

export interface Follower {
  readonly tracker: RoomTracker;
  readonly deliver: (delivery: Delivery) => Promise<void>;
}

/** A tracker that is handed events and lists. */
export function follower(options: RoomTrackerOptions = {}): Follower {
  const desk = new Desk();
  const tracker = new RoomTracker(options).attach(desk);
  return { tracker, deliver: (delivery) => ('payload' in delivery ? desk.take(delivery) : tracker.reconcile(delivery.roomId, delivery)) };
}

export function seen(rooms: readonly Room[]): View {
  return rooms.map(({ roomId, sessionId, createdAt, users, streams }) => ({
    roomId,
    sessionId,
    createdAt: createdAt?.getTime(),
    users: users.map((user) => ({ userId: user.userId, userName: user.userName, role: user.role, sessionId: user.sessionId, loggedInAt: user.loggedInAt?.getTime() })),
    streams: streams.map((stream) => ({ streamId: stream.streamId, userId: stream.userId, createdAt: stream.createdAt.getTime() })),
  }));
}

/** What a new tracker shows after these deliveries, of which so many at a time are not waited for. */
export async function after(deliveries: readonly Delivery[], atOnce = 1): Promise<View> {
  const { tracker, deliver } = follower();
  for (let n = 0; n < deliveries.length; n += atOnce) await Promise.all(deliveries.slice(n, n + atOnce).map(deliver));
  const rooms = await tracker.list();
  for (const { roomId, users } of rooms) expect(await tracker.userCount(roomId)).toBe(users.length);
  tracker.close();
  return seen(rooms);
}

/** Names the deliveries when what is seen is something else. */
export function expectView(found: object, expected: object, deliveries: readonly Delivery[]): void {
  // Much faster, and nearly always enough.
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  try {
    expect(found).toEqual(expected);
  } catch (error) {
    throw new Error(`After\n${deliveries.map(lineOf).join('\n')}\n${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

const OF_NO_INTEREST = ['title', 'extra_info', 'channel_id', 'stream_alias', 'publish_name', 'room_name', 'user_name', 'id_name', 'reason', 'type', 'close_reason'];

/** One line for a delivery, for people who read a counter-example. */
function lineOf(delivery: Delivery): string {
  if (!('payload' in delivery)) return `list of ${delivery.roomId} at=${shortened(delivery.at)} users=${delivery.users.map(({ userId }) => userId).join()}`;
  const told = Object.entries(delivery.payload).filter(([key, value]) => !Array.isArray(value) && !OF_NO_INTEREST.includes(key));
  return `${delivery.name} ${told.map(([key, value]) => `${key}=${shortened(value)}`).join(' ')}`;
}

function shortened(value: unknown): string {
  return String(value).replace(/^17000|(?<=^|s-)60857913368566/, '…');
}
