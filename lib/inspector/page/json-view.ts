import { h } from './dom.js';
import { count, cut, many, plain, quoted } from './words.js';
import type { Change, Json } from './wire.js';

const LINES = 400;
const LONGEST = 400;

interface Line {
  readonly depth: number;
  readonly path: string;
  readonly key: string | undefined;
  /** A bracket, or undefined where the line is a value. */
  readonly bracket: string | undefined;
  readonly value: Json;
  readonly comma: boolean;
}

/** JSON, indented, with the changed fields marked. Long texts and long lists are cut until somebody asks. */
export function jsonView(value: Json, changes: readonly Change[] = []): HTMLElement {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  const lines = [...linesOf(value)];
  const view = h('pre', { class: 'json', tabindex: 0 });
  let from = 0;
  const more = h('button', { type: 'button', class: 'link', onclick: () => show() });
  const show = () => {
    const next = lines.slice(from, from + LINES);
    view.append(...next.map((line) => lineView(line, byPath.get(line.path))));
    from += next.length;
    if (from >= lines.length) more.remove();
    else more.textContent = `Show more: ${many(lines.length - from, 'line')} left`;
  };
  show();
  return from < lines.length ? h('div', {}, view, more) : view;
}

function* linesOf(value: Json, depth = 0, path = '', key?: string, comma = false): Generator<Line> {
  const inner = isList(value) ? value.map((item, index) => ({ item, path: `${path}[${index}]`, key: undefined })) : membersOf(value, path);
  if (inner === undefined || inner.length === 0) {
    yield { depth, path, key, bracket: undefined, value, comma };
    return;
  }
  const [open, close] = isList(value) ? '[]' : '{}';
  yield { depth, path, key, bracket: open, value, comma: false };
  for (const [index, member] of inner.entries()) yield* linesOf(member.item, depth + 1, member.path, member.key, index < inner.length - 1);
  yield { depth, path: '', key: undefined, bracket: close, value, comma };
}

function membersOf(value: Json, path: string) {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([key, item]) => ({ item, path: path === '' ? key : `${path}.${key}`, key }));
}

function lineView({ depth, key, bracket, value, comma }: Line, change: Change | undefined): HTMLElement {
  const shown = bracket ?? scalar(value);
  const line = h('span', { class: 'line' }, key !== undefined && [h('span', { class: 'key' }, quoted(cut(key, LONGEST))), ': '], change === undefined ? shown : h('mark', {}, shown), comma && ',');
  if (change !== undefined) line.append(' ', h('span', { class: 'change' }, changeText(change)));
  line.style.paddingInlineStart = `${depth * 1.25 + 1.25}em`;
  return line;
}

function scalar(value: Json): HTMLElement {
  if (typeof value === 'string') return longText(quoted(value), 'string');
  if (typeof value === 'object' && value !== null) return h('span', {}, isList(value) ? '[]' : '{}');
  return h('span', { class: value === null ? 'null' : typeof value }, String(value));
}

/** A text of any length: its beginning, and a button for the rest. */
export function longText(text: string, className: string, most = LONGEST): HTMLElement {
  const view = h('span', { class: className }, cut(text, most));
  if (text.length > most) {
    const more = h('button', { type: 'button', class: 'link', onclick: () => { view.textContent = text; } }, `show all ${count(text.length)} characters`);
    view.append(' ', more);
  }
  return view;
}

export function changeText({ kind, before, after }: Change): string {
  const was = before !== '' && kind.startsWith('text to') ? inQuotes(before) : short(before);
  const is = after !== '' && kind === 'number to text' ? inQuotes(after) : short(after);
  if ((was === '' && is === '') || before === HIDDEN || after === HIDDEN) return kind;
  if (was === '' || is === '') return `${kind}: ${was}${is}`;
  return `${kind}: ${was} → ${is}`;
}

// What a redacted value is on its way here: two of them say nothing about a change.
const HIDDEN = '[redacted]';
const short = (text: string) => plain(cut(text, 80));
const inQuotes = (text: string) => (text.startsWith('"') ? short(text) : `"${short(text)}"`);

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
