import type { RoomTracker } from '../../lib/presence/index.js';
import type { View } from './world.js';

interface Replayed {
  readonly users: Set<string>;
  readonly streams: Set<string>;
}

/** Keeps rooms by what trackers tell their listeners, and notes what makes no sense. */
export class Replay {
  readonly faults: string[] = [];
  readonly #rooms = new Map<string, Replayed>();

  constructor(...trackers: readonly RoomTracker[]) {
    for (const tracker of trackers) this.#listenTo(tracker);
  }

  /** Goes on from another state. */
  reset(view: View): void {
    this.faults.length = 0;
    this.#rooms.clear();
    for (const { roomId, users, streams } of view) this.#rooms.set(roomId, { users: new Set(users.map(({ userId }) => userId)), streams: new Set(streams.map(({ streamId, userId }) => nameOf(streamId, userId))) });
  }

  get view(): object {
    return [...this.#rooms]
      .map(([roomId, { users, streams }]) => ({ roomId, users: [...users].sort(), streams: [...streams].sort() }))
      .sort((a, b) => (a.roomId < b.roomId ? -1 : 1));
  }

  /** What of a view events tell. */
  static reduced(view: View): object {
    return view.map(({ roomId, users, streams }) => ({ roomId, users: users.map(({ userId }) => userId), streams: streams.map(({ streamId, userId }) => nameOf(streamId, userId)).sort() }));
  }

  #listenTo(tracker: RoomTracker): void {
    tracker
      .on('room-opened', ({ roomId }) => {
        if (this.#rooms.has(roomId)) this.faults.push(`${roomId} is opened twice`);
        this.#rooms.set(roomId, { users: new Set(), streams: new Set() });
      })
      .on('room-closed', ({ roomId }) => {
        const { users, streams } = this.#room(roomId);
        if (users.size + streams.size > 0) this.faults.push(`${roomId} is closed over the heads of somebody`);
        this.#rooms.delete(roomId);
      })
      .on('user-joined', ({ roomId, user: { userId } }) => {
        const { users } = this.#room(roomId);
        if (users.has(userId)) this.faults.push(`${userId} joins twice`);
        users.add(userId);
      })
      .on('user-left', ({ roomId, user: { userId } }) => {
        if (!this.#room(roomId).users.delete(userId)) this.faults.push(`${userId} leaves without having joined`);
      })
      .on('stream-added', ({ roomId, stream: { streamId, userId } }) => {
        const { streams } = this.#room(roomId);
        if (streams.has(nameOf(streamId, userId))) this.faults.push(`${nameOf(streamId, userId)} is added twice`);
        streams.add(nameOf(streamId, userId));
      })
      .on('stream-removed', ({ roomId, stream: { streamId, userId } }) => {
        if (!this.#room(roomId).streams.delete(nameOf(streamId, userId))) this.faults.push(`${nameOf(streamId, userId)} is removed without having been added`);
      });
  }

  #room(roomId: string): Replayed {
    const room = this.#rooms.get(roomId);
    if (room === undefined) this.faults.push(`${roomId} is not open`);
    return room ?? { users: new Set(), streams: new Set() };
  }
}

function nameOf(streamId: string, userId: string): string {
  return `${streamId} of ${userId}`;
}
