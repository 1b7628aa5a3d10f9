import type { OnlineUsers, Room, RoomTracker } from 'express-zego-callbacks/presence';
import type { Truth } from 'express-zego-callbacks/testing';

export interface Trackers {
  readonly rooms: RoomTracker;
  readonly online: OnlineUsers;
}

export interface Figures {
  readonly rooms: number;
  readonly users: number;
  readonly streams: number;
  readonly online: number;
}

/** What the trackers know at one moment. */
export interface Seen {
  readonly figures: Figures;
  readonly rooms: readonly Room[];
  readonly online: ReadonlySet<string>;
}

/** Something that the trackers do not know. */
export interface Difference {
  readonly roomId: string | undefined;
  readonly userId: string | undefined;
  readonly what: string;
}

export function figuresOf({ rooms, online }: Truth): Figures {
  const all = [...rooms.values()];
  return { rooms: rooms.size, users: sum(all.map(({ users }) => users.size)), streams: sum(all.map(({ streams }) => streams.size)), online: online.size };
}

/** A glance at the trackers. */
export async function figuresIn({ rooms, online }: Trackers): Promise<Figures> {
  const [list, count] = await Promise.all([rooms.list(), online.count()]);
  return { rooms: list.length, users: sum(list.map(({ users }) => users.length)), streams: sum(list.map(({ streams }) => streams.length)), online: count };
}

/** All that they know, of these users. */
export async function lookAt(trackers: Trackers, userIds: readonly string[]): Promise<Seen> {
  const areOnline = await Promise.all(userIds.map((userId) => trackers.online.isOnline(userId)));
  return { figures: await figuresIn(trackers), rooms: await trackers.rooms.list(), online: new Set(userIds.filter((_userId, index) => areOnline[index])) };
}

/** Where the trackers are wrong, one by one. */
export function differences(truth: Truth, seen: Seen): readonly Difference[] {
  const tracked = new Map(seen.rooms.map((room) => [room.roomId, room]));
  const roomIds = [...new Set([...truth.rooms.keys(), ...tracked.keys()])].sort();
  const ofRooms = roomIds.flatMap((roomId): readonly Difference[] => {
    const [real, room] = [truth.rooms.get(roomId), tracked.get(roomId)];
    if (room === undefined) return [{ roomId, userId: undefined, what: 'the room is open' }];
    if (real === undefined) return [{ roomId, userId: undefined, what: 'the room is over' }];
    const publishers = new Map([...room.streams.map(({ streamId, userId }) => [streamId, userId] as const), ...[...real.streams].map(([streamId, { userId }]) => [streamId, userId] as const)]);
    return [
      ...unequal(real.users, new Set(room.users.map(({ userId }) => userId))).map(([userId, isReal]) => ({ roomId, userId, what: `${userId} ${isReal ? 'is there' : 'has left'}` })),
      ...unequal(real.streams, new Set(room.streams.map(({ streamId }) => streamId))).map(([streamId, isReal]) => ({ roomId, userId: publishers.get(streamId), what: `${streamId} ${isReal ? 'is published' : 'has ended'}` })),
    ];
  });
  const ofUsers = unequal(truth.online, seen.online).map(([userId, isReal]) => ({ roomId: undefined, userId, what: `${userId} ${isReal ? 'is online' : 'is offline'}` }));
  return [...ofRooms, ...ofUsers];
}

interface Ids {
  has(id: string): boolean;
  keys(): Iterable<string>;
}

/** What is in one of the two only, and whether that is the real one. */
function unequal(real: Ids, seen: Ids): (readonly [id: string, isReal: boolean])[] {
  const unknown = [...real.keys()].filter((id) => !seen.has(id)).map((id) => [id, true] as const);
  const outdated = [...seen.keys()].filter((id) => !real.has(id)).map((id) => [id, false] as const);
  return [...unknown, ...outdated];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
