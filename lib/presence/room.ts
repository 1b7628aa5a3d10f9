import type { ZegoEventName, ZegoHandler } from '../index.js';
import type { RoomChanges, RoomStream, RoomUser } from './changes.js';
import type { RoomEvent } from './happenings.js';
import type { PresenceStore } from './store.js';

/** A room as the callbacks tell it. */
export interface Room {
  readonly roomId: string;
  /** ZEGO's id of this session of the room; `undefined` while no callback has told it. */
  readonly sessionId: string | undefined;
  /** `undefined` while no room_create has come. */
  readonly createdAt: Date | undefined;
  readonly users: readonly RoomUser[];
  readonly streams: readonly RoomStream[];
}

/** Callbacks of a room were lost, and no later one can tell what they said. */
export interface Gap {
  readonly roomId: string;
  readonly sessionId: string | undefined;
  /** Which of the room's two lists: that of logins and logouts (`user_update_seq`), or of streams (`stream_seq`). */
  readonly list: 'users' | 'streams';
  /** The first and the last number that never came. */
  readonly from: number;
  readonly to: number;
}

/** A callback, or a list given to `reconcile`, that changed nothing. */
export interface Ignored {
  readonly roomId: string;
  readonly event: RoomEvent | undefined;
  readonly reason: string;
}

export interface RoomTrackerEvents extends RoomChanges {
  gap: Gap;
  ignored: Ignored;
}

export interface RoomTrackerOptions {
  /** Where rooms are kept. Default: in this process. */
  readonly store?: PresenceStore | undefined;
  /** Only callbacks of this app are taken in. Without it, rooms of the same name in two apps are one room. */
  readonly appId?: string | undefined;
  /** How long what is over is remembered, in ms; callbacks that come later may bring it back. Default 10 minutes. */
  readonly forgetAfter?: number | undefined;
  /** How long a number may be missing before `gap` is emitted, in ms. Default 90,000: ZEGO's retries are over after 62 s. */
  readonly gapAfter?: number | undefined;
  /** Current time in ms. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** Everybody in a room at one time, as ZEGO's Server API DescribeUserList tells. */
export interface RoomSnapshot {
  /** When the list was made: the time of asking, not of the answer. */
  readonly at: Date | number;
  readonly users: readonly { readonly userId: string; readonly userName?: string | undefined }[];
}

/** What a tracker needs of `zegoCallbacks()`. */
export interface CallbackSource {
  on<Name extends ZegoEventName>(name: Name, handler: ZegoHandler<Name>): unknown;
}
