import type { JsonObject } from '../delivery.js';
import type { JsonSchema } from './definition.js';

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
