import { resend, sentence } from './api.js';
import { h, setText } from './dom.js';
import type { DeliveryState } from './state.js';
import { duration } from './time.js';
import { plain } from './words.js';
import type { DeliveryDetail, ResendOrder } from './wire.js';

/** Buttons of an opened delivery: copy it, send it again. */
export function actions(current: () => DeliveryDetail, state: DeliveryState): HTMLElement {
  const { summary, curl, test, notResendable } = current();
  const said = h('p', { class: 'said', role: 'status' });
  const byHand = h('textarea', { class: 'by-hand', readonly: true, hidden: true, rows: 4, 'aria-label': 'Text to copy' });
  const copying = (title: string, what: 'curl' | 'test') => h('button', { type: 'button', disabled: { curl, test }[what] === '', onclick: () => void copy(current()[what]) }, title);

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      byHand.hidden = true;
      setText(said, 'Copied.');
    } catch {
      // Not allowed, or no clipboard at all: it needs HTTPS or this machine.
      byHand.value = text;
      byHand.hidden = false;
      byHand.select();
      setText(said, 'The browser does not let this page copy. The text is selected: copy it yourself.');
    }
  }

  const why = notResendable ?? (state.path === '' ? 'The path of the callbacks is not known yet.' : undefined);
  const again = (how: ResendOrder['how']) => h('button', { type: 'button', disabled: why !== undefined, onclick: () => void sendAgain(how) }, `Resend ${how}`);

  async function sendAgain(how: ResendOrder['how']): Promise<void> {
    setText(said, 'Sending …');
    try {
      const { replies } = await resend({ delivery: summary.id, path: state.path, how });
      setText(said, replies.map(({ status, text, ms }) => (status === 0 ? `No answer: ${plain(text)}` : `Answered ${status} in ${duration(ms)}.`)).join(' '));
    } catch (error) {
      setText(said, sentence(error));
    }
  }

  return h('div', { class: 'actions' },
    h('div', { class: 'buttons' }, copying('Copy curl', 'curl'), copying('Copy jest test', 'test'), again('as it was'), again('signed again'), said),
    why !== undefined && h('p', { class: 'quiet' }, `Cannot be sent again: ${plain(why)}`), byHand);
}
