import { schemas, type JsonObject, type JsonValue } from 'express-zego-callbacks';

/** The callbacks that an evening is told in. */
export type EveningEvent = 'room_create' | 'room_close' | 'room_login' | 'room_logout' | 'stream_create' | 'stream_close' | 'user_action';

export interface Callback {
  readonly event: EveningEvent;
  readonly roomId: string | undefined;
  readonly userId: string | undefined;
  /** When that happened which it tells, in ms. */
  readonly at: number;
  readonly body: JsonObject;
}

/** Values under ZEGO's names; what is undefined is left out of the body. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** The body that ZEGO documents with other values: numbers where it has numbers, text where it has text. */
export function bodyOf(event: EveningEvent, fields: Fields): JsonObject {
  const documented: JsonObject = schemas[event].examples[0];
  const body = new Map<string, JsonValue>(Object.entries(documented));
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) body.delete(field);
    else body.set(field, typeof documented[field] === 'string' ? String(value) : value);
  }
  return Object.fromEntries(body);
}

/** In the callbacks of rooms ZEGO writes this id as a number, beyond 2^53, where JavaScript would round it. */
export function jsonOf(event: EveningEvent, body: JsonObject): string {
  const text = JSON.stringify(body);
  return event === 'room_create' || event === 'room_close' ? text.replace(/"room_session_id":"(\d+)"/, '"room_session_id":$1') : text;
}
