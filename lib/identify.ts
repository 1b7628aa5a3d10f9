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

/**
 * Reads the envelope and finds the event that the fields claim to be. Changes nothing, believes nothing.
 *
 * @throws ZegoCallbackError `malformed_body` when a field of the envelope is there twice or is no text or number,
 *   `unsafe_integer` when the nonce was rounded.
 */
export function identify(received: Received, catalogue: Catalogue): Identified {
  const { fields } = received;
  const keys: string[] = [];
  const envelope: Envelope = {
    event: pick(received, 'event', keys),
    appId: pick(received, 'appId', keys),
    timestamp: pick(received, 'timestamp', keys),
    nonce: pick(received, 'nonce', keys),
    signature: pick(received, 'signature', keys),
    keys,
  };
  return { received, envelope, definition: catalogue.match(fields) };
}

function pick({ fields, bodyForm }: Received, role: keyof typeof SPELLINGS, keys: string[]): string {
  let found: string | undefined;
  for (const spelling of SPELLINGS[role]) {
    if (fields[spelling] === undefined) continue;
    if (found !== undefined) {
      throw new ZegoCallbackError('malformed_body', { message: `The body has both "${found}" and "${spelling}"; only one of them can be meant.` });
    }
    found = spelling;
  }
  if (found === undefined) return '';
  keys.push(found);
  return asText(fields, found, bodyForm === 'parsed');
}

function asText(fields: JsonObject, key: string, mayBeRounded: boolean): string {
  const value = fields[key];
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    if (mayBeRounded && Number.isInteger(value)) throw roundedInteger(key);
  }
  throw new ZegoCallbackError('malformed_body', { message: `"${key}" must be a text or an integer; it is a ${typeName(value)}.` });
}
