import type { Field, JsonSchema, Node } from './definition.js';

/**
 * Reads from a JSON Schema how its values are brought into canonical form. Used by the generator for
 * the built-in events and at start-up for the ones that users define.
 */
export function planFields(schema: JsonSchema): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    required: required.has(name),
    ...planNode(property),
  }));
}

function planNode(schema: JsonSchema): Node {
  const carries = schema['x-zego-carries'];
  if (carries !== undefined) {
    const inner = schema.anyOf?.[0];
    const when = Object.entries(schema['x-zego-when'] ?? {})[0];
    return {
      kind: 'carried',
      ...(inner && { inner: planNode(inner) }),
      ...(carries === 'urlencoded-json' && { urlEncoded: true }),
      ...(when && { when: { field: when[0], values: when[1] } }),
    };
  }
  // Alternatives: the first that says most decides how values are read; the schema accepts the others as they are.
  if (schema.anyOf?.[0]?.properties !== undefined) return planNode(schema.anyOf[0]);
  const documented = Object.keys(schema['x-zego-values'] ?? {});
  switch (schema.type) {
    case 'integer':
      return { kind: 'integer', ...(documented.length > 0 && { values: documented.map(Number) }) };
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'string':
      if (schema.format === 'uint64' || schema.format === 'int64') return { kind: 'id64' };
      return { kind: 'string', ...(documented.length > 0 && { values: documented }) };
    case 'object':
      return { kind: 'object', ...(schema.properties && { fields: planFields(schema) }) };
    case 'array':
      return { kind: 'list', items: schema.items ? planNode(schema.items) : { kind: 'any' } };
    default:
      return { kind: 'any' };
  }
}
