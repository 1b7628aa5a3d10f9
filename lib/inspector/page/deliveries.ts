import { Chart } from './chart.js';
import { Detail } from './detail.js';
import { h, setText } from './dom.js';
import { Empty } from './empty.js';
import { Filters } from './filters.js';
import { eachFrame } from './frame.js';
import { DeliveryList } from './list.js';
import type { DeliveryState } from './state.js';
import { count } from './words.js';
import type { DeliverySummary, Hello, News } from './wire.js';

/** The first tab: counters, chart, filters, the list, and the delivery that is open. */
export class Deliveries {
  readonly #filters = new Filters(() => {
    this.#list.filter();
    this.#render();
  });
  readonly #chart = new Chart();
  readonly #list = new DeliveryList({ matches: this.#filters.matches, open: (row) => void this.#detail.open(row) });
  readonly #detail: Detail;
  readonly #empty: Empty;
  readonly #pause = h('button', { type: 'button', class: 'pause', 'aria-describedby': 'held', onclick: () => this.#togglePause() }, 'Pause');
  readonly #held = h('span', { class: 'held', id: 'held' });
  readonly #shown = h('span', { class: 'shown' });
  readonly #render = eachFrame(() => this.#update());
  /** The chart has news of its own each second: the time. */
  #tick: number | undefined;

  constructor(readonly view: HTMLElement, readonly state: DeliveryState, send: () => void) {
    this.#detail = new Detail(state, {
      find: (id) => this.#list.find(state.boot, id),
      opened: (row) => this.#list.mark(row),
      closed: (row) => {
        this.#list.mark(undefined);
        this.#list.focus(row);
      },
    });
    this.#empty = new Empty({ send, showAll: () => this.#filters.reset() });
    view.append(
      h('div', { class: 'overview' }, this.#filters.counters.element, this.#chart.element),
      h('div', { class: 'toolbar' }, this.#filters.text, this.#filters.event, this.#pause, h('button', { type: 'button', onclick: () => this.#clear() }, 'Clear view'), this.#held, this.#shown),
      h('div', { class: 'split' }, h('div', { class: 'scroll' }, this.#list.element, this.#empty.element), this.#detail.element));
    this.#render();
  }

  /** Called each time the tab comes into view. */
  enter(): void {
    this.#tick ??= setInterval(() => {
      if (!this.view.hidden && !document.hidden) this.#chart.update(this.state.seconds);
    }, 1000);
    this.#render();
  }

  greet(hello: Hello): void {
    const restarted = this.state.greet(hello);
    this.#heard(hello);
    if (restarted) this.#detail.restarted();
  }

  hear(news: News): void {
    this.state.hear(news);
    this.#heard(news);
  }

  search(): void {
    this.#filters.text.focus();
    this.#filters.text.select();
  }

  close(): boolean {
    return this.#detail.close();
  }

  #heard({ deliveries, seconds }: { readonly deliveries: readonly DeliverySummary[]; readonly seconds: News['seconds'] }): void {
    for (const summary of deliveries) {
      this.#filters.offer(summary.event);
      this.#detail.heard(summary);
    }
    this.#chart.heard(seconds.at(-1)?.at);
    this.#render();
  }

  #update(): void {
    if (this.#list.update(this.state.changes(), this.state.boot)) this.#render();
    this.#filters.counters.update(this.state.totals);
    this.#chart.update(this.state.seconds);
    setText(this.#held, this.state.held === 0 ? '' : `${count(this.state.held)} new`);
    setText(this.#shown, this.#list.shown === this.state.size ? '' : `${count(this.#list.shown)} of ${count(this.state.size)}`);
    const ever = Object.values(this.state.totals).reduce((sum, some) => sum + some, 0);
    this.#empty.update({ all: this.state.size, shown: this.#list.shown, ever, path: this.state.path });
  }

  #togglePause(): void {
    if (this.state.paused) this.state.resume();
    else this.state.pause();
    setText(this.#pause, this.state.paused ? 'Resume' : 'Pause');
    this.#render();
  }

  #clear(): void {
    this.state.clear();
    this.#render();
  }
}
