import { h } from './dom.js';
import { choicesOf, exactInteger, type Kind, type Schema } from './schema.js';
import { plain } from './words.js';
import type { Json } from './wire.js';

/** What the user has put in, or what is wrong with it. */
export type Reading = { readonly value: Json; readonly wrong?: undefined } | { readonly value?: undefined; readonly wrong: string };

export interface Control {
  readonly element: HTMLElement;
  /** Has the label, and the focus when something is wrong. */
  readonly main: HTMLElement;
  read(): Reading;
  disable(isDisabled: boolean): void;
}

interface Description {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly schema: Schema;
  readonly value: Json | undefined;
}

const OTHER = '…';
const LONG = 80;

/** An input for a single value. */
export function makeControl(field: Description): Control {
  if (field.kind === 'choice') return choice(field);
  if (field.kind === 'boolean') return yesOrNo(field);
  return input(field);
}

function input({ id, kind, schema, value }: Description): Control {
  const text = asText(value);
  const isNumber = kind === 'integer' || kind === 'number' || kind === 'id';
  const isLong = kind === 'text' && (text.length > LONG || text.includes('\n'));
  const main = isLong ? h('textarea', { id, rows: 3, spellcheck: 'false' }) : h('input', { id, type: 'text', autocomplete: 'off', spellcheck: 'false', inputmode: isNumber ? 'decimal' : undefined, class: isNumber ? 'digits' : undefined });
  main.value = text;
  const unit = schema['x-zego-unit'];
  return {
    element: h('span', { class: 'input' }, main, unit !== undefined && h('span', { class: 'unit' }, unit)),
    main,
    read: () => readText(main.value, kind),
    disable: (isDisabled) => { main.disabled = isDisabled; },
  };
}

function readText(text: string, kind: Kind): Reading {
  const trimmed = text.trim();
  if (kind === 'text') return { value: text };
  if (kind === 'id') return /^-?\d+$/.test(trimmed) ? { value: trimmed } : { wrong: 'This takes the digits of an integer, such as 6085791336856668982.' };
  if (kind === 'integer') return /^-?\d+$/.test(trimmed) ? { value: exactInteger(trimmed) } : { wrong: 'This takes an integer, such as 42.' };
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? { value: Number(trimmed) } : { wrong: 'This takes a number, such as 0.5.' };
}

function choice({ id, name, schema, value }: Description): Control {
  const choices = choicesOf(schema);
  const kind = schema.type === 'integer' || schema.type === 'number' ? schema.type : 'text';
  const text = asText(value);
  const isKnown = choices.some(([known]) => known === text);
  const main = h('select', { id, onchange: () => adjust() }, choices.map(([known, meaning]) => h('option', { value: known }, plain(meaning === '' ? known : `${known} — ${meaning}`))), h('option', { value: OTHER }, 'other …'));
  const other = h('input', { type: 'text', class: kind === 'text' ? undefined : 'digits', autocomplete: 'off', spellcheck: 'false', 'aria-label': `${name}: another value` });
  main.value = isKnown || (value === undefined && choices.length > 0) ? (isKnown ? text : choices[0]?.[0] ?? OTHER) : OTHER;
  if (!isKnown) other.value = text;
  const adjust = () => { other.hidden = main.value !== OTHER; };
  adjust();
  return {
    element: h('span', { class: 'input' }, main, other),
    main,
    read: () => readText(main.value === OTHER ? other.value : main.value, kind),
    disable: (isDisabled) => {
      main.disabled = isDisabled;
      other.disabled = isDisabled;
    },
  };
}

function yesOrNo({ id, value }: Description): Control {
  const main = h('select', { id }, h('option', {}, 'true'), h('option', {}, 'false'));
  main.value = value === true || value === 1 || value === 'true' || value === '1' ? 'true' : 'false';
  return { element: h('span', { class: 'input' }, main), main, read: () => ({ value: main.value === 'true' }), disable: (isDisabled) => { main.disabled = isDisabled; } };
}

function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
