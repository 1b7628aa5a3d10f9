import { actOf } from './acts.js';
import type { EveningCallback } from './callback.js';
import { Random } from './random.js';
import { Town, type Truth } from './town.js';

export interface EveningOptions {
  /** The same seed brings the same evening, from 0 to 2^32 - 1. Default 1. */
  readonly seed?: number | undefined;
  /** How many rooms there are to go to: `room-01`, `room-02`, … Default 50. */
  readonly rooms?: number | undefined;
  /** How many people there are: `user-001`, `user-002`, … Default 500. */
  readonly users?: number | undefined;
  /** How long it lasts, in minutes. Default 240. */
  readonly minutes?: number | undefined;
  /** How many minutes pass between two things that one user does, on average. Default 45. */
  readonly pause?: number | undefined;
  /** When it ends, in ms. Default: now. */
  readonly endsAt?: number | Date | undefined;
  /** Default `'1'`. */
  readonly appId?: string | undefined;
}

/** An evening that is going on. */
export interface LivingEvening {
  /** In the order in which they happen, each made when it is asked for. They can be read once. */
  readonly callbacks: Iterable<EveningCallback>;
  /** What is true now, after the callbacks that have been read. */
  readonly truth: Truth;
}

/** An evening that is over. */
export interface Evening {
  /** In the order in which it happened. */
  readonly callbacks: readonly EveningCallback[];
  /** What is true in the end. */
  readonly truth: Truth;
}

const MS_PER_MINUTE = 60_000;

/**
 * An evening with many users: they come online, enter rooms, publish, talk, change devices, lose the network, are put
 * out and leave. Its callbacks are those that ZEGO would send, not signed yet, and its truth is what a receiver of all
 * of them ought to know in the end.
 *
 * @throws RangeError when an option is out of its range
 * @see docs/testing.md
 * @example
 * const { callbacks, truth } = spendEvening({ seed: 7, rooms: 5, users: 50, minutes: 60 });
 * for (const { body } of callbacks) await zego.receive({ body: writeBody(signBody(body, { secret }), 'json').text });
 * truth.online.size; // users who are online now
 */
export function spendEvening(options: EveningOptions = {}): Evening {
  const { callbacks, truth } = beginEvening(options);
  return { callbacks: [...callbacks], truth };
}

/**
 * The same evening, one callback after the other, for one so long that its callbacks do not fit into memory.
 *
 * @throws RangeError when an option is out of its range
 * @example
 * const evening = beginEvening({ users: 100_000, pause: 1 });
 * for (const { body } of evening.callbacks) await send.body(signBody(body, { secret }));
 * evening.truth.rooms.size;
 */
export function beginEvening({ seed = 1, rooms = 50, users = 500, minutes = 240, pause = 45, endsAt = Date.now(), appId = '1' }: EveningOptions = {}): LivingEvening {
  demand('rooms', rooms, Number.isInteger(rooms), 'a whole number above 0');
  demand('users', users, Number.isInteger(users), 'a whole number above 0');
  demand('minutes', minutes, Number.isFinite(minutes), 'a number above 0');
  demand('pause', pause, Number.isFinite(pause), 'a number above 0');
  demand('endsAt', Number(endsAt), Number.isFinite(Number(endsAt)), 'a Date, or a number of ms');
  const random = new Random(seed);
  const told: EveningCallback[] = [];
  const end = Math.floor(Number(endsAt));
  const town = new Town(Math.floor(end - minutes * MS_PER_MINUTE), (callback) => told.push(callback), appId);
  const happenings = Math.max(1, Math.round((users * minutes) / pause));
  return { callbacks: pass({ town, random, told, end, happenings, roomIds: numbered('room', rooms), userIds: numbered('user', users) }), truth: town };
}

interface Course {
  readonly town: Town;
  readonly random: Random;
  /** Where the town puts its callbacks. */
  readonly told: EveningCallback[];
  readonly end: number;
  readonly happenings: number;
  readonly roomIds: readonly string[];
  readonly userIds: readonly string[];
}

function* pass({ town, random, told, end, happenings, roomIds, userIds }: Course): Generator<EveningCallback, void> {
  const longest = (2 * (end - town.now)) / happenings;
  for (let count = 0; count < happenings; count += 1) {
    // Never two things at once: nobody could tell which came first.
    town.now = Math.min(town.now + 1 + random.below(longest), end - happenings + count);
    const chance = random.next();
    if (chance < 0.005) town.close(random.pick(roomIds), random.happens(0.5));
    else if (chance < 0.02) town.record(random.pick(roomIds));
    else actOf(random.pick(userIds), town, random, roomIds);
    yield* told.splice(0);
  }
}

function numbered(what: string, count: number): readonly string[] {
  const digits = String(count).length;
  return Array.from({ length: count }, (_none, index) => `${what}-${String(index + 1).padStart(digits, '0')}`);
}

function demand(option: string, value: number, isRight: boolean, wanted: string): void {
  if (!isRight || value <= 0) throw new RangeError(`Option "${option}" must be ${wanted}; it is ${value}.`);
}
