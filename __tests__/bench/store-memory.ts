import { type DeliveryStore, MemoryStore } from 'express-zego-callbacks';
import type { StoreClient } from './store-clients.js';
import { freshDigest, freshId, freshOwner, LEASE_MS, REMEMBER_MS } from './store-ids.js';
import { inParallel } from './store-speed.js';

export interface MemoryFigure {
  readonly store: string;
  readonly what: string;
  /** How many are remembered; absent where the store decides. */
  readonly count?: number;
  readonly bytes: number;
}

type Remember = (store: DeliveryStore) => Promise<void> | void;

/** What one callback leaves behind. */
const CONTENTS: readonly (readonly [what: string, remember: Remember])[] = [
  ['events', event],
  ['bindings', (store) => void store.bind(freshDigest(), freshId(), REMEMBER_MS)],
  [
    'events, each with its binding',
    (store) => {
      // The binding holds the very string that names the event, as in the middleware.
      const id = freshId();
      void store.bind(freshDigest(), id, REMEMBER_MS);
      event(store, id);
    },
  ],
];

function event(store: DeliveryStore, id = freshId()): void {
  void store.claim(id, freshOwner(), LEASE_MS);
  void store.complete(id, REMEMBER_MS);
}

function usedHere(): number {
  if (global.gc === undefined) throw new Error('Run node with --expose-gc.');
  global.gc();
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What MemoryStore takes in this process. `max` leaves room, so that nothing is forgotten. */
export function memoryOfMemoryStore(counts: readonly number[]): MemoryFigure[] {
  // Code that runs for the first time takes memory as well.
  peakOfDefault(100_000);
  return CONTENTS.flatMap(([what, remember]) =>
    counts.map((count) => {
      const before = usedHere();
      const store = new MemoryStore({ max: 4 * count });
      for (let n = 0; n < count; n += 1) void remember(store);
      const bytes = usedHere() - before;
      assertKept(store);
      return { store: 'MemoryStore', what, count, bytes };
    }),
  );
}

/** The most that a MemoryStore with the default `max` ever takes, however many events come. */
export function peakOfDefault(count: number, remember: Remember = CONTENTS[2]![1]): MemoryFigure {
  const before = usedHere();
  const store = new MemoryStore();
  let bytes = 0;
  for (let n = 1; n <= count; n += 1) {
    void remember(store);
    if (n % 50_000 === 0) bytes = Math.max(bytes, usedHere() - before);
  }
  assertKept(store);
  return { store: 'MemoryStore, default max', what: `the most while ${count} events with bindings come`, bytes };
}

/** Uses the store, so that it cannot have been collected before it was measured. */
function assertKept(store: MemoryStore): void {
  if (store.claim(freshId(), freshOwner(), LEASE_MS).state !== 'claimed') throw new Error('A new event was refused.');
}

/** What Redis itself says that it takes. */
export async function memoryOfRedis({ store, send }: StoreClient, count: number): Promise<MemoryFigure[]> {
  const info = async (section: string, field: string): Promise<number> => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(String(await send(['INFO', section], '')))?.[1]);
  const kinds: readonly (readonly [what: string, remember: (n: number) => Promise<unknown>])[] = [
    [
      'events',
      async () => {
        const id = freshId();
        await store.claim(id, freshOwner(), LEASE_MS);
        await store.complete(id, REMEMBER_MS);
      },
    ],
    ['bindings', () => store.bind(freshDigest(), freshId(), REMEMBER_MS)],
  ];
  const figures: MemoryFigure[] = [];
  for (const [what, remember] of kinds) {
    await send(['FLUSHALL'], '');
    const before = await info('memory', 'used_memory');
    await inParallel(count, 512, remember);
    const bytes = (await info('memory', 'used_memory')) - before;
    const keys = Number(await send(['DBSIZE'], ''));
    if (keys !== count) throw new Error(`Redis has ${keys} keys instead of ${count}.`);
    figures.push({ store: 'Redis', what, count, bytes });
  }
  await send(['FLUSHALL'], '');
  return figures;
}
