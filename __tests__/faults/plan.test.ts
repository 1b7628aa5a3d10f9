import fc from 'fast-check';
import { Dice } from './dice.js';
import { makePlan, REDIS_FAULTS, survivableCrashes } from './plan.js';
import { LEASE_MS, SENDING_MS } from './times.js';

const seeds = fc.integer({ min: 0, max: 1e6 });

describe('a plan', () => {
  test('is the same for the same seed, and no other', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const planned = (from: number): string => JSON.stringify(makePlan(new Dice(from)));
        expect(planned(seed)).toBe(planned(seed));
        expect(planned(seed)).not.toBe(planned(seed + 1));
      }),
      { numRuns: 2 },
    );
  });

  test('has enough different events, and every fault of Redis twice, at least 8 s apart', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { events, redisFaults } = makePlan(new Dice(seed));
        expect(events.length).toBeGreaterThan(6_000);
        expect(new Set(events.map(({ body }) => JSON.stringify(body))).size).toBe(events.length);
        expect(redisFaults.map(({ fault }) => fault).sort()).toEqual([...REDIS_FAULTS, ...REDIS_FAULTS].sort());
        const times = redisFaults.map(({ at }) => at);
        for (const [index, at] of times.slice(1).entries()) expect(at - times[index]!).toBeGreaterThan(7_500);
        expect(Math.max(...times)).toBeLessThan(SENDING_MS);
      }),
      { numRuns: 3 },
    );
  });
});

test('a schedule outlasts as many crashes as it has attempts beyond the leases that they leave', () => {
  const times = { 'a lease': LEASE_MS, 'half a lease': LEASE_MS / 2, 'less than half': LEASE_MS / 2 - 1, 'no time': 0 };
  const outlasted = (...waits: readonly (keyof typeof times)[]): number => survivableCrashes(waits.map((wait) => times[wait]));
  expect(outlasted()).toBe(0);
  expect(outlasted('a lease', 'a lease', 'a lease')).toBe(3);
  expect(outlasted('half a lease', 'half a lease', 'a lease')).toBe(2);
  expect(outlasted('less than half', 'half a lease', 'half a lease')).toBe(1);
  // Where all is over before the lease, attempts wait for its end: one for 0.9 time-outs of 1.5, two for 1.8.
  expect(outlasted('no time')).toBe(0);
  expect(outlasted('no time', 'no time')).toBe(1);
});
