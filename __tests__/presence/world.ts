import type { RoomEvent } from '../../lib/presence/index.js';

/** What callbacks of old servers leave out, or write in another way. */
export interface Variant {
  /** `user_update_seq`, `user_role` and `relogin`, and `stream_seq` in stream_create. */
  readonly sequences: boolean;
  /** `login_time` in room_logout. */
  readonly loginTimeInLogout: boolean;
  /** Real ones; otherwise "0" for everybody. */
  readonly stayIds: boolean;
  /** ms; otherwise whole seconds. */
  readonly milliseconds: boolean;
  /** `room_session_id` and times in ms in callbacks of streams. */
  readonly streamSessions: boolean;
}

export const NEWEST: Variant = { sequences: true, loginTimeInLogout: true, stayIds: true, milliseconds: true, streamSessions: true };
export const OLDEST: Variant = { sequences: false, loginTimeInLogout: false, stayIds: false, milliseconds: false, streamSessions: false };

export interface Stay {
  readonly stay: string;
  readonly userName: string;
  readonly role: number | undefined;
  readonly loggedInAt: number;
}
export interface Stream {
  readonly streamId: string;
  readonly userId: string;
  readonly publication: string;
  readonly createdAt: number;
  /** Its publisher has gone, and the server has not closed it yet; or has come back since, without it. */
  readonly isOrphan: boolean;
  readonly isForsaken: boolean;
  /** Published anew at least once (`recreate`). */
  readonly isResumed: boolean;
}

/** One session of a room, as it is or was when it ended. */
export interface Session {
  readonly roomId: string;
  readonly session: string;
  readonly createdAt: number;
  closedAt: number | undefined;
  userSeq: number;
  streamSeq: number;
  readonly users: Map<string, Stay>;
  readonly streams: Map<string, Stream>;
  /** The latest of everybody who ever came. */
  readonly stays: Map<string, Stay>;
  /** The latest of every stream of every user who has not left since; one that was resumed may be resumed again. */
  readonly publications: Map<string, Stream>;
  hasTold: { streams: boolean };
}

/** How a user leaves, and what the callback gives as the reason. */
const LEAVING = { logout: { reason: 0, type: 0 }, kick: { reason: 3, type: 3 }, loss: { reason: 2, type: 4 } } as const;

export type Step =
  /** Of a user who is in already: the session id may stay the same, the end of the old session may be told, and its streams closed. */
  | { readonly do: 'login'; readonly room: string; readonly user: string; readonly keepsSession: boolean; readonly tellsOld: boolean; readonly closesStreams: boolean }
  /** The server may close the streams later, and the room. */
  | { readonly do: 'leave'; readonly room: string; readonly user: string; readonly how: keyof typeof LEAVING; readonly closesStreams: boolean; readonly closesRoom: boolean }
  | { readonly do: 'publish' | 'stop'; readonly room: string; readonly user: string; readonly stream: string }
  /** The time of a stream that was published anew may be that of its first publication. */
  | { readonly do: 'republish'; readonly room: string; readonly user: string; readonly stream: string; readonly keepsTime: boolean }
  | { readonly do: 'close'; readonly room: string; readonly tellsUsers: boolean }
  | { readonly do: 'wait'; readonly ms: number };

/** A callback with what the test knows of it. */
export interface Told {
  readonly event: RoomEvent;
  readonly session: Session;
  /** When it happened, in ms. */
  readonly at: number;
}

/** The rooms as a tracker should show them, with times in ms. */
export type View = readonly {
  readonly roomId: string;
  readonly sessionId: string | undefined;
  readonly createdAt: number | undefined;
  readonly users: readonly { readonly userId: string; readonly userName: string; readonly role: number | undefined; readonly sessionId: string | undefined; readonly loggedInAt: number | undefined }[];
  readonly streams: readonly { readonly streamId: string; readonly userId: string; readonly createdAt: number }[];
}[];

/** A stream id that all may use, one after the other. */
const SHARED = 'screen';
export const FIRST_MS = 1_700_000_000_000;

