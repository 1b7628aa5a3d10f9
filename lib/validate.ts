import type { EventDefinition, Violation } from './catalogue/definition.js';
import type { AnyEvent, Checked, JsonObject, JsonValue, Notice, Verified } from './delivery.js';
import { quote, roundedInteger, typeName, ZegoCallbackError } from './errors.js';
import { eventId, valueAt } from './identity.js';
import { type Normalisation, Normaliser, type ParseJson } from './normalise.js';
import { NoticeFilter } from './notices.js';

export interface CheckerOptions {
  readonly parse: ParseJson;
  readonly clock: () => number;
  readonly invalidPayload: 'reject' | 'unknown';
}

/** Makes events of verified callbacks: normalised, matching their schema, with their id. */
export class Checker {
  readonly #options: CheckerOptions;
  readonly #filter: NoticeFilter;
  readonly #normaliser: Normaliser;
  // One payload is checked at a time and without a pause, so these belong to the current one.
  #notices: Notice[] = [];
  #name = '';

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#filter = new NoticeFilter(options.clock);
    this.#normaliser = new Normaliser(options.parse, (kind, path) => {
      this.#notice(kind, path);
    });
  }

  /**
   * @throws ZegoCallbackError `unsafe_integer` for a number that an upstream parser rounded, `invalid_payload`
   *   unless the option `invalidPayload` is `unknown`
   */
  check(verified: Verified, receivedAt: Date): Checked {
    const { received, envelope, definition } = verified.identified;
    if (received.roundedAt !== undefined) throw roundedInteger(received.roundedAt);
    this.#notices = [];
    this.#name = definition?.name ?? envelope.event;
    if (received.droppedKeys) this.#notice('dropped_key', '');
    if (definition === undefined) return this.#unknown(verified, receivedAt, []);

    const normalised = this.#normaliser.payload(definition.fields, received.fields, envelope.keys, received.isForm);
    const reasons = violations(definition, normalised);
    if (reasons.length > 0) {
      if (this.#options.invalidPayload === 'unknown') return this.#unknown(verified, receivedAt, reasons);
      throw new ZegoCallbackError('invalid_payload', {
        message: `The payload of ${definition.name} does not match its schema: ${summary(reasons)}.`,
        hint: 'With the option invalidPayload: "unknown" such callbacks go to onUnknown and are answered 200.',
        errors: reasons,
      });
    }
    const { payload, unordered } = normalised;
    const id = eventId(definition, definition.name, envelope, payload, unordered);
    return { verified, definition, notices: this.#notices, event: assemble(verified, receivedAt, id, definition.name, definition.product, payload) };
  }

  #unknown(verified: Verified, receivedAt: Date, reasons: readonly string[]): Checked {
    const { received, envelope, definition } = verified.identified;
    const payload = Object.fromEntries(Object.entries(received.fields).filter(([key]) => !envelope.keys.includes(key)));
    const id = eventId(undefined, envelope.event, envelope, payload, true);
    const event = { ...assemble(verified, receivedAt, id, envelope.event, definition?.product ?? 'unknown', payload), reasons };
    return { verified, definition: undefined, notices: this.#notices, event };
  }

  #notice(kind: Notice['kind'], path: string): void {
    const notice = { kind, event: this.#name, path };
    if (this.#filter.isDue(notice)) this.#notices.push(notice);
  }
}

function assemble({ identified, timestampMs }: Verified, receivedAt: Date, id: string, name: string, product: string, payload: JsonObject): AnyEvent {
  const { received, envelope } = identified;
  return { id, name, product, appId: envelope.appId, timestamp: new Date(timestampMs), nonce: envelope.nonce, receivedAt, payload, raw: received.fields };
}

/** Why the payload does not fit; empty when it does. */
function violations({ validate }: EventDefinition, { payload, carried }: Normalisation): string[] {
  if (validate(payload)) return [];
  if (carried !== undefined) {
    // What a text carries may be anything; where it is not what the pages say, the text is delivered as it came.
    for (const [path, text] of carried) restore(payload, path.replace(/\[(\d+)\]/g, '.$1').split('.'), text);
    if (validate(payload)) return [];
  }
  return explain(validate.errors ?? [], payload);
}

/** A long list with the wrong elements has a reason for each; the report has them all, the message does not. */
const MOST_REASONS = 10;

function summary(reasons: readonly string[]): string {
  const more = reasons.length - MOST_REASONS;
  return more > 0 ? `${reasons.slice(0, MOST_REASONS).join('; ')}; and ${more} more` : reasons.join('; ');
}

function restore(target: Record<string, JsonValue>, [key = '', ...rest]: string[], text: string): void {
  const below = target[key];
  if (rest.length === 0) target[key] = text;
  else if (typeof below === 'object' && below !== null) restore(below as Record<string, JsonValue>, rest, text);
}

/** One sentence per field: what was expected and what came, by type and never by value. */
function explain(errors: readonly Violation[], payload: JsonObject): string[] {
  const anyOf = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath));
  const own = errors.filter(({ keyword, instancePath }) => keyword === 'anyOf' || !anyOf.has(instancePath));
  return own.map(({ instancePath, keyword, params, message }) => {
    const keys = instancePath.split('/').slice(1);
    const came = `it is ${withArticle(typeName(valueAt(payload, keys)))}`;
    if (keyword === 'required') return `${field([...keys, String(params['missingProperty'])])} is missing`;
    if (keyword === 'type') return `${field(keys)} must be ${withArticle(String(params['type']))}; ${came}`;
    if (keyword === 'pattern' && message === undefined) return `${field(keys)} must be a string of decimal digits; ${came} of another form`;
    if (keyword === 'anyOf') {
      const types = errors.filter((other) => other.instancePath === instancePath && other.keyword === 'type').map(({ params: { type } }) => withArticle(String(type)));
      return `${field(keys)} must be ${types.join(' or ')}; ${came}`;
    }
    return `${field(keys)} ${message ?? `fails "${keyword}"`}`;
  });
}

function field(keys: readonly string[]): string {
  return quote(keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')).join('.'), 200);
}

function withArticle(type: string): string {
  if (type === 'null' || type === 'undefined') return type;
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
