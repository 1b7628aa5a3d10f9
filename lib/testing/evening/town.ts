import type { EveningCallback } from './callback.js';
import type { Ending, Room, Stay, Stream } from './room.js';
import { Teller } from './teller.js';

/** Who is in which room, who publishes what, and who is online. */
export interface Truth {
  /** The open rooms, by id. */
  readonly rooms: ReadonlyMap<string, RoomTruth>;
  /** The ids of the users who are online. */
  readonly online: ReadonlySet<string>;
}

export interface RoomTruth {
  /** What callbacks call `room_seq` or `room_session_id`. */
  readonly session: string;
  /** Who is inside, by user id. */
  readonly users: ReadonlyMap<string, { readonly session: string }>;
  /** What is published, by stream id. */
  readonly streams: ReadonlyMap<string, { readonly userId: string }>;
}

/** Rooms and users as they really are. Whatever happens to them is told in callbacks. */
export class Town implements Truth {
  /** In ms; others let it go on. */
  now: number;
  readonly rooms = new Map<string, Room>();
  readonly #roomOfUser = new Map<string, string>();
  readonly #terminals = new Map<string, Map<string, Stay>>();
  readonly #teller: Teller;
  #ids: bigint;

  constructor(now: number, tell: (callback: EveningCallback) => void, appId?: string) {
    this.now = now;
    this.#teller = new Teller(tell, appId);
    // Ids of 19 digits that grow with time, as ZEGO's do: another evening has others.
    this.#ids = BigInt(Math.floor(now)) << 22n;
  }

  get online(): ReadonlySet<string> {
    return new Set(this.#terminals.keys());
  }

  isOnline(userId: string): boolean {
    return this.#terminals.has(userId);
  }

  roomOf(userId: string): string | undefined {
    return this.#roomOfUser.get(userId);
  }

  comeOnline(userId: string, os: string): void {
    const terminal = this.#newStay();
    const terminals = this.#terminals.get(userId) ?? new Map<string, Stay>();
    this.#terminals.set(userId, terminals.set(terminal.session, terminal));
    this.#teller.cameOnline(this.now, userId, terminal, os);
  }

  /** One of the user's terminals, the one that has been on for the longest time. */
  goOffline(userId: string, hasLostConnection: boolean): void {
    const terminals = this.#terminals.get(userId);
    const [terminal] = terminals?.values() ?? [];
    if (terminals === undefined || terminal === undefined) return;
    terminals.delete(terminal.session);
    if (terminals.size === 0) this.#terminals.delete(userId);
    this.#teller.wentOffline(this.now, userId, terminal, hasLostConnection);
  }

  enter(roomId: string, userId: string): void {
    const room = this.rooms.get(roomId) ?? this.#create(roomId, userId);
    this.#stay(room, userId, this.#newStay(), 0);
  }

  /** Logs in once more, in the same session. */
  enterAgain(roomId: string, userId: string): void {
    this.#inRoom(roomId, userId, (room, { session }) => this.#stay(room, userId, { session, since: this.now }, 1));
  }

  /** Logs in on another device, which ends the stay on this one, and its stream. */
  enterElsewhere(roomId: string, userId: string): void {
    this.#inRoom(roomId, userId, (room, old) => {
      this.#endStreams(room, userId, 'elsewhere');
      this.#stay(room, userId, this.#newStay(), 1);
      this.#teller.left(this.now, room, userId, old, 'elsewhere');
    });
  }

  leave(roomId: string, userId: string, ending: 'normal' | 'connection lost' | 'kicked'): void {
    this.#inRoom(roomId, userId, (room, stay) => {
      this.#endStreams(room, userId, ending);
      this.#end(room, userId);
      this.#teller.left(this.now, room, userId, stay, ending);
      if (room.users.size === 0) this.#shut(room, ending);
    });
  }

  /** Publishes the user's stream, or stops it. */
  toggleStream(roomId: string, userId: string): void {
    this.#inRoom(roomId, userId, (room) => {
      const streamId = streamOf(userId);
      if (room.streams.has(streamId)) this.#endStreams(room, userId, 'normal');
      else this.#publish(room, { streamId, userId, publication: `s-${this.#newId()}`, since: this.now }, 0);
    });
  }

  /** The network was away for a moment; the stream is the same. */
  resumeStream(roomId: string, userId: string): void {
    this.#inRoom(roomId, userId, (room) => {
      const stream = room.streams.get(streamOf(userId));
      if (stream !== undefined) this.#publish(room, { ...stream, since: this.now }, 1);
    });
  }

  say(roomId: string, userId: string, text: string): void {
    this.#inRoom(roomId, userId, (room) => this.#teller.said(this.now, room, userId, this.#newId(), text));
  }

  /** From now to its end; then come the callbacks. */
  record(roomId: string): void {
    const room = this.rooms.get(roomId);
    if (room !== undefined) room.recording ??= { task: this.#newId().slice(-16), since: this.now, streams: new Map([...room.streams].map(([streamId, { userId }]) => [streamId, userId])) };
  }

  /** The room ends while users are inside, which may be told of each of them, or not. */
  close(roomId: string, tellsUsers: boolean): void {
    const room = this.rooms.get(roomId);
    if (room === undefined) return;
    for (const [userId, stay] of [...room.users]) {
      if (tellsUsers) this.#endStreams(room, userId, 'room closed');
      this.#end(room, userId);
      if (tellsUsers) this.#teller.left(this.now, room, userId, stay, 'room closed');
    }
    this.#shut(room, 'room closed');
  }

  #inRoom(roomId: string, userId: string, happens: (room: Room, stay: Stay) => void): void {
    const room = this.rooms.get(roomId);
    const stay = room?.users.get(userId);
    if (room !== undefined && stay !== undefined) happens(room, stay);
  }

  #create(roomId: string, userId: string): Room {
    const room: Room = { roomId, session: this.#newId(), users: new Map(), streams: new Map(), userChanges: 0, streamChanges: 0, recording: undefined };
    this.rooms.set(roomId, room);
    this.#teller.created(this.now, room, userId);
    return room;
  }

  #shut(room: Room, ending: Ending): void {
    this.rooms.delete(room.roomId);
    this.#teller.closed(this.now, room, ending);
    if (room.recording !== undefined) this.#teller.recorded(this.now, room, room.recording);
  }

  #stay(room: Room, userId: string, stay: Stay, relogin: number): void {
    room.users.set(userId, stay);
    this.#roomOfUser.set(userId, room.roomId);
    this.#teller.entered(this.now, room, userId, stay, relogin);
  }

  #end(room: Room, userId: string): void {
    room.users.delete(userId);
    this.#roomOfUser.delete(userId);
  }

  #publish(room: Room, stream: Stream, recreate: number): void {
    room.streams.set(stream.streamId, stream);
    room.recording?.streams.set(stream.streamId, stream.userId);
    this.#teller.published(this.now, room, stream, recreate);
  }

  #endStreams(room: Room, userId: string, ending: Ending): void {
    for (const stream of room.streams.values()) {
      if (stream.userId !== userId) continue;
      room.streams.delete(stream.streamId);
      this.#teller.unpublished(this.now, room, stream, ending);
    }
  }

  #newStay(): Stay {
    return { session: this.#newId(), since: this.now };
  }

  #newId(): string {
    this.#ids += 1n;
    return String(this.#ids);
  }
}

function streamOf(userId: string): string {
  return `${userId}-camera`;
}
