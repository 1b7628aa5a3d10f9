import { h } from './dom.js';
import { section } from './section.js';
import { plain } from './words.js';
import type { Step } from './wire.js';

const signs: Readonly<Record<Step['verdict'], string>> = { passed: '✓', failed: '✕', 'not reached': '–' };

/** The way through the middleware, and where it ended. */
export function stepsView(steps: readonly Step[]): HTMLElement {
  return section({ title: 'Steps' }, h('ol', { class: 'steps' }, steps.map(({ name, verdict, text }) =>
    h('li', { 'data-verdict': verdict }, h('span', { class: 'sign', 'aria-hidden': 'true' }, signs[verdict]), h('strong', {}, name), h('span', { class: 'unseen' }, ` ${verdict}: `), h('span', { class: 'found' }, text === '' ? verdict : plain(text))))));
}
