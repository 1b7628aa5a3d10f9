import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import type { Claim, DeliveryStore } from '../index.js';

export interface ConformanceOptions {
  /** Makes a store that is empty, or whose keys nobody else uses. */
  readonly create: () => DeliveryStore | Promise<DeliveryStore>;
  /** Lets time pass for the store: moves its clock, or really waits. */
  readonly wait: (ms: number) => void | Promise<void>;
  /** Called after each check. */
  readonly dispose?: (store: DeliveryStore) => void | Promise<void>;
}

export interface ConformanceCheck {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Times are short, because some stores can only be made to wait; long enough for a round trip. */
const LEASE_MS = 300;
const LONG_MS = 60_000;

/**
 * What every DeliveryStore must do, as named checks for any test runner. A check rejects when the store fails it.
 *
 * @example
 * for (const { name, run } of storeConformance({ create: () => new MyStore(), wait: (ms) => delay(ms) })) {
 *   test(name, run);
 * }
 */
export function storeConformance({ create, wait, dispose }: ConformanceOptions): readonly ConformanceCheck[] {
  const check = (name: string, body: (store: DeliveryStore) => Promise<void>): ConformanceCheck => ({
    name,
    async run() {
      const store = await create();
      try {
        await body(store);
      } finally {
        await dispose?.(store);
      }
    },
  });
  const claimed: Claim = { state: 'claimed' };
  const busy: Claim = { state: 'busy' };
  const done: Claim = { state: 'done' };

  return [
    check('the first claim gets the event, the next finds it busy', async (store) => {
      deepStrictEqual(await store.claim('a', 'one', LONG_MS), claimed);
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), busy);
    }),
    check('the same claim made again, as by a client that lost its connection, is granted again', async (store) => {
      deepStrictEqual(await store.claim('a', 'one', LONG_MS), claimed);
      deepStrictEqual(await store.claim('a', 'one', LONG_MS), claimed);
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), busy);
      await store.complete('a', LONG_MS);
      deepStrictEqual(await store.claim('a', 'one', LONG_MS), done, 'what is done is done for its owner, too');
    }),
    check('events do not get in each other\'s way', async (store) => {
      deepStrictEqual(await store.claim('a', 'one', LONG_MS), claimed);
      deepStrictEqual(await store.claim('b', 'two', LONG_MS), claimed);
      await store.complete('a', LONG_MS);
      deepStrictEqual(await store.claim('b', 'three', LONG_MS), busy);
    }),
    check('a completed event stays done', async (store) => {
      await store.claim('a', 'one', LEASE_MS);
      await store.complete('a', LONG_MS);
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), done);
      await wait(LEASE_MS * 2);
      deepStrictEqual(await store.claim('a', 'three', LONG_MS), done, 'the lease does not outlive completion');
    }),
    check('the response of the first delivery is kept as it was', async (store) => {
      const response = '{"result":3,"reason":"名前 \\"✋\\" \\u0000"}';
      await store.claim('a', 'one', LONG_MS);
      await store.complete('a', LONG_MS, response);
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), { state: 'done', response });
    }),
    check('a released event is free again', async (store) => {
      await store.claim('a', 'one', LONG_MS);
      await store.release('a', 'one');
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), claimed);
    }),
    check('only its owner can release a claim', async (store) => {
      await store.claim('a', 'one', LONG_MS);
      await store.release('a', 'two');
      deepStrictEqual(await store.claim('a', 'three', LONG_MS), busy);
    }),
    check('releasing what is done, or nothing at all, changes nothing', async (store) => {
      await store.claim('a', 'one', LONG_MS);
      await store.complete('a', LONG_MS);
      await store.release('a', 'one');
      await store.release('b', 'one');
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), done);
      deepStrictEqual(await store.claim('b', 'two', LONG_MS), claimed);
    }),
    check('a claim that nobody completes ends with its lease', async (store) => {
      await store.claim('a', 'one', LEASE_MS);
      await wait(LEASE_MS * 2);
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), claimed);
    }),
    check('an owner whose lease has ended cannot release the next claim', async (store) => {
      await store.claim('a', 'one', LEASE_MS);
      await wait(LEASE_MS * 2);
      await store.claim('a', 'two', LONG_MS);
      await store.release('a', 'one');
      deepStrictEqual(await store.claim('a', 'three', LONG_MS), busy);
    }),
    check('completion counts even after the lease has ended and another has claimed', async (store) => {
      await store.claim('a', 'one', LEASE_MS);
      await wait(LEASE_MS * 2);
      await store.claim('a', 'two', LONG_MS);
      await store.complete('a', LONG_MS);
      deepStrictEqual(await store.claim('a', 'three', LONG_MS), done);
    }),
    check('a completed event is forgotten after its time', async (store) => {
      await store.claim('a', 'one', LONG_MS);
      await store.complete('a', LEASE_MS);
      await wait(LEASE_MS * 2);
      deepStrictEqual(await store.claim('a', 'two', LONG_MS), claimed);
    }),
    check('a signature stays with the first event it came with', async (store) => {
      strictEqual(await store.bind('digest', 'a', LONG_MS), 'a');
      strictEqual(await store.bind('digest', 'a', LONG_MS), 'a');
      strictEqual(await store.bind('digest', 'b', LONG_MS), 'a');
      strictEqual(await store.bind('other', 'b', LONG_MS), 'b');
    }),
    check('a binding is forgotten after its time', async (store) => {
      await store.bind('digest', 'a', LEASE_MS);
      await wait(LEASE_MS * 2);
      strictEqual(await store.bind('digest', 'b', LONG_MS), 'b');
    }),
    check('a signature and an event of the same name are different things', async (store) => {
      await store.bind('same', 'a', LONG_MS);
      deepStrictEqual(await store.claim('same', 'one', LONG_MS), claimed);
    }),
    check('of many claims at once exactly one gets the event', async (store) => {
      const claims = await Promise.all(Array.from({ length: 100 }, async (_, n) => store.claim('a', `owner${n}`, LONG_MS)));
      strictEqual(claims.filter(({ state }) => state === 'claimed').length, 1);
      ok(claims.every(({ state }) => state === 'claimed' || state === 'busy'));
    }),
    check('of many bindings at once all agree on one event', async (store) => {
      const bound = await Promise.all(Array.from({ length: 100 }, async (_, n) => store.bind('digest', `event${n}`, LONG_MS)));
      strictEqual(new Set(bound).size, 1);
    }),
  ];
}
