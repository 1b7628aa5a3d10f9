import type { EveningCallback, Mishandled, WireBody } from '../testing/index.js';
import { readAnswer, type Answer } from './answer.js';
import { retrySchedule } from './attempts.js';
import type { Environment } from './environment.js';
import { Poster, type Reply } from './post.js';
import { Traffic } from './traffic.js';

export interface CourierOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** 0: as fast as the answers come. */
  readonly perSecond: number;
  readonly atOnce: number;
  /** By what the waits between attempts are multiplied; `undefined` for one attempt only. */
  readonly retryScale: number | undefined;
  /** The callback, signed and written; the same bytes when it is sent again. */
  readonly write: (callback: EveningCallback) => WireBody;
}

interface Attempt {
  readonly callback: EveningCallback;
  /** How many there have been before. */
  readonly before: number;
}

/** What has become of it. */
interface Outcome {
  readonly answer: Answer;
  readonly reply: Reply;
}

/** A server that has not been reached so many times in a row is down. */
export const MOST_UNREACHED = 50;
/** Nobody keeps more callbacks for another attempt. */
const MOST_WAITING = 10_000;
/** No timer is longer, so that nothing is left to wait for when it ends early. */
const NAP_MS = 50;
/** Timers are late; so much may be made up for. */
const CATCH_UP_MS = 100;
const MOST_EXAMPLES = 5;

/** Sends callbacks at a pace, some of them at once, and again when they fail. It holds those only that are under way. */
export class Courier {
  readonly traffic = new Traffic();
  readonly counts = { sent: 0, repeated: 0, lost: 0, retries: 0, failed: 0 };
  /** One for each kind of answer that was no success. */
  readonly examples = new Map<string, Outcome>();
  /** Why it has ended before its time. */
  stopped: 'interrupted' | 'unreachable' | undefined;
  readonly #options: CourierOptions;
  readonly #environment: Environment;
  readonly #poster = new Poster();
  /** By the length of the wait: the first in each list is the first that is due. */
  readonly #waiting = new Map<number, { readonly attempt: Attempt; readonly due: number }[]>();
  #waitingCount = 0;
  #underWay = 0;
  #unreached = 0;
  #nextAt: number;
  #wake: () => void = () => undefined;

  constructor(options: CourierOptions, environment: Environment) {
    this.#options = options;
    this.#environment = environment;
    this.#nextAt = environment.now();
  }

  /** Resolves when each has been answered or given up, or after `stop()`. */
  async carry(mishandled: Iterable<Mishandled<EveningCallback>>): Promise<void> {
    try {
      for (const { callback, fate } of mishandled) {
        await this.#sendDue();
        while (this.#waitingCount >= MOST_WAITING && (await this.#nap(NAP_MS))) await this.#sendDue();
        if (fate !== 'lost') await this.#send({ callback, before: 0 });
        if (this.stopped !== undefined) return;
        this.counts[fate] += 1;
      }
      while (this.#underWay + this.#waitingCount > 0 && (await this.#nap(NAP_MS))) await this.#sendDue();
    } finally {
      this.#poster.close();
    }
  }

  stop(why: 'interrupted' | 'unreachable'): void {
    this.stopped ??= why;
    this.#wake();
  }

  async #sendDue(): Promise<void> {
    for (const queue of this.#waiting.values()) {
      for (let [first] = queue; first !== undefined && first.due <= this.#environment.now() && this.stopped === undefined; [first] = queue) {
        queue.shift();
        this.#waitingCount -= 1;
        this.counts.retries += 1;
        await this.#send(first.attempt);
      }
    }
  }

  /** Waits until it may be sent, not for the answer. */
  async #send(attempt: Attempt): Promise<void> {
    const { atOnce, perSecond } = this.#options;
    const { now } = this.#environment;
    while (this.#underWay >= atOnce && (await this.#nap(NAP_MS)));
    while (this.#nextAt > now() && (await this.#nap(Math.max(0, Math.min(this.#nextAt - now(), NAP_MS)))));
    if (this.stopped !== undefined) return;
    if (perSecond > 0) this.#nextAt = Math.max(this.#nextAt, now() - CATCH_UP_MS) + 1000 / perSecond;
    this.#underWay += 1;
    void this.#deliver(attempt);
  }

  async #deliver({ callback, before }: Attempt): Promise<void> {
    const { url, headers, timeoutMs, write, retryScale } = this.#options;
    const { contentType, text } = write(callback);
    const reply = await this.#poster.send({ url, text, headers: { 'content-type': contentType, ...headers }, timeoutMs });
    this.#underWay -= 1;
    if (this.stopped === undefined) {
      const answer = readAnswer(reply);
      this.traffic.add(answer.label, reply.ms);
      const pause = retryScale === undefined ? undefined : retrySchedule(callback.name).waits[before];
      const nobodyIsThere = !reply.reached && this.traffic.count === 1;
      if (answer.ok) this.#unreached = 0;
      else if (pause === undefined || nobodyIsThere) this.#giveUp(reply, nobodyIsThere);
      else this.#wait(pause * (retryScale ?? 1), { callback, before: before + 1 });
      if (!answer.ok && this.examples.size < MOST_EXAMPLES && !this.examples.has(answer.label)) this.examples.set(answer.label, { answer, reply });
    }
    this.#wake();
  }

  #giveUp({ reached }: Reply, nobodyIsThere: boolean): void {
    this.counts.failed += 1;
    this.#unreached = reached ? 0 : this.#unreached + 1;
    if (nobodyIsThere || this.#unreached >= MOST_UNREACHED) this.stop('unreachable');
  }

  #wait(ms: number, attempt: Attempt): void {
    const queue = this.#waiting.get(ms) ?? [];
    this.#waiting.set(ms, queue);
    queue.push({ attempt, due: this.#environment.now() + ms });
    this.#waitingCount += 1;
  }

  /** Until something has happened, but not for long; then whether to go on. */
  async #nap(ms: number): Promise<boolean> {
    if (this.stopped === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        void this.#environment.sleep(ms).then(resolve);
      });
    }
    return this.stopped === undefined;
  }
}
