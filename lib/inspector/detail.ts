import type { Inspection } from '../inspection.js';
import { besideBody, type Beside } from './beside.js';
import { bodyShown, whyNotResendable, type BodyShown } from './body-shown.js';
import { changesOf, inShort } from './changes.js';
import { curlOf } from './curl.js';
import { jestTestOf } from './jest-test.js';
import { MASK, type Mask } from './mask.js';
import { plain } from './plain.js';
import { briefly, problemOf } from './problem.js';
import { REDACTED, Redaction } from './redaction.js';
import type { Kept } from './record.js';
import { signatureOf } from './signature.js';
import { endedIn, stepsOf } from './steps.js';
import { timetableOf, type Came } from './timetable.js';
import type { DeliveryDetail, DeliverySummary, Json, Problem } from './page/wire.js';

/** Longer bodies are cut off on the page, and are no good for pasting. */
const LONGEST_BODY = 200_000;

/** What a detail is made of besides the delivery. */
export interface Background {
  readonly settings: Inspection['settings'];
  readonly summary: DeliverySummary;
  readonly redact: readonly string[];
  /** Those that a callback of this app is checked with now. */
  readonly secrets: readonly string[];
  readonly mask: Mask;
  /** Whether the secrets that it may hold cannot be known now. */
  readonly isWithheld: boolean;
  /** All deliveries of the same event that are kept, the oldest first. */
  readonly siblings: readonly Kept[];
  /** Where a command is to send the body. */
  readonly url: string;
}

const WITHHELD = '[not shown: the function given as "secret" does not answer, so nobody can say what here is a secret]';

/** Everything that can be said of one delivery, with nothing in it that must not be seen. */
export function detailOf(given: Kept, background: Background): DeliveryDetail {
  const { settings, summary, redact, mask, siblings, isWithheld } = background;
  const kept: Kept = isWithheld ? { ...given, content: undefined } : given;
  const { content } = kept;
  const fields = content?.received === undefined ? undefined : plain(content.received.fields);
  const payload = content?.checked === undefined ? undefined : plain(content.checked.event.payload);
  const redaction = new Redaction(redact, [fields, payload]);
  const beside = fields === undefined || content === undefined || content.input instanceof Error ? undefined : besideBody(content.input.body, kept.form, fields);
  const said = (text: string): string => (isWithheld && text !== '' ? WITHHELD : mask.text(redaction.text(text)));
  const shown = (value: Json): Json => mask.value(redaction.value(value));
  const body = bodyShown(kept, fields, redaction);
  const problem = kept.code === undefined ? undefined : problemSaid(content?.error === undefined ? { code: kept.code, message: kept.message, hint: '', cause: '' } : problemOf(content.error), said);
  const notResendable = whyNotResendable(given);

  return {
    summary,
    eventId: kept.eventId,
    body: isWithheld ? { text: '', contentType: '', note: WITHHELD } : bodyText(body, mask, said),
    ...(fields !== undefined && { raw: shown(fields) }),
    ...(payload !== undefined && { payload: shown(payload) }),
    changes: beside === undefined || payload === undefined ? [] : changesShown(beside, payload, content?.envelope?.keys ?? [], redaction, mask),
    steps: stepsOf(kept, { settings, message: problem?.message ?? '', calledItself: summary.event, earlier: earlierThan(kept, siblings) }),
    ...signatureShown(kept, background, said),
    violations: violationsOf(kept).map(said),
    notices: (content?.notices ?? []).map(({ kind, path }) => ({ kind, path: said(path) })),
    ...(problem !== undefined && { problem }),
    late: kept.troubles.map((trouble) => problemSaid(problemOf(trouble), said)),
    handlers: (kept.runs ?? []).map(({ name, ms, error }) => ({ name, ...(ms !== undefined && { ms }), ...(error !== undefined && { error: said(briefly(error)) }) })),
    retries: timetableOf(kept.definition, siblings.map(cameOf), kept.id, settings.clock()),
    curl: body.bytes === undefined || body.bytes.length > LONGEST_BODY ? '' : curlOf({ url: mask.text(background.url), contentType: mask.text(body.contentType), body: masked(body.bytes, mask) }),
    test: testOf(kept, background, { fields, payload, beside, body, redaction }),
    ...(notResendable !== undefined && { notResendable }),
  };
}

