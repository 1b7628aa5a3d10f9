import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { EventSchema, JsonSchema } from '../definition.js';
import { planFields } from '../plan.js';
import { HEADER } from './read.js';

/** Keywords that decide validity. All others only describe, and would bloat the compiled code. */
const DECISIVE = new Set(['type', 'properties', 'required', 'items', 'anyOf', 'pattern']);

function bare(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).filter(([keyword]) => DECISIVE.has(keyword));
  return Object.fromEntries(
    entries.map(([keyword, value]) => {
      if (keyword === 'properties') {
        return [keyword, Object.fromEntries(Object.entries(value as Record<string, JsonSchema>).map(([k, v]) => [k, bare(v)]))];
      }
      if (keyword === 'items') return [keyword, bare(value as JsonSchema)];
      if (keyword === 'anyOf') return [keyword, (value as JsonSchema[]).map(bare)];
      return [keyword, value];
    }),
  );
}

/**
 * How the payloads of one product are read and checked: a plan and a validator per event, compiled ahead of time, so that
 * nothing is generated while a server runs.
 */
export function productModule(schemas: readonly EventSchema[]): string {
  const ajv = new Ajv({ allErrors: true, messages: false, strictTypes: false, code: { source: true, esm: true, optimize: 2 } });
  for (const schema of schemas) ajv.addSchema(bare(schema), schema.title);
  const code = standaloneCode(ajv, Object.fromEntries(schemas.map(({ title }) => [title, title])));
  if (/\brequire\(|\bimport\b/.test(code)) {
    throw new Error('A schema uses a keyword whose compiled form needs an Ajv module at run time.');
  }
  // Nobody reads the schema texts and paths, and 86 schemas repeat the same lines for each error:
  // without them the modules are much smaller, which start-up feels.
  const slim = code
    .replace(/const schema\d+ = \{.*?\};(?=const|function|export)/gs, '')
    .replace(/schemaPath:"[^"]*",/g, '')
    .replace(/const (err\d+) = (\{.*?\}\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/gs, '(vErrors ??= []).push($2);errors++;');
  const body = slim.replaceAll(';', ';\n').replaceAll('"use strict";\n', '').replace(/^export const .*;$/gm, '');
  const names = Array.from(slim.matchAll(/export const (\w+) = (\w+);/g), ([, name, compiled]) => `  ${name}: ${compiled},`);
  const plans = schemas.map((schema) => `  ${schema.title}: ${JSON.stringify(planFields(schema))},`);
  return `${HEADER}/* eslint-disable */\n// @ts-nocheck\nexport const plans = {\n${plans.join('\n')}\n};\n\nexport const validators = {\n${names.join('\n')}\n};\n\n${body.trim()}\n`;
}
