import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Backlog } from '../lib/backlog.js';
import { type Claim, type DeliveryStore, MemoryStore } from '../lib/index.js';

const STORE_TIMEOUT = 1_000;
const PAUSE = 200;
const HOUR = 3_600_000;
/** Any waiting that is meant is over by then. */
const LONG_ENOUGH = 60_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A store that is up or down as told, and a record of what reached it. */
function setUp(fail: () => Promise<void> = () => Promise.reject(new Error('connection refused'))) {
  const memory = new MemoryStore();
  const state = { isDown: true, attempts: 0 };
  const told: string[] = [];
  const reach = (what: string, call: () => void): Promise<void> => {
    state.attempts += 1;
    if (state.isDown) return fail();
    told.push(what);
    call();
    return Promise.resolve();
  };
  const store: DeliveryStore = {
    claim: (...args) => memory.claim(...args),
    complete: (id, ttlMs, response) => reach(`complete ${id} for ${ttlMs} with ${response ?? 'nothing'}`, () => { memory.complete(id, ttlMs, response); }),
    release: (id, owner) => reach(`release ${id} of ${owner}`, () => { memory.release(id, owner); }),
    bind: (...args) => memory.bind(...args),
  };
  const backlog = new Backlog({ store, clock: Date.now, storeTimeoutMs: STORE_TIMEOUT });
  return { memory, state, told, backlog };
}

const done = (response?: string): Claim => ({ state: 'done', ...(response !== undefined && { response }) });

test('a success is known here until the store knows it, with its answer and for the rest of its time', async () => {
  const { memory, state, told, backlog } = setUp();
  backlog.complete('a', Date.now() + HOUR, 'the answer');
  backlog.complete('b', Date.now() + HOUR, undefined);
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect([backlog.handled('a'), backlog.handled('b'), backlog.handled('c'), told]).toStrictEqual([done('the answer'), done(), undefined, []]);
  const waited = LONG_ENOUGH;
  state.isDown = false;
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect([backlog.handled('a'), backlog.handled('b')]).toEqual([undefined, undefined]);
  expect([memory.claim('a', 'another', HOUR), memory.claim('b', 'another', HOUR)]).toEqual([done('the answer'), done()]);
  expect(told.map((text) => text.replace(/\d+/, (ttlMs) => (Number(ttlMs) <= HOUR - waited && Number(ttlMs) >= HOUR - 2 * LONG_ENOUGH ? 'the rest' : ttlMs))).sort()).toEqual([
    'complete a for the rest with the answer',
    'complete b for the rest with nothing',
  ]);
});

test('a claim is given back, and is no success', async () => {
  const { memory, state, backlog } = setUp();
  memory.claim('a', 'one', HOUR);
  backlog.release('a', 'one', Date.now() + HOUR);
  expect(backlog.handled('a')).toBeUndefined();
  expect(backlog.handled('one')).toBeUndefined();
  state.isDown = false;
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect(memory.claim('a', 'two', HOUR)).toEqual({ state: 'claimed' });
});

test('what has lost its meaning is not told any more', async () => {
  const { state, told, backlog } = setUp();
  backlog.complete('a', Date.now() + HOUR, undefined);
  backlog.release('b', 'one', Date.now() + HOUR);
  await jest.advanceTimersByTimeAsync(HOUR);
  expect(backlog.handled('a')).toBeUndefined();
  state.isDown = false;
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect([told, jest.getTimerCount()]).toEqual([[], 0]);
});

test('what ends at this very moment is not told either', async () => {
  const { state, told, backlog } = setUp();
  state.isDown = false;
  backlog.complete('a', Date.now() + PAUSE, undefined);
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect([told, jest.getTimerCount()]).toEqual([[], 0]);
});

test('the store is told one thing at a time, however many there are', async () => {
  let most = 0;
  let telling = 0;
  const { backlog, state } = setUp(async () => {
    telling += 1;
    most = Math.max(most, telling);
    await new Promise((resolve) => setTimeout(resolve, STORE_TIMEOUT / 2));
    telling -= 1;
    throw new Error('connection refused');
  });
  const add = (id: string): void => {
    backlog.complete(id, Date.now() + HOUR, undefined);
    expect(jest.getTimerCount()).toBe(1);
  };
  for (const id of ['a', 'b', 'c']) add(id);
  await jest.advanceTimersByTimeAsync(PAUSE + STORE_TIMEOUT / 4);
  backlog.complete('d', Date.now() + HOUR, undefined);
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect(most).toBe(1);
  state.isDown = false;
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect(jest.getTimerCount()).toBe(0);
});

test('the store is asked five times a second, for one thing as long as it is down', async () => {
  const { state, backlog } = setUp();
  const times: number[] = [];
  const begun = Date.now();
  for (const id of ['a', 'b', 'c']) backlog.complete(id, begun + HOUR, undefined);
  for (let seen = 0; times.length < 20; seen = state.attempts) {
    await jest.advanceTimersByTimeAsync(10);
    expect(state.attempts - seen).toBeLessThanOrEqual(1);
    if (state.attempts > seen) times.push(Date.now() - begun);
  }
  expect(times).toEqual(times.map((_time, n) => (n + 1) * PAUSE));
  state.isDown = false;
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect([['a', 'b', 'c'].map((id) => backlog.handled(id)), jest.getTimerCount()]).toEqual([[undefined, undefined, undefined], 0]);
});

