import { bodyOf, type Callback, type EveningEvent, type Fields } from './callback.js';
import type { Room, Stay, Stream } from './room.js';

/** Tells what happens in the callbacks that ZEGO would send. Times are in ms. */
export class Teller {
  readonly callbacks: Callback[] = [];

  created(at: number, { roomId, session }: Room, userId: string): void {
    this.#tell('room_create', at, { roomId }, { room_session_id: session, room_create_time: at, id_name: userId });
  }

  closed(at: number, { roomId, session }: Room, reason: number): void {
    this.#tell('room_close', at, { roomId }, { room_session_id: session, room_close_time: at, close_reason: reason });
  }

  entered(at: number, room: Room, userId: string, { session, since }: Stay, relogin: number): void {
    room.userChanges += 1;
    const user = { user_account: userId, user_nickname: userId, session_id: session, user_update_seq: room.userChanges };
    this.#tell('room_login', at, { roomId: room.roomId, userId }, { ...user, room_name: room.roomId, room_seq: room.session, login_time: since, relogin });
  }

  left(at: number, room: Room, userId: string, { session, since }: Stay, reason: number): void {
    room.userChanges += 1;
    const user = { user_account: userId, user_nickname: userId, session_id: session, user_update_seq: room.userChanges };
    this.#tell('room_logout', at, { roomId: room.roomId, userId }, { ...user, room_seq: room.session, login_time: since, logout_time: at, reason });
  }

  published(at: number, room: Room, stream: Stream, recreate: number): void {
    const old = { channel_id: room.roomId, create_time: inSeconds(at), publish_id: stream.userId, publish_name: stream.userId };
    this.#tellStream('stream_create', at, room, stream, { ...old, recreate });
  }

  unpublished(at: number, room: Room, stream: Stream): void {
    this.#tellStream('stream_close', at, room, stream, { type: 0, destroy_timemillis: at });
  }

  cameOnline(at: number, userId: string, terminal: Stay, os: string): void {
    this.#tellTerminal(at, userId, terminal, { action: 0, os, logout_time: undefined, logout_reason: undefined });
  }

  wentOffline(at: number, userId: string, terminal: Stay, hasLostConnection: boolean): void {
    const fields: Fields = hasLostConnection ? { action: 2, offline_time: inSeconds(at), logout_time: undefined, logout_reason: undefined } : { action: 1, logout_time: inSeconds(at) };
    this.#tellTerminal(at, userId, terminal, fields);
  }

  #tellStream(event: 'stream_create' | 'stream_close', at: number, room: Room, { streamId, userId, publication, since }: Stream, fields: Fields): void {
    room.streamChanges += 1;
    const stream = { stream_id: streamId, stream_alias: streamId, stream_sid: publication, stream_seq: room.streamChanges, create_time_ms: since };
    this.#tell(event, at, { roomId: room.roomId, userId }, { ...stream, user_id: userId, user_name: userId, room_session_id: room.session, ...fields });
  }

  #tellTerminal(at: number, userId: string, { session, since }: Stay, fields: Fields): void {
    this.#tell('user_action', at, { userId }, { user_id: userId, user_name: userId, session_id: session, login_time: inSeconds(since), relogin: 0, ...fields });
  }

  #tell(event: EveningEvent, at: number, of: { readonly roomId?: string; readonly userId?: string }, fields: Fields): void {
    this.callbacks.push({ event, roomId: of.roomId, userId: of.userId, at, body: bodyOf(event, of.roomId === undefined ? fields : { room_id: of.roomId, ...fields }) });
  }
}

function inSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
