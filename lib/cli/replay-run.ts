import type { WireBody } from '../testing/index.js';
import { readAnswer } from './answer.js';
import type { Complaints } from './complaints.js';
import { explain } from './explain.js';
import type { Pace } from './pace.js';
import type { Poster } from './post.js';
import type { Line } from './read-lines.js';
import { Traffic } from './traffic.js';
import { unlessAborted } from './unless-aborted.js';

export interface ReplayPlan {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly concurrency: number;
  /** The first line to be sent. */
  readonly from: number;
  readonly pace: Pace;
  readonly poster: Poster;
  readonly complaints: Complaints;
  readonly bodyOf: (text: string) => WireBody;
  /** Aborts when the rest is not wanted any more. */
  readonly signal: AbortSignal;
}

/** The receiver is gone, not restarting: nobody wants the rest of a long file to fail line by line. */
const GIVE_UP_AFTER = 50;

/** One replay: what it has sent so far, and what came of it. */
export class ReplayRun {
  readonly traffic = new Traffic();
  /** What each answer that is none of success means. */
  readonly meanings = new Map<string, string>();
  broken = 0;
  /** How many lines were looked at. */
  lines = 0;
  /** Where another replay would go on. */
  nextLine = 1;
  stopped: 'interrupted' | 'unreachable' | undefined;
  /** The lines since the receiver was last reached. */
  #unreached: number[] = [];
  readonly #plan: ReplayPlan;
  readonly #underWay = new Set<Promise<void>>();

  constructor(plan: ReplayPlan) {
    this.#plan = plan;
  }

  get failures(): number {
    return this.traffic.failures + this.broken;
  }

  async run(lines: AsyncIterable<Line>, onLine: (line: Line) => void): Promise<void> {
    const { signal, concurrency, from } = this.#plan;
    const iterator = lines[Symbol.asyncIterator]();
    for (;;) {
      // The next line may never come: somebody may be typing them.
      const next = await unlessAborted(iterator.next(), signal);
      if (next === undefined) this.stopped ??= 'interrupted';
      if (next === undefined || this.stopped !== undefined || next.done === true) break;
      const line = next.value;
      this.lines = line.number;
      if (line.number >= from && line.text?.trim() !== '' && !(await this.#take(line))) break;
      this.nextLine = line.number + 1;
      if (this.#underWay.size >= concurrency) await Promise.race(this.#underWay);
      onLine(line);
    }
    // Not waited for: it comes to an end when the next line does.
    void iterator.return?.();
    await Promise.all(this.#underWay);
    if (this.stopped === 'unreachable') this.nextLine = Math.min(...this.#unreached);
  }

  /** @returns false when the line is not wanted any more */
  async #take({ number, text }: Line): Promise<boolean> {
    const { bodyOf, pace, complaints, signal } = this.#plan;
    let body: WireBody;
    try {
      if (text === undefined) throw new Error('too long for a callback');
      body = bodyOf(text);
    } catch (error) {
      this.broken += 1;
      complaints.add(`line ${number} is broken: ${(error as Error).message}`);
      return true;
    }
    await pace.turn(signal);
    if (signal.aborted) {
      this.stopped ??= 'interrupted';
      return false;
    }
    const sent: Promise<void> = this.#send(number, body).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
    return true;
  }

  async #send(number: number, { text, contentType }: WireBody): Promise<void> {
    const { url, headers, timeoutMs, poster, complaints } = this.#plan;
    const reply = await poster.send({ url, text, headers: { 'content-type': contentType, ...headers }, timeoutMs });
    const answer = readAnswer(reply);
    this.traffic.add(answer.label, reply.ms);
    if (reply.reached) this.#unreached = [];
    else this.#unreached.push(number);
    if (this.#unreached.length >= GIVE_UP_AFTER) this.stopped ??= 'unreachable';
    if (answer.ok) return;
    this.meanings.set(answer.label, explain(answer, reply, url));
    complaints.add(`line ${number}: ${answer.label}${answer.message === undefined ? '' : `: ${answer.message}`}`);
  }
}
