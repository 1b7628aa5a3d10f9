import type { Notice } from './delivery.js';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
/** What ZEGO could possibly add before this is reached is worth an upgrade of the package. */
const MAX_KINDS = 1_000;

const MAX_NAME = 200;

/** Lets each kind of notice through once a minute, so that a change on ZEGO's side does not flood the logs. */
export class NoticeFilter {
  readonly #last = new Map<string, number>();
  readonly #clock: () => number;
  /** Before that there is nothing to forget, and no use in looking again. */
  #fullUntil = -Infinity;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  isDue({ kind, event, path }: Notice): boolean {
    // Names that the sender chose may be as long as a body.
    const key = `${kind} ${event.slice(0, MAX_NAME)} ${path.slice(0, MAX_NAME)}`;
    const now = this.#clock();
    const last = this.#last.get(key);
    if (last !== undefined && Math.abs(now - last) < MINUTE_MS) return false;
    if (this.#last.size >= MAX_KINDS) {
      if (now < this.#fullUntil) return false;
      for (const [old, at] of this.#last) if (Math.abs(now - at) >= MINUTE_MS) this.#last.delete(old);
      if (this.#last.size >= MAX_KINDS) {
        this.#fullUntil = now + SECOND_MS;
        return false;
      }
    }
    this.#last.set(key, now);
    return true;
  }
}
