import { h } from './dom.js';
import { longText } from './json-view.js';
import { section } from './section.js';
import { duration } from './time.js';
import { plain } from './words.js';
import type { HandlerShown } from './wire.js';

/** Handlers in the order of registration, with how long each one took. */
export function handlersView(handlers: readonly HandlerShown[]): HTMLElement {
  const longest = Math.max(1, ...handlers.map(({ ms }) => ms ?? 0));
  return section({ title: 'Handlers' }, h('ul', { class: 'handlers' }, handlers.map((handler) => one(handler, longest))));
}

function one({ name, ms, error }: HandlerShown, longest: number): HTMLElement {
  const isRunning = ms === undefined;
  const fill = h('span', { class: 'fill' });
  fill.style.inlineSize = `${isRunning ? 100 : Math.max(1, (ms / longest) * 100)}%`;
  const state = isRunning ? 'running' : error === undefined ? 'done' : 'failed';
  return h('li', { 'data-state': state },
    h('span', { class: 'name' }, h('span', { class: 'sign', 'aria-hidden': 'true' }, { running: '…', done: '✓', failed: '✕' }[state]), name === '' ? '(no name)' : plain(name)),
    h('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
    h('span', { class: 'ms' }, isRunning ? 'running' : `${error === undefined ? '' : 'failed after '}${duration(ms)}`),
    error !== undefined && h('pre', { class: 'stack', tabindex: 0 }, longText(plain(error), '', 4000)));
}
