import type { EventSchema, JsonSchema } from '../definition.js';
import { pascalCase } from '../pascal-case.js';
import { HEADER } from './read.js';

function docComment(lines: readonly (string | undefined)[], indent: string): string {
  const text = lines.filter((line) => line !== undefined && line !== '').map((line) => String(line).replaceAll('*/', '* /'));
  if (text.length === 0) return '';
  if (text.length === 1) return `${indent}/** ${text[0]} */\n`;
  return `${indent}/**\n${text.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function describe(schema: JsonSchema): (string | undefined)[] {
  const values = Object.entries(schema['x-zego-values'] ?? {}).map(([value, meaning]) => `- ${value}: ${meaning}`);
  const unit = schema['x-zego-unit'];
  return [schema.description, unit && `Unit: ${unit}.`, ...values];
}

function typeOf(schema: JsonSchema, indent: string): string {
  if (schema.anyOf) return schema.anyOf.map((option) => typeOf(option, indent)).join(' | ');
  const known = Object.keys(schema['x-zego-values'] ?? {});
  switch (schema.type) {
    case 'integer':
      // `number & {}` keeps the documented literals visible in editors while any number passes.
      return known.length > 0 ? `${known.join(' | ')} | (number & {})` : 'number';
    case 'number':
      return 'number';
    case 'string':
      return known.length > 0 ? `${known.map((value) => `'${value}'`).join(' | ')} | (string & {})` : 'string';
    case 'array': {
      const items = typeOf(schema.items ?? {}, indent);
      return /[|&]/.test(items.replace(/\{[^]*\}/, '')) ? `readonly (${items})[]` : `readonly ${items}[]`;
    }
    case 'object':
      return schema.properties ? objectType(schema, indent) : 'JsonObject';
    default:
      return 'JsonValue';
  }
}

function objectType(schema: JsonSchema, indent: string): string {
  const required = new Set(schema.required ?? []);
  const inner = `${indent}  `;
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => `${docComment(describe(property), inner)}${inner}readonly ${name}${required.has(name) ? '' : '?'}: ${typeOf(property, inner)};\n`,
  );
  return `{\n${members.join('')}${indent}}`;
}

/** Payload types, the event map, and the `on<Name>` methods. */
export function typesModule(schemas: readonly EventSchema[]): string {
  const payloads = schemas.map((schema) => {
    const { status, sources } = schema['x-zego'];
    const lines = [schema.description, status && `Status: ${status}.`, `Source: ${sources[0] ?? 'unknown'}`];
    return `${docComment(lines, '')}export interface ${pascalCase(schema.title)}Payload ${objectType(schema, '')}\n`;
  });
  const map = (value: (schema: EventSchema) => string): string => schemas.map((schema) => `  readonly ${schema.title}: ${value(schema)};\n`).join('');
  const methods = schemas.map((schema) => {
    const deprecated = schema['x-zego'].status === 'deprecated' ? '@deprecated No longer documented by ZEGO.' : undefined;
    return `${docComment([schema.description, deprecated], '  ')}  on${pascalCase(schema.title)}(handler: ZegoHandler<'${schema.title}'>): this;\n`;
  });
  return `${HEADER}import type { JsonObject, ZegoHandler } from '../../delivery.js';

${payloads.join('\n')}
/** The payload of every event, by name. */
export interface ZegoPayloads {
${map((schema) => `${pascalCase(schema.title)}Payload`)}}

/** The product of every event, by name. */
export interface ZegoProducts {
${map((schema) => `'${schema['x-zego'].product}'`)}}

/** The name of an event: \`room_logout\`, \`send_msg\`, \`cloud_recording_file_uploaded\` … */
export type ZegoEventName = keyof ZegoPayloads;

/** One registration method per event. */
export interface ZegoEventMethods {
${methods.join('')}}
`;
}
