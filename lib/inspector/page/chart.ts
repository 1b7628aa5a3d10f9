import { h, setText, svg } from './dom.js';
import type { Counts } from './state.js';
import { count } from './words.js';
import { outcomes } from './wire.js';

const SECONDS = 60;
const HEIGHT = 40;
// Beyond this the clocks of browser and server tell different times.
const DRIFT_S = 5;

/** Deliveries per second in the last minute, one bar a second. */
export class Chart {
  readonly #paths = new Map(outcomes.map((outcome) => [outcome, svg('path', { 'data-outcome': outcome })]));
  readonly #most = h('span', { class: 'most' });
  readonly #picture = svg('svg', { role: 'img', viewBox: `0 0 ${SECONDS * 4} ${HEIGHT}`, preserveAspectRatio: 'none' }, ...this.#paths.values());
  readonly element = h('figure', { class: 'chart' }, this.#picture, this.#most, h('figcaption', {}, h('span', {}, '60 s ago'), h('span', {}, 'per second'), h('span', {}, 'now')));
  #ahead = 0;

  /** Tells the chart what time the server has. */
  heard(newest: number | undefined): void {
    if (newest === undefined) return;
    const drift = newest - Math.floor(Date.now() / 1000);
    this.#ahead = Math.abs(drift) > DRIFT_S ? drift : 0;
  }

  update(seconds: ReadonlyMap<number, Counts>): void {
    const now = Math.floor(Date.now() / 1000) + this.#ahead;
    const bars = Array.from({ length: SECONDS }, (_, index) => seconds.get(now - SECONDS + 1 + index));
    const sums = bars.map((counts) => (counts === undefined ? 0 : outcomes.reduce((sum, outcome) => sum + counts[outcome], 0)));
    const most = Math.max(1, ...sums);
    const tops = bars.map(() => HEIGHT);
    for (const [outcome, path] of this.#paths) {
      let d = '';
      bars.forEach((counts, index) => {
        const value = counts?.[outcome] ?? 0;
        if (value === 0) return;
        // One among thousands must be seen too.
        const height = Math.max(1, (value / most) * (HEIGHT - 1));
        const top = (tops[index] ?? HEIGHT) - height;
        tops[index] = top;
        d += `M${index * 4} ${top.toFixed(2)}h3v${height.toFixed(2)}h-3z`;
      });
      if (path.getAttribute('d') !== d) path.setAttribute('d', d);
    }
    const all = sums.reduce((sum, value) => sum + value, 0);
    setText(this.#most, all === 0 ? '' : `${count(most)}/s`);
    this.#picture.setAttribute('aria-label', describe(bars, all, most));
  }
}

function describe(bars: readonly (Counts | undefined)[], all: number, most: number): string {
  if (all === 0) return 'Deliveries per second: none in the last minute.';
  const parts = outcomes.map((outcome) => ({ outcome, sum: bars.reduce((sum, counts) => sum + (counts?.[outcome] ?? 0), 0) })).filter(({ sum }) => sum > 0);
  return `Deliveries per second: ${count(all)} in the last minute, ${count(most)} at most in one second; ${parts.map(({ outcome, sum }) => `${count(sum)} ${outcome}`).join(', ')}.`;
}
