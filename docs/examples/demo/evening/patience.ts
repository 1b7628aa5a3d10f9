import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomTrackerOptions } from 'express-zego-callbacks/presence';

const GAP_AFTER_MS = 400;
const MARGIN_MS = 100;

/**
 * How long the tracker waits for numbers that are missing. In earnest that is 90 s. Here its clock stands still until
 * everything is delivered, for on a slow machine a callback that only waits its turn would be given up; and then a
 * moment is enough.
 */
export class Patience {
  #now = Date.now();

  readonly trackerOptions: RoomTrackerOptions = { gapAfter: GAP_AFTER_MS, clock: () => this.#now };

  /** Resolves when the tracker has told of all that is still missing. */
  async end(): Promise<void> {
    this.#now += GAP_AFTER_MS;
    await sleep(GAP_AFTER_MS + MARGIN_MS);
  }
}
