import { schemas, type JsonObject, type JsonValue, type ZegoEventName } from '../index.js';
import { documentedBody, isList, type Body, type BodyValue, type CallbackFields } from './body.js';
import { signBody, type SigningOptions } from './sign-body.js';

export interface SignedCallbackOptions extends SigningOptions {
  /** Default: the app id of ZEGO's example. */
  readonly appId?: string | number | undefined;
}

/** As `signedCallback`, with 64-bit ids as bigints where ZEGO writes them as numbers. */
export function signedBody<Name extends ZegoEventName>(name: Name, fields: CallbackFields<Name>, options: SignedCallbackOptions): Body {
  return signBody(documentedBody(name, fields, options.appId), options, schemas[name]['x-zego'].envelope);
}

/**
 * A callback as ZEGO documents it, with your values, sent now and signed. It is what an HTTP client of tests takes as
 * a body; ids beyond 2^53 are decimal strings in it, because JSON.stringify() would round them.
 *
 * The signature covers neither your fields nor the others: change what you like afterwards and it stays valid.
 *
 * @param fields values of the payload under ZEGO's names; `undefined` leaves a field out
 * @throws TypeError when there is no secret
 * @see docs/testing.md
 * @example
 * await request(app).post('/zego').send(signedCallback('room_logout', { room_id: 'r1' }, { secret })).expect(200);
 */
export function signedCallback<Name extends ZegoEventName>(name: Name, fields: CallbackFields<Name> = {}, options: SignedCallbackOptions = {}): JsonObject {
  const body = signedBody(name, fields, options);
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [field, withoutBigints(value)]));
}

function withoutBigints(value: BodyValue): JsonValue {
  if (typeof value === 'bigint') return String(value);
  if (isList(value)) return value.map(withoutBigints);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, withoutBigints(item)]));
}
