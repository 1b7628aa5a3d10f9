import { h } from './dom.js';

/** Parts of a view that are drawn anew only when what they show has changed: focus, scrolling and choices stay. */
export class Sections {
  readonly #slots = new Map<string, { readonly slot: HTMLElement; shown: string }>();

  constructor(readonly parent: HTMLElement) {
    parent.replaceChildren();
  }

  /** Parts stand in the order in which they were first put. `undefined` leaves one empty. */
  put<Input>(name: string, input: Input | undefined, draw: (input: Input) => HTMLElement): void {
    let part = this.#slots.get(name);
    if (part === undefined) {
      part = { slot: h('div', { class: 'slot' }), shown: '' };
      this.#slots.set(name, part);
      this.parent.append(part.slot);
    }
    const shown = input === undefined ? '' : JSON.stringify(input);
    if (part.shown === shown) return;
    part.shown = shown;
    part.slot.replaceChildren(...(input === undefined ? [] : [draw(input)]));
  }
}