/** Rooms as they really are, and the callbacks that ZEGO would send of them. */
export class World {
  readonly told: Told[] = [];
  /** Every session of every room, in the order in which they began. */
  readonly sessions: Session[] = [];
  readonly #open = new Map<string, Session>();
  readonly #lastSeen = new Map<string, number>();
  readonly #variantOf: (callback: number) => Variant;
  /** Where logins do not tell who was outside before, no stream outlives its publisher's stay. */
  readonly #tellsRelogin: boolean;
  /** How far apart things happen at least, in ms. */
  readonly #pauseMs: number;
  #now = FIRST_MS;
  #ids = 0n;

  /** @param variant of all callbacks, or of each */
  constructor(variant: Variant | ((callback: number) => Variant) = NEWEST, pauseMs = typeof variant === 'function' ? 2_000 : pauseOf(variant)) {
    this.#variantOf = typeof variant === 'function' ? variant : () => variant;
    this.#tellsRelogin = typeof variant !== 'function' && variant.sequences;
    this.#pauseMs = pauseMs;
  }

  static of(steps: readonly Step[], variant: Variant | ((callback: number) => Variant) = NEWEST): World {
    const world = new World(variant);
    for (const step of steps) world.play(step);
    return world;
  }

  get now(): number {
    return this.#now;
  }

  get events(): readonly RoomEvent[] {
    return this.told.map(({ event }) => event);
  }

  play(step: Step): void {
    this.#now += this.#pauseMs;
    if (step.do === 'wait') this.#now += step.ms;
    else if (step.do === 'login') this.#login(step);
    else {
      const open = this.#open.get(step.room);
      if (open === undefined) return;
      if (step.do === 'close') this.#close(open, step.tellsUsers);
      else if (open.users.has(step.user)) this.#act(open, step);
    }
  }

