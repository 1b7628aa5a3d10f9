import type { EventSchema } from '../definition.js';
import { HEADER } from './read.js';

/**
 * What the pipeline must know of every event to recognise it. How its payload is read and checked is loaded with the
 * first callback of its product: that is two thirds of the package, and an application rarely uses ten products.
 */
export function definitionsModule(schemas: readonly EventSchema[]): string {
  const products = [...new Set(schemas.map((schema) => schema['x-zego'].product))];
  const loaders = products.map((product) => `const ${product} = lazily(() => require('./products/${product}.js') as Product);`);
  const entries = schemas.map((schema) => {
    const { product, discriminator, identity, answer, retry } = schema['x-zego'];
    const retriedForMs = retry && 1_000 * retry.reduce((sum, seconds) => sum + seconds, 0);
    const facts = { name: schema.title, product, discriminator, identity: identity && identity.map((path) => path.split('.')), answer: answer ?? 'outcome', retriedForMs };
    const lazy = `get fields() { return ${product}().plans.${schema.title}; }, get validate() { return ${product}().validators.${schema.title}; }`;
    return `  { ${JSON.stringify(facts).slice(1, -1)}, ${lazy} },`;
  });
  return `${HEADER}import type { EventDefinition, Field, Validate } from '../definition.js';

interface Product {
  readonly plans: Readonly<Record<string, readonly Field[]>>;
  readonly validators: Readonly<Record<string, Validate>>;
}

function lazily(load: () => Product): () => Product {
  let product: Product | undefined;
  return () => (product ??= load());
}

${loaders.join('\n')}

// Every name below is one of its product's: both are generated from the same schemas.
export const definitions = [
${entries.join('\n')}
] as readonly EventDefinition[];
`;
}
