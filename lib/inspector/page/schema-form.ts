import { h, newId } from './dom.js';
import { readJson } from './free-field.js';
import { isFields, type Schema } from './schema.js';
import { fieldsOf, type Mistakes } from './schema-field.js';
import type { EventShown, Json } from './wire.js';

type Fields = { readonly [field: string]: Json };

/** The payload of an event: a form by its schema, or the same as JSON for whoever wants to break its rules. */
export class SchemaForm {
  readonly #body = h('div');
  readonly element: HTMLElement;
  readonly #schema: Schema;
  #form: ReturnType<typeof fieldsOf>;
  #text: HTMLTextAreaElement | undefined;
  readonly #wrong = h('p', { class: 'wrong', id: newId(), hidden: true });

  constructor({ schema, example }: EventShown) {
    // Whatever is no schema makes a form without rules.
    this.#schema = isFields(schema) ? schema : {};
    this.#form = fieldsOf({ schema: this.#schema, value: example });
    const name = newId();
    const radio = (title: string, asText: boolean) => h('label', {}, h('input', { type: 'radio', name, checked: !asText, onchange: (event) => this.#change(asText, event) }), title);
    this.element = h('section', { class: 'payload' },
      h('div', { class: 'heading' }, h('h3', {}, 'Payload'), h('fieldset', { class: 'choice' }, h('legend', { class: 'unseen' }, 'How the payload is edited'), radio('Form', false), radio('JSON', true))), this.#body);
    this.#body.append(this.#form.element);
  }

  /** Undefined where there are mistakes. */
  read(mistakes: Mistakes): Fields | undefined {
    if (this.#text === undefined) {
      const fields = this.#form.read(mistakes);
      return mistakes.length === 0 && isFields(fields) ? fields : undefined;
    }
    const { value, wrong } = readJson(this.#text.value, { type: 'object' });
    this.#wrong.textContent = wrong ?? '';
    this.#wrong.hidden = wrong === undefined;
    this.#text.setAttribute('aria-invalid', String(wrong !== undefined));
    if (wrong !== undefined) mistakes.push(this.#text);
    return isFields(value) ? value : undefined;
  }

  #change(asText: boolean, event: Event): void {
    const mistakes: Mistakes = [];
    const fields = this.read(mistakes);
    if (fields === undefined) {
      // What is wrong in one would be lost in the other.
      const radios = this.element.querySelectorAll<HTMLInputElement>('.choice input');
      for (const radio of radios) radio.checked = radio !== event.target;
      mistakes[0]?.focus();
      return;
    }
    if (asText) {
      this.#text = h('textarea', { class: 'code whole', rows: 18, spellcheck: 'false', 'aria-label': 'Payload as JSON', 'aria-describedby': this.#wrong.id });
      this.#text.value = JSON.stringify(fields, undefined, 2);
      this.#body.replaceChildren(this.#text, this.#wrong);
    } else {
      this.#text = undefined;
      this.#form = fieldsOf({ schema: this.#schema, value: fields });
      this.#body.replaceChildren(this.#form.element);
    }
  }
}