test('a store that hangs is not waited for longer than the time-out', async () => {
  const { state, backlog } = setUp(() => new Promise(() => undefined));
  backlog.complete('a', Date.now() + HOUR, undefined);
  await jest.advanceTimersByTimeAsync(PAUSE + STORE_TIMEOUT - 1);
  expect(state.attempts).toBe(1);
  await jest.advanceTimersByTimeAsync(1 + PAUSE);
  expect(state.attempts).toBe(2);
});

test.each<[string, () => void | Promise<void>]>([
  ['at once', () => undefined],
  ['later', () => Promise.resolve()],
])('a store that answers %s, or throws, is a store all the same', async (_when, answer) => {
  let calls = 0;
  const backlog = new Backlog({
    store: {
      claim: () => ({ state: 'claimed' }),
      complete() {
        calls += 1;
        if (calls === 1) throw new Error('not yet');
        return answer();
      },
      release: () => undefined,
      bind: (_digest, id) => id,
    },
    clock: Date.now,
    storeTimeoutMs: STORE_TIMEOUT,
  });
  backlog.complete('a', Date.now() + HOUR, undefined);
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect([calls, backlog.handled('a'), jest.getTimerCount()]).toEqual([2, undefined, 0]);
});

test('one message that the store never takes holds up no other', async () => {
  const { memory, state, backlog } = setUp();
  state.isDown = false;
  const complete = memory.complete.bind(memory);
  memory.complete = (id, ...rest) => {
    if (id === 'poison') throw new Error('too large');
    complete(id, ...rest);
  };
  for (const id of ['poison', 'a', 'b', 'c']) backlog.complete(id, Date.now() + HOUR, undefined);
  await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
  expect(['poison', 'a', 'b', 'c'].map((id) => backlog.handled(id)?.state)).toEqual(['done', undefined, undefined, undefined]);
});

test.each(['accepts', 'refuses'])('a message that comes while the store is being told an older one of the same event is told as well, if the store %s that', async (end) => {
  let answer: ((error?: Error) => void) | undefined;
  const told: (string | undefined)[] = [];
  const backlog = new Backlog({
    store: {
      claim: () => ({ state: 'claimed' }),
      complete(_id, _ttlMs, response) {
        told.push(response);
        return new Promise((resolve, reject) => { answer = (error) => { if (error) reject(error); else resolve(); }; });
      },
      release: () => undefined,
      bind: (_digest, id) => id,
    },
    clock: Date.now,
    storeTimeoutMs: STORE_TIMEOUT,
  });
  backlog.complete('a', Date.now() + HOUR, 'old');
  await jest.advanceTimersByTimeAsync(PAUSE);
  backlog.complete('a', Date.now() + HOUR, 'new');
  answer?.(end === 'accepts' ? undefined : new Error('not now'));
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect([told, backlog.handled('a')]).toEqual([['old', 'new'], done('new')]);
  answer?.();
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect(backlog.handled('a')).toBeUndefined();
});

test('beyond 100,000 messages the oldest are given up', () => {
  const { backlog } = setUp();
  const MOST = 100_000;
  for (let n = 0; n <= MOST; n += 1) backlog.complete(`event${n}`, Date.now() + HOUR, undefined);
  expect([0, 1, MOST].map((n) => backlog.handled(`event${n}`)?.state)).toEqual([undefined, 'done', 'done']);
});

test('waiting for the store keeps no process alive', async () => {
  jest.useRealTimers();
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const { state, told, backlog } = setUp();
  state.isDown = false;
  const before = timers();
  backlog.complete('a', Date.now() + HOUR, undefined);
  expect(timers()).toBe(before);
  while (told.length === 0) await sleep(10);
});

test('whatever happens when: once the store is up again, it knows every success and holds no claim that was given back', async () => {
  const happening = fc.oneof(
    fc.record({ kind: fc.constant('complete' as const), id: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constant('release' as const), id: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 8_000 }) }),
    fc.record({ kind: fc.constantFrom('up' as const, 'down' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
      const { memory, state, backlog } = setUp();
      const completed = new Set<string>();
      for (const [n, one] of happenings.entries()) {
        if (one.kind === 'wait') await jest.advanceTimersByTimeAsync(one.ms);
        else if (one.kind === 'complete') {
          completed.add(one.id);
          backlog.complete(one.id, Date.now() + HOUR, undefined);
        } else if (one.kind === 'release') {
          memory.claim(one.id, `owner${n}`, HOUR);
          backlog.release(one.id, `owner${n}`, Date.now() + HOUR);
        } else state.isDown = one.kind === 'down';
        for (const id of completed) expect([backlog.handled(id)?.state, memory.claim(id, 'a repeat', 1).state]).toContain('done');
        await jest.advanceTimersByTimeAsync(1);
      }
      state.isDown = false;
      await jest.advanceTimersByTimeAsync(LONG_ENOUGH);
      for (const id of ['a', 'b', 'c']) expect(memory.claim(id, 'afterwards', 1).state).toBe(completed.has(id) ? 'done' : 'claimed');
      expect(jest.getTimerCount()).toBe(0);
    }),
    { numRuns: 100 },
  );
});
