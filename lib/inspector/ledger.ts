import type { DeliveryReport, JsonObject, ZegoCallbackError } from '../index.js';
import type { DeliveryTrace, Inspection, Tracer } from '../inspection.js';
import { bytesOf, contentTypeOf } from './body-shown.js';
import { Announcer } from './announcer.js';
import { Counts } from './counts.js';
import { detailOf } from './detail.js';
import { Memory } from './memory.js';
import { Occurrences } from './occurrences.js';
import { record, type Kept } from './record.js';
import { Secrets } from './secrets.js';
import { Summaries } from './summaries.js';
import type { DeliveryDetail, DeliverySummary, News, Outcome, Second } from './page/wire.js';

export interface LedgerOptions {
  readonly settings: Inspection['settings'];
  /** How many deliveries are kept. */
  readonly keep: number;
  /** Names of fields whose values are never shown. */
  readonly redact: readonly string[];
  /** Another one after each start. */
  readonly boot: string;
}

/**
 * The last deliveries of a middleware, and everything that can be said of them. What is done for each delivery is little;
 * the rest is computed when somebody asks. Nothing that is for showing has a secret in it.
 */
export class Ledger implements Tracer {
  readonly boot: string;
  readonly keep: number;
  readonly #settings: Inspection['settings'];
  readonly #redact: readonly string[];
  readonly #secrets: Secrets;
  readonly #memory: Memory;
  readonly #summaries: Summaries;
  readonly #occurrences = new Occurrences();
  readonly #counts = new Counts();
  readonly #announcer = new Announcer((deliveries) => this.#news(deliveries));
  readonly #ofReport = new WeakMap<DeliveryReport, Kept>();
  #lastId = 0;
  #path = '';
  #origin = '';

  constructor({ settings, keep, redact, boot }: LedgerOptions) {
    this.boot = boot;
    this.keep = keep;
    this.#settings = settings;
    this.#redact = redact;
    this.#secrets = new Secrets(settings.secrets);
    this.#summaries = new Summaries(this.#secrets, redact, this.#occurrences);
    this.#memory = new Memory(keep, {
      forgetting: ({ occurrence }) => { this.#occurrences.remove(occurrence); },
      // Its columns come from the body.
      emptying: (kept) => { this.#summaries.of(kept); },
    });
  }

  /** Full path of where the last HTTP callback came in; empty before the first one. */
  get path(): string {
    return this.mask(this.#path);
  }

  /** Since the start, by outcome. */
  get totals(): Readonly<Record<Outcome, number>> {
    return this.#counts.totals;
  }

  closed(trace: DeliveryTrace, report: DeliveryReport): void {
    const now = this.#now();
    const id = (this.#lastId += 1);
    const kept = record(trace, report, { id, closedAt: now, count: (occurrence) => this.#occurrences.add(occurrence, id) });
    if (kept.path !== '') {
      this.#path = kept.path;
      this.#origin = kept.origin;
    }
    this.#counts.add(kept.outcome, now);
    this.#ofReport.set(report, kept);
    this.#learnSecrets(kept);
    this.#memory.add(kept);
    this.#announcer.tell(id);
  }

  trouble(error: ZegoCallbackError, report: DeliveryReport): void {
    const kept = this.#ofReport.get(report);
    if (kept === undefined) return;
    kept.troubles.push(error);
    this.#announcer.tell(kept.id);
  }

  /** Those after the given one that are kept, and earlier ones with a late failure: it may be news to whoever asks. The oldest first; `since(0)` is all of them. */
  since(id: number): DeliverySummary[] {
    return this.#memory.after(id).map((kept) => this.#summaries.of(kept));
  }

  /** Seconds with deliveries, the oldest first, of the last two minutes at most. @param sinceAt in seconds since 1970, included */
  seconds(sinceAt: number): Second[] {
    return this.#counts.since(sinceAt);
  }

  /** Waits for the secrets where they come from an async function. `undefined` for a delivery that is not kept. */
  async detail(id: number): Promise<DeliveryDetail | undefined> {
    const asked = this.#memory.get(id)?.content;
    const appId = this.appIdOf(id);
    // Also for one that was refused before: whatever is in it, a secret of its app is hidden.
    const secrets = asked?.envelope === undefined ? [] : await this.#secrets.of(appId);
    const kept = this.#memory.get(id);
    if (kept === undefined) return undefined;
    const siblings = this.#occurrences.of(kept.occurrence, id).map((sibling) => this.#memory.get(sibling)).filter((sibling) => sibling !== undefined);
    const url = `${kept.origin || this.#origin || 'http://localhost:3000'}${kept.path || this.#path || '/'}`;
    return detailOf(kept, { settings: this.#settings, summary: this.#summaries.of(kept), redact: this.#redact, secrets, isWithheld: asked?.hadSecrets === true && !this.#secrets.isKnown(appId), mask: this.#secrets.mask, siblings, url });
  }

  /**
   * The bytes as they came, after decompression; the type is empty where none was sent. `undefined` when they are not
   * kept, or a parser in front took them apart.
   */
  wire(id: number): { readonly bytes: Buffer; readonly contentType: string } | undefined {
    const input = this.#memory.get(id)?.content?.input;
    const bytes = bytesOf(input);
    return bytes === undefined ? undefined : { bytes, contentType: contentTypeOf(input) };
  }

  /** The decoded body, nothing hidden, for signing again; `undefined` when it is not kept or could not be decoded. */
  fields(id: number): JsonObject | undefined {
    return this.#memory.get(id)?.content?.received?.fields;
  }

  /** As it came; empty when it is not known. */
  appIdOf(id: number): string {
    return this.#memory.get(id)?.content?.envelope?.appId ?? '';
  }

  form(id: number): DeliverySummary['form'] {
    return this.#memory.get(id)?.form ?? '';
  }

  /** At most ten times a second. Keeps no process alive. @returns what ends it */
  subscribe(listener: (news: News) => void): () => void {
    return this.#announcer.subscribe(listener);
  }

  /** Hides every known secret, in whatever spelling. */
  mask(text: string): string {
    return this.#secrets.mask.text(text);
  }

  #news(ids: readonly number[]): News {
    const deliveries = ids.map((id) => this.#memory.get(id)).filter((kept) => kept !== undefined).sort((a, b) => a.id - b.id);
    return { deliveries: deliveries.map((kept) => this.#summaries.of(kept)), totals: this.totals, seconds: this.#counts.changed(), path: this.path };
  }

  /** Secrets of a function are hidden from the first delivery of their app on. */
  #learnSecrets({ id, content }: Kept): void {
    const appId = content?.envelope?.appId;
    if (appId === undefined || content?.hadSecrets !== true || this.#secrets.isFresh(appId)) return;
    void this.#secrets.of(appId).then(() => { this.#announcer.tell(id); });
  }

  #now(): number {
    const now = this.#settings.clock();
    return Number.isFinite(now) ? now : Date.now();
  }
}
