import { h, newId } from './dom.js';
import { changeText, jsonView, longText } from './json-view.js';
import { section } from './section.js';
import { plain } from './words.js';
import type { Change, DeliveryDetail, Json } from './wire.js';

const LONGEST_BODY = 20_000;

interface Shown {
  readonly payload?: Json | undefined;
  readonly raw?: Json | undefined;
  readonly body: DeliveryDetail['body'];
  readonly changes: readonly Change[];
}

/** What handlers get, beside what came in; what is different is marked in both, and listed. */
export function payloadView({ payload, raw, body, changes }: Shown): HTMLElement {
  const handlers = section({ title: 'Payload', remark: 'as handlers get it' },
    payload === undefined ? h('p', { class: 'quiet' }, 'It did not get this far.') : jsonView(payload, changes));
  return h('div', {}, h('div', { class: 'columns' }, handlers, bodyView(raw, body, changes)), changes.length > 0 && changeList(changes));
}

function bodyView(raw: Json | undefined, body: Shown['body'], changes: readonly Change[]): HTMLElement {
  const text = body.text === '' ? h('p', { class: 'quiet' }, 'There is no text to show.') : h('pre', { class: 'body', tabindex: 0 }, longText(plain(body.text), '', LONGEST_BODY));
  const heading = { title: 'As it came', remark: plain(body.contentType) };
  const note = body.note !== '' && h('p', { class: 'quiet' }, plain(body.note));
  if (raw === undefined) return section(heading, note, text);
  const decoded = jsonView(raw, changes.filter(({ kind }) => kind !== 'added').map((change) => ({ ...change, before: '', after: '' })));
  return section({ ...heading, controls: choice([['Decoded', decoded], ['Text', text]]) }, note, decoded, text);
}

/** Shows one of several views. */
function choice(views: readonly (readonly [string, HTMLElement])[]): HTMLElement {
  const name = newId();
  const show = (chosen: HTMLElement) => views.forEach(([, view]) => { view.hidden = view !== chosen; });
  if (views[0] !== undefined) show(views[0][1]);
  return h('fieldset', { class: 'choice' }, h('legend', { class: 'unseen' }, 'How the body is shown'), views.map(([title, view], index) =>
    h('label', {}, h('input', { type: 'radio', name, value: title, checked: index === 0, onchange: () => show(view) }), title)));
}

function changeList(changes: readonly Change[]): HTMLElement {
  return section({ title: 'Changes', remark: 'made by normalisation' },
    h('ul', { class: 'changes' }, changes.map((change) => h('li', {}, h('code', {}, plain(change.path)), ' ', h('span', { class: 'change' }, changeText(change))))));
}
