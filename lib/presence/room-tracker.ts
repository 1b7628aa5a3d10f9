import type { ZegoEvent } from '../index.js';
import { changesOf, dateOf, streamOf, userOf } from './changes.js';
import { Emitter } from './emitter.js';
import { happeningOf, ROOM_EVENTS, type RoomEvent } from './happenings.js';
import { MemoryPresenceStore } from './memory-presence-store.js';
import { isOpen, namedSession } from './picture.js';
import type { CallbackSource, Room, RoomSnapshot, RoomTrackerEvents, RoomTrackerOptions } from './room.js';
import { neededParts, readRoom, RoomDocument } from './room-document.js';
import { overdueIn } from './gaps.js';
import type { PresenceStore } from './store.js';
import { takeIn, type TakenIn, takeOver } from './take-in.js';

type Listener<Name extends keyof RoomTrackerEvents> = (told: RoomTrackerEvents[Name]) => unknown;

const PREFIX = 'room:';
const TEN_MINUTES_MS = 600_000;
const GAP_AFTER_MS = 90_000;
const RETRY_MS = 5_000;

/**
 * Who is in which room, and who publishes what, from callbacks that come late, twice and out of order.
 *
 * Source: ZEGO, "Maintain the room list", "… the room user list", "… the room stream list".
 *
 * @example
 * const rooms = new RoomTracker();
 * rooms.attach(zego);
 * rooms.on('user-left', ({ roomId, user }) => console.log(`${user.userName} left ${roomId}`));
 * await rooms.userCount('lobby');
 */
export class RoomTracker {
  readonly #store: PresenceStore;
  readonly #appId: string | undefined;
  readonly #forgetAfterMs: number;
  readonly #gapAfterMs: number;
  readonly #clock: () => number;
  readonly #emitter = new Emitter<RoomTrackerEvents>();
  /** Rooms in which numbers are missing, and when that will have to be told. */
  readonly #incomplete = new Map<string, NodeJS.Timeout>();

  #isClosed = false;

  constructor({ store, appId, forgetAfter = TEN_MINUTES_MS, gapAfter = GAP_AFTER_MS, clock = Date.now }: RoomTrackerOptions = {}) {
    this.#store = store ?? new MemoryPresenceStore({ clock });
    this.#appId = appId;
    this.#forgetAfterMs = forgetAfter;
    this.#gapAfterMs = gapAfter;
    this.#clock = clock;
  }

