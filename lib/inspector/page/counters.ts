import { h, setText } from './dom.js';
import type { Counts } from './state.js';
import { count, signs } from './words.js';
import { outcomes, type Outcome } from './wire.js';

/** The totals of each outcome, which are at the same time the filter by outcome. */
export class Counters {
  readonly element = h('fieldset', { class: 'counters' }, h('legend', { class: 'unseen' }, 'Outcomes to show, with how many there were'));
  readonly #numbers = new Map<Outcome, HTMLElement>();
  readonly #boxes = new Map<Outcome, HTMLInputElement>();

  constructor(shown: ReadonlySet<Outcome>, changed: () => void) {
    for (const outcome of outcomes) {
      const box = h('input', { type: 'checkbox', checked: shown.has(outcome), onchange: changed });
      const number = h('span', { class: 'number' }, '0');
      this.#boxes.set(outcome, box);
      this.#numbers.set(outcome, number);
      this.element.append(h('label', { class: 'counter', 'data-outcome': outcome }, box, h('span', { class: 'sign', 'aria-hidden': 'true' }, signs[outcome]), h('span', {}, outcome), ' ', number));
    }
  }

  get chosen(): ReadonlySet<Outcome> {
    return new Set(outcomes.filter((outcome) => this.#boxes.get(outcome)?.checked === true));
  }

  chooseAll(): void {
    for (const box of this.#boxes.values()) box.checked = true;
  }

  update(totals: Counts): void {
    for (const [outcome, number] of this.#numbers) setText(number, count(totals[outcome]));
  }
}
