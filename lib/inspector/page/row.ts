import { h } from './dom.js';
import type { Row } from './state.js';
import { clockTime, duration, fullTime, isoTime, signedDuration } from './time.js';
import { cut, many, plain, signs } from './words.js';
import type { DeliverySummary } from './wire.js';

const LONGEST = 160;
const short = (text: string) => plain(cut(text, LONGEST));

interface Column {
  readonly name: string;
  readonly title: string;
  readonly text: (summary: DeliverySummary) => string;
}

export const columns: readonly Column[] = [
  { name: 'id', title: 'No.', text: ({ id }) => `#${id}` },
  { name: 'time', title: 'Time', text: ({ at }) => clockTime(at) },
  { name: 'event', title: 'Event', text: ({ event }) => (event === '' ? '(no name)' : short(event)) },
  { name: 'product', title: 'Product', text: ({ product }) => short(product) },
  { name: 'room', title: 'Room', text: ({ room }) => short(room) },
  { name: 'user', title: 'User', text: ({ user }) => short(user) },
  { name: 'outcome', title: 'Outcome', text: ({ outcome }) => outcome },
  { name: 'answer', title: 'Answer', text: ({ status, code }) => (code === '' ? String(status) : `${status} ${short(code)}`) },
  { name: 'form', title: 'Form', text: ({ form }) => form },
  { name: 'duration', title: 'Took', text: ({ durationMs }) => duration(durationMs) },
  { name: 'skew', title: 'Skew', text: ({ skewMs }) => (skewMs === undefined ? '' : signedDuration(skewMs)) },
  { name: 'note', title: 'Notes', text: noteOf },
];

function noteOf({ retryOf, remarks }: DeliverySummary): string {
  return [retryOf === undefined ? '' : `retry of #${retryOf}`, remarks === 0 ? '' : many(remarks, 'remark')].filter((text) => text !== '').join(', ');
}

/** All that a text filter looks at, in lower case. */
export function haystack({ summary }: Row): string {
  return columns.map(({ text }) => text(summary)).join('\n').toLowerCase();
}

const views = new WeakMap<Element, RowView>();

/** A line of the table. Used again for another delivery when its own is gone, so that a burst makes no garbage. */
export class RowView {
  readonly element = h('tr', { role: 'row' });
  readonly button = h('button', { type: 'button', class: 'open', tabindex: -1 });
  readonly #time = h('time');
  readonly #sign = h('span', { class: 'sign', 'aria-hidden': 'true' });
  readonly #texts = columns.map(() => document.createTextNode(''));
  #row: Row;

  constructor(row: Row, boot: string) {
    this.#row = row;
    this.element.append(...columns.map(({ name }, index) => this.#cell(name, this.#texts[index])));
    views.set(this.element, this);
    this.show(row, boot);
  }

  /** The view that an element of the table belongs to. */
  static of(element: Element | null): RowView | undefined {
    const line = element?.closest('tr');
    return line === undefined || line === null ? undefined : views.get(line);
  }

  get row(): Row {
    return this.#row;
  }

  show(row: Row, boot: string): void {
    const { summary } = row;
    const isPast = row.boot !== boot;
    this.#row = row;
    columns.forEach(({ name, text }, index) => {
      const node = this.#texts[index];
      const shown = name === 'note' && isPast ? 'before the restart' : text(summary);
      if (node !== undefined && node.data !== shown) node.data = shown;
    });
    this.#sign.textContent = signs[summary.outcome];
    this.#time.dateTime = isoTime(summary.at);
    this.#time.title = fullTime(summary.at);
    this.element.dataset.outcome = summary.outcome;
    this.element.classList.toggle('past', isPast);
  }

  /** Marks the delivery that is open beside the list. */
  mark(isOpen: boolean): void {
    if (isOpen) this.element.setAttribute('aria-current', 'true');
    else this.element.removeAttribute('aria-current');
  }

  #cell(name: string, text: Text | undefined): HTMLTableCellElement {
    if (name === 'id') {
      this.button.append(text ?? '');
      return h('th', { role: 'rowheader', scope: 'row', class: name }, this.button);
    }
    if (name === 'time') {
      this.#time.append(text ?? '');
      return h('td', { role: 'cell', class: name }, this.#time);
    }
    return h('td', { role: 'cell', class: name }, name === 'outcome' && this.#sign, text);
  }
}
