import { h } from './dom.js';
import { duration } from './time.js';
import { cut, many, plain } from './words.js';
import type { SendResult } from './wire.js';

const LONGEST = 300;

/** How each callback was answered. */
export function repliesView({ replies }: SendResult): HTMLElement {
  return h('div', {}, h('p', { role: 'status' }, summary(replies)), h('table', { class: 'replies' }, h('caption', { class: 'unseen' }, 'Replies'),
    h('thead', {}, h('tr', {}, ['No.', 'Status', 'Took', 'Answer'].map((title) => h('th', { scope: 'col' }, title)))),
    h('tbody', {}, replies.map(({ status, text, ms }, index) => h('tr', {}, h('th', { scope: 'row' }, index + 1),
      h('td', { class: isGood(status) ? 'good' : 'bad' }, status === 0 ? '✕ none' : `${isGood(status) ? '✓' : '✕'} ${status}`), h('td', {}, duration(ms)), h('td', {}, h('code', {}, plain(cut(text, LONGEST)))))))));
}

const isGood = (status: number) => status >= 200 && status < 300;

function summary(replies: SendResult['replies']): string {
  const statuses = new Map<number, number>();
  for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  return `${many(replies.length, 'reply', 'replies')}: ${[...statuses].map(([status, times]) => `${times} × ${status === 0 ? 'no answer' : status}`).join(', ')}.`;
}
