import type { Json } from './wire.js';

/** The part of JSON Schema that forms are made from. Whatever else stands in a schema makes a field of free JSON. */
export interface Schema {
  readonly type?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[];
  readonly format?: string;
  readonly 'x-zego-values'?: Readonly<Record<string, string>>;
  readonly 'x-zego-unit'?: string;
  readonly 'x-zego-carries'?: string;
}

export type Kind = 'choice' | 'integer' | 'number' | 'id' | 'boolean' | 'text' | 'fields' | 'list' | 'free';

export function kindOf(schema: Schema): Kind {
  if (schema['x-zego-carries'] !== undefined || schema.anyOf !== undefined) return 'free';
  if (choicesOf(schema).length > 0) return 'choice';
  if (schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean') return schema.type;
  if (schema.type === 'string') return schema.format === 'uint64' || schema.format === 'int64' ? 'id' : 'text';
  if (schema.type === 'object' && schema.properties !== undefined) return 'fields';
  return schema.type === 'array' && schema.items !== undefined ? 'list' : 'free';
}

/** For a field that no schema knows: what its value is. */
export function schemaOf(value: Json | undefined): Schema {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { type: typeof value } : {};
}

/** Documented values with their meaning. */
export function choicesOf(schema: Schema): readonly (readonly [string, string])[] {
  if (schema['x-zego-values'] !== undefined) return Object.entries(schema['x-zego-values']);
  return (schema.enum ?? []).map((value) => [String(value), ''] as const);
}

/** Whether a free field may also hold a text that is no JSON. */
export function allowsText({ type, anyOf, ...rest }: Schema): boolean {
  return rest['x-zego-carries'] !== undefined || type === 'string' || (type === undefined && (anyOf === undefined || anyOf.some((each) => each.type === 'string')));
}

export function isFields(value: Json | undefined): value is { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Digits that no number of JavaScript holds exactly stay a text; the server writes them as what they are. */
export function exactInteger(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}

/** The first integer in a JSON text that reading it has rounded. */
export function roundedInteger(value: Json): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const item of Object.values(value)) {
    const rounded = roundedInteger(item);
    if (rounded !== undefined) return rounded;
  }
  return undefined;
}
