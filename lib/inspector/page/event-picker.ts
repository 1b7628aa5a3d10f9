import { h } from './dom.js';
import { many } from './words.js';
import type { CatalogueShown } from './wire.js';

type Entry = CatalogueShown['events'][number];

/** All events of the catalogue by product, and a search among them. */
export class EventPicker {
  readonly #search = h('input', { type: 'search', 'aria-label': 'Find an event', placeholder: 'Find an event or product', autocomplete: 'off', spellcheck: 'false', oninput: () => this.#fill(), onkeydown: (event) => this.#key(event) });
  readonly #list = h('select', { size: 14, 'aria-label': 'Event to send', onchange: () => this.#choose() });
  readonly #found = h('p', { class: 'quiet', role: 'status' });
  readonly element = h('div', { class: 'picker' }, this.#search, this.#list, this.#found);
  #events: readonly Entry[] = [];

  constructor(readonly chosen: (name: string) => void) {}

  offer({ events }: CatalogueShown, chosen: string): void {
    this.#events = events;
    this.#fill();
    this.#list.value = chosen;
    if (this.#list.selectedIndex < 0) this.#list.selectedIndex = 0;
    this.#choose();
    this.#list.selectedOptions[0]?.scrollIntoView({ block: 'nearest' });
  }

  #fill(): void {
    const words = this.#search.value.toLowerCase().split(/\s+/);
    const found = this.#events.filter(({ name, product, status }) => words.every((word) => `${name} ${product} ${status}`.toLowerCase().includes(word)));
    const chosen = this.#list.value;
    const products = [...new Set(found.map(({ product }) => product))];
    this.#list.replaceChildren(...products.map((product) => h('optgroup', { label: product }, found.filter((each) => each.product === product).map(({ name, status }) =>
      h('option', { value: name }, status === '' ? name : `${name} (${status})`)))));
    this.#list.value = chosen;
    this.#found.textContent = found.length === this.#events.length ? '' : many(found.length, 'event');
  }

  #key(event: Event): void {
    if (!(event instanceof KeyboardEvent) || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    if (this.#list.selectedIndex < 0) this.#list.selectedIndex = 0;
    this.#choose();
    if (event.key === 'ArrowDown') this.#list.focus();
  }

  #choose(): void {
    if (this.#list.value !== '') this.chosen(this.#list.value);
  }
}