function bodyText({ bytes, contentType, note }: BodyShown, mask: Mask, said: (text: string) => string): DeliveryDetail['body'] {
  // Hidden before it is cut: half a secret must not be left at the end.
  const text = mask.text(bytes?.toString('utf8') ?? '');
  const isCut = text.length > LONGEST_BODY;
  const notes = [note, isCut ? `Cut off after ${LONGEST_BODY} of ${text.length} characters.` : ''].filter(Boolean);
  return { text: isCut ? text.slice(0, LONGEST_BODY) : text, contentType: said(contentType), note: notes.join(' ') };
}

/** Byte for byte as it was where nothing had to be hidden: it need not be UTF-8. */
function masked(bytes: Buffer, mask: Mask): Buffer {
  const text = bytes.toString('utf8');
  const shown = mask.text(text);
  return shown === text ? bytes : Buffer.from(shown);
}

function changesShown(beside: Beside, payload: Json, envelope: readonly string[], redaction: Redaction, mask: Mask): DeliveryDetail['changes'] {
  return changesOf(beside, payload, envelope).map(({ path, names, kind, before, after }) => {
    const sides = [before, after].map((value) => (value === undefined ? '' : mask.value(redaction.value(value))));
    // A rounded id still tells most of the digits, so both sides are hidden, or none.
    const hidden = names.some((name) => redaction.hides(name)) ? REDACTED : sides.find((side) => side === REDACTED || side === MASK);
    const [from = '', to = ''] = sides.map((side) => (side === '' ? '' : inShort(hidden ?? side)));
    return { path: mask.text(redaction.text(path)), kind, before: from, after: to };
  });
}

function problemSaid({ code, message, hint, cause }: Problem, said: (text: string) => string): Problem {
  return { code, message: said(message), hint: said(hint), cause: said(cause) };
}

function violationsOf({ content }: Kept): readonly string[] {
  if (content === undefined) return [];
  const reasons: readonly unknown[] = content.error?.code === 'invalid_payload' ? content.error.errors : (content.checked?.event.reasons ?? []);
  return reasons.filter((reason): reason is string => typeof reason === 'string');
}

function signatureShown({ content, definition, code, reached }: Kept, { secrets }: Background, said: (text: string) => string): Pick<DeliveryDetail, 'signature'> {
  if (content?.envelope === undefined) return {};
  const wasTried = reached !== 'identified' || code === 'bad_signature';
  const refusal = wasTried ? '' : (content.error?.message ?? '');
  const { received, trials, causes } = signatureOf(content.envelope, definition, secrets, refusal, code !== 'bad_signature');
  return {
    signature: {
      received: said(received),
      trials: trials.map(({ parts, digest, ...trial }) => ({ ...trial, digest: said(digest), parts: parts.map(({ name, text }) => ({ name, text: text === MASK ? text : said(text) })) })),
      causes: causes.map(said),
    },
  };
}

function earlierThan({ id, closedTick, durationMs }: Kept, siblings: readonly Kept[]): { readonly id: number; readonly wasOpen: boolean } | undefined {
  // The one that was handled, or is to blame.
  const earlier = siblings.filter((sibling) => sibling.id < id && sibling.outcome !== 'duplicate' && endedIn(sibling) !== 'once').at(-1);
  return earlier === undefined ? undefined : { id: earlier.id, wasOpen: earlier.closedTick > closedTick - durationMs };
}

function cameOf({ id, at, closedAt, status }: Kept): Came {
  return { id, at, closedAt, status };
}

interface Parts {
  readonly fields: Json | undefined;
  readonly payload: Json | undefined;
  readonly beside: Beside | undefined;
  readonly body: BodyShown;
  readonly redaction: Redaction;
}

function testOf(kept: Kept, { settings, mask }: Background, { fields, payload, beside, body, redaction }: Parts): string {
  if (kept.content === undefined || body.bytes === undefined || body.bytes.length > LONGEST_BODY) return '';
  const standIn = (value: Json | undefined): Json | undefined => (value === undefined ? undefined : mask.value(redaction.standIn(value)));
  const isForm = kept.content.received?.isForm === true;
  return jestTestOf({
    kept,
    form: isForm ? 'form' : kept.form === 'percent' ? 'percent' : 'json',
    fields: standIn(fields),
    payload: standIn(payload),
    beside,
    body: masked(body.bytes, mask),
    contentType: mask.text(body.contentType),
    settings,
  });
}
