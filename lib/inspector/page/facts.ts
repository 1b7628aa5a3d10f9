import { h, type Child } from './dom.js';
import { duration, fullTime, isoTime, signedDuration } from './time.js';
import { bytes, cut, plain, signs } from './words.js';
import type { DeliverySummary } from './wire.js';

/** The delivery in one line: how it was answered. */
export function verdict({ outcome, status, code }: DeliverySummary): HTMLElement {
  return h('p', { class: 'verdict' }, h('span', { class: 'badge', 'data-outcome': outcome }, h('span', { class: 'sign', 'aria-hidden': 'true' }, signs[outcome]), outcome), h('strong', {}, status), code !== '' && h('code', {}, plain(code)));
}

const forms: Readonly<Record<string, string>> = { json: 'JSON', percent: 'percent-encoded JSON', form: 'form fields', parsed: 'taken apart by a parser in front' };

/** What else is known of it. */
export function facts(summary: DeliverySummary, eventId: string, open: (id: number) => void): HTMLElement {
  const { at, product, room, user, form, bytes: size, durationMs, skewMs, retryOf, attempt } = summary;
  const list: readonly (readonly [string, Child])[] = [
    ['Received', h('time', { datetime: isoTime(at) }, fullTime(at))],
    ['Took', duration(durationMs)],
    ['Clock skew', skewMs === undefined ? '' : signedDuration(skewMs)],
    ['Product', plain(product)],
    ['Room', plain(cut(room, 400))],
    ['User', plain(cut(user, 400))],
    ['Body', [forms[form] ?? '', size > 0 && `${form === '' ? '' : ', '}${bytes(size)}`]],
    ['Attempt', [String(attempt), retryOf !== undefined && [', retry of ', h('button', { type: 'button', class: 'link', onclick: () => open(retryOf) }, `#${retryOf}`)]]],
    ['Event id', eventId === '' ? '' : h('code', {}, eventId)],
  ];
  return h('dl', { class: 'facts' }, list.filter(([, value]) => value !== '').map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}
