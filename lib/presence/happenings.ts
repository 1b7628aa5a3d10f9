import type { ZegoEvent } from '../index.js';

/** The callbacks that tell who is in a room. */
export const ROOM_EVENTS = ['room_create', 'room_close', 'room_login', 'room_logout', 'stream_create', 'stream_close'] as const;
export type RoomEvent = ZegoEvent<(typeof ROOM_EVENTS)[number]>;

interface InRoom {
  readonly roomId: string;
  /** The room session; old stream callbacks do not tell it. */
  readonly session: string | undefined;
  /** When it happened, in ms. */
  readonly at: number;
}
interface OfUser extends InRoom {
  readonly userId: string;
  readonly userName: string;
  /** Place in the room's list of logins and logouts, or of streams; -1 when the callback does not tell. */
  readonly seq: number;
}

export interface RoomCreated extends InRoom {
  readonly kind: 'room-created';
}
export interface RoomClosed extends InRoom {
  readonly kind: 'room-closed';
}
export interface LoggedIn extends OfUser {
  readonly kind: 'logged-in';
  readonly stay: string;
  readonly role: number | undefined;
  /** Whether the user was outside before; old callbacks do not tell. */
  readonly comesIn: boolean;
}
export interface LoggedOut extends OfUser {
  readonly kind: 'logged-out';
  readonly stay: string;
  readonly role: number | undefined;
  /** When that stay began, where it is told. */
  readonly loggedInAt: number | undefined;
  /** The same, as late as it can have been: other callbacks of the stay may be more exact. */
  readonly loggedInBy: number | undefined;
}
export interface Published extends OfUser {
  readonly kind: 'published';
  readonly streamId: string;
  readonly publication: string;
  /** The server had kept it while its publisher was cut off, so it may be older than the publisher's stay. */
  readonly isResumed: boolean;
}
export interface Unpublished extends Omit<OfUser, 'at'> {
  readonly kind: 'unpublished';
  readonly streamId: string;
  readonly publication: string;
  readonly at: number | undefined;
  /** When that publication began, where it is told. */
  readonly publishedAt: number | undefined;
}

/** What a callback says happened, spelled one way for all its variants. */
export type Happening = RoomCreated | RoomClosed | LoggedIn | LoggedOut | Published | Unpublished;

const LATEST_IN_SECONDS = 1e11;

/** Old variants count in seconds. A second is taken at its start; what ends something, at its end: it came after. */
function milliseconds(time: number): number {
  return time < LATEST_IN_SECONDS ? time * 1_000 : time;
}
function endMilliseconds(time: number): number {
  return time > 0 && time < LATEST_IN_SECONDS ? time * 1_000 + 999 : time;
}
function optionally<T, R>(value: T | undefined, convert: (value: T) => R): R | undefined {
  return value === undefined ? undefined : convert(value);
}

/** @returns what happened, or why the callback does not tell */
export function happeningOf(event: RoomEvent): Happening | string {
  const happening = read(event);
  if (happening.roomId === '') return 'it names no room';
  if ('userId' in happening && happening.userId === '') return 'it names no user';
  if ('streamId' in happening && happening.streamId === '') return 'it names no stream';
  const times = [happening.at, 'loggedInAt' in happening ? happening.loggedInAt : undefined, 'publishedAt' in happening ? happening.publishedAt : undefined];
  return times.every((time) => time === undefined || (time > 0 && time <= Number.MAX_SAFE_INTEGER)) ? happening : 'it has a time that cannot be';
}

function read({ name, payload }: RoomEvent): Happening {
  switch (name) {
    case 'room_create':
      return { kind: 'room-created', roomId: payload.room_id, session: payload.room_session_id, at: milliseconds(payload.room_create_time) };
    case 'room_close':
      return { kind: 'room-closed', roomId: payload.room_id, session: payload.room_session_id, at: endMilliseconds(payload.room_close_time) };
    case 'room_login':
      return {
        kind: 'logged-in',
        roomId: payload.room_id,
        session: payload.room_seq,
        at: milliseconds(payload.login_time),
        userId: payload.user_account,
        userName: payload.user_nickname,
        seq: payload.user_update_seq ?? -1,
        stay: payload.session_id,
        role: payload.user_role,
        comesIn: payload.relogin === 0,
      };
    case 'room_logout':
      return {
        kind: 'logged-out',
        roomId: payload.room_id,
        session: payload.room_seq,
        at: endMilliseconds(payload.logout_time),
        userId: payload.user_account,
        userName: payload.user_nickname,
        seq: payload.user_update_seq ?? -1,
        stay: payload.session_id,
        role: payload.user_role,
        loggedInAt: optionally(payload.login_time, milliseconds),
        loggedInBy: optionally(payload.login_time, endMilliseconds),
      };
    case 'stream_create':
      return {
        kind: 'published',
        // The old names of the same things; only the oldest variants lack the new ones.
        roomId: payload.room_id ?? payload.channel_id,
        session: payload.room_session_id,
        at: milliseconds(payload.create_time_ms ?? payload.create_time),
        userId: payload.user_id ?? payload.publish_id,
        userName: payload.user_name ?? payload.publish_name,
        seq: payload.stream_seq ?? -1,
        streamId: payload.stream_id ?? payload.stream_alias,
        publication: payload.stream_sid,
        isResumed: payload.recreate === 1,
      };
    case 'stream_close':
      return {
        kind: 'unpublished',
        roomId: payload.room_id,
        session: payload.room_session_id,
        at: optionally(payload.destroy_timemillis, endMilliseconds),
        userId: payload.user_id,
        userName: payload.user_name,
        seq: payload.stream_seq,
        streamId: payload.stream_id,
        publication: payload.stream_sid,
        publishedAt: optionally(payload.create_time_ms, milliseconds),
      };
  }
}
