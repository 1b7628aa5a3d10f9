import type { EventSchema, JsonSchema } from '../definition.js';
import { pascalCase } from '../pascal-case.js';
import { PRODUCTS } from './read.js';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

function typeLabel(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(typeLabel).join(' or ');
  if (schema.type === 'array') return `list of ${typeLabel(schema.items ?? {})}`;
  if (schema.format !== undefined) return 'string (64-bit integer)';
  return schema.type ?? 'any';
}

function fieldRows(schema: JsonSchema, prefix: string): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const values = Object.entries(property['x-zego-values'] ?? {}).map(([value, meaning]) => `\`${value}\` ${meaning}`);
    const unit = property['x-zego-unit'];
    const notes = [property.description, unit && `Unit: ${unit}.`, values.length > 0 ? `Values: ${values.join('; ')}.` : undefined];
    const row = `| \`${prefix}${name}\` | ${typeLabel(property)} | ${required.has(name) ? 'yes' : ''} | ${cell(notes.filter(Boolean).join(' '))} |`;
    const nested = [property, property.items, ...(property.anyOf ?? []), ...(property.anyOf ?? []).map((option) => option.items)];
    const isList = property.type === 'array' || property.anyOf?.[0]?.type === 'array';
    return [row, ...nested.flatMap((inner) => (inner?.properties ? fieldRows(inner, `${prefix}${name}${isList ? '[]' : ''}.`) : []))];
  });
}

function discriminatorText({ 'x-zego': { discriminator } }: EventSchema): string {
  const { field, values, present = [], absent = [] } = discriminator;
  const conditions = [...present.map((name) => `\`${name}\` present`), ...absent.map((name) => `\`${name}\` absent`)];
  return `\`${field}\` = ${values.map((value) => `\`${value}\``).join(' or ')}${conditions.length > 0 ? `, ${conditions.join(', ')}` : ''}`;
}

function retryText(intervals: readonly number[] | null): string {
  if (intervals === null) return 'not documented';
  if (intervals.every((seconds) => seconds === 0)) return intervals.length === 1 ? 'at once' : `at once, ${intervals.length} times`;
  return `after ${intervals.join(', ')} s`;
}

function eventSection(schema: EventSchema): string {
  const facts = schema['x-zego'];
  const identity = facts.identity ? facts.identity.map((path) => `\`${path}\``).join(', ') : 'nothing in the payload; timestamp and nonce';
  const retry = retryText(facts.retry);
  const answers = { outcome: undefined, one: 'the text `1`', code200: '`{"Code":200,"Message":"succeed"}`', decision: 'the decision of its handler' };
  const answer = answers[facts.answer ?? 'outcome'];
  return [
    `## ${schema.title}`,
    '',
    `${schema.description ?? ''}${facts.status ? ` *(${facts.status})*` : ''}`,
    '',
    `- Register: \`zego.on${pascalCase(schema.title)}(handler)\``,
    `- On the wire: ${discriminatorText(schema)}`,
    `- Identity of an occurrence: ${identity}`,
    ...(facts.order ? [`- Order: \`${facts.order}\``] : []),
    `- Retries: ${retry}`,
    ...(answer ? [`- Answered with: ${answer}`] : []),
    '',
    '| Field | Type | Always | Meaning |',
    '| --- | --- | --- | --- |',
    ...fieldRows(schema, ''),
    '',
    facts.exampleMadeUp ? 'Example (made up from the tables; no page shows one):' : 'Example:',
    '',
    '```json',
    JSON.stringify(schema.examples[0], null, 2),
    '```',
    '',
    ...(facts.notes?.length ? ['Seen on the pages:', '', ...facts.notes.map((note) => `- ${cell(note)}`), ''] : []),
    `Source: ${cell(facts.sources.slice(0, 3).join('; '))}`,
    '',
  ].join('\n');
}

/** One page per product, and an index. */
export function referencePages(schemas: readonly EventSchema[]): [file: string, page: string][] {
  const pages = Object.entries(PRODUCTS).map(([product, title]): [string, string] => {
    const own = schemas.filter((schema) => schema['x-zego'].product === product);
    const intro = `# ${title}\n\nGenerated from the schemas in \`lib/catalogue/${product}\`. Types are those that handlers get. In remarks, en and zh are ZEGO's English and Chinese pages, old_en and old_zh earlier versions of them.\n`;
    return [`${product}.md`, `${intro}\n${own.map(eventSection).join('\n')}`];
  });
  const index = Object.entries(PRODUCTS).map(([product, title]) => {
    const names = schemas.filter((schema) => schema['x-zego'].product === product).map(({ title: name }) => `[${name}](${product}.md#${name})`);
    return `- **[${title}](${product}.md)**: ${names.join(', ')}`;
  });
  return [['README.md', `# Reference\n\nEvery callback that has a schema (${schemas.length}).\n\n${index.join('\n')}\n`], ...pages];
}

/** The table in the README. */
export function eventTable(schemas: readonly EventSchema[]): string {
  const rows = schemas
    .filter((schema) => schema['x-zego'].status === undefined)
    .map((schema) => `| \`${schema.title}\` | \`on${pascalCase(schema.title)}\` | [${schema['x-zego'].product}](docs/reference/${schema['x-zego'].product}.md#${schema.title}) | ${cell(schema.description ?? '')} |`);
  const others = schemas.filter((schema) => schema['x-zego'].status !== undefined).map(({ title }) => `\`${title}\``);
  return ['| Event | Method | Product | When |', '| --- | --- | --- | --- |', ...rows, '', `Deprecated, legacy and unpublished callbacks are known as well: ${others.join(', ')}.`].join('\n');
}
