import type { EventDefinition } from './catalogue/definition.js';
import type { Envelope, JsonObject, JsonValue } from './delivery.js';
import { digest } from './digest.js';
import { isObject } from './guards.js';

/**
 * The id of an occurrence: a hash over product, name, app and every business field, so that nothing that
 * differs anywhere is ever taken for a repeat. Timestamp and nonce take part only where the payload does
 * not name the occurrence by itself; a retry that was signed afresh has the same id otherwise.
 *
 * @param unordered some part of the payload stands in the order it came; known fields never do
 */
export function eventId(definition: EventDefinition | undefined, name: string, envelope: Envelope, payload: JsonObject, unordered: boolean): string {
  const occurrence = definition !== undefined && namesOccurrence(definition, payload) ? '' : `${envelope.timestamp} ${envelope.nonce}`;
  const { appId } = envelope;
  const text = `${definition?.product ?? ''} ${told(name)}${told(appId)}${told(occurrence)}${contentOf(unordered ? sorted(payload) : payload)}`;
  // Half a surrogate pair and the replacement character have the same bytes in UTF-8. Written as JSON they differ, and nothing else begins with a quote.
  return digest('sha256', text.isWellFormed() ? text : JSON.stringify(text), 'base64url');
}

/** A text of anybody's choice, so that nothing it contains can be taken for what stands behind it. */
function told(text: string): string {
  return `${text.length}:${text}`;
}

/** The whole payload as a text that no other payload has. Half the time of JSON.stringify(), which escapes every value. */
function contentOf(payload: JsonObject): string {
  let content = '';
  for (const key in payload) {
    const value = payload[key];
    content += `${key.length}:${key}`;
    content += typeof value === 'string' ? `"${value.length}:${value}` : typeof value === 'number' ? `=${value};` : JSON.stringify(value);
  }
  return content;
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
function sorted(members: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((key) => [key, inOrder(members[key] ?? null)]),
  );
}

function inOrder(value: JsonValue): JsonValue {
  if (isObject(value)) return sorted(value);
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(inOrder) : value;
}