  /** Registers handlers for the callbacks that tell of rooms. A callback counts as handled once it is taken in. */
  attach(zego: CallbackSource): this {
    for (const name of ROOM_EVENTS) zego.on(name, (event: ZegoEvent<typeof name>) => this.#receive(event));
    return this;
  }

  on<Name extends keyof RoomTrackerEvents>(name: Name, listener: Listener<Name>): this {
    this.#emitter.on(name, listener);
    return this;
  }

  off<Name extends keyof RoomTrackerEvents>(name: Name, listener: Listener<Name>): this {
    this.#emitter.off(name, listener);
    return this;
  }

  /** The room, if it is open. */
  async get(roomId: string): Promise<Room | undefined> {
    const read = readRoom(await this.#store.read(documentOf(roomId)));
    if (read === undefined || !isOpen(read.room)) return undefined;
    const { room, pictures } = read;
    const users = [...pictures].flatMap(([userId, { presence }]) => (presence === undefined ? [] : [userOf(userId, presence)]));
    const streams = [...pictures].flatMap(([userId, picture]) => [...picture.streams].map(([streamId, publication]) => streamOf(streamId, userId, publication)));
    return {
      roomId,
      sessionId: namedSession(room),
      createdAt: dateOf(room.closedAt === undefined ? room.createdAt : undefined),
      users: users.sort(by(({ userId }) => userId)),
      streams: streams.sort(by(({ streamId, userId }) => `${streamId}\0${userId}`)),
    };
  }

  /** How many users are in the room; 0 when it is not open. */
  async userCount(roomId: string): Promise<number> {
    const room = await this.#store.update(documentOf(roomId), neededParts('', undefined), (draft) => new RoomDocument(draft).room);
    return isOpen(room) ? room.users : 0;
  }

  /** Every open room. */
  async list(): Promise<readonly Room[]> {
    const names = (await this.#store.documents()).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
    const rooms = await Promise.all(names.map((roomId) => this.get(roomId)));
    return rooms.filter((room) => room !== undefined).sort(by(({ roomId }) => roomId));
  }

  /**
   * Takes over a list of everybody in a room from an authority. It decides about all that happened before it was made;
   * callbacks of what happened since keep their say.
   *
   * Source: ZEGO, Server API, DescribeUserList.
   *
   * @example
   * await rooms.reconcile('lobby', { at: askedAt, users: [{ userId: '888120154', userName: 'Grace' }] });
   */
  async reconcile(roomId: string, { at, users }: RoomSnapshot): Promise<void> {
    const time = Number(at);
    if (!(time > 0)) throw new TypeError('reconcile() needs "at", the time at which the list was made, as a Date or in ms.');
    const listed = new Map(users.map(({ userId, userName }) => [userId, userName ?? '']));
    const taken = await this.#store.update(documentOf(roomId), neededParts('', undefined), (draft) => takeOver(new RoomDocument(draft), time, listed, this.#memory()));
    this.#tell(roomId, undefined, taken);
  }

  /** Ends the waiting for missing numbers. Nothing else needs to be closed. */
  close(): void {
    for (const timer of this.#incomplete.values()) clearTimeout(timer);
    this.#incomplete.clear();
    this.#isClosed = true;
  }

  async #receive(event: RoomEvent): Promise<void> {
    const happening = happeningOf(event);
    if (typeof happening === 'string') {
      this.#emitter.emit('ignored', { roomId: '', event, reason: happening });
      return;
    }
    const { roomId } = happening;
    if (this.#appId !== undefined && this.#appId !== event.appId) {
      this.#emitter.emit('ignored', { roomId, event, reason: 'it is of another app' });
      return;
    }
    const parts = neededParts(happening.session ?? '', 'userId' in happening ? happening.userId : undefined);
    const taken = await this.#store.update(documentOf(roomId), parts, (draft) => takeIn(new RoomDocument(draft), happening, this.#memory()));
    this.#tell(roomId, event, taken);
  }

  #memory(): { readonly now: number; readonly forgetAfterMs: number } {
    return { now: this.#clock(), forgetAfterMs: this.#forgetAfterMs };
  }

  #tell(roomId: string, event: RoomEvent | undefined, taken: TakenIn | string): void {
    if (typeof taken === 'string') {
      this.#emitter.emit('ignored', { roomId, event, reason: taken });
      return;
    }
    for (const [name, told] of changesOf(roomId, taken.before, taken.after)) this.#emitter.emit(name, told);
    if (taken.missingSince !== undefined) this.#waitFor(roomId, taken.missingSince + this.#gapAfterMs - this.#clock());
  }

  #waitFor(roomId: string, ms: number): void {
    if (this.#isClosed || this.#incomplete.has(roomId)) return;
    const timer = setTimeout(() => {
      this.#incomplete.delete(roomId);
      // A store that is down now is asked again.
      this.#tellGaps(roomId).catch(() => { this.#waitFor(roomId, RETRY_MS); });
    }, Math.max(ms, 0));
    this.#incomplete.set(roomId, timer.unref());
  }

  async #tellGaps(roomId: string): Promise<void> {
    const now = this.#clock();
    const { gaps, missingSince } = await this.#store.update(documentOf(roomId), neededParts('', undefined), (draft) => overdueIn(new RoomDocument(draft), now, this.#gapAfterMs));
    for (const gap of gaps) this.#emitter.emit('gap', { roomId, ...gap });
    if (missingSince !== undefined) this.#waitFor(roomId, missingSince + this.#gapAfterMs - now);
  }
}

function documentOf(roomId: string): string {
  return PREFIX + roomId;
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
