import type { Callback } from './callback.js';
import type { Room, Stay, Stream } from './room.js';
import { Teller } from './teller.js';

/** Who is in which room, who publishes what, and who is online. */
export interface Truth {
  readonly rooms: ReadonlyMap<string, { readonly users: ReadonlyMap<string, unknown>; readonly streams: ReadonlyMap<string, { readonly userId: string }> }>;
  readonly online: ReadonlySet<string>;
}

const NORMAL = 0;
const CONNECTION_LOST = 2;
const ELSEWHERE = 3;

/** Rooms and users as they really are. Whatever happens to them is told in callbacks. */
export class Town implements Truth {
  /** In ms; others let it go on. */
  now: number;
  readonly rooms = new Map<string, Room>();
  readonly #terminals = new Map<string, Map<string, Stay>>();
  readonly #teller = new Teller();
  #ids = 6_085_791_336_856_668_982n;

  constructor(now: number) {
    this.now = now;
  }

  get callbacks(): readonly Callback[] {
    return this.#teller.callbacks;
  }

  get online(): ReadonlySet<string> {
    return new Set(this.#terminals.keys());
  }

  isOnline(userId: string): boolean {
    return this.#terminals.has(userId);
  }

  roomOf(userId: string): string | undefined {
    for (const { roomId, users } of this.rooms.values()) if (users.has(userId)) return roomId;
    return undefined;
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
      this.#endStreams(room, userId);
      this.#stay(room, userId, this.#newStay(), 1);
      this.#teller.left(this.now, room, userId, old, ELSEWHERE);
    });
  }

  leave(roomId: string, userId: string, hasLostConnection: boolean): void {
    this.#inRoom(roomId, userId, (room, stay) => {
      const reason = hasLostConnection ? CONNECTION_LOST : NORMAL;
      this.#endStreams(room, userId);
      room.users.delete(userId);
      this.#teller.left(this.now, room, userId, stay, reason);
      if (room.users.size === 0) this.#end(room, reason);
    });
  }

  /** Publishes the user's stream, or stops it. */
  toggleStream(roomId: string, userId: string): void {
    this.#inRoom(roomId, userId, (room) => {
      const streamId = streamOf(userId);
      if (room.streams.has(streamId)) this.#endStreams(room, userId);
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

  /** The room ends while users are inside, which may be told of each of them, or not. */
  close(roomId: string, tellsUsers: boolean): void {
    const room = this.rooms.get(roomId);
    if (room === undefined) return;
    for (const [userId, stay] of tellsUsers ? room.users : []) {
      this.#endStreams(room, userId);
      this.#teller.left(this.now, room, userId, stay, NORMAL);
    }
    this.#end(room, NORMAL);
  }

  #inRoom(roomId: string, userId: string, happens: (room: Room, stay: Stay) => void): void {
    const room = this.rooms.get(roomId);
    const stay = room?.users.get(userId);
    if (room !== undefined && stay !== undefined) happens(room, stay);
  }

  #create(roomId: string, userId: string): Room {
    const room: Room = { roomId, session: this.#newId(), users: new Map(), streams: new Map(), userChanges: 0, streamChanges: 0 };
    this.rooms.set(roomId, room);
    this.#teller.created(this.now, room, userId);
    return room;
  }

  #end(room: Room, reason: number): void {
    this.rooms.delete(room.roomId);
    this.#teller.closed(this.now, room, reason);
  }

  #stay(room: Room, userId: string, stay: Stay, relogin: number): void {
    room.users.set(userId, stay);
    this.#teller.entered(this.now, room, userId, stay, relogin);
  }

  #publish(room: Room, stream: Stream, recreate: number): void {
    room.streams.set(stream.streamId, stream);
    this.#teller.published(this.now, room, stream, recreate);
  }

  #endStreams(room: Room, userId: string): void {
    for (const stream of room.streams.values()) {
      if (stream.userId !== userId) continue;
      room.streams.delete(stream.streamId);
      this.#teller.unpublished(this.now, room, stream);
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
