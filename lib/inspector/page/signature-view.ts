import { h } from './dom.js';
import { section } from './section.js';
import { plain } from './words.js';
import type { SignatureShown, SignatureTrial } from './wire.js';

/** How the signature was computed with each secret, beside the one that came. */
export function signatureView({ received, trials, causes }: SignatureShown): HTMLElement {
  return section({ title: 'Signature' },
    causes.length > 0 && h('div', {}, h('h4', {}, 'Usual causes, the likeliest first'), h('ol', { class: 'causes' }, causes.map((cause) => h('li', {}, plain(cause))))),
    trials.length === 0 ? h('p', { class: 'quiet' }, 'No secret was tried.') : trials.map((trial, index) => trialView(trial, received, trials.length > 1 ? index + 1 : 0)));
}

function trialView({ parts, algorithm, digest, matches }: SignatureTrial, received: string, number: number): HTMLElement {
  const boxes = parts.map(({ name, text }, index) => [
    index > 0 && h('span', { class: 'plus', 'aria-label': 'plus', role: 'img' }, '+'),
    h('span', { class: 'part' }, h('small', {}, name), h('code', {}, text === '' ? '(empty)' : plain(text)))]);
  const { computed, came, differing } = compare(digest, received);
  return h('div', { class: 'trial' },
    number > 0 && h('h4', {}, `Secret ${number}`),
    h('p', { class: 'parts' }, boxes, h('span', { class: 'quiet' }, `sorted, joined without a separator, then ${algorithm}`)),
    h('dl', { class: 'digests' },
      h('dt', {}, 'computed'), h('dd', {}, h('code', {}, computed)),
      h('dt', {}, 'received'), h('dd', {}, received === '' ? '(none)' : h('code', {}, came))),
    h('p', { class: matches ? 'good' : 'bad' }, matches ? '✓ They are the same.' : `✕ ${differing}`));
}

/** Both texts with the characters marked that differ. */
function compare(digest: string, received: string) {
  const length = Math.max(digest.length, received.length);
  const differs = Array.from({ length }, (_, index) => digest[index]?.toLowerCase() !== received[index]?.toLowerCase());
  const wrong = differs.filter(Boolean).length;
  const lengths = digest.length === received.length ? '' : ` ${received.length} characters came instead of ${digest.length}.`;
  return { computed: marked(digest, differs), came: marked(received, differs), differing: `${wrong} of ${length} characters differ.${lengths}` };
}

const LONGEST = 256;

function marked(text: string, differs: readonly boolean[]) {
  const runs: { text: string; isWrong: boolean }[] = [];
  for (let index = 0; index < Math.min(text.length, LONGEST); index += 1) {
    const isWrong = differs[index] ?? false;
    const last = runs.at(-1);
    if (last?.isWrong === isWrong) last.text += text.charAt(index);
    else runs.push({ text: text.charAt(index), isWrong });
  }
  const more = text.length > LONGEST && '…';
  return [runs.map((run) => (run.isWrong ? h('mark', { class: 'differs' }, plain(run.text)) : plain(run.text))), more];
}
