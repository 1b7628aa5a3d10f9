import { Command } from 'commander';
import { schemas, type EventSchema, type JsonSchema } from '../index.js';
import type { Environment } from './environment.js';
import { knownEvent } from './event-name.js';
import { CliError } from './exit-codes.js';
import { plainTable } from './plain-table.js';

interface SchemaOptions {
  readonly json?: boolean;
  readonly example?: boolean;
}

/** `zego-callbacks schema`: the fields of one event. */
export function schemaCommand({ stdout }: Environment): Command {
  return new Command('schema')
    .summary('show the fields of an event')
    .description('Shows the fields of an event as handlers get them: type, whether they are always there, and what they mean.')
    .argument('<event>', 'name of an event')
    .option('--json', 'print the JSON Schema instead')
    .option('--example', 'print the body that ZEGO documents instead')
    .action((name: string, { json, example }: SchemaOptions) => {
      const schema = schemas[knownEvent(name)];
      if (json === true && example === true) throw new CliError('--json and --example cannot go together.');
      if (json === true) stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
      else if (example === true) stdout.write(`${JSON.stringify(schema.examples[0], null, 2)}\n`);
      else stdout.write(inWords(schema, stdout.isTTY === true ? stdout.columns : undefined));
    });
}

function inWords(schema: EventSchema, width: number | undefined): string {
  const { title, description = '', 'x-zego': { product, retry, status } } = schema;
  const again = retry === null ? 'not documented' : `after ${retry.join(', ')} s`;
  const head = [`${title} (${product}${status === undefined ? '' : `, ${status}`}): ${description}`, `Sent again: ${again}`].map((line) => `${line}\n`).join('');
  const rows = fieldRows(schema, '');
  return rows.length === 0 ? head : `${head}\n${plainTable(['field', 'type', '', 'meaning'], rows, { width })}`;
}

/** One row for each field, those of objects and of lists of objects below theirs. */
function fieldRows({ properties = {}, required = [] }: JsonSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = prefix + name;
    const row = [path, typeOf(field), required.includes(name) ? 'required' : '', meaning(field)];
    return [row, ...fieldRows(field, `${path}.`), ...fieldRows(field.items ?? {}, `${path}[].`)];
  });
}

function typeOf({ type, format, anyOf, items }: JsonSchema): string {
  if (format === 'uint64' || format === 'int64') return '64-bit id';
  if (anyOf !== undefined) return Array.from(new Set(anyOf.map(typeOf))).join(' or ');
  if (type === 'array') return items === undefined ? 'list' : `list of ${typeOf(items)}`;
  return type ?? 'any';
}

function meaning({ description, 'x-zego-unit': unit, 'x-zego-values': values }: JsonSchema): string {
  const known = values === undefined ? undefined : Object.entries(values).map(([value, what]) => (what === '' ? value : `${value} = ${what}`)).join('; ');
  return [description, unit === undefined ? undefined : `In ${unit}.`, known].filter((part) => part !== undefined).join(' ').replaceAll('\n', ' ');
}
