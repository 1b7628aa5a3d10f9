import { h } from './dom.js';
import { readPlace, writePlace } from './address.js';

interface Tab {
  readonly name: string;
  readonly title: string;
  readonly panel: HTMLElement;
  /** Called each time it comes into view. */
  readonly shown?: () => void;
}

/** Tabs as screen readers know them: arrow keys, Home and End go from one to the next. */
export class Tabs {
  readonly #tabs: readonly (Tab & { readonly button: HTMLButtonElement })[];
  #current = '';

  constructor(readonly list: HTMLElement, tabs: readonly Tab[]) {
    this.#tabs = tabs.map((tab) => ({ ...tab, button: this.#button(tab) }));
    list.append(...this.#tabs.map(({ button }) => button));
    list.addEventListener('keydown', (event) => this.#key(event));
    const { tab } = readPlace();
    this.show(this.#tabs.find(({ name }) => name === tab)?.name ?? tabs[0]?.name ?? '');
  }

  get current(): string {
    return this.#current;
  }

  show(name: string, withFocus = false): void {
    const same = name === this.#current;
    this.#current = name;
    for (const tab of this.#tabs) {
      const isShown = tab.name === name;
      tab.panel.hidden = !isShown;
      tab.button.setAttribute('aria-selected', String(isShown));
      tab.button.tabIndex = isShown ? 0 : -1;
      if (isShown && withFocus) tab.button.focus();
      if (isShown && !same) tab.shown?.();
    }
    writePlace({ tab: name });
  }

  /** Shows or hides a tab's button; the first tab takes the place of one that was open. */
  allow(name: string, allowed: boolean): void {
    const tab = this.#tabs.find((each) => each.name === name);
    if (tab === undefined || tab.button.hidden === !allowed) return;
    tab.button.hidden = !allowed;
    if (!allowed && this.#current === name) this.show(this.#tabs[0]?.name ?? '');
  }

  #button({ name, title, panel }: Tab): HTMLButtonElement {
    const id = `tab-${name}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', id);
    return h('button', { type: 'button', role: 'tab', id, 'aria-controls': panel.id, onclick: () => this.show(name) }, title);
  }

  #key(event: KeyboardEvent): void {
    const open = this.#tabs.filter(({ button }) => !button.hidden);
    const at = open.findIndex(({ name }) => name === this.#current);
    const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: open.length - 1 };
    const step = steps[event.key];
    const next = step === undefined ? undefined : open.at(step % open.length);
    if (next === undefined) return;
    event.preventDefault();
    this.show(next.name, true);
  }
}