  /** The rooms that are open now. */
  truth(): View {
    return viewOf([...this.#open.values()], ({ session, createdAt, users, streams }) => ({
      sessionId: session,
      createdAt,
      users,
      streams: new Map([...streams].filter(([, { isOrphan }]) => !isOrphan)),
    }));
  }

  isOpen(session: Session): boolean {
    return this.#open.get(session.roomId) === session;
  }

  #act(open: Session, step: Exclude<Step, { do: 'login' | 'close' | 'wait' }>): void {
    switch (step.do) {
      case 'leave':
        this.#leave(open, step);
        return;
      case 'publish':
      case 'republish':
        this.#publish(open, step.user, streamIdOf(step), step.do === 'republish', step.do === 'republish' && step.keepsTime);
        return;
      case 'stop':
        if (open.streams.get(streamIdOf(step))?.userId === step.user) this.#endStream(open, streamIdOf(step), 0);
    }
  }

  #login({ room: roomId, user: userId, keepsSession, tellsOld, closesStreams }: Step & { do: 'login' }): void {
    const seen = `${roomId} ${userId}`;
    // Nobody comes back within the millisecond, nor within the second that is all that is told of a stream.
    this.#now = Math.max(this.#now, (this.#lastSeen.get(seen) ?? 0) + (this.#variantOf(this.told.length).streamSessions ? 1 : 1_000));
    const open = this.#open.get(roomId) ?? this.#create(roomId, userId);
    const old = open.users.get(userId);
    this.#endStreamsOf(open, userId, 2, ({ isOrphan, isResumed }) => closesStreams || (isOrphan && (isResumed || !this.#tellsRelogin)));
    if (old === undefined) for (const [streamId, stream] of open.streams) if (stream.userId === userId) open.streams.set(streamId, { ...stream, isForsaken: true });
    const variant = this.#variantOf(this.told.length);
    const keeps = old !== undefined && keepsSession;
    const stay: Stay = { stay: keeps ? old.stay : variant.stayIds ? this.#id() : '0', userName: `${userId}${open.userSeq % 2}`, role: variant.sequences ? roleOf(userId) : undefined, loggedInAt: this.#now };
    open.users.set(userId, stay);
    open.stays.set(userId, stay);
    this.#tellLogin(open, userId, stay, old !== undefined, variant);
    // Without ids of sessions, the end of the old one would be that of the user.
    if (old !== undefined && !keeps && tellsOld && variant.stayIds && old.stay !== '0') this.#tellLogout(open, userId, old, 3);
    this.#lastSeen.set(seen, this.#now);
  }

  #create(roomId: string, userId: string): Session {
    const open: Session = {
      ...{ roomId, session: this.#id(), createdAt: this.#now, closedAt: undefined, userSeq: 0, streamSeq: 0 },
      ...{ users: new Map(), streams: new Map(), stays: new Map(), publications: new Map(), hasTold: { streams: false } },
    };
    this.#open.set(roomId, open);
    this.sessions.push(open);
    const { milliseconds } = this.#variantOf(this.told.length);
    const payload = { room_id: roomId, room_session_id: open.session, room_create_time: timeIn(this.#now, milliseconds), id_name: userId };
    this.#tell(open, { ...this.#envelope(), name: 'room_create', payload });
    return open;
  }

  #leave(open: Session, { room: roomId, user: userId, how, closesStreams, closesRoom }: Step & { do: 'leave' }): void {
    if (closesStreams) this.#endStreamsOf(open, userId, LEAVING[how].type);
    for (const [streamId, stream] of open.streams) if (stream.userId === userId) open.streams.set(streamId, { ...stream, isOrphan: true });
    for (const [key, stream] of open.publications) if (stream.userId === userId && !stream.isResumed) open.publications.delete(key);
    const stay = open.users.get(userId)!;
    open.users.delete(userId);
    this.#tellLogout(open, userId, stay, LEAVING[how].reason);
    this.#lastSeen.set(`${roomId} ${userId}`, this.#now);
    if (open.users.size === 0 && closesRoom) this.#end(open);
  }

  #publish(open: Session, userId: string, streamId: string, isAgain: boolean, keepsTime: boolean): void {
    const old = open.streams.get(streamId);
    if (isAgain ? old?.userId !== userId : old !== undefined) return;
    const stream: Stream = { streamId, userId, publication: old?.publication ?? `s-${this.#id()}`, createdAt: (keepsTime ? old?.createdAt : undefined) ?? this.#now, isOrphan: false, isForsaken: false, isResumed: isAgain };
    open.streams.set(streamId, stream);
    open.publications.set(`${streamId} ${userId}`, stream);
    open.streamSeq += 1;
    open.hasTold.streams = true;
    const { sequences, streamSessions } = this.#variantOf(this.told.length);
    const payload = {
      ...(streamSessions && { room_session_id: open.session, create_time_ms: stream.createdAt, room_id: open.roomId, user_id: userId, user_name: userId, stream_id: streamId }),
      ...(sequences && { stream_seq: open.streamSeq }),
      ...{ channel_id: open.roomId, publish_id: userId, publish_name: userId, stream_alias: streamId, stream_sid: stream.publication },
      ...{ title: '', create_time: Math.floor(stream.createdAt / 1_000), extra_info: '', recreate: isAgain ? 1 : 0, rtmp_url: [], hls_url: [], hdl_url: [], pic_url: [] },
    };
    this.#tell(open, { ...this.#envelope(), name: 'stream_create', payload });
  }

  #endStreamsOf(open: Session, userId: string, type: number, which: (stream: Stream) => boolean = () => true): void {
    for (const [streamId, stream] of [...open.streams]) if (stream.userId === userId && which(stream)) this.#endStream(open, streamId, type);
  }

  #endStream(open: Session, streamId: string, type: number): void {
    const { userId, publication, createdAt } = open.streams.get(streamId)!;
    open.streams.delete(streamId);
    open.streamSeq += 1;
    const { streamSessions } = this.#variantOf(this.told.length);
    const payload = {
      ...(streamSessions && { room_session_id: open.session, create_time_ms: createdAt, destroy_timemillis: this.#now }),
      ...{ room_id: open.roomId, channel_id: open.roomId, user_id: userId, user_name: userId, stream_alias: streamId, stream_id: streamId },
      ...{ type, stream_sid: publication, stream_seq: open.streamSeq },
    };
    this.#tell(open, { ...this.#envelope(), name: 'stream_close', payload });
  }

  #close(open: Session, tellsUsers: boolean): void {
    if (tellsUsers) {
      for (const streamId of [...open.streams.keys()]) this.#endStream(open, streamId, 5);
      for (const [userId, stay] of [...open.users]) {
        open.users.delete(userId);
        this.#tellLogout(open, userId, stay, 3);
      }
    }
    this.#end(open);
  }

  #end(open: Session): void {
    this.#open.delete(open.roomId);
    open.closedAt = this.#now;
    const { milliseconds, streamSessions } = this.#variantOf(this.told.length);
    const payload = { room_id: open.roomId, room_session_id: open.session, close_reason: 0, room_close_time: timeIn(this.#now, milliseconds) };
    this.#tell(open, { ...this.#envelope(), name: 'room_close', payload });
    // The next session begins later; where stream callbacks tell whole seconds and no session, in another second.
    this.#now += Math.max(this.#pauseMs, streamSessions ? 1 : 1_000);
  }

  #tellLogin(open: Session, userId: string, { stay, userName, loggedInAt }: Stay, isAgain: boolean, { milliseconds, sequences }: Variant): void {
    open.userSeq += 1;
    const payload = {
      ...{ room_id: open.roomId, room_name: open.roomId, room_seq: open.session, user_account: userId, user_nickname: userName, session_id: stay },
      login_time: timeIn(loggedInAt, milliseconds),
      ...(sequences && { relogin: isAgain ? 1 : 0, user_update_seq: open.userSeq, user_role: roleOf(userId) }),
    };
    this.#tell(open, { ...this.#envelope(), name: 'room_login', payload });
  }

  #tellLogout(open: Session, userId: string, { stay, userName, loggedInAt }: Stay, reason: number): void {
    open.userSeq += 1;
    const { milliseconds, sequences, loginTimeInLogout } = this.#variantOf(this.told.length);
    const payload = {
      ...{ room_id: open.roomId, room_seq: open.session, user_account: userId, user_nickname: userName, session_id: stay },
      ...{ logout_time: timeIn(this.#now, milliseconds), reason },
      ...(loginTimeInLogout && { login_time: timeIn(loggedInAt, milliseconds) }),
      ...(sequences && { user_update_seq: open.userSeq, user_role: roleOf(userId) }),
    };
    this.#tell(open, { ...this.#envelope(), name: 'room_logout', payload });
  }

  #id(): string {
    this.#ids += 1n;
    return String(6_085_791_336_856_668_000n + this.#ids);
  }

  #envelope(): Pick<RoomEvent, 'id' | 'product' | 'appId' | 'timestamp' | 'nonce' | 'receivedAt' | 'raw'> {
    const timestamp = new Date(this.#now);
    return { id: `event${this.told.length}`, product: 'rtc', appId: '1', timestamp, nonce: '1', receivedAt: timestamp, raw: {} };
  }

  #tell(session: Session, event: RoomEvent): void {
    this.told.push({ event, session, at: this.#now });
  }
}

/** Where nothing but time tells what came first, things that happen at once cannot be told apart. */
function pauseOf({ milliseconds, sequences, stayIds }: Variant): number {
  if (!milliseconds) return 1_000;
  return sequences && stayIds ? 0 : 1;
}

function roleOf(userId: string): number {
  return userId === 'ann' ? 1 : 2;
}

function timeIn(at: number, milliseconds: boolean): number {
  return milliseconds ? at : Math.floor(at / 1_000);
}

function streamIdOf({ user, stream }: { readonly user: string; readonly stream: string }): string {
  return stream === SHARED ? SHARED : `${user}-${stream}`;
}

type Shown = Pick<View[number], 'sessionId' | 'createdAt'> & { readonly users: ReadonlyMap<string, Stay>; readonly streams: ReadonlyMap<string, Stream> };

/** Sessions as a tracker should show them. */
export function viewOf(sessions: readonly Session[], show: (session: Session) => Shown | undefined): View {
  return sessions
    .flatMap((session) => {
      const shown = show(session);
      if (shown === undefined) return [];
      const users = [...shown.users].map(([userId, { userName, role, stay, loggedInAt }]) => ({ userId, userName, role, sessionId: stay, loggedInAt }));
      const streams = [...shown.streams.values()].map(({ streamId, userId, createdAt }) => ({ streamId, userId, createdAt }));
      return [{ roomId: session.roomId, sessionId: shown.sessionId, createdAt: shown.createdAt, users: sorted(users, ({ userId }) => userId), streams: sorted(streams, ({ streamId, userId }) => `${streamId} ${userId}`) }];
    })
    .sort((a, b) => (a.roomId < b.roomId ? -1 : 1));
}

function sorted<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
