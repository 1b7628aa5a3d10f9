import { h, setText } from './dom.js';
import { eachFrame } from './frame.js';
import { dayTime, isoTime } from './time.js';
import { count, cut, many, plain } from './words.js';
import type { RoomsShown } from './wire.js';

type Room = RoomsShown['rooms'][number];
const MOST_PEOPLE = 100;
// Longer lists scroll, and so must be reachable by keyboard.
const SCROLLS = 12;
const short = (text: string) => plain(cut(text, 120));

/** The third tab: who is in which room, and publishes what. */
export class RoomsView {
  readonly #filter = h('input', { type: 'search', 'aria-label': 'Filter rooms', placeholder: 'Filter by room, user or stream', autocomplete: 'off', spellcheck: 'false', oninput: () => this.#render() });
  readonly #total = h('p', { class: 'quiet' }, 'Waiting for the list of rooms …');
  readonly #list = h('ul', { class: 'rooms' });
  readonly #cards = new Map<string, { readonly element: HTMLElement; readonly json: string; readonly text: string }>();
  #shown: RoomsShown | undefined;
  readonly #render = eachFrame(() => this.#update());

  constructor(readonly view: HTMLElement) {
    view.append(h('div', { class: 'toolbar' }, this.#filter, this.#total), this.#list);
  }

  hear(rooms: RoomsShown): void {
    this.#shown = rooms;
    this.#render();
  }

  /** Called each time the tab comes into view. */
  enter(): void {
    this.#render();
  }

  search(): void {
    this.#filter.focus();
    this.#filter.select();
  }

  #update(): void {
    if (this.#shown === undefined || this.view.hidden) return;
    const { rooms, total } = this.#shown;
    const word = this.#filter.value.trim().toLowerCase();
    const open = new Set(rooms.map(({ roomId }) => roomId));
    for (const [roomId, { element }] of this.#cards) {
      if (open.has(roomId)) continue;
      element.remove();
      this.#cards.delete(roomId);
    }
    let shown = 0;
    let before: HTMLElement | undefined;
    for (const room of rooms) {
      const { element, text } = this.#card(room);
      // Only what is new or out of its place is touched.
      const place: Element | null = before === undefined ? this.#list.firstElementChild : before.nextElementSibling;
      if (place !== element) this.#list.insertBefore(element, place);
      element.hidden = !text.includes(word);
      if (!element.hidden) shown += 1;
      before = element;
    }
    setText(this.#total, total === 0 ? 'No room is open.' : `${many(total, 'room')} open${total > rooms.length ? `, the first ${count(rooms.length)} by name` : ''}${word === '' ? '' : `; ${count(shown)} shown`}`);
  }

  #card(room: Room) {
    const json = JSON.stringify(room);
    const known = this.#cards.get(room.roomId);
    if (known?.json === json) return known;
    const card = { element: cardOf(room), json, text: textOf(room) };
    known?.element.replaceWith(card.element);
    this.#cards.set(room.roomId, card);
    return card;
  }
}

function textOf({ roomId, users, streams }: Room): string {
  return [roomId, ...users.flatMap(({ userId, userName }) => [userId, userName]), ...streams.map(({ streamId }) => streamId)].join('\n').toLowerCase();
}

function cardOf({ roomId, createdAt, users, streams }: Room): HTMLElement {
  const present = new Set(users.map(({ userId }) => userId));
  const strays = streams.filter(({ userId }) => !present.has(userId));
  const streamView = ({ streamId, createdAt: since }: Room['streams'][number]) => h('li', { class: 'stream' }, h('span', { class: 'sign', 'aria-hidden': 'true' }, '▸'), h('span', { class: 'unseen' }, 'publishes '), h('span', {}, short(streamId)), h('time', { datetime: isoTime(since) }, dayTime(since)));
  return h('li', { class: 'room-card' },
    h('h2', {}, short(roomId)),
    h('p', { class: 'quiet' }, `${many(users.length, 'user')}, ${many(streams.length, 'stream')}`, createdAt !== undefined && [', open since ', h('time', { datetime: isoTime(createdAt) }, dayTime(createdAt))]),
    h('ul', users.length + strays.length > SCROLLS ? { tabindex: 0, 'aria-label': `Users of ${short(roomId)}` } : {}, users.slice(0, MOST_PEOPLE).map(({ userId, userName, loggedInAt }) => h('li', {}, h('span', { class: 'user' }, short(userName === '' ? userId : userName)), userName !== '' && userName !== userId && h('small', {}, short(userId)),
      loggedInAt !== undefined && h('time', { datetime: isoTime(loggedInAt) }, dayTime(loggedInAt)),
      h('ul', {}, streams.filter((stream) => stream.userId === userId).map(streamView)))),
    users.length > MOST_PEOPLE && h('li', { class: 'quiet' }, `and ${many(users.length - MOST_PEOPLE, 'other')}`),
    strays.map((stream) => h('li', {}, h('span', { class: 'quiet' }, `${short(stream.userId)} (not in the room)`), h('ul', {}, streamView(stream))))));
}
