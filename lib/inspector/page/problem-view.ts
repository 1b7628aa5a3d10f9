import { h } from './dom.js';
import { longText } from './json-view.js';
import { section } from './section.js';
import { plain } from './words.js';
import type { DeliveryDetail, Problem } from './wire.js';

/** What went wrong, with what helps against it. */
export function problemView(problem: Problem): HTMLElement {
  return section({ title: 'Problem', className: 'problem' }, one(problem));
}

/** Failures beside the outcome. */
export function lateView(late: readonly Problem[]): HTMLElement {
  return section({ title: 'Late failures', remark: 'after the answer, or beside it', className: 'problem' }, late.map(one));
}

export function violationsView(violations: readonly string[]): HTMLElement {
  return section({ title: 'Fields that do not match the schema' }, h('ul', { class: 'violations' }, violations.map((violation) => h('li', {}, plain(violation)))));
}

const kinds: Readonly<Record<string, string>> = {
  unknown_field: 'a field that the schema does not know',
  unknown_value: 'a value that is not documented',
  dropped_key: 'a key that was left out, for safety',
};

export function noticesView(notices: DeliveryDetail['notices']): HTMLElement {
  return section({ title: 'Notices' }, h('ul', { class: 'notices' }, notices.map(({ kind, path }) => h('li', {}, h('code', {}, plain(path)), ` ${kinds[kind] ?? plain(kind)}`))));
}

function one({ code, message, hint, cause }: Problem): HTMLElement {
  return h('div', { class: 'trouble' }, h('p', {}, code !== '' && h('code', { class: 'code' }, plain(code)), ' ', plain(message)),
    hint !== '' && h('p', { class: 'hint' }, h('strong', {}, 'Hint: '), plain(hint)),
    cause !== '' && h('pre', { class: 'stack', tabindex: 0 }, longText(plain(cause), '', 4000)));
}
