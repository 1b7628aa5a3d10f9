import type { Catalogue } from './catalogue/catalogue.js';
import type { Envelope, Identified, JsonObject, Received } from './delivery.js';
import { roundedInteger, typeName, ZegoCallbackError } from './errors.js';

/** How ZEGO's products spell the envelope. */
const SPELLINGS = {
  event: ['event', 'Event', 'EventType', 'event_type'],
  appId: ['appid', 'AppId', 'app_id', 'Appid', 'AppID', 'appId'],
  timestamp: ['timestamp', 'Timestamp'],
  nonce: ['nonce', 'Nonce', 'SignatureNonce', 'signature_nonce'],
  signature: ['signature', 'Signature'],
} as const;

type Role = keyof typeof SPELLINGS;
const ROLES: ReadonlyMap<string, Role> = new Map(Object.entries(SPELLINGS).flatMap(([role, spellings]) => spellings.map((spelling) => [spelling, role as Role] as const)));

/**
 * Reads the envelope and finds the event that the fields claim to be. Changes nothing, believes nothing.
 *
 * @throws ZegoCallbackError `malformed_body` when a field of the envelope is there twice or is no text or number,
 *   `unsafe_integer` when the nonce was rounded.
 */
export function identify(received: Received, catalogue: Catalogue): Identified {
  const { fields, bodyForm } = received;
  const found: Record<Role, string | undefined> = { event: undefined, appId: undefined, timestamp: undefined, nonce: undefined, signature: undefined };
  const keys: string[] = [];
  for (const key in fields) {
    const role = ROLES.get(key);
    if (role === undefined || fields[key] === undefined) continue;
    const other = found[role];
    if (other !== undefined) throw new ZegoCallbackError('malformed_body', { message: `The body has both "${other}" and "${key}"; only one of them can be meant.` });
    found[role] = key;
    keys.push(key);
  }
  const mayBeRounded = bodyForm === 'parsed';
  const envelope: Envelope = {
    event: asText(fields, found.event, mayBeRounded),
    appId: asText(fields, found.appId, mayBeRounded),
    timestamp: asText(fields, found.timestamp, mayBeRounded),
    nonce: asText(fields, found.nonce, mayBeRounded),
    signature: asText(fields, found.signature, mayBeRounded),
    keys,
  };
  return { received, envelope, definition: catalogue.match(fields) };
}

function asText(fields: JsonObject, key: string | undefined, mayBeRounded: boolean): string {
  if (key === undefined) return '';
  const value = fields[key];
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    if (mayBeRounded && Number.isInteger(value)) throw roundedInteger(key);
  }
  throw new ZegoCallbackError('malformed_body', { message: `"${key}" must be a text or an integer; it is a ${typeName(value)}.` });
}
