import type * as Draft07 from 'ajv';
import type * as Draft2020 from 'ajv/dist/2020';
import type { EventInput } from './custom.js';
import type { EventDefinition, JsonSchema, Validate } from './definition.js';
import { planFields } from './plan.js';

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
