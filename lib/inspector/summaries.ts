import { columnsOf } from './columns.js';
import { MASK, type Mask } from './mask.js';
import type { Occurrences } from './occurrences.js';
import { plain } from './plain.js';
import type { Kept } from './record.js';
import { Redaction } from './redaction.js';
import type { Secrets } from './secrets.js';
import type { DeliverySummary } from './page/wire.js';

const LONGEST = 128;
const MOST_LOOKED_AT = 8_192;

/** Texts of a stranger, hidden and cut, with the mask that they were hidden by. */
interface Texts {
  readonly event: string;
  readonly room: string;
  readonly user: string;
  readonly by: Mask | undefined;
}

/** The lines of the list. */
export class Summaries {
  readonly #secrets: Secrets;
  readonly #redact: readonly string[];
  readonly #occurrences: Occurrences;
  readonly #texts = new WeakMap<Kept, Texts>();

  constructor(secrets: Secrets, redact: readonly string[], occurrences: Occurrences) {
    this.#secrets = secrets;
    this.#redact = redact;
    this.#occurrences = occurrences;
  }

  of(kept: Kept): DeliverySummary {
    const { id, at, outcome, status, code = '', form, bytes, durationMs, skewMs, attempt, occurrence, definition } = kept;
    const { event, room, user } = this.#textsOf(kept);
    const [first] = this.#occurrences.of(occurrence, id);
    return {
      id,
      at,
      event,
      product: definition?.product ?? '',
      room,
      user,
      outcome,
      status,
      code,
      form,
      bytes,
      durationMs,
      ...(skewMs !== undefined && { skewMs }),
      ...(first !== undefined && first < id && { retryOf: first }),
      attempt,
      remarks: kept.noticeCount + kept.troubles.length,
    };
  }

  /** Computed once, and again when another secret is known. */
  #textsOf(kept: Kept): Texts {
    const { mask } = this.#secrets;
    const known = this.#texts.get(kept);
    if (known?.by === mask) return known;
    const texts = kept.content === undefined ? hiddenAgain(known, mask) : this.#read(kept, kept.content, mask);
    this.#texts.set(kept, texts);
    return texts;
  }

  #read({ definition }: Kept, { envelope, received, checked, hadSecrets }: NonNullable<Kept['content']>, mask: Mask): Texts {
    const event = definition?.name ?? envelope?.event ?? '';
    const fields = checked?.event.payload ?? received?.fields;
    if (fields === undefined || envelope === undefined) return { event: shortened(event, (text) => mask.text(text)), room: '', user: '', by: mask };
    // Until the secrets of this app are known, nobody can say what is one.
    if (hadSecrets && !this.#secrets.isKnown(envelope.appId)) return { event: definition?.name ?? MASK, room: MASK, user: MASK, by: undefined };
    const redaction = new Redaction(this.#redact, this.#redact.length === 0 ? [] : [plain(received?.fields ?? null), plain(fields)]);
    const shown = (text: string): string => shortened(text, (one) => mask.text(redaction.text(one)));
    const columns = columnsOf(definition, fields, (name) => redaction.hides(name));
    return { event: definition?.name ?? shown(event), room: shown(columns.room), user: shown(columns.user), by: mask };
  }
}

/** The body is gone: what was made of it is all there is. */
function hiddenAgain(known: Texts | undefined, mask: Mask): Texts {
  const again = (text: string | undefined): string => mask.text(text ?? MASK);
  return { event: again(known?.event), room: again(known?.room), user: again(known?.user), by: mask };
}

/**
 * Cut after hiding, so that no part of a secret is left; a text that is much too long is cut before that as well, as
 * anybody may send one. A copy, so that it does not hold on to the body it is a part of.
 */
function shortened(text: string, hide: (text: string) => string): string {
  const hidden = hide(text.slice(0, MOST_LOOKED_AT));
  // Its end may be the beginning of a secret.
  const sure = text.length > MOST_LOOKED_AT ? `${hidden.slice(0, hidden.length > 2 * LONGEST ? LONGEST : hidden.lastIndexOf(MASK) + MASK.length)}…` : hidden;
  return Buffer.from(sure.length > LONGEST ? `${sure.slice(0, LONGEST)}…` : sure).toString();
}
