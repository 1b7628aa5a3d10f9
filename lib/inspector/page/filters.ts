import { readPlace, writePlace } from './address.js';
import { Counters } from './counters.js';
import { h } from './dom.js';
import { haystack } from './row.js';
import type { Row } from './state.js';
import { plain } from './words.js';
import { outcomes, type DeliverySummary } from './wire.js';

// Names come from strangers too, so there must be an end.
const MOST_EVENTS = 200;

/** What of the list is shown. Kept in the address, so that it survives a reload. */
export class Filters {
  readonly counters: Counters;
  readonly text = h('input', { type: 'search', 'aria-label': 'Filter', placeholder: 'Filter  ( / )', autocomplete: 'off', spellcheck: 'false', oninput: () => this.#changed() });
  readonly event = h('select', { 'aria-label': 'Event', onchange: () => this.#changed() }, h('option', { value: '' }, 'All events'));
  readonly #events = new Set<string>();
  #words: readonly string[] = [];
  #outcomes;
  /** Texts to search in, made once for each state of a delivery. */
  readonly #haystacks = new WeakMap<DeliverySummary, string>();

  constructor(readonly changed: () => void) {
    const { params } = readPlace();
    const chosen = params.get('outcome')?.split(' ');
    this.counters = new Counters(new Set(outcomes.filter((outcome) => chosen?.includes(outcome) ?? true)), () => this.#changed());
    this.#outcomes = this.counters.chosen;
    this.text.value = params.get('text') ?? '';
    this.#words = wordsOf(this.text.value);
    const event = params.get('event') ?? '';
    if (event !== '') this.offer(event);
    this.event.value = event;
  }

  /** Adds an event to those that can be chosen. */
  offer(name: string): void {
    if (name === '' || this.#events.has(name) || this.#events.size >= MOST_EVENTS) return;
    this.#events.add(name);
    const after = [...this.event.options].slice(1).find(({ value }) => value > name);
    this.event.add(h('option', { value: name }, plain(name)), after ?? null);
  }

  readonly matches = (row: Row): boolean => {
    const { summary } = row;
    if (!this.#outcomes.has(summary.outcome)) return false;
    if (this.event.value !== '' && summary.event !== this.event.value) return false;
    if (this.#words.length === 0) return true;
    let text = this.#haystacks.get(summary);
    if (text === undefined) this.#haystacks.set(summary, text = haystack(row));
    return this.#words.every((word) => text.includes(word));
  };

  reset(): void {
    this.text.value = '';
    this.event.value = '';
    this.counters.chooseAll();
    this.#changed();
  }

  #changed(): void {
    this.#words = wordsOf(this.text.value);
    this.#outcomes = this.counters.chosen;
    const { params } = readPlace();
    put(params, 'text', this.text.value);
    put(params, 'event', this.event.value);
    put(params, 'outcome', this.#outcomes.size === outcomes.length ? undefined : [...this.#outcomes].join(' '));
    writePlace({ params });
    this.changed();
  }
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter((word) => word !== '');
}

function put(params: URLSearchParams, name: string, value: string | undefined): void {
  if (value === undefined || (value === '' && name !== 'outcome')) params.delete(name);
  else params.set(name, value);
}
