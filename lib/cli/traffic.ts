import { plainTable } from './plain-table.js';

/** Each class of latencies is so much wider than the one before: a percentile is at most 1 % off. */
const STEP = 1.02;
const LOWEST_MS = 0.01;
/** A server may answer anything; the table stays a table. */
const MOST_KINDS = 40;
const OTHER = 'other answers';
const MOST_CHARACTERS = 60;

class Latencies {
  count = 0;
  max = 0;
  readonly #classes = new Map<number, number>();

  add(ms: number): void {
    const index = Math.round(Math.log(Math.max(ms, LOWEST_MS)) / Math.log(STEP));
    this.#classes.set(index, (this.#classes.get(index) ?? 0) + 1);
    this.count += 1;
    this.max = Math.max(this.max, ms);
  }

  /** The time that so many hundredths of them stay within, in ms. */
  percentile(percent: number): number {
    const wanted = Math.ceil((this.count * percent) / 100);
    let seen = 0;
    for (const [index, count] of Array.from(this.#classes).sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= wanted) return Math.min(STEP ** index, this.max);
    }
    return 0;
  }
}

/** The latency of an answer, as the summary tells it. */
export interface AnswerSummary {
  readonly answer: string;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Collects answers and latencies, of millions of callbacks if need be: it keeps counts, not the single latencies.
 *
 * @example
 * const traffic = new Traffic();
 * traffic.add('200 delivered', 3.2);
 * traffic.add('503 busy', 1.1);
 * stdout.write(traffic.table()); // answers with count, share, p50, p95, p99 and the longest
 */
export class Traffic {
  readonly #answers = new Map<string, Latencies>();
  readonly #all = new Latencies();
  #failures = 0;

  /** @param answer starts with the HTTP status where there was one; what does not start with a 2xx is a failure */
  add(answer: string, ms: number): void {
    const text = answer.length > MOST_CHARACTERS ? `${answer.slice(0, MOST_CHARACTERS - 1)}…` : answer;
    const kind = this.#answers.has(text) || this.#answers.size < MOST_KINDS ? text : OTHER;
    const latencies = this.#answers.get(kind) ?? new Latencies();
    this.#answers.set(kind, latencies);
    latencies.add(ms);
    this.#all.add(ms);
    if (!/^2\d\d\b/.test(answer)) this.#failures += 1;
  }

  get count(): number {
    return this.#all.count;
  }

  /** How many were not answered with a 2xx. */
  get failures(): number {
    return this.#failures;
  }

  /** One entry for each answer, the most frequent first. Latencies in ms. */
  summary(): readonly AnswerSummary[] {
    return Array.from(this.#answers, ([answer, latencies]) => summaryOf(answer, latencies)).sort((a, b) => b.count - a.count || (a.answer < b.answer ? -1 : 1));
  }

  table(): string {
    const rows = this.summary();
    const all = rows.length > 1 ? [...rows, summaryOf('all', this.#all)] : rows;
    const cells = all.map(({ answer, count, p50, p95, p99, max }) => [answer, String(count), percent(count, this.count), ...[p50, p95, p99, max].map(milliseconds)]);
    return plainTable(['answer', 'count', 'share', 'p50', 'p95', 'p99', 'max'], cells, { numbers: [1, 2, 3, 4, 5, 6] });
  }
}

function summaryOf(answer: string, latencies: Latencies): AnswerSummary {
  const { count, max } = latencies;
  return { answer, count, p50: latencies.percentile(50), p95: latencies.percentile(95), p99: latencies.percentile(99), max };
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;
const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : String(Math.round(ms))} ms`;
