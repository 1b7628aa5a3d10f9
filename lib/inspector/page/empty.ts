import { h, setText } from './dom.js';

interface Hooks {
  readonly send: () => void;
  readonly showAll: () => void;
}

/** Stands where the list is empty: how to get a first callback, or out of the filters. */
export class Empty {
  readonly #command = h('code');
  readonly #first: HTMLElement;
  readonly #filtered: HTMLElement;
  readonly #cleared = h('p', {}, 'Cleared. New deliveries appear here as they come in.');
  readonly element: HTMLElement;

  constructor({ send, showAll }: Hooks) {
    this.#first = h('div', {},
      h('h2', {}, 'No callbacks yet'),
      h('p', {}, 'Whatever reaches the middleware is listed here at once. To see the first one:'),
      h('ul', {},
        h('li', {}, h('button', { type: 'button', class: 'link', onclick: send }, 'Send an example'), ' of any event from this page,'),
        h('li', {}, 'or from a shell, with the secret in ', h('code', {}, 'ZEGO_CALLBACK_SECRET'), ':', h('pre', {}, this.#command)),
        h('li', {}, 'or enter the address of your server in the console of ZEGOCLOUD, and join a room.')));
    this.#filtered = h('div', {}, h('p', {}, 'No delivery matches the filters. ', h('button', { type: 'button', class: 'link', onclick: showAll }, 'Show all')));
    this.element = h('div', { class: 'empty' }, this.#first, this.#filtered, this.#cleared);
  }

  /** `ever` counts those that are not listed any more, too. */
  update({ all, shown, ever, path }: { readonly all: number; readonly shown: number; readonly ever: number; readonly path: string }): void {
    this.element.hidden = shown > 0;
    this.#first.hidden = all > 0 || ever > 0;
    this.#filtered.hidden = all === 0;
    this.#cleared.hidden = all > 0 || ever === 0;
    setText(this.#command, `npx zego-callbacks send room_logout --url ${location.origin}${path === '' ? '/<path of the callbacks>' : path}`);
  }
}
