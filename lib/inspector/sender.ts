import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { schemas } from '../index.js';
import type { Inspection } from '../inspection.js';
import { signBody, writeBody, type Body, type BodyValue, type SignatureSpelling } from '../testing/index.js';
import { signedBody } from '../testing/signed-callback.js';
import { Refused } from './answer.js';
import type { Ledger } from './ledger.js';
import { MASK } from './mask.js';
import type { Json, ResendOrder, SendOrder, SendResult } from './page/wire.js';
import { plain } from './plain.js';
import { postHere, type Here, type Post } from './post-here.js';
import { Redaction } from './redaction.js';
import { documentedFields, knownEvent, type OwnEvent } from './shown-event.js';

const MOST_CHARACTERS = 2_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** The earliest time in ms whose digits are as many as today's. */
const LEAST_TIME = 1e12;

type Source = Pick<Ledger, 'wire' | 'fields' | 'form' | 'appIdOf' | 'mask'>;
type Reply = SendResult['replies'][number];
/** A callback that still has to be signed. */
interface Draft {
  readonly body: Body;
  readonly appId: string;
  readonly spelling: SignatureSpelling | undefined;
}

/** Posts callbacks to this server, over HTTP like ZEGO's, signed with the receiver's own secret. */
export class Sender {
  readonly #settings: Inspection['settings'];
  readonly #ledger: Source;
  readonly #redact: readonly string[];

  /** @param redact names of fields whose values are not shown where an answer repeats them */
  constructor(settings: Inspection['settings'], ledger: Source, redact: readonly string[]) {
    this.#settings = settings;
    this.#ledger = ledger;
    this.#redact = redact;
  }

  /**
   * One after the other: the next is sent when the one before is answered.
   *
   * @throws Refused 400, 404; the reason of `signal` when it aborts
   */
  async send(order: SendOrder, here: Here, signal: AbortSignal): Promise<SendResult> {
    const { path, form, fault, repeats, delayMs } = order;
    const draft = this.#draftOf(order);
    const secret = fault === 'none' || fault === 'stale' ? await this.#secretFor(draft.appId) : randomBytes(16).toString('hex');
    const write = (): Post => this.#written({ body: this.#sign(draft, secret, fault), form, path });
    const endsAt = performance.now() + MINUTE_MS;
    const replies: Reply[] = [];
    let post = write();
    for (let count = 1; count <= repeats; count += 1) {
      if (count > 1 && delayMs > 0) await sleep(delayMs, undefined, { signal });
      if (count > 1 && performance.now() > endsAt) {
        replies.push({ status: 0, text: 'Not sent: a minute was over.', ms: 0 });
        continue;
      }
      if (count > 1 && order.repeat === 'signed again') post = write();
      replies.push(this.#shown(await postHere(here, post, signal), secret, order.fields));
    }
    return { replies };
  }

  /** @throws Refused 400, 404; the reason of `signal` when it aborts */
  async resend({ delivery, path, how }: ResendOrder, here: Here, signal: AbortSignal): Promise<SendResult> {
    const body = this.#ledger.fields(delivery);
    const fields = body === undefined ? {} : plain(body);
    if (how === 'as it was') {
      const wire = this.#ledger.wire(delivery);
      if (wire === undefined) throw new Refused(404, `The bytes of delivery ${delivery} are not kept, so it cannot be sent as it was.`);
      return { replies: [this.#shown(await postHere(here, { path, ...wire }, signal), '', fields)] };
    }
    if (body === undefined) throw new Refused(404, `The fields of delivery ${delivery} are not known, so it cannot be signed again.`);
    const form = this.#ledger.form(delivery);
    const appId = this.#ledger.appIdOf(delivery);
    const secret = await this.#secretFor(appId);
    const signed = this.#sign({ body, appId, spelling: undefined }, secret, 'none');
    const post = this.#written({ body: signed, form: form === 'percent' || form === 'form' ? form : 'json', path });
    return { replies: [this.#shown(await postHere(here, post, signal), secret, fields)] };
  }

  #draftOf({ event, fields }: SendOrder): Draft {
    const own = this.#settings.definitions.find(({ name }) => name === event);
    if (own !== undefined) return ownDraft(own, fields);
    const known = knownEvent(event);
    if (known === undefined) throw new Refused(404, `There is no event named ${JSON.stringify(event.slice(0, 64))}.`);
    const { envelope } = schemas[known]['x-zego'];
    const { [envelope.appid]: given, ...others } = fields;
    const appId = typeof given === 'string' || typeof given === 'number' ? given : undefined;
    // What is missing is left out.
    const left = Object.fromEntries(Object.keys(documentedFields(known)).map((field) => [field, undefined]));
    const body = signedBody(known, { ...left, ...others }, { appId, secret: 'signed later' });
    return { body, appId: textOf(body[envelope.appid]), spelling: envelope };
  }

  /** By the receiver's clock, which need not be that of this process. */
  #sign({ body, spelling }: Draft, secret: string, fault: SendOrder['fault']): Body {
    const { clock, toleranceMs } = this.#settings;
    const now = clock();
    const beyond = toleranceMs === false ? HOUR_MS : toleranceMs + MINUTE_MS;
    const stale = now - beyond >= LEAST_TIME ? now - beyond : now + beyond;
    const signed = signBody(body, { secret, at: fault === 'stale' ? stale : now }, spelling);
    if (fault !== 'no signature') return signed;
    const name = spelling?.signature ?? 'signature';
    return Object.fromEntries(Object.entries(signed).filter(([field]) => field !== name));
  }

  #written({ body, form, path }: { readonly body: Body; readonly form: SendOrder['form']; readonly path: string }): Post {
    const { text, contentType } = writeBody(body, form);
    return { path, contentType, bytes: Buffer.from(text) };
  }

  async #secretFor(appId: string): Promise<string> {
    const { secrets } = this.#settings;
    const known: unknown = typeof secrets === 'function' ? await this.#ask(secrets, appId) : secrets;
    const secret: unknown = Array.isArray(known) ? known[0] : known;
    if (typeof secret === 'string' && secret !== '') return secret;
    throw new Refused(400, `The function given as "secret" knows none for the app id ${JSON.stringify(appId.slice(0, 64))}, so nothing can be signed for it.`);
  }

  async #ask(secrets: (appId: string) => unknown, appId: string): Promise<unknown> {
    try {
      return await secrets(appId);
    } catch (error) {
      throw new Refused(400, this.#ledger.mask(`The function given as "secret" failed: ${error instanceof Error ? error.message : 'it threw no error'}`));
    }
  }

  /** Any path of this server may have been asked, and may answer with what it was sent. */
  #shown(reply: Reply, secret: string, sent: Json): Reply {
    const redaction = new Redaction(this.#redact, [sent]);
    const unredacted = secret === '' ? reply.text : reply.text.replaceAll(secret, MASK);
    // Cut after that: half a secret would not be found.
    return { ...reply, text: this.#ledger.mask(redaction.isNeeded ? redaction.text(unredacted) : unredacted).slice(0, MOST_CHARACTERS) };
  }
}

/** Events of one's own have no documented envelope, so they get the common one. */
function ownDraft({ discriminator: { field, values } }: OwnEvent, fields: SendOrder['fields']): Draft {
  const [value = ''] = values;
  const body: Body = { [field]: value, ...fields };
  return { body, appId: textOf(body['appid']), spelling: { timestamp: 'timestamp', nonce: 'nonce', signature: 'signature' } };
}

function textOf(value: BodyValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}
