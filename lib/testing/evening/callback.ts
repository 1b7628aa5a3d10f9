import { documentedBody, type Body, type CallbackFields } from '../body.js';

/** The callbacks that an evening is told in. */
export type EveningEvent =
  | 'room_create'
  | 'room_close'
  | 'room_login'
  | 'room_logout'
  | 'stream_create'
  | 'stream_close'
  | 'user_action'
  | 'send_msg'
  | 'cloud_recording_file_uploaded'
  | 'cloud_recording_completed';

/** A callback that tells what has happened. It is not signed yet: `signBody(callback.body, { secret })`. */
export interface EveningCallback {
  readonly name: EveningEvent;
  /** Where it happened; a user is online in no room. */
  readonly roomId: string | undefined;
  /** Who did it; nobody, where a room as a whole is concerned. */
  readonly userId: string | undefined;
  /** When it happened, in ms. The body has it in the field and the unit of its event. */
  readonly at: number;
  readonly body: Body;
}

export function callbackOf<Name extends EveningEvent>(name: Name, at: number, place: { readonly roomId?: string; readonly userId?: string }, fields: CallbackFields<Name>, appId: string | undefined): EveningCallback {
  return { name, roomId: place.roomId, userId: place.userId, at, body: documentedBody(name, fields, appId) };
}
