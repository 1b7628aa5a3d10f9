import type { Control, Reading } from './control.js';
import { h } from './dom.js';
import { allowsText, roundedInteger, type Schema } from './schema.js';
import type { Json } from './wire.js';

interface Description {
  readonly id: string;
  readonly name: string;
  readonly schema: Schema;
  readonly value: Json | undefined;
}

/** A value that no form can be made for: JSON, checked, or a text where that may be. */
export function freeField({ id, name, schema, value }: Description): Control {
  const start = startOf(schema, value);
  const main = h('textarea', { id, rows: Math.min(10, start.text.split('\n').length + 1), spellcheck: 'false', class: 'code' });
  main.value = start.text;
  const as = h('select', { 'aria-label': `${name}: written as` }, h('option', { value: 'json' }, 'JSON'), h('option', { value: 'text' }, 'text'));
  as.value = start.isText ? 'text' : 'json';
  return {
    element: h('span', { class: 'input free' }, main, allowsText(schema) && as),
    main,
    read: () => (as.value === 'text' ? { value: main.value } : readJson(main.value, schema)),
    disable: (isDisabled) => {
      main.disabled = isDisabled;
      as.disabled = isDisabled;
    },
  };
}

/** JSON that travels as a text, percent-encoded or not, is shown as what it says. */
function startOf(schema: Schema, value: Json | undefined): { readonly text: string; readonly isText: boolean } {
  if (value === undefined) return { text: schema.type === 'array' ? '[]' : '{}', isText: false };
  if (typeof value !== 'string') return { text: JSON.stringify(value, undefined, 2), isText: false };
  for (const decode of [(text: string) => text, decodeURIComponent]) {
    try {
      const inner = JSON.parse(decode(value)) as Json;
      if (typeof inner === 'object' && inner !== null) return { text: JSON.stringify(inner, undefined, 2), isText: false };
    } catch {
      // Then it is a plain text.
    }
  }
  return { text: value, isText: allowsText(schema) };
}

/** What a text says as JSON. */
export function readJson(text: string, schema: Schema = {}): Reading {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { wrong: `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` };
  }
  const rounded = roundedInteger(value);
  if (rounded !== undefined) return { wrong: `An integer near ${rounded} would be rounded here. Put it in quotes.` };
  if (value === null) return { value };
  if (schema.type === 'object' && (typeof value !== 'object' || Array.isArray(value))) return { wrong: 'This takes an object: { … }.' };
  if (schema.type === 'array' && !Array.isArray(value)) return { wrong: 'This takes a list: [ … ].' };
  return { value };
}
