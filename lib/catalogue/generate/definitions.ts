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
    const facts = [schema.title, product, discriminator, identity && identity.map((path) => path.split('.')), answer ?? 'outcome', retriedForMs];
    return `  new BuiltIn(${product}, ${JSON.stringify(facts).slice(1, -1)}),`;
  });
  return `${HEADER}import type { AnswerKind, Discriminator, EventDefinition, Field, Validate } from '../definition.js';

interface Product {
  readonly plans: Readonly<Record<string, readonly Field[]>>;
  readonly validators: Readonly<Record<string, Validate>>;
}

/** A class, because getters in each of the objects below would take 0.4 ms more at the start. */
class BuiltIn implements EventDefinition {
  constructor(
    readonly load: () => Product,
    readonly name: string,
    readonly product: string,
    readonly discriminator: Discriminator,
    readonly identity: readonly (readonly string[])[] | null,
    readonly answer: AnswerKind,
    readonly retriedForMs: number | null,
  ) {}

  // Every name below is one of its product's: both are generated from the same schemas.
  get fields(): readonly Field[] {
    return this.load().plans[this.name]!;
  }

  get validate(): Validate {
    return this.load().validators[this.name]!;
  }
}

function lazily(load: () => Product): () => Product {
  let product: Product | undefined;
  return () => (product ??= load());
}

${loaders.join('\n')}

export const definitions: readonly EventDefinition[] = [
${entries.join('\n')}
];
`;
}
