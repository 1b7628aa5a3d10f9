import fc from 'fast-check';
import type { Step } from './world.js';

/** How many times as many histories as usual, for a longer search: `PRESENCE_RUNS=20 npx jest __tests__/presence`. */
const FACTOR = Number(process.env['PRESENCE_RUNS'] ?? 1);

/** Checks a property with so many histories. */
export async function check<T>(histories: number, property: fc.IAsyncProperty<T>): Promise<void> {
  await fc.assert(property, { numRuns: Math.ceil(histories * FACTOR) });
}
export const PATIENCE_MS = 120_000 * Math.max(FACTOR, 1);

const room = fc.constantFrom('lobby', 'stage');
const user = fc.constantFrom('ann', 'ben', 'cay');
const stream = fc.constantFrom('cam', 'screen');
const flag = fc.boolean();

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('login'), room, user, keepsSession: flag, tellsOld: flag, closesStreams: flag }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('leave'), room, user, how: fc.constantFrom('logout', 'kick', 'loss'), closesStreams: flag, closesRoom: flag }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('publish', 'stop'), room, user, stream }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('republish'), room, user, stream, keepsTime: flag }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close'), room, tellsUsers: flag }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 1, max: 100_000 }) }) },
);

/** From nothing at all to a long evening. */
export const history: fc.Arbitrary<readonly Step[]> = fc.oneof(fc.array(anyStep, { maxLength: 8, size: 'max' }), fc.array(anyStep, { maxLength: 24, size: 'max' }), fc.array(anyStep, { minLength: 24, maxLength: 60, size: 'max' }));

/** How callbacks are jumbled: how far each may stray, in places, and how many come once more. */
export interface Disorder {
  readonly seed: number;
  readonly reach: number;
  readonly repeats: number;
}
export const disorder: fc.Arbitrary<Disorder> = fc.record({ seed: fc.nat(), reach: fc.constantFrom(0, 3, 10, 1_000), repeats: fc.nat({ max: 12 }) });

/** The events in disorder, each at least once. */
export function jumbled<T>(events: readonly T[], { seed, reach, repeats }: Disorder): readonly T[] {
  const random = randomOf(seed);
  const sent = events.map((event, place) => ({ event, place: place + reach * random() }));
  for (let n = 0; n < repeats && events.length > 0; n += 1) {
    const place = Math.floor(random() * events.length);
    sent.push({ event: events[place]!, place: place + (reach + 3) * random() });
  }
  return sent.sort((a, b) => a.place - b.place).map(({ event }) => event);
}

/** Numbers from 0 to 1 that are always the same ones (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
