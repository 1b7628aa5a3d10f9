import { h, newId, type Child } from './dom.js';
import { makeControl } from './control.js';
import { freeField } from './free-field.js';
import { isFields, kindOf, schemaOf, type Kind, type Schema } from './schema.js';
import { many, plain } from './words.js';
import type { Json } from './wire.js';

/** Controls that hold something wrong, the first one first. */
export type Mistakes = HTMLElement[];

export interface Field {
  readonly element: HTMLElement;
  /** `undefined` leaves the field out. */
  read(mistakes: Mistakes): Json | undefined;
}

interface Description {
  readonly name: string;
  readonly schema: Schema;
  readonly value: Json | undefined;
  readonly required: boolean;
}

/** A field of the form: what its schema says, with its value. */
export function schemaField(field: Description): Field {
  // Some documented examples have null for an object or a list. It stays what it is until it is written over.
  const kind = field.value === null ? 'free' : kindOf(field.schema);
  if (kind === 'fields') return group(field, (legend) => fieldsOf(field, legend));
  if (kind === 'list') return group(field, (legend) => listOf(field, legend));
  return single(field, kind);
}

function single({ name, schema, value, required }: Description, kind: Kind): Field {
  const id = newId();
  const help = h('p', { class: 'help', id: `${id}-help` }, plain(schema.description ?? ''));
  const wrong = h('p', { class: 'wrong', id: `${id}-wrong`, hidden: true });
  const control = kind === 'free' ? freeField({ id, name, schema, value }) : makeControl({ id, name, kind, schema, value });
  control.main.setAttribute('aria-describedby', `${id}-wrong ${id}-help`);
  const sending = sendIt(name, required, value !== undefined, (isSent) => { control.disable(!isSent); });
  const complain = (text: string) => {
    wrong.textContent = text;
    wrong.hidden = text === '';
    control.main.setAttribute('aria-invalid', String(text !== ''));
  };
  control.element.addEventListener('change', () => complain(sending.isSent() ? control.read().wrong ?? '' : ''));
  const element = h('div', { class: 'field' }, h('label', { for: id, class: 'name' }, plain(name), required && mark()), h('div', { class: 'control' }, control.element, wrong, schema.description !== undefined && help), sending.element);
  return {
    element,
    read(mistakes) {
      if (!sending.isSent()) return undefined;
      const result = control.read();
      complain(result.wrong ?? '');
      if (result.wrong !== undefined) mistakes.push(control.main);
      return result.value;
    },
  };
}

const mark = () => [h('span', { class: 'required', 'aria-hidden': 'true' }, '*'), h('span', { class: 'unseen' }, ' (required)')];

function sendIt(name: string, required: boolean, isSent: boolean, changed: (isSent: boolean) => void) {
  if (required) return { element: h('span', { class: 'send-it' }), isSent: () => true };
  const box = h('input', { type: 'checkbox', checked: isSent, 'aria-label': `send it: ${name}`, onchange: () => changed(box.checked) });
  changed(isSent);
  return { element: h('label', { class: 'send-it' }, box, 'send it'), isSent: () => box.checked };
}

interface Inner {
  readonly element: HTMLElement;
  read(mistakes: Mistakes): Json;
}

function group({ name, schema, value, required }: Description, make: (legend: string) => Inner): Field {
  const inner = make(name);
  const body = h('fieldset', { class: 'group', 'aria-label': plain(name) }, inner.element);
  const sending = sendIt(name, required, value !== undefined, (isSent) => { body.disabled = !isSent; });
  const element = h('div', { class: 'field nested' }, h('div', { class: 'name' }, plain(name), required && mark()), sending.element,
    h('div', { class: 'control' }, schema.description !== undefined && h('p', { class: 'help' }, plain(schema.description)), body));
  return { element, read: (mistakes) => (sending.isSent() ? inner.read(mistakes) : undefined) };
}

/** The fields of an object, those that only the example has included. */
export function fieldsOf({ schema, value }: Pick<Description, 'schema' | 'value'>, path = ''): Inner {
  const given = isFields(value) ? value : {};
  const names = [...new Set([...Object.keys(schema.properties ?? {}), ...Object.keys(given)])];
  const fields = names.map((name) => ({
    name,
    field: schemaField({ name: path === '' ? name : `${path}.${name}`, schema: schema.properties?.[name] ?? schemaOf(given[name]), value: given[name], required: schema.required?.includes(name) ?? false }),
  }));
  const read = (mistakes: Mistakes) => Object.fromEntries(fields.flatMap(({ name, field }) => {
    const item = field.read(mistakes);
    return item === undefined ? [] : [[name, item] as const];
  }));
  return { element: h('div', { class: 'fields' }, fields.map(({ field }) => field.element)), read };
}

function listOf({ schema, value }: Description, name: string): Inner {
  const items = new Map<HTMLElement, Field>();
  const list = h('div', { class: 'fields' });
  const size = h('span', { class: 'quiet' });
  const recount = () => { size.textContent = many(items.size, 'element'); };
  const add = (item: Json) => {
    const field = schemaField({ name: `${name}[${items.size}]`, schema: schema.items ?? {}, value: item, required: true });
    const line = h('div', { class: 'item' }, field.element, h('button', { type: 'button', class: 'remove', 'aria-label': `Remove an element of ${name}`, onclick: () => remove(line) }, '✕'));
    items.set(line, field);
    list.append(line);
    recount();
    return field;
  };
  const remove = (line: HTMLElement) => {
    items.delete(line);
    line.remove();
    recount();
    button.focus();
  };
  const button: HTMLButtonElement = h('button', { type: 'button', onclick: () => add('').element.querySelector<HTMLElement>('input, select, textarea')?.focus() }, `Add to ${plain(name)}`);
  if (Array.isArray(value)) (value as readonly Json[]).forEach(add);
  recount();
  const parts: Child[] = [list, h('p', { class: 'adding' }, button, size)];
  return { element: h('div', {}, parts), read: (mistakes) => [...items.values()].map((field) => field.read(mistakes) ?? null) };
}
