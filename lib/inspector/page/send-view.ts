import { readPlace, writePlace } from './address.js';
import { fetchCatalogue, fetchEvent, send, sentence } from './api.js';
import { h } from './dom.js';
import { EventPicker } from './event-picker.js';
import { repliesView } from './replies.js';
import { SchemaForm } from './schema-form.js';
import type { Mistakes } from './schema-field.js';
import { SendOptions } from './send-options.js';
import { many, plain } from './words.js';
import type { EventShown } from './wire.js';

// What most people try first.
const FIRST = 'room_login';

/** The second tab: any event of the catalogue, signed and sent to the middleware. */
export class SendView {
  readonly #picker = new EventPicker((name) => void this.#choose(name));
  readonly #options = new SendOptions();
  readonly #form = h('form', { novalidate: true, autocomplete: 'off', onsubmit: (event) => void this.#submit(event) });
  readonly #button = h('button', { type: 'submit', class: 'primary' }, 'Send');
  readonly #said = h('p', { class: 'said', role: 'alert' });
  readonly #replies = h('div', { class: 'result' });
  #isFilled = false;
  #name = '';
  #shown: { readonly event: EventShown; readonly payload: SchemaForm } | undefined;

  constructor(view: HTMLElement) {
    view.append(this.#picker.element, this.#form);
  }

  /** Called each time the tab comes into view. */
  async enter(): Promise<void> {
    if (this.#isFilled) return;
    this.#isFilled = true;
    try {
      this.#picker.offer(await fetchCatalogue(), readPlace().params.get('send') ?? FIRST);
    } catch (error) {
      this.#isFilled = false;
      this.#form.replaceChildren(h('p', { class: 'quiet', role: 'alert' }, sentence(error)));
    }
  }

  suggest(path: string): void {
    this.#options.suggest(path);
  }

  async #choose(name: string): Promise<void> {
    if (name === this.#name) return;
    this.#name = name;
    try {
      const event = await fetchEvent(name);
      if (this.#name !== name) return;
      const { params } = readPlace();
      params.set('send', name);
      writePlace({ params });
      this.#show(event);
    } catch (error) {
      if (this.#name === name) this.#form.replaceChildren(h('p', { class: 'quiet', role: 'alert' }, sentence(error)));
    }
  }

  #show(event: EventShown): void {
    const payload = new SchemaForm(event);
    this.#shown = { event, payload };
    const { schema } = event;
    const about = typeof schema === 'object' && schema !== null && 'description' in schema && typeof schema.description === 'string' ? schema.description : '';
    this.#say('');
    this.#replies.replaceChildren();
    this.#form.replaceChildren(
      h('header', {}, h('h2', {}, plain(event.name), h('small', {}, ` ${plain(event.product)}`)), about !== '' && h('p', { class: 'quiet' }, plain(about))),
      this.#options.element, payload.element, h('div', { class: 'sending' }, this.#button, this.#said), this.#replies);
  }

  #say(text: string): void {
    this.#said.textContent = text;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.#shown === undefined || this.#button.disabled) return;
    const mistakes: Mistakes = [];
    const options = this.#options.read(mistakes);
    const fields = this.#shown.payload.read(mistakes);
    if (options === undefined || fields === undefined) {
      this.#say(`${many(mistakes.length, 'field')} to be corrected.`);
      mistakes[0]?.focus();
      return;
    }
    this.#button.disabled = true;
    this.#say('Sending …');
    try {
      this.#replies.replaceChildren(repliesView(await send({ event: this.#shown.event.name, fields, ...options })));
      this.#replies.scrollIntoView({ block: 'nearest' });
      this.#say('');
    } catch (error) {
      this.#say(sentence(error));
    } finally {
      this.#button.disabled = false;
    }
  }
}
