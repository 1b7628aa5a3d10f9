import type { EventSchema } from '../definition.js';
import { planFields } from '../plan.js';
import { HEADER } from './read.js';

/** What the pipeline knows of each event at run time; the validators are referred to by name. */
export function definitionsModule(schemas: readonly EventSchema[]): string {
  const entries = schemas.map((schema) => {
    const { product, discriminator, identity, answer } = schema['x-zego'];
    const facts = {
      name: schema.title,
      product,
      discriminator,
      identity: identity && identity.map((path) => path.split('.')),
      answer: answer ?? 'outcome',
      fields: planFields(schema),
    };
    return `  { ...${JSON.stringify(facts)}, validate: validators.${schema.title} },`.replace('{ ...{', '{ ').replace('}, validate', ', validate');
  });
  return `${HEADER}import type { EventDefinition } from '../definition.js';
import * as validators from './validators.js';

export const definitions: readonly EventDefinition[] = [
${entries.join('\n')}
];
`;
}
