import { h } from './dom.js';
import { section } from './section.js';
import { clockTime, isoTime, signedDuration } from './time.js';
import { plain } from './words.js';
import type { Timetable } from './wire.js';

const signs: Readonly<Record<Timetable['attempts'][number]['state'], string>> = { came: '✓', 'to come': '…', 'never came': '✕', 'not needed': '–' };

/** When ZEGO tries again, and where this delivery stands in it. */
export function retriesView({ text, attempts }: Timetable, id: number, open: (id: number) => void): HTMLElement {
  const first = attempts[0]?.dueAt ?? 0;
  return section({ title: 'Retries' }, h('p', { class: 'quiet' }, plain(text)), attempts.length > 0 && h('ol', { class: 'retries' },
    attempts.map(({ number, dueAt, delivery, state }) => h('li', { 'data-state': state, 'aria-current': delivery === id && 'step' },
      h('span', { class: 'sign', 'aria-hidden': 'true' }, signs[state]),
      h('span', {}, `attempt ${number}`),
      h('time', { datetime: isoTime(dueAt) }, clockTime(dueAt), number > 1 && h('small', {}, ` ${signedDuration(dueAt - first)}`)),
      h('span', {}, state, delivery !== undefined && [' as ', delivery === id ? `#${delivery}, this one` : h('button', { type: 'button', class: 'link', onclick: () => open(delivery) }, `#${delivery}`)])))));
}
