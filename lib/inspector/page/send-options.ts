import { h, newId } from './dom.js';
import type { Mistakes } from './schema-field.js';
import type { SendOrder, WireForm } from './wire.js';

const MOST_REPEATS = 100;
const LONGEST_MS = 60_000;

type Options = Omit<SendOrder, 'event' | 'fields'>;
const forms: Readonly<Record<WireForm, string>> = { json: 'JSON', percent: 'percent-encoded JSON', form: 'form fields' };
const faults: Readonly<Record<SendOrder['fault'], string>> = { none: 'none', 'wrong signature': 'wrong signature', stale: 'stale time', 'no signature': 'no signature' };
const repeats: Readonly<Record<SendOrder['repeat'], string>> = { same: 'same bytes', 'signed again': 'signed again' };

/** Where and how a callback is sent. */
export class SendOptions {
  readonly #path = input({ type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: '/api/zego/callbacks' });
  readonly #form = select(forms);
  readonly #repeats = input({ type: 'text', inputmode: 'numeric', class: 'digits', value: 1 });
  readonly #repeat = select(repeats);
  readonly #delay = input({ type: 'text', inputmode: 'numeric', class: 'digits', value: 0 });
  readonly #fault = select(faults);
  readonly #wrongs = new Map<HTMLElement, HTMLElement>();
  readonly element = h('section', { class: 'options' }, h('h3', {}, 'How it is sent'), h('div', { class: 'fields' },
    this.#field('Path', this.#path, 'from the root'), this.#field('Body form', this.#form), this.#field('Repeats', this.#repeats, '1 to 100'),
    this.#field('Each one', this.#repeat), this.#field('Delay', this.#delay, 'ms between two'), this.#field('Fault', this.#fault)));
  #isTyped = false;

  constructor() {
    this.#path.addEventListener('input', () => { this.#isTyped = true; });
  }

  /** Where callbacks go, as far as the server knows; what the user has typed stays. */
  suggest(path: string): void {
    if (!this.#isTyped && path !== '') this.#path.value = path;
  }

  /** Undefined where there are mistakes. */
  read(mistakes: Mistakes): Options | undefined {
    const before = mistakes.length;
    const path = this.#path.value.trim();
    this.#check(mistakes, this.#path, /^\/(?!\/)\S*$/.test(path), 'A path begins with one "/", such as /api/zego/callbacks.');
    const times = whole(this.#repeats.value);
    this.#check(mistakes, this.#repeats, times >= 1 && times <= MOST_REPEATS, `A number from 1 to ${MOST_REPEATS}.`);
    const delayMs = whole(this.#delay.value);
    this.#check(mistakes, this.#delay, delayMs >= 0 && (times - 1) * delayMs <= LONGEST_MS, 'A number of milliseconds. All together may take a minute.');
    if (mistakes.length > before) return undefined;
    return { path, form: key(forms, this.#form.value), repeats: times, repeat: key(repeats, this.#repeat.value), delayMs, fault: key(faults, this.#fault.value) };
  }

  #check(mistakes: Mistakes, control: HTMLElement, isRight: boolean, text: string): void {
    const wrong = this.#wrongs.get(control);
    control.setAttribute('aria-invalid', String(!isRight));
    if (wrong !== undefined) {
      wrong.textContent = text;
      wrong.hidden = isRight;
    }
    if (!isRight) mistakes.push(control);
  }

  #field(name: string, control: HTMLElement, help = ''): HTMLElement {
    const wrong = h('p', { class: 'wrong', id: `${control.id}-wrong`, hidden: true });
    this.#wrongs.set(control, wrong);
    control.setAttribute('aria-describedby', `${control.id}-wrong ${control.id}-help`);
    return h('div', { class: 'field' }, h('label', { class: 'name', for: control.id }, name), h('div', { class: 'control' }, h('span', { class: 'input' }, control, h('span', { class: 'unit', id: `${control.id}-help` }, help)), wrong));
  }
}

const input = (attributes: Readonly<Record<string, string | number>>) => h('input', { id: newId(), ...attributes });

function select(choices: Readonly<Record<string, string>>): HTMLSelectElement {
  return h('select', { id: newId() }, Object.entries(choices).map(([value, title]) => h('option', { value }, title)));
}

function key<Name extends string>(choices: Readonly<Record<Name, string>>, value: string): Name {
  // The value is one of the options that were made from the same choices.
  return value in choices ? (value as Name) : (Object.keys(choices)[0] as Name);
}

function whole(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
}
