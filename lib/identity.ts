import type { EventDefinition } from './catalogue/definition.js';
import type { Envelope, JsonObject, JsonValue } from './delivery.js';
import { digest } from './digest.js';

/**
 * The id of an occurrence: a hash over product, name, app and every business field, so that nothing that
 * differs anywhere is ever taken for a repeat. Timestamp and nonce take part only where the payload does
 * not name the occurrence by itself; a retry that was signed afresh has the same id otherwise.
 *
 * @param unordered some part of the payload stands in the order it came; known fields never do
 */
export function eventId(definition: EventDefinition | undefined, name: string, envelope: Envelope, payload: JsonObject, unordered: boolean): string {
  const content = JSON.stringify(unordered ? sorted(payload) : payload);
  const occurrence = definition !== undefined && namesOccurrence(definition, payload) ? '' : `\n${envelope.timestamp}\n${envelope.nonce}`;
  return digest('sha256', `${JSON.stringify([definition?.product ?? '', name, envelope.appId])}\n${content}${occurrence}`, 'base64url');
}

function namesOccurrence({ identity }: EventDefinition, payload: JsonObject): boolean {
  return identity !== null && identity.every((path) => isGiven(valueAt(payload, path)));
}

function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** What stands at a path; nothing where the path leads out of the payload. */
export function valueAt(payload: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = payload;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

/** A copy whose keys stand in order, at every depth. */
function sorted(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sorted);
  const members = value as JsonObject;
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((key) => [key, sorted(members[key] ?? null)]),
  );
}
