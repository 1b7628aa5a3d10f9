import type { JsonSchema } from '../../lib/index.js';
import { eventNames, schemas } from '../kit/callbacks.js';
import type { Snippet } from './compile.js';

/** What a handler gets for a field of this schema. */
function typeOf({ type, items, anyOf }: JsonSchema): string {
  if (anyOf !== undefined) return anyOf.some(({ type: option }) => option === 'array') ? 'readonly object[] | object | string' : 'object | string';
  if (type === 'array') return `readonly ${typeOf(items ?? {})}[]`;
  return type === 'integer' ? 'number' : (type ?? 'unknown');
}

const methodName = (name: string): string => `on${name.replace(/(?:^|_)(\w)/g, (_all, first: string) => first.toUpperCase())}`;

/**
 * One module per event: its method takes a handler that reads every field that is always there under its documented
 * type, or any field where none is; misspelled names, wrong types and careless use of other fields are refused.
 */
export const everyEvent: readonly Snippet[] = eventNames.map((name) => {
  const { properties = {}, required = [] } = schemas[name];
  const fields = Object.entries(properties);
  const reads = fields.map(([field, schema], index) => {
    const always = required.includes(field);
    const type = typeOf(schema);
    return [
      `const right${index}: ${type}${always ? '' : ' | undefined'} = event.payload.${field};`,
      `const /*!*/wrong${index}: Date = event.payload.${field};`,
      ...(always || type === 'unknown' ? [] : [`const /*!*/careless${index}: ${type} = event.payload.${field};`]),
      `event.payload./*!*/${field}_misspelled;`,
    ].join('\n  ');
  });
  const decision = name === 'before_send_msg' ? '\n  return { result: 0 };' : '';
  return {
    title: name,
    code: `zego.${methodName(name)}((event) => {
  const name: '${name}' = event.name;
  const product: '${schemas[name]['x-zego'].product}' = event.product;
  ${reads.join('\n  ')}${decision}
});
zego.on('${name}', (event) => {
  event./*!*/payloads;${decision}
});`,
  };
});
