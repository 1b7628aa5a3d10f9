import type { CallbackFields } from '../body.js';
import { callbackOf, type EveningCallback, type EveningEvent } from './callback.js';
import type { Ending, Recording, Room, Stay, Stream } from './room.js';

/** ZEGO's numbers for the same reason differ from callback to callback. */
const LOGOUT_REASONS: Readonly<Record<Ending, number>> = { normal: 0, 'connection lost': 2, elsewhere: 3, kicked: 3, 'room closed': 0 };
const STREAM_REASONS: Readonly<Record<Ending, number>> = { normal: 0, 'connection lost': 4, elsewhere: 2, kicked: 3, 'room closed': 5 };
const ROOM_REASONS: Readonly<Record<Ending, number>> = { normal: 0, 'connection lost': 2, elsewhere: 0, kicked: 3, 'room closed': 0 };

/** Tells what happens in the callbacks that ZEGO would send. Times are in ms. */
export class Teller {
  readonly #tellOne: (callback: EveningCallback) => void;
  readonly #appId: string | undefined;

  constructor(tell: (callback: EveningCallback) => void, appId: string | undefined) {
    this.#tellOne = tell;
    this.#appId = appId;
  }

  created(at: number, { roomId, session }: Room, userId: string): void {
    this.#tell('room_create', at, { roomId }, { room_id: roomId, room_session_id: session, room_create_time: at, id_name: userId });
  }

  closed(at: number, { roomId, session }: Room, ending: Ending): void {
    this.#tell('room_close', at, { roomId }, { room_id: roomId, room_session_id: session, room_close_time: at, close_reason: ROOM_REASONS[ending] });
  }

  entered(at: number, room: Room, userId: string, { session, since }: Stay, relogin: number): void {
    const { roomId } = room;
    room.userChanges += 1;
    const user = { user_account: userId, user_nickname: userId, session_id: session, user_update_seq: room.userChanges };
    this.#tell('room_login', at, { roomId, userId }, { ...user, room_id: roomId, room_name: roomId, room_seq: room.session, login_time: since, relogin });
  }

  left(at: number, room: Room, userId: string, { session, since }: Stay, ending: Ending): void {
    const { roomId } = room;
    room.userChanges += 1;
    const user = { user_account: userId, user_nickname: userId, session_id: session, user_update_seq: room.userChanges };
    this.#tell('room_logout', at, { roomId, userId }, { ...user, room_id: roomId, room_seq: room.session, login_time: since, logout_time: at, reason: LOGOUT_REASONS[ending] });
  }

  published(at: number, room: Room, stream: Stream, recreate: number): void {
    const { roomId } = room;
    const { userId } = stream;
    const old = { channel_id: roomId, create_time: inSeconds(at), publish_id: userId, publish_name: userId };
    this.#tell('stream_create', at, { roomId, userId }, { ...streamFields(room, stream), ...old, recreate });
  }

  unpublished(at: number, room: Room, stream: Stream, ending: Ending): void {
    const { roomId } = room;
    const { userId } = stream;
    this.#tell('stream_close', at, { roomId, userId }, { ...streamFields(room, stream), type: STREAM_REASONS[ending], destroy_timemillis: at });
  }

  cameOnline(at: number, userId: string, terminal: Stay, os: string): void {
    this.#tell('user_action', at, { userId }, { ...terminalFields(userId, terminal), action: 0, os, logout_time: undefined, logout_reason: undefined });
  }

  wentOffline(at: number, userId: string, terminal: Stay, hasLostConnection: boolean): void {
    const how = hasLostConnection ? { action: 2, offline_time: inSeconds(at), logout_time: undefined, logout_reason: undefined } : { action: 1, logout_time: inSeconds(at) };
    this.#tell('user_action', at, { userId }, { ...terminalFields(userId, terminal), ...how });
  }

  said(at: number, { roomId }: Room, userId: string, messageId: string, text: string): void {
    this.#tell('send_msg', at, { roomId, userId }, { from_user_id: userId, conv_type: IN_A_ROOM, conv_id: roomId, msg_id: messageId, msg_body: text, msg_time: at });
  }

  recorded(at: number, { roomId }: Room, recording: Recording): void {
    const { task } = recording;
    this.#tell('cloud_recording_file_uploaded', at, { roomId }, { task_id: task, room_id: roomId, sequence: 0, detail: { upload_status: ALL_OF_THEM, file_info: filesOf(recording, at) } });
    this.#tell('cloud_recording_completed', at, { roomId }, { task_id: task, room_id: roomId, sequence: 1 });
  }

  #tell<Name extends EveningEvent>(name: Name, at: number, place: { readonly roomId?: string; readonly userId?: string }, fields: CallbackFields<Name>): void {
    this.#tellOne(callbackOf(name, at, place, fields, this.#appId));
  }
}

const BYTES_PER_MS = 150;
const IN_A_ROOM = 1;
const ALL_OF_THEM = 1;

function streamFields(room: Room, { streamId, userId, publication, since }: Stream) {
  room.streamChanges += 1;
  const stream = { stream_id: streamId, stream_alias: streamId, stream_sid: publication, stream_seq: room.streamChanges, create_time_ms: since };
  return { ...stream, user_id: userId, user_name: userId, room_id: room.roomId, room_session_id: room.session };
}

function terminalFields(userId: string, { session, since }: Stay) {
  return { user_id: userId, user_name: userId, session_id: session, login_time: inSeconds(since), relogin: 0 };
}

function filesOf({ task, since, streams }: Recording, at: number) {
  const video = { output_file_format: 'mp4', media_track_type: 3, resolution_width: 1280, resolution_height: 720, status: 3, video_id: '' };
  const duration = at - since;
  return Array.from(streams, ([streamId, userId]) => {
    const file = `${task}_${streamId}.mp4`;
    return { ...video, stream_id: streamId, user_id: userId, user_name: userId, file_id: file, file_url: `https://recordings.example/${file}`, file_size: duration * BYTES_PER_MS, duration, begin_timestamp: since };
  });
}

function inSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
