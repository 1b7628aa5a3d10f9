import { schemas, type JsonSchema, type ZegoEventName, type ZegoPayloads } from '../index.js';

/** What a body may hold: JSON, with integers of any size as bigints. */
export type BodyValue = string | number | bigint | boolean | null | readonly BodyValue[] | Body;
export interface Body {
  readonly [field: string]: BodyValue;
}

/** Fields of a callback's payload; `undefined` leaves one out. */
export type CallbackFields<Name extends ZegoEventName> = { readonly [Field in keyof ZegoPayloads[Name]]?: BodyValue | undefined };

/**
 * The body that ZEGO documents with other values, written as ZEGO writes them: text where the example has text,
 * numbers where it has numbers, 64-bit ids as bigints there, JSON in a string where the field carries JSON.
 */
export function documentedBody<Name extends ZegoEventName>(name: Name, fields: CallbackFields<Name>, appId: string | number | undefined): Body {
  const schema = schemas[name];
  const [documented] = schema.examples;
  const body = new Map<string, BodyValue>(Object.entries(documented).map(([field, value]) => [field, exact(value)]));
  const given: Readonly<Record<string, BodyValue | undefined>> = { ...fields, [schema['x-zego'].envelope.appid]: appId ?? documented[schema['x-zego'].envelope.appid] };
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined) body.delete(field);
    else body.set(field, spelled(value, documented[field], schema.properties?.[field]));
  }
  return Object.fromEntries(body);
}

/** Some examples hold ids that no number holds; as numbers they would be refused. */
function exact(value: BodyValue): BodyValue {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(String(value)) : value;
  if (isList(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, exact(item)]));
}

function spelled(value: BodyValue, documented: BodyValue | undefined, schema: JsonSchema | undefined): BodyValue {
  const carries = schema?.['x-zego-carries'];
  if (typeof value === 'object' && value !== null && carries !== undefined) {
    const text = jsonText(value);
    return carries === 'urlencoded-json' ? encodeURIComponent(text) : text;
  }
  if (typeof documented === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return String(value);
  if (typeof documented === 'number' && typeof value === 'string' && /^-?\d+$/.test(value)) return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value);
  return value;
}

/** JSON in which bigints stand as plain numbers, as other languages write their 64-bit integers. */
export function jsonText(value: BodyValue): string {
  if (typeof value === 'bigint') return String(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([field, item]) => `${JSON.stringify(field)}:${jsonText(item)}`).join(',')}}`;
}

/** Array.isArray() does not know read-only lists. */
export function isList(value: BodyValue): value is readonly BodyValue[] {
  return Array.isArray(value);
}
