import type { MaybePromise } from '../lib/delivery.js';
import { type DeliveryStore, MemoryStore, type ZegoCallbackError } from '../lib/index.js';
import { GuardedStore, type GuardedStoreOptions, type StoreWatcher } from '../lib/guarded-store.js';

const LEASE = 15_000;
const MINUTE = 60_000;

// Pauses are long; nobody waits for them here.
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

type Loss = 'commands' | 'replies' | 'nothing';

/** A store behind a connection that loses commands, so that they are not carried out, or replies only. */
function setUp(storeErrors: GuardedStoreOptions['storeErrors'], loses: Loss = 'replies') {
  const memory = new MemoryStore();
  const connection = { loses };
  const send = async <T>(command: () => T): Promise<T> => {
    const lost = new Error('connection lost');
    if (connection.loses === 'commands') throw lost;
    const value = command();
    if (connection.loses === 'replies') throw lost;
    return value;
  };
  const store: DeliveryStore = {
    claim: (...args) => send(() => memory.claim(...args)),
    complete: (...args) => send(() => memory.complete(...args)),
    release: (...args) => send(() => memory.release(...args)),
    bind: (...args) => send(() => memory.bind(...args)),
  };
  const troubles: string[] = [];
  const watcher: StoreWatcher = { storeIsDown: false, trouble: ({ code }) => void troubles.push(code) };
  const guarded = new GuardedStore({ store, storeErrors, rememberMs: 10 * MINUTE, clock: Date.now });
  return { memory, connection, guarded, watcher, troubles };
}

const codeOf = async (pending: MaybePromise<unknown>): Promise<string> => Promise.resolve(pending).then(() => 'none', (error: unknown) => (error as ZegoCallbackError).code);

describe('a claim whose reply is lost', () => {
  test('is given back when the store is there again, if the delivery is refused', async () => {
    const { memory, connection, guarded, watcher, troubles } = setUp('reject');
    expect(await codeOf(guarded.claim('a', 'one', LEASE, 0, watcher))).toBe('store_unavailable');
    expect([troubles, memory.claim('a', 'another', LEASE)]).toEqual([[], { state: 'busy' }]);
    connection.loses = 'nothing';
    await jest.advanceTimersByTimeAsync(LEASE / 2);
    expect(memory.claim('a', 'another', LEASE)).toEqual({ state: 'claimed' });
  });

  test('is kept, if the event is handled all the same', async () => {
    const { memory, connection, guarded, watcher, troubles } = setUp('deliver');
    expect(await guarded.claim('a', 'one', LEASE, 0, watcher)).toEqual({ state: 'claimed' });
    connection.loses = 'nothing';
    await jest.advanceTimersByTimeAsync(LEASE / 2);
    expect([troubles, memory.claim('a', 'another', LEASE)]).toEqual([['store_unavailable'], { state: 'busy' }]);
  });
});

test.each(['deliver', 'reject'] as const)('a store that missed a release is told later, and not once the claim has ended by itself (%s)', async (storeErrors) => {
  const { memory, connection, guarded, watcher, troubles } = setUp(storeErrors, 'commands');
  memory.claim('a', 'one', LEASE);
  await guarded.release('a', 'one', LEASE, watcher);
  expect(troubles).toEqual(['store_unavailable']);
  connection.loses = 'nothing';
  await jest.advanceTimersByTimeAsync(LEASE / 2);
  expect(memory.claim('a', 'another', LEASE)).toEqual({ state: 'claimed' });

  connection.loses = 'commands';
  await guarded.release('a', 'another', LEASE, watcher);
  await jest.advanceTimersByTimeAsync(LEASE);
  expect([jest.getTimerCount(), troubles.length]).toEqual([0, 2]);
});

test('a store that keeps saying busy is asked less and less often, and a last time when the patience ends', async () => {
  const times: number[] = [];
  const begun = performance.now();
  const store: DeliveryStore = Object.assign(new MemoryStore(), {
    claim: () => {
      times.push(performance.now() - begun);
      return { state: 'busy' } as const;
    },
  });
  const { watcher } = setUp('reject');
  const guarded = new GuardedStore({ store, storeErrors: 'reject', rememberMs: MINUTE, clock: Date.now });
  const patienceMs = 2_000;
  const claim = guarded.claim('a', 'one', LEASE, begun + patienceMs, watcher);
  await jest.advanceTimersByTimeAsync(patienceMs);
  expect(await claim).toEqual({ state: 'busy' });
  const pauses = times.map((time, n) => time - (times[n - 1] ?? 0));
  expect(pauses).toEqual([0, 50, 100, 200, 400, 400, 400, 400, patienceMs - 1_950]);
});
