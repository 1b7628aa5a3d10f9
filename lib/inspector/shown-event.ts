import { eventNames, schemas, type ZegoEventName } from '../index.js';
import type { Inspection } from '../inspection.js';
import { signedCallback } from '../testing/index.js';
import type { CatalogueShown, EventShown, Json } from './page/wire.js';

type Settings = Pick<Inspection['settings'], 'definitions'>;
export type OwnEvent = Settings['definitions'][number];
type Fields = Readonly<Record<string, Json>>;

/** What can be sent: ZEGO's events, and those of the option `events`. */
export function shownCatalogue({ definitions }: Settings): CatalogueShown {
  return {
    events: [
      ...definitions.map(({ name, product }) => ({ name, product, status: '' })),
      ...eventNames.map((name) => ({ name, product: schemas[name]['x-zego'].product, status: schemas[name]['x-zego'].status ?? '' })),
    ],
  };
}

/** An event with what its callbacks hold; `undefined` when there is none of this name. */
export function shownEvent(name: string, { definitions }: Settings): EventShown | undefined {
  const own = definitions.find((definition) => definition.name === name);
  if (own !== undefined) return { name, product: own.product, schema: schemaOf(own), example: exampleOf(own), sources: [] };
  const known = knownEvent(name);
  if (known === undefined) return undefined;
  const schema = schemas[known];
  const { product, sources } = schema['x-zego'];
  return { name, product, schema: asJson(schema), example: documentedFields(known), sources };
}

export function knownEvent(name: string): ZegoEventName | undefined {
  return eventNames.find((known) => known === name);
}

/**
 * The documented callback but for what names and signs it, which sending adds: its payload, and the app id. Ids beyond
 * 2^53 are decimal strings, which become numbers again where ZEGO writes them as numbers.
 */
export function documentedFields(name: ZegoEventName): Fields {
  const { event, timestamp, nonce, signature } = schemas[name]['x-zego'].envelope;
  const added: readonly (string | null)[] = [event, timestamp, nonce, signature];
  const body = signedCallback(name, {}, { secret: 'only-to-write-it' });
  return Object.fromEntries(Object.entries(body).filter(([field]) => !added.includes(field)));
}

/** A compiled schema holds what it was compiled from. */
function schemaOf({ validate, fields }: OwnEvent): Json {
  const schema: unknown = 'schema' in validate ? validate.schema : undefined;
  return isObject(schema) ? asJson(schema) : { type: 'object', required: fields.filter(({ required }) => required).map((field) => field.name) };
}

/** The example that its schema gives; otherwise a value of its type for each field. */
function exampleOf(definition: OwnEvent): Fields {
  const schema = schemaOf(definition);
  const examples = isObject(schema) ? schema['examples'] : undefined;
  const given: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const { field, present = [] } = definition.discriminator;
  const payload = isObject(given) ? given : Object.fromEntries(definition.fields.map((one) => [one.name, valueFor(one)]));
  return { ...Object.fromEntries(present.map((name) => [name, '1'])), ...without(asJson(payload), field), appid: '1' };
}

type Shape = Pick<OwnEvent['fields'][number], 'kind' | 'values' | 'fields' | 'items' | 'inner'>;

function valueFor({ kind, values, fields = [], items, inner }: Shape): Json {
  const [documented] = values ?? [];
  if (documented !== undefined) return documented;
  switch (kind) {
    case 'integer':
    case 'number':
      return 1;
    case 'id64':
      return '1';
    case 'boolean':
      return true;
    case 'object':
      return Object.fromEntries(fields.map((field) => [field.name, valueFor(field)]));
    case 'list':
      return items === undefined ? [] : [valueFor(items)];
    case 'carried':
      return inner === undefined ? '' : valueFor(inner);
    case 'string':
    case 'any':
      return 'text';
  }
}

function without(value: Json, field: string): Fields {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== field)) : {};
}

/** What JSON keeps of it: a schema that was written as code may hold anything. */
function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
