import { h } from './dom.js';
import { columns, RowView } from './row.js';
import type { Changes, Row } from './state.js';

// A frame has about 16 ms. The rest of a burst waits for the next one.
const ROWS_A_FRAME = 40;
const PAGE = 10;

interface Hooks {
  readonly open: (row: Row) => void;
  readonly matches: (row: Row) => boolean;
}

/**
 * The table, the newest on top. Roles are spelled out, because a table laid out as a grid or as cards is no table to
 * some browsers.
 */
export class DeliveryList {
  readonly #body = h('tbody', { role: 'rowgroup' });
  readonly element = h('table', { role: 'table', class: 'deliveries' },
    h('caption', { class: 'unseen' }, 'Deliveries, the newest on top'),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(({ name, title }) => h('th', { role: 'columnheader', scope: 'col', class: name }, title)))),
    this.#body);
  readonly #views = new Map<Row, RowView>();
  readonly #pending = new Set<Row>();
  readonly #spare: RowView[] = [];
  #stop: RowView | undefined;
  #open: Row | undefined;
  #boot = '';
  /** How many the filters let through. */
  shown = 0;

  constructor(readonly hooks: Hooks) {
    this.#body.addEventListener('click', (event) => this.#clicked(event));
    this.#body.addEventListener('keydown', (event) => this.#key(event));
    this.#body.addEventListener('focusin', ({ target }) => this.#stopAt(target instanceof Element ? RowView.of(target) : undefined));
  }

  /** Whether there is more to do in the next frame. */
  update(changes: Changes, boot: string): boolean {
    this.#boot = boot;
    const isFocused = this.#body.contains(document.activeElement);
    for (const row of changes.removed) this.#remove(row);
    for (const row of changes.added) this.#pending.add(row);
    for (const row of changes.restarted ? this.#views.keys() : changes.changed) this.#refresh(row);
    this.#insert();
    if (this.#stop === undefined || !this.#stop.element.isConnected || this.#stop.element.hidden) this.#stopAt(RowView.of(this.#first()));
    if (isFocused && !this.#body.contains(document.activeElement)) this.#stop?.button.focus();
    return this.#pending.size > 0;
  }

  /** After the filters have changed. */
  filter(): void {
    for (const [row, view] of this.#views) this.#hide(view, !this.hooks.matches(row));
    if (this.#stop?.element.hidden !== false) this.#stopAt(RowView.of(this.#first()));
  }

  mark(row: Row | undefined): void {
    if (this.#open !== undefined) this.#views.get(this.#open)?.mark(false);
    this.#open = row;
    if (row !== undefined) this.#views.get(row)?.mark(true);
  }

  /** Gives the focus back to a row, or to the first one when that is gone. */
  focus(row: Row | undefined): void {
    const view = row === undefined ? undefined : this.#views.get(row);
    if (view?.element.hidden === false) view.button.focus();
    else this.#stop?.button.focus();
  }

  find(boot: string, id: number): Row | undefined {
    for (const row of this.#views.keys()) if (row.boot === boot && row.summary.id === id) return row;
    return undefined;
  }

  #insert(): void {
    const fragment = document.createDocumentFragment();
    let left = ROWS_A_FRAME;
    for (const row of this.#pending) {
      if (left-- === 0) break;
      this.#pending.delete(row);
      const view = this.#viewOf(row);
      this.#views.set(row, view);
      view.element.hidden = !this.hooks.matches(row);
      if (!view.element.hidden) this.shown += 1;
      fragment.prepend(view.element);
    }
    this.#body.prepend(fragment);
  }

  #viewOf(row: Row): RowView {
    const view = this.#spare.pop() ?? new RowView(row, this.#boot);
    if (view.row !== row) view.show(row, this.#boot);
    view.mark(row === this.#open);
    return view;
  }

  #remove(row: Row): void {
    this.#pending.delete(row);
    const view = this.#views.get(row);
    if (view === undefined) return;
    this.#views.delete(row);
    this.#hide(view, true);
    view.element.remove();
    view.button.tabIndex = -1;
    if (this.#spare.length < ROWS_A_FRAME) this.#spare.push(view);
  }

  #refresh(row: Row): void {
    const view = this.#views.get(row);
    view?.show(row, this.#boot);
    if (view !== undefined) this.#hide(view, !this.hooks.matches(row));
  }

  #hide(view: RowView, isHidden: boolean): void {
    if (view.element.hidden === isHidden) return;
    view.element.hidden = isHidden;
    this.shown += isHidden ? -1 : 1;
  }

  #first(): Element | null {
    return this.#body.querySelector('tr:not([hidden])');
  }

  /** One row is on the way of the Tab key; arrows lead to the others. */
  #stopAt(view: RowView | undefined): void {
    if (this.#stop !== undefined) this.#stop.button.tabIndex = -1;
    this.#stop = view;
    if (view !== undefined) view.button.tabIndex = 0;
  }

  #clicked({ target }: Event): void {
    // Whoever marks a text to copy it does not want to open anything.
    if (String(getSelection() ?? '') !== '') return;
    const view = target instanceof Element ? RowView.of(target) : undefined;
    if (view !== undefined) this.hooks.open(view.row);
  }

  #key(event: KeyboardEvent): void {
    const lines = [...this.#body.querySelectorAll('tr:not([hidden])')];
    const at = event.target instanceof Element ? lines.indexOf(event.target.closest('tr') ?? event.target) : -1;
    const last = lines.length - 1;
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE, Home: 0, End: last };
    const step = steps[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    RowView.of(lines[Math.min(Math.max(step, 0), last)] ?? null)?.button.focus();
  }
}
