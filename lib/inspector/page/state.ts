import { outcomes, type DeliverySummary, type Hello, type News, type Outcome, type Second } from './wire.js';

/** A delivery of this start of the server or of an earlier one. */
export interface Row {
  readonly boot: string;
  summary: DeliverySummary;
}

/** What has happened since the list was last brought up to date. */
export interface Changes {
  /** The oldest first. */
  readonly added: readonly Row[];
  readonly changed: ReadonlySet<Row>;
  readonly removed: ReadonlySet<Row>;
  readonly restarted: boolean;
}

export type Counts = Readonly<Record<Outcome, number>>;
const none: Counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
const CHART_SECONDS = 60;

/** Everything the page knows of deliveries: at most `keep` of them, whatever comes in. */
export class DeliveryState {
  boot = '';
  keep = 500;
  path = '';
  totals: Counts = none;
  paused = false;
  /** How many have come in since the pause began. */
  held = 0;
  readonly seconds = new Map<number, Counts>();
  /** By boot and id, the oldest first. */
  readonly #rows = new Map<string, Row>();
  readonly #waiting = new Map<string, Row>();
  #newest = 0;
  readonly #added = new Set<Row>();
  readonly #changed = new Set<Row>();
  readonly #removed = new Set<Row>();
  #restarted = false;

  get size(): number {
    return this.#rows.size;
  }

  rows(): Iterable<Row> {
    return this.#rows.values();
  }

  /** Whether another start of the server has been seen before. */
  greet(hello: Hello): boolean {
    const restarted = this.boot !== '' && this.boot !== hello.boot;
    if (this.boot !== hello.boot) this.#newest = 0;
    if (restarted) this.#restarted = true;
    this.boot = hello.boot;
    this.keep = hello.keep;
    this.#take(hello);
    return restarted;
  }

  hear(news: News): void {
    this.#take(news);
  }

  #take({ deliveries, totals, seconds, path }: Pick<News, 'deliveries' | 'totals' | 'seconds' | 'path'>): void {
    this.totals = totals;
    this.path = path;
    for (const summary of deliveries) this.#put(summary);
    for (const second of seconds) this.#count(second);
    trim(this.#rows, this.keep, (row) => this.#forget(row));
    trim(this.#waiting, this.keep);
  }

  #put(summary: DeliverySummary): void {
    const key = `${this.boot}:${summary.id}`;
    const row = this.#rows.get(key) ?? this.#waiting.get(key);
    if (row !== undefined) {
      row.summary = summary;
      if (this.#rows.has(key) && !this.#added.has(row)) this.#changed.add(row);
      return;
    }
    // What is not newer has been cleared away, or there were too many.
    if (summary.id <= this.#newest) return;
    // Of many at once only the last come as lines, but ids have no gaps.
    if (this.paused) this.held += summary.id - this.#newest;
    this.#newest = summary.id;
    if (this.paused) this.#waiting.set(key, { boot: this.boot, summary });
    else this.#show(key, { boot: this.boot, summary });
  }

  #show(key: string, row: Row): void {
    this.#rows.set(key, row);
    this.#added.add(row);
  }

  #forget(row: Row): void {
    this.#changed.delete(row);
    if (!this.#added.delete(row)) this.#removed.add(row);
  }

  #count({ at, counts }: Second): void {
    this.seconds.set(at, counts);
    for (const old of this.seconds.keys()) if (old < at - 2 * CHART_SECONDS) this.seconds.delete(old);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.held = 0;
    for (const [key, row] of this.#waiting) this.#show(key, row);
    this.#waiting.clear();
    trim(this.#rows, this.keep, (row) => this.#forget(row));
  }

  /** Empties the list, not the server's memory. */
  clear(): void {
    for (const row of this.#rows.values()) this.#forget(row);
    this.#rows.clear();
  }

  changes(): Changes {
    const changes = { added: [...this.#added], changed: new Set(this.#changed), removed: new Set(this.#removed), restarted: this.#restarted };
    this.#added.clear();
    this.#changed.clear();
    this.#removed.clear();
    this.#restarted = false;
    return changes;
  }
}

function trim(rows: Map<string, Row>, keep: number, removed?: (row: Row) => void): void {
  for (const [key, row] of rows) {
    if (rows.size <= keep) return;
    rows.delete(key);
    removed?.(row);
  }
}
