import type { ZegoErrorCode } from '../index.js';
import type { Inspection } from '../inspection.js';
import type { Kept } from './record.js';
import type { Step } from './page/wire.js';

type Name = Step['name'];
const ORDER: readonly Name[] = ['receive', 'identify', 'verify', 'freshness', 'validate', 'once', 'handlers', 'answer'];

/** Each code ends a delivery in one step; some in one of several, which how far it got tells. The compiler keeps it complete. */
const ENDED_IN: Readonly<Record<ZegoErrorCode, Name | ((kept: Kept) => Name)>> = {
  malformed_body: ({ reached }) => (reached === 'nothing' ? 'receive' : reached === 'received' ? 'identify' : 'verify'),
  missing_signature: 'verify',
  bad_signature: 'verify',
  unknown_app: 'verify',
  stale: 'freshness',
  replayed: 'once',
  body_too_large: 'receive',
  unsupported_encoding: 'receive',
  invalid_payload: 'validate',
  // Without a handler of its own, it shares what came of an earlier delivery of the event.
  handler_failed: ({ handlersMs }) => (handlersMs === undefined ? 'once' : 'handlers'),
  handler_timeout: ({ handlersMs }) => (handlersMs === undefined ? 'once' : 'handlers'),
  unsafe_integer: ({ reached }) => (reached === 'received' ? 'identify' : 'validate'),
  internal: ({ reached }) => ({ nothing: 'receive', received: 'identify', identified: 'verify', verified: 'validate', checked: 'once' } as const)[reached],
  busy: 'once',
  store_unavailable: 'once',
};

/** What the sentences need besides the delivery itself. */
export interface Surroundings {
  readonly settings: Inspection['settings'];
  /** The error's message and what is said of it. */
  readonly message: string;
  /** What it calls itself, hidden where it must be. */
  readonly calledItself: string;
  /** An earlier delivery of the same event, and whether it was still being handled as this one came. */
  readonly earlier: { readonly id: number; readonly wasOpen: boolean } | undefined;
}

/** Which step ended a delivery; `answer` when all went well. */
export function endedIn(kept: Kept): Name {
  if (kept.code === undefined) return 'answer';
  const name = ENDED_IN[kept.code];
  return typeof name === 'function' ? name(kept) : name;
}

/** The way of a delivery, a sentence for each step. */
export function stepsOf(kept: Kept, surroundings: Surroundings): Step[] {
  const end = ORDER.indexOf(endedIn(kept));
  return ORDER.map((name, index): Step => {
    if (name === 'answer') return { name, verdict: kept.status < 300 ? 'passed' : 'failed', text: SAID.answer(kept, surroundings) };
    if (index > end || (name === 'handlers' && kept.outcome === 'duplicate')) return { name, verdict: 'not reached', text: name === 'handlers' ? notHandled(kept) : '' };
    const failed = index === end;
    return { name, verdict: failed ? 'failed' : 'passed', text: failed && name !== 'handlers' && name !== 'once' ? surroundings.message : SAID[name](kept, surroundings) };
  });
}

const FORMS: Readonly<Record<Kept['form'], string>> = { json: 'JSON', percent: 'percent-encoded JSON', form: 'a form', parsed: 'fields that a parser in front had decoded', '': 'nothing' };

const SAID: Readonly<Record<Name, (kept: Kept, surroundings: Surroundings) => string>> = {
  receive: ({ form, bytes, path }) => `Read as ${FORMS[form]}${bytes > 0 ? `, ${bytes} bytes` : ''}${path === '' ? ', by zego.receive()' : ''}.`,
  identify: ({ definition }, { calledItself }) => (definition === undefined ? `No schema describes ${calledItself === '' ? 'it' : `"${calledItself}"`}.` : `It is ${definition.name} of the product ${definition.product}.`),
  verify: () => 'The signature matches one of the secrets.',
  freshness: ({ skewMs = 0 }, { settings: { toleranceMs } }) => {
    const off = `The timestamp is ${seconds(Math.abs(skewMs))} ${skewMs < 0 ? 'ahead of' : 'behind'} this server's clock`;
    return toleranceMs === false ? `${off}. Nothing is too old here: the option "tolerance" is false.` : `${off}; ${seconds(toleranceMs)} are allowed.`;
  },
  validate: ({ isKnownEvent, definition, reasonCount, noticeCount }) => {
    if (definition === undefined) return 'There is no schema to hold it against, so it goes to onUnknown.';
    if (!isKnownEvent) return `It does not match its schema in ${counted(reasonCount, 'place')}. As invalidPayload is "unknown", it goes to onUnknown all the same.`;
    return `It matches the schema of ${definition.name}${noticeCount === 0 ? '' : `, with ${counted(noticeCount, 'notice')} of what no schema knows`}.`;
  },
  once: onceInWords,
  handlers: handlersInWords,
  answer: ({ status, code, outcome }, { settings: { forwardErrors } }) => {
    if (code === undefined) return `${status}, ${outcome}. ZEGO does not send it again.`;
    const given = forwardErrors ? `The error went to next(err), with the status ${status}` : `${status} ${code}`;
    return `${given}. ZEGO sends it again, as far as its timetable goes.`;
  },
};

function onceInWords(kept: Kept, { message, earlier }: Surroundings): string {
  const { code, outcome, troubles } = kept;
  const isEnd = endedIn(kept) === 'once';
  const whom = earlier === undefined ? 'a delivery that is not kept here' : `delivery ${earlier.id}`;
  if (isEnd && code === 'busy') return 'Another process has claimed the event and is handling it, or died while it did.';
  if (isEnd && code === 'handler_failed') return `The event was being handled by ${whom}, which failed; this one shares the failure.`;
  if (isEnd && code === 'handler_timeout') return `The event was being handled by ${whom}, which took too long; this one has waited for it in vain.`;
  if (isEnd) return message;
  const storeFailed = troubles.some((trouble) => trouble.code === 'store_unavailable') ? ' The store failed meanwhile: see the failures beside the outcome.' : '';
  if (outcome !== 'duplicate') return `The event was claimed: no other delivery had handled it.${storeFailed}`;
  return `A repeat: the event ${earlier?.wasOpen === true ? 'was just being handled' : 'had been handled'} by ${whom}.${storeFailed}`;
}

function handlersInWords({ runs = [], handlersMs, code, isKnownEvent }: Kept): string {
  if (handlersMs === undefined) return `No handler is registered for it${isKnownEvent ? '' : ' with onUnknown'}.`;
  const took = seconds(handlersMs);
  if (runs.length === 0) return `Handlers ran for ${took}; each one's time is told from the next delivery on.`;
  const failed = runs.filter(({ error }) => error !== undefined).length;
  const running = runs.filter(({ ms }) => ms === undefined).length;
  const well = runs.length - failed - running;
  const parts = [...(well > 0 ? [`${well} succeeded`] : []), ...(failed > 0 ? [`${failed} failed`] : []), ...(running > 0 ? [`${running} still running`] : [])];
  const late = code === 'handler_timeout' ? `Time was up after ${took}` : `In ${took}`;
  return `${late}; of ${counted(runs.length, 'handler')}: ${parts.join(', ')}.`;
}

function notHandled({ outcome, code }: Kept): string {
  if (outcome === 'duplicate') return 'No handler ran: it is a repeat.';
  return code === undefined ? '' : 'No handler ran.';
}

function seconds(ms: number): string {
  if (ms < 1) return 'less than 1 ms';
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toFixed(1))} s`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
