import { MemoryStore } from 'express-zego-callbacks';
import { type Summary, summary } from './kit/statistics.js';
import type { StoreClient } from './store-clients.js';
import { freshId, freshOwner, LEASE_MS, REMEMBER_MS } from './store-ids.js';

export interface SpeedFigure {
  readonly store: string;
  readonly what: string;
  readonly inFlight: number;
  readonly perSecond: Summary;
  /** CPU time of this process for each; steadier than the clock where others use the machine. */
  readonly cpuMicroseconds: Summary;
}

export interface SizeFigure {
  readonly size: number;
  readonly cpuMicroseconds: Summary;
}

/** Works off so many pieces, some at a time. */
export async function inParallel(count: number, inFlight: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

interface Case {
  readonly store: string;
  readonly what: string;
  readonly inFlight: number;
  readonly count: number;
  /** Makes what one run needs; only the work that it returns is timed. */
  readonly prepare: (count: number) => () => Promise<void> | void;
}

const CLAIM = 'claim';
const CYCLE = 'claim + complete';

interface Claiming {
  readonly id: string;
  readonly owner: string;
}
const claimings = (count: number): readonly Claiming[] => Array.from({ length: count }, () => ({ id: freshId(), owner: freshOwner() }));

/** Nothing is ever in flight in MemoryStore: it answers at once, and the middleware takes the answer without waiting. */
function casesOfMemoryStore(): readonly Case[] {
  const store = new MemoryStore();
  const claim = ({ id, owner }: Claiming): void => void store.claim(id, owner, LEASE_MS);
  const cycle = (claiming: Claiming): void => {
    claim(claiming);
    store.complete(claiming.id, REMEMBER_MS);
  };
  return ([[CLAIM, claim], [CYCLE, cycle]] as const).map(([what, work]) => ({
    store: 'MemoryStore',
    what,
    inFlight: 1,
    count: 50_000,
    prepare(count) {
      const all = claimings(count);
      return () => {
        for (const one of all) work(one);
      };
    },
  }));
}

function casesOfRedis({ name, store }: StoreClient): readonly Case[] {
  const claim = ({ id, owner }: Claiming): Promise<unknown> => store.claim(id, owner, LEASE_MS);
  const cycle = async (claiming: Claiming): Promise<void> => {
    await claim(claiming);
    await store.complete(claiming.id, REMEMBER_MS);
  };
  const works = [[CLAIM, claim], [CYCLE, cycle]] as const;
  const loads = [{ inFlight: 1, count: 2_000 }, { inFlight: 64, count: 10_000 }];
  return works.flatMap(([what, work]) =>
    loads.map((load) => ({
      store: `RedisStore on ${name}`,
      what,
      ...load,
      prepare(count: number) {
        const all = claimings(count);
        return () => inParallel(count, load.inFlight, (n) => work(all[n]!));
      },
    })),
  );
}

/** The cases take turns, so that a busy moment of the machine hits all of them. */
export async function speeds(clients: readonly StoreClient[], rounds: number): Promise<SpeedFigure[]> {
  const cases = [...casesOfMemoryStore(), ...clients.flatMap(casesOfRedis)];
  const costs = cases.map((): Cost[] => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { prepare, count }] of cases.entries()) {
      const cost = await costOf(prepare(count));
      if (round > 0) costs[index]!.push(cost);
    }
    await clients[0]?.send(['FLUSHALL'], '');
  }
  return cases.map(({ store, what, inFlight, count }, index) => ({
    ...{ store, what, inFlight },
    perSecond: summary(costs[index]!.map(({ seconds }) => count / seconds)),
    cpuMicroseconds: summary(costs[index]!.map(({ cpuMicroseconds }) => cpuMicroseconds / count)),
  }));
}

/** Claim and complete of a new event, in a MemoryStore that holds so many already, and keeps to about that number. */
export async function speedsBySize(sizes: readonly number[], rounds: number): Promise<SizeFigure[]> {
  const costs = sizes.map((): number[] => []);
  const count = 50_000;
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, size] of sizes.entries()) {
      const store = new MemoryStore({ max: 2 * size });
      for (let n = 0; n < size; n += 1) store.complete(freshId(), REMEMBER_MS);
      const fresh = claimings(count);
      const { cpuMicroseconds } = await costOf(() => {
        for (const { id, owner } of fresh) {
          store.claim(id, owner, LEASE_MS);
          store.complete(id, REMEMBER_MS);
        }
      });
      if (round > 0) costs[index]!.push(cpuMicroseconds / count);
    }
  }
  return sizes.map((size, index) => ({ size, cpuMicroseconds: summary(costs[index]!) }));
}

interface Cost {
  readonly seconds: number;
  readonly cpuMicroseconds: number;
}

async function costOf(run: () => Promise<void> | void): Promise<Cost> {
  global.gc?.();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds, cpuMicroseconds: user + system };
}
