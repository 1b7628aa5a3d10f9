import type * as Draft07 from 'ajv';
import type * as Draft2020 from 'ajv/dist/2020';
import type { JsonObject } from '../delivery.js';
import { planFields } from './plan.js';
import type { EventDefinition, JsonSchema, Validate } from './definition.js';

/** A callback of your own: how it is told apart, and the JSON Schema of its business fields. */
export interface EventInput<Name extends string = string, Payload = JsonObject> {
  /** Lower case with underscores; `on<Name>` is made of it. */
  readonly name: Name;
  /** Default `custom`. */
  readonly product?: string;
  readonly discriminator: {
    /** The field that names the event; `event` also stands for `Event`. */
    readonly field: string;
    readonly value: string | number | readonly (string | number)[];
    /** Fields that must be there, or must not be, where events share a value. */
    readonly present?: readonly string[];
    readonly absent?: readonly string[];
  };
  /** Draft 2020-12, or draft-07 when `$schema` says so. Numbers in strings are converted as it asks. */
  readonly schema: JsonSchema;
  /** Fields that together name an occurrence, as dotted paths. Without them, timestamp and nonce do. */
  readonly identity?: readonly string[];
  /** Only for the type checker: what handlers get. Use `defineEvent`. */
  readonly payload?: Payload;
}

/**
 * Types an event of your own.
 *
 * @example
 * const gift = defineEvent<'gift_sent', { gift_id: string; amount: number }>({
 *   name: 'gift_sent',
 *   discriminator: { field: 'event', value: 'gift_sent' },
 *   schema: { type: 'object', required: ['gift_id'], properties: { gift_id: { type: 'string' }, amount: { type: 'integer' } } },
 * });
 * zegoCallbacks({ secret, events: [gift] }).onGiftSent((event) => event.payload.amount);
 */
export function defineEvent<Name extends string, Payload>(event: EventInput<Name, Payload>): EventInput<Name, Payload> {
  return event;
}

/**
 * Compiles an event at start-up. The schema compiler is only loaded here: built-in events are compiled ahead of time.
 *
 * @throws Error when the schema is invalid
 */
export function compileEvent({ name, product = 'custom', discriminator, schema, identity }: EventInput<string, unknown>): EventDefinition {
  const { field, value, present, absent } = discriminator;
  return {
    name,
    product,
    discriminator: { field: field === 'Event' ? 'event' : field, values: [value].flat().map(String), ...(present && { present }), ...(absent && { absent }) },
    identity: identity?.map((path) => path.split('.')) ?? null,
    answer: 'outcome',
    retriedForMs: null,
    fields: planFields(schema),
    validate: compileSchema(schema),
  };
}

function compileSchema(schema: JsonSchema): Validate {
  const { $schema } = schema;
  const draft07 = typeof $schema === 'string' && $schema.includes('draft-07');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- would cost everybody's start-up, for users of `events` only
  const Compiler = draft07 ? (require('ajv') as typeof Draft07).Ajv : (require('ajv/dist/2020') as typeof Draft2020).Ajv2020;
  const ajv = new Compiler({ allErrors: true, strictTypes: false, strictRequired: false, validateFormats: false });
  ajv.addVocabulary(['x-zego', 'x-zego-values', 'x-zego-unit', 'x-zego-carries', 'x-zego-when']);
  return ajv.compile(schema);
}
