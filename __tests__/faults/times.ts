/** What takes long in the world takes a fifth of it here: 0.4, 0.8, 1.6, 3.2 and 6.4 s instead of 2 to 32 s. */
export const SCALE = 1 / 5;
/** Schedules that are over sooner than this are as documented. */
export const SHORT_SCHEDULE_MS = 12_000;

export const SENDING_MS = 96_000;
export const EVENTS = 6_200;

/** The default of handlers in general, shortened; decisions have the same here. */
export const TIMEOUT_MS = 10_000 * SCALE;
export const LEASE_MS = 1.5 * TIMEOUT_MS;
/** What a handler takes that is to be late: over its time-out, but done well within the lease. */
export const SLOW_MS = { least: 1.02 * TIMEOUT_MS, most: 1.12 * TIMEOUT_MS };

/** Longer than the middleware waits for a store (1 s), and with a handler together much shorter than the lease. */
export const REDIS_PAUSE_MS = 1_200;
export const REDIS_DOWN_MS = 300;
/** Each of the five faults twice. */
export const REDIS_FAULT_EVERY_MS = SENDING_MS / 10;
/** When all that a fault of Redis leaves behind is over: the pause, new connections, what has to be told late. */
export const REDIS_RECOVERED_MS = 2_000;

export const KILL_EVERY_MS = { least: 1_000, most: 1_200 };
/** How long nobody is killed around a fault of Redis that is to be mended by those who have lived through it. */
export const QUIET_MS = { before: 300, after: LEASE_MS + 1_000 };
export const CUT_EVERY_MS = { least: 3_000, most: 5_000 };

/** The longest way to an answer takes 3 s: a store that hangs for 1 s at `bind`, then a time-out. A hang takes longer. */
export const PATIENCE_MS = 6_000;

/** The npm script has 5 minutes. */
export const HARD_LIMIT_MS = 280_000;
