import { actions } from './actions.js';
import { fetchDelivery, Refused, sentence } from './api.js';
import { h } from './dom.js';
import { facts, verdict } from './facts.js';
import { handlersView } from './handlers-view.js';
import { payloadView } from './payload-view.js';
import { lateView, noticesView, problemView, violationsView } from './problem-view.js';
import { retriesView } from './retries-view.js';
import { signatureView } from './signature-view.js';
import { Sections } from './sections.js';
import { stepsView } from './steps-view.js';
import type { DeliveryState, Row } from './state.js';
import { cut, plain } from './words.js';
import type { DeliveryDetail, DeliverySummary } from './wire.js';

// While much comes in, one look a moment is enough.
const REFRESH_MS = 400;
const GONE = 'This delivery came before the server was restarted. The server does not know it any more.';

interface Hooks {
  readonly find: (id: number) => Row | undefined;
  readonly opened: (row: Row) => void;
  readonly closed: (row: Row) => void;
}

/** The delivery that is open: beside the list where there is room, else in front of everything. */
export class Detail {
  readonly #title = h('h2', { tabindex: -1 });
  readonly #head = h('div', { class: 'head' });
  readonly #content = h('div', { class: 'content' });
  readonly element = h('dialog', { class: 'detail' },
    h('header', {}, this.#title, h('button', { type: 'button', class: 'close', 'aria-label': 'Close', title: 'Close (Esc)', onclick: () => this.close() }, '✕')),
    this.#head, this.#content);
  readonly #isNarrow = matchMedia('(max-width: 860px)');
  #sections = new Sections(this.#content);
  #row: Row | undefined;
  #shown: DeliveryDetail | undefined;
  #refresh: number | undefined;

  constructor(readonly state: DeliveryState, readonly hooks: Hooks) {
    this.element.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.close();
    });
    this.#isNarrow.addEventListener('change', () => {
      if (this.#row !== undefined) this.#raise();
    });
  }

  async open(row: Row): Promise<void> {
    this.#row = row;
    this.#shown = undefined;
    const { id, event } = row.summary;
    const name = event === '' ? '(no name)' : plain(cut(event, 80));
    this.#title.replaceChildren(`#${id} `, name);
    this.element.setAttribute('aria-label', `Delivery ${id}: ${name}`);
    this.#head.replaceChildren(verdict(row.summary));
    this.#sections = new Sections(this.#content);
    this.hooks.opened(row);
    this.#raise();
    this.element.scrollTop = 0;
    this.#title.focus();
    await this.#load(row);
  }

  /** Whether there was something to close. */
  close(): boolean {
    const row = this.#row;
    if (row === undefined) return false;
    this.#row = undefined;
    this.element.close();
    this.element.parentElement?.removeAttribute('data-open');
    this.hooks.closed(row);
    return true;
  }

  /** A new or changed summary: it may be of what is open, or of a retry of it. */
  heard({ id, retryOf }: DeliverySummary): void {
    const open = this.#row;
    if (open?.boot !== this.state.boot) return;
    const family = new Set([open.summary.id, open.summary.retryOf]);
    if (!family.has(id) && (retryOf === undefined || !family.has(retryOf))) return;
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      if (this.#row === open) void this.#load(open);
    }, REFRESH_MS);
  }

  restarted(): void {
    if (this.#row !== undefined && this.#shown === undefined) void this.#load(this.#row);
  }

  #raise(): void {
    this.element.close();
    this.element.parentElement?.toggleAttribute('data-open', !this.#isNarrow.matches);
    if (this.#isNarrow.matches) this.element.showModal();
    else this.element.show();
  }

  async #load(row: Row): Promise<void> {
    if (row.boot !== this.state.boot) {
      if (this.#shown === undefined) this.#say(GONE);
      return;
    }
    try {
      const detail = await fetchDelivery(row.summary.id);
      if (this.#row !== row) return;
      // Another start of the server, which this page has not heard of yet, gives the same ids again.
      if (detail.summary.at === row.summary.at) this.#show(detail);
      else this.#say(GONE);
    } catch (error) {
      if (this.#row !== row || this.#shown !== undefined) return;
      this.#say(error instanceof Refused && error.status === 404 ? 'This delivery is not kept any more: newer ones have taken its place.' : sentence(error));
    }
  }

  /** Of the list, or of the server when the list has let it go. */
  async #find(id: number): Promise<Row> {
    const { boot } = this.state;
    return this.hooks.find(id) ?? { boot, summary: (await fetchDelivery(id)).summary };
  }

  #say(text: string): void {
    this.#content.replaceChildren(h('p', { class: 'quiet', role: 'status' }, text));
  }

  readonly #openById = (id: number): void => {
    void this.#find(id).then((row) => this.open(row), (error: unknown) => this.#say(sentence(error)));
  };

  #show(detail: DeliveryDetail): void {
    this.#shown = detail;
    const { summary, signature, curl, test, notResendable } = detail;
    const matches = signature?.trials.some((trial) => trial.matches) === true;
    const part = this.#sections;
    const focused = document.activeElement;
    this.#head.replaceChildren(verdict(summary));
    part.put('facts', { summary, eventId: detail.eventId }, ({ eventId }) => facts(summary, eventId, this.#openById));
    part.put('actions', [curl === '', test === '', notResendable, this.state.path], () => actions(() => this.#shown ?? detail, this.state));
    part.put('problem', detail.problem, problemView);
    part.put('refused', matches ? undefined : signature, signatureView);
    part.put('violations', some(detail.violations), violationsView);
    part.put('late', some(detail.late), lateView);
    part.put('steps', detail.steps, stepsView);
    part.put('payload', { payload: detail.payload, raw: detail.raw, body: detail.body, changes: detail.changes }, payloadView);
    part.put('handlers', some(detail.handlers), handlersView);
    part.put('retries', detail.retries, (retries) => retriesView(retries, summary.id, this.#openById));
    part.put('notices', some(detail.notices), noticesView);
    part.put('signature', matches ? signature : undefined, signatureView);
    if (focused !== null && !focused.isConnected) this.#title.focus();
  }
}

function some<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length === 0 ? undefined : list;
}
