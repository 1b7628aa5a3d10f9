import { randomInt } from 'node:crypto';
import { eventNames, schemas, signCallback, type JsonObject, type JsonValue, type ZegoEventName } from '../../lib/index.js';

/** The secret of every test that does not say otherwise. */
export const SECRET = 'a-callback-secret-for-tests';

/** A nonce of 16 digits, different each time. */
export function freshNonce(): string {
  return `7${String(randomInt(1e7)).padStart(7, '0')}${String(randomInt(1e8)).padStart(8, '0')}`;
}

export interface SigningOptions {
  readonly secret?: string;
  /** Time of sending, in ms. Default: now. */
  readonly at?: number;
  readonly nonce?: string;
}

/** The body as ZEGO documents it, with changed fields, sent now and signed. Types and spelling are those of the example. */
export function signedCallback(name: ZegoEventName, overrides: JsonObject = {}, options: SigningOptions = {}): Record<string, JsonValue> {
  return sign({ ...schemas[name].examples[0], ...overrides }, name, options);
}

/** Signs any body that is spelled like the given event. */
export function sign(body: JsonObject, name: ZegoEventName, { secret = SECRET, at = Date.now(), nonce = freshNonce() }: SigningOptions = {}): Record<string, JsonValue> {
  const { envelope } = schemas[name]['x-zego'];
  const documented = schemas[name].examples[0][envelope.timestamp];
  const inMs = `${documented as string | number}`.length === 13;
  const digits = inMs ? at : Math.floor(at / 1000);
  const timestamp = typeof documented === 'number' ? digits : String(digits);
  return { ...body, [envelope.timestamp]: timestamp, [envelope.nonce]: nonce, [envelope.signature]: signCallback({ timestamp, nonce }, secret) };
}

export { eventNames, schemas };
