import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { type DeliveryStore, MemoryStore, ZegoCallbackError } from '../lib/index.js';
import type { VerifiedDigest } from '../lib/delivery.js';
import { type Attempt, Once, type OnceOptions, type OnceResult, type Watcher } from '../lib/once.js';

// Only `verify` makes one; here it is any text.
const [DIGEST, ANOTHER_DIGEST] = ['digest', 'another digest'] as [VerifiedDigest, VerifiedDigest];
const REMEMBER = 600_000;
/** Long enough not to pass by itself, where no time-out is meant to. */
const LONG = 10_000;
const SHORT = 20;

class RecordingWatcher implements Watcher {
  storeIsDown = false;
  lates = 0;
  readonly troubles: ZegoCallbackError[] = [];
  late(): void {
    this.lates += 1;
  }
  trouble(error: ZegoCallbackError): void {
    this.troubles.push(error);
  }
  /** One for each delivery; all tell this one. */
  another(): Watcher {
    return {
      storeIsDown: false,
      late: () => {
        this.late();
      },
      trouble: (error) => {
        this.trouble(error);
      },
    };
  }
}

function setUp(options: Partial<OnceOptions> = {}) {
  const time = { now: 1_700_000_000_000 };
  const clock = () => time.now;
  const store = options.store ?? new MemoryStore({ clock });
  const once = onceOf({ storeErrors: 'deliver', rememberMs: REMEMBER, clock, ...options, store });
  const watcher = new RecordingWatcher();
  const attempt = (work: Attempt['work'], timeoutMs = LONG, id = 'a', retriedForMs = Infinity): Attempt => ({ id, timeoutMs, retriedForMs, work, watcher: watcher.another() });
  return { time, clock, store, once, watcher, attempt, run: (...args: Parameters<typeof attempt>) => once.run(attempt(...args)) };
}

/** What throws at once rejects here, as it does for whoever awaits it. */
function onceOf(options: OnceOptions) {
  const once = new Once(options);
  return {
    run: async (attempt: Attempt) => once.run(attempt),
    bind: async (...args: Parameters<Once['bind']>) => once.bind(...args),
  };
}

/** Something that is finished from outside, like a handler that is held open. */
function held() {
  let resolve: (value?: string) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  let runs = 0;
  const promise = new Promise<string | undefined>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return {
    work: () => {
      runs += 1;
      return promise;
    },
    runs: () => runs,
    resolve,
    reject,
  };
}

async function refusal(promise: Promise<unknown>): Promise<ZegoCallbackError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ZegoCallbackError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

const first = (response?: string): OnceResult => ({ duplicate: false, response });
const repeat = (response?: string): OnceResult => ({ duplicate: true, response });

describe('a repeat', () => {
  test('of a handled event gets the first answer, and nothing runs', async () => {
    const { run, watcher } = setUp();
    expect(await run(() => 'the answer')).toEqual(first('the answer'));
    const again = held();
    expect(await run(again.work)).toEqual(repeat('the answer'));
    expect(again.runs()).toBe(0);
    expect(watcher.troubles).toEqual([]);
  });

  test('of an event that failed runs again', async () => {
    const { run } = setUp();
    const failure = new Error('database down');
    await expect(run(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await run(() => undefined)).toEqual(first());
    expect(await run(() => undefined)).toEqual(repeat());
  });

  test('is forgotten after the time that events are remembered for', async () => {
    const { run, time } = setUp();
    await run(() => undefined);
    time.now += REMEMBER - 1;
    expect(await run(() => undefined)).toEqual(repeat());
    time.now += 1;
    expect(await run(() => undefined)).toEqual(first());
  });

  test('does not wait for another event', async () => {
    const { run } = setUp();
    const slow = held();
    const pending = run(slow.work);
    expect(await run(() => undefined, LONG, 'another')).toEqual(first());
    slow.resolve();
    expect(await pending).toEqual(first());
  });
});

describe('10,000 deliveries of one event at once', () => {
  const COUNT = 10_000;

  test('run the work once and share its result', async () => {
    const { run } = setUp();
    const { work, runs, resolve } = held();
    const all = Array.from({ length: COUNT }, () => run(work));
    resolve('shared');
    const results = await Promise.all(all);
    expect(runs()).toBe(1);
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(results.filter(({ response }) => response === 'shared')).toHaveLength(COUNT);
  });

  test('share a failure too, after which the next one runs', async () => {
    const { run } = setUp();
    const { work, runs, reject } = held();
    const all = Array.from({ length: COUNT }, () => run(work));
    const failure = new ZegoCallbackError('handler_failed');
    reject(failure);
    const results = await Promise.allSettled(all);
    expect(runs()).toBe(1);
    expect(results.filter((result) => result.status === 'rejected' && result.reason === failure)).toHaveLength(COUNT);
    expect(await run(() => undefined)).toEqual(first());
  });
});

describe('work that takes too long', () => {
  test('is answered handler_timeout; when it finishes later, the event counts as handled', async () => {
    const { run, watcher } = setUp();
    const slow = held();
    const error = await refusal(run(slow.work, SHORT));
    expect(`${error.code}: ${error.hint ?? ''}`).toBe(`handler_timeout: The handlers did not finish within ${SHORT} ms. If they finish later, the event counts as handled.`);
    expect(watcher.lates).toBe(1);
    slow.resolve('late but right');
    const again = held();
    expect(await run(again.work)).toEqual(repeat('late but right'));
    expect(again.runs()).toBe(0);
    expect(watcher.troubles).toEqual([]);
  });

  const handlerFailed = new ZegoCallbackError('handler_failed', { hint: 'late' });
  const anything = new Error('database down');
  test.each([
    ['as it is', handlerFailed, handlerFailed],
    ['as a failure of the handlers', anything, expect.objectContaining({ code: 'handler_failed', cause: anything }) as unknown],
  ])('and then fails: the failure is told %s, and the retry runs', async (_how, failure, trouble) => {
    const { run, watcher } = setUp();
    const slow = held();
    await refusal(run(slow.work, SHORT));
    slow.reject(failure);
    await turn();
    expect(watcher.troubles).toEqual([trouble]);
    expect(await run(() => undefined)).toEqual(first());
  });

  test('makes a retry wait for it, and share the result when it comes in time', async () => {
    const { run, watcher } = setUp();
    const slow = held();
    await refusal(run(slow.work, SHORT));
    const retry = run(slow.work, LONG);
    await turn();
    slow.resolve('shared');
    expect(await retry).toEqual(repeat('shared'));
    expect([slow.runs(), watcher.lates]).toEqual([1, 1]);
  });

  test('is not disturbed by a retry whose own time passes first', async () => {
    const { run, watcher } = setUp();
    const slow = held();
    await refusal(run(slow.work, SHORT));
    const error = await refusal(run(slow.work, SHORT));
    expect(`${error.code}: ${error.hint ?? ''}`).toBe(`handler_timeout: An earlier delivery of the same event is still being handled after ${SHORT} ms.`);
    expect([slow.runs(), watcher.lates]).toEqual([1, 1]);
    slow.resolve();
    await turn();
    expect(await run(slow.work)).toEqual(repeat());
  });

  test.each([
    ['less than 1.5 times its time-out ago is waited for', SHORT / 2, 1],
    ['1.5 times its time-out ago is given up, and the retry runs', 1.5 * SHORT, 2],
  ])('and was begun %s', async (_what, passed, runs) => {
    const { run, time } = setUp();
    const endless = held();
    await refusal(run(endless.work, SHORT));
    time.now += passed;
    expect((await refusal(run(endless.work, SHORT))).code).toBe('handler_timeout');
    expect(endless.runs()).toBe(runs);
  });

  test('and never finishes: a retry that is already waiting takes the event over when the lease ends', async () => {
    const { run, time } = setUp();
    await refusal(run(held().work, SHORT));
    const taken = held();
    const waiting = run(taken.work, LONG);
    expect(taken.runs()).toBe(0);
    time.now += 1.5 * SHORT;
    taken.resolve('taken over');
    expect(await waiting).toEqual(first('taken over'));
    expect(taken.runs()).toBe(1);
  });

  /** Answers a few milliseconds later, as a store on the network does. */
  function remote(store: DeliveryStore): DeliveryStore {
    return {
      claim: (...args) => sleep(5).then(() => store.claim(...args)),
      complete: (...args) => sleep(5).then(() => store.complete(...args)),
      release: (...args) => sleep(5).then(() => store.release(...args)),
      bind: (...args) => sleep(5).then(() => store.bind(...args)),
    };
  }

  test.each([
    ['in memory', () => new MemoryStore()],
    ['on the network', () => remote(new MemoryStore())],
  ])('and never finishes: the retry that takes over is not kept out by the old claim in a store %s', async (_where, makeStore) => {
    // By the system's clock, which a timer may run ahead of by a millisecond; so many attempts meet that moment.
    const attempts = Array.from({ length: 60 }, async (_none, n) => {
      await sleep(n);
      const { run } = setUp({ store: makeStore(), clock: Date.now });
      await refusal(run(held().work, SHORT));
      return run(() => 'taken over');
    });
    expect(await Promise.all(attempts)).toEqual(attempts.map(() => first('taken over')));
  });

  test('and whose claim in a slow store ends later than here is taken over all the same, by one of many retries', async () => {
    const time = { now: 0 };
    const memory = new MemoryStore({ clock: () => time.now });
    let latency = 5;
    const store: DeliveryStore = Object.assign(remote(memory), {
      claim: async (...args: Parameters<DeliveryStore['claim']>) => {
        await turn();
        time.now += latency;
        return memory.claim(...args);
      },
    });
    const { run } = setUp({ store, clock: () => time.now });
    await refusal(run(held().work, SHORT));
    time.now = 1.5 * SHORT + 1;
    latency = 0;
    const taken = held();
    const retries = Array.from({ length: 10 }, () => run(taken.work, LONG));
    taken.resolve('taken over');
    const results = await Promise.all(retries);
    expect(results.map(({ duplicate }) => duplicate).sort()).toEqual([false, ...Array.from({ length: 9 }, () => true)]);
    expect(taken.runs()).toBe(1);
  });

  test('and was given up: several waiting retries still run it only once more', async () => {
    const { run, time } = setUp();
    await refusal(run(held().work, SHORT));
    const taken = held();
    const waiting = Array.from({ length: 100 }, () => run(taken.work, LONG));
    time.now += 1.5 * SHORT;
    taken.resolve('taken over');
    const results = await Promise.all(waiting);
    expect(taken.runs()).toBe(1);
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(results.filter(({ response }) => response === 'taken over')).toHaveLength(waiting.length);
  });

  test('and was given up, then fails: the claim of the one that took over stays', async () => {
    const { run, time, store } = setUp();
    const old = held();
    await refusal(run(old.work, SHORT));
    time.now += 1.5 * SHORT;
    const taken = held();
    const pending = run(taken.work, LONG);
    await turn();
    expect(taken.runs()).toBe(1);
    old.reject(new Error('too late'));
    await turn();
    expect(await store.claim('a', 'another process', LONG)).toEqual({ state: 'busy' });
    taken.resolve('second');
    expect(await pending).toEqual(first('second'));
  });

  test('and was given up, then ends: later repeats share the result of the one that took over', async () => {
    const { run, time } = setUp();
    const old = held();
    await refusal(run(old.work, SHORT));
    time.now += 1.5 * SHORT;
    const taken = held();
    const pending = run(taken.work, LONG);
    await turn();
    expect(taken.runs()).toBe(1);
    old.reject(new Error('too late'));
    await turn();
    const third = held();
    const repeated = run(third.work, LONG);
    taken.resolve('second');
    expect(await Promise.all([pending, repeated])).toEqual([first('second'), repeat('second')]);
    expect(third.runs()).toBe(0);
  });

  test('and was given up, then finishes: handled is handled', async () => {
    const { run, time } = setUp();
    const old = held();
    await refusal(run(old.work, SHORT));
    time.now += 1.5 * SHORT;
    const taken = held();
    const pending = run(taken.work, LONG);
    await turn();
    expect(taken.runs()).toBe(1);
    old.resolve('first');
    await turn();
    taken.reject(new Error('the second attempt failed'));
    await expect(pending).rejects.toThrow('the second attempt failed');
    expect(await run(() => 'third')).toEqual(repeat('first'));
  });
});

describe('two processes on one store', () => {
  test('the second is told that the first is busy, then that it is done', async () => {
    const here = setUp();
    const there = onceOf({ store: here.store, storeErrors: 'deliver', rememberMs: REMEMBER, clock: here.clock });
    const slow = held();
    const pending = here.run(slow.work);
    expect((await refusal(there.run(here.attempt(() => 'never')))).code).toBe('busy');
    slow.resolve('from here');
    await pending;
    expect(await there.run(here.attempt(() => 'never'))).toEqual(repeat('from here'));
  });

  test('an event that the first took with it when it crashed is free when its lease ends', async () => {
    const here = setUp();
    const there = onceOf({ store: here.store, storeErrors: 'deliver', rememberMs: REMEMBER, clock: here.clock });
    void here.run(() => new Promise(() => undefined), SHORT).catch(() => undefined);
    here.time.now += 1.5 * SHORT - 1;
    expect((await refusal(there.run(here.attempt(() => 'never', SHORT)))).code).toBe('busy');
    here.time.now += 1;
    expect(await there.run(here.attempt(() => 'from there', SHORT))).toEqual(first('from there'));
  });

  describe('of an event whose sender gives up before the lease of the other one ends', () => {
    // Waiting takes time by itself; nobody waits for it here.
    beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
    afterEach(() => void jest.useRealTimers());
    const LEASE = 1.5 * LONG;
    const answer = (pending: Promise<OnceResult>) => pending.then(({ duplicate, response }) => `${duplicate ? 'duplicate' : 'handled'} ${response ?? ''}`, (error: unknown) => (error as ZegoCallbackError).code);

    function twoProcesses() {
      const here = setUp({ clock: Date.now, store: new MemoryStore() });
      const there = onceOf({ store: here.store, storeErrors: 'deliver', rememberMs: REMEMBER, clock: Date.now });
      return { ...here, there: (retriedForMs: number) => answer(there.run(here.attempt(() => 'there', LONG, 'a', retriedForMs))) };
    }

    test.each([
      ['succeeds', 'duplicate here'],
      ['fails', 'handled there'],
    ])('a repeat waits until the other one %s', async (end, expected) => {
      const { run, there } = twoProcesses();
      const slow = held();
      const pending = answer(run(slow.work));
      const waiting = there(LEASE - 1);
      await jest.advanceTimersByTimeAsync(LONG / 2);
      if (end === 'succeeds') slow.resolve('here');
      else slow.reject(new ZegoCallbackError('handler_failed'));
      await jest.advanceTimersByTimeAsync(500);
      expect([await waiting, await pending]).toEqual([expected, end === 'succeeds' ? 'handled here' : 'handler_failed']);
    });

    test.each([
      [0, 0.9 * LONG],
      [LEASE - 1, 0.9 * LONG],
      [LEASE, 0],
      [Infinity, 0],
    ])('when it still retries for %d ms, a repeat waits for %d ms before it is told busy', async (retriedForMs, patienceMs) => {
      const { store, there } = twoProcesses();
      await store.claim('a', 'another process', LEASE);
      const begun = Date.now();
      const waiting = there(retriedForMs).then((code) => [code, Date.now() - begun]);
      await jest.advanceTimersByTimeAsync(LONG);
      const [code, waitedMs] = await waiting;
      expect(code).toBe('busy');
      expect(waitedMs).toBeLessThanOrEqual(patienceMs);
      expect(waitedMs).toBeGreaterThanOrEqual(patienceMs - 500);
    });

    test('is not lost with a process that crashed, though its two retries come at once', async () => {
      const { store, there } = twoProcesses();
      await store.claim('a', 'a process that crashed', LEASE);
      const answers: string[] = [];
      for (let retry = 0; retry < 2; retry += 1) {
        const waiting = there(0);
        await jest.advanceTimersByTimeAsync(LONG);
        answers.push(await waiting);
      }
      expect(answers).toEqual(['busy', 'handled there']);
    });

    test('has its whole lease from the moment it is taken over', async () => {
      const { store, attempt } = twoProcesses();
      await store.claim('a', 'a process that crashed', LONG / 2);
      const once = onceOf({ store, storeErrors: 'deliver', rememberMs: REMEMBER, clock: Date.now });
      const slow = held();
      const waiting = answer(once.run(attempt(slow.work, LONG, 'a', 0)));
      await jest.advanceTimersByTimeAsync(LONG);
      expect([await waiting, slow.runs()]).toEqual(['handler_timeout', 1]);
      await jest.advanceTimersByTimeAsync(LEASE - LONG / 2 - 500);
      const joined = answer(once.run(attempt(slow.work, LONG, 'a', 0)));
      slow.resolve('late');
      expect([await joined, slow.runs()]).toEqual(['duplicate late', 1]);
    });

    test('is not taken over by a repeat that came while it was still waited for', async () => {
      const { store, run } = twoProcesses();
      await store.claim('a', 'a process that crashed', 0.8 * LONG);
      const slow = held();
      const waiting = answer(run(slow.work, LONG, 'a', 0));
      await jest.advanceTimersByTimeAsync(0.6 * LONG);
      const joined = answer(run(slow.work, LONG, 'a', 0));
      await jest.advanceTimersByTimeAsync(LEASE - 0.6 * LONG + 1);
      slow.resolve('late');
      expect([await waiting, await joined, slow.runs()]).toEqual(['handler_timeout', 'duplicate late', 1]);
    });

    test('is waited for by each delivery for its own time, whatever an earlier one in this process was told', async () => {
      const { store, run } = twoProcesses();
      await store.claim('a', 'a process that crashed', 1.1 * LONG);
      const endless = held();
      const begun = Date.now();
      const timed = (pending: Promise<OnceResult>) => answer(pending).then((code) => [code, Date.now() - begun]);
      const earlier = timed(run(endless.work, LONG, 'a', 0));
      await jest.advanceTimersByTimeAsync(0.5 * LONG);
      const later = timed(run(endless.work, LONG, 'a', 0));
      await jest.advanceTimersByTimeAsync(2 * LONG);
      expect([await earlier, await later, endless.runs()]).toEqual([['busy', 0.9 * LONG], ['handler_timeout', 1.5 * LONG], 1]);
    });

    test.each([
      ['a refusal', new ZegoCallbackError('handler_failed')],
      ['any error', Object.assign(new Error('database down'), { code: 'busy' })],
    ])('and was handled here: repeats that would wait for another process share a failure, %s', async (_what, failure) => {
      const { run } = twoProcesses();
      const slow = held();
      const all = Array.from({ length: 3 }, () => answer(run(slow.work, LONG, 'a', 0)));
      await jest.advanceTimersByTimeAsync(1);
      slow.reject(failure);
      expect([await Promise.all(all), slow.runs()]).toEqual([all.map(() => failure.code), 1]);
    });

    test('and of any other: of many deliveries at once that do not wait, one asks the store', async () => {
      let claims = 0;
      const store: DeliveryStore = Object.assign(new MemoryStore(), {
        claim: async () => {
          claims += 1;
          await turn();
          return { state: 'busy' } as const;
        },
      });
      const { run } = setUp({ clock: Date.now, store });
      const all = Array.from({ length: 100 }, () => answer(run(() => 'never', LONG, 'a', LEASE)));
      expect([new Set(await Promise.all(all)), claims]).toEqual([new Set(['busy']), 1]);
    });
  });

  /** Every call of the store and every handler ends when the scheduler says so. */
  function scheduled(store: DeliveryStore, scheduler: fc.Scheduler): DeliveryStore {
    const after = async <T>(label: string, call: () => T): Promise<T> => {
      await scheduler.schedule(Promise.resolve(), label);
      return call();
    };
    return {
      claim: (...args) => after('claim', () => store.claim(...args)).then((claim) => claim),
      complete: (...args) => after('complete', () => store.complete(...args)).then(() => undefined),
      release: (...args) => after('release', () => store.release(...args)).then(() => undefined),
      bind: (...args) => after('bind', () => store.bind(...args)).then((id) => id),
    };
  }

  test('in any order of things: one attempt at a time, none after a success, and every delivery ends', async () => {
    const delivery = fc.record({ process: fc.integer({ min: 0, max: 1 }), id: fc.constantFrom('a', 'b'), succeeds: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(delivery, { minLength: 1, maxLength: 10 }), async (scheduler, deliveries) => {
        const { store, clock, watcher, attempt: attemptOf } = setUp();
        const shared = scheduled(store, scheduler);
        const processes = [0, 1].map(() => onceOf({ store: shared, storeErrors: 'reject', rememberMs: REMEMBER, clock }));
        const running = new Set<string>();
        const handled = new Set<string>();
        const attempt = async (id: string, succeeds: boolean): Promise<string> => {
          expect([running.has(id), handled.has(id)]).toEqual([false, false]);
          running.add(id);
          await scheduler.schedule(Promise.resolve(), 'handler');
          running.delete(id);
          if (!succeeds) throw new ZegoCallbackError('handler_failed');
          handled.add(id);
          return `answer of ${id}`;
        };
        const all = Promise.allSettled(deliveries.map(({ process, id, succeeds }) => processes[process]!.run(attemptOf(() => attempt(id, succeeds), LONG, id))));
        await scheduler.waitFor(all);
        for (const [index, result] of (await all).entries()) {
          const { id } = deliveries[index]!;
          if (result.status === 'fulfilled') expect([handled.has(id), result.value.response]).toEqual([true, `answer of ${id}`]);
          else expect(result.reason).toMatchObject({ code: expect.stringMatching(/^(?:handler_failed|busy)$/) as string });
        }
        expect(watcher.troubles).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a signature', () => {
  test('may come again with its event, and with no other until it is forgotten', async () => {
    const { once, watcher, time } = setUp();
    await once.bind(DIGEST, 'a', watcher);
    await once.bind(DIGEST, 'a', watcher);
    const error = await refusal(once.bind(DIGEST, 'b', watcher));
    expect([error.code, error.status, error.message]).toEqual(['replayed', 403, 'This signature has already been used for another event.']);
    await once.bind(ANOTHER_DIGEST, 'b', watcher);
    time.now += REMEMBER;
    await once.bind(DIGEST, 'b', watcher);
    expect(watcher.troubles).toEqual([]);
  });
});

type Method = keyof DeliveryStore;
type Failure = (error: Error) => unknown;

/** A store of which some methods are down, in a given way. */
function broken(methods: readonly Method[], fail: Failure): DeliveryStore {
  const store = new MemoryStore();
  const failure = new Error('connection refused');
  const down = (method: Method) => (methods.includes(method) ? { [method]: () => fail(failure) } : {});
  const working: DeliveryStore = {
    claim: (...args) => store.claim(...args),
    complete: (...args) => store.complete(...args),
    release: (...args) => store.release(...args),
    bind: (...args) => store.bind(...args),
  };
  return { ...working, ...down('claim'), ...down('complete'), ...down('release'), ...down('bind') };
}

const failures: readonly (readonly [string, Failure])[] = [
  [
    'throws',
    (error) => {
      throw error;
    },
  ],
  ['rejects', (error) => Promise.reject(error)],
  [
    'rejects with a promise of another kind',
    (error) => ({
      then: (_resolve: unknown, reject: (reason: Error) => void) => {
        queueMicrotask(() => {
          reject(error);
        });
      },
    }),
  ],
  ['hangs', () => new Promise(() => undefined)],
  ['hangs with a promise of another kind', () => ({ then: () => undefined })],
];

describe.each(failures)('a store that %s', (way, fail) => {
  const hangs = way.startsWith('hangs');

  // What hangs is given up after a while; nobody waits for it here.
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  async function settled<T>(pending: Promise<T>): Promise<T> {
    void pending.catch(() => undefined);
    for (let ms = 0; ms < 4_000; ms += 500) {
      await turn();
      await jest.advanceTimersByTimeAsync(500);
    }
    return Promise.race([pending, Promise.reject(new Error('still waiting after 4 s'))]);
  }

  function expectTrouble({ troubles }: RecordingWatcher, count: number): void {
    expect(troubles.map(({ code, status, headers }) => [code, status, headers])).toEqual(Array.from({ length: count }, () => ['store_unavailable', 503, { 'Retry-After': '5' }]));
    for (const { cause } of troubles) expect((cause as Error).message).toMatch(hangs ? /^The store did not answer within \d+ ms\.$/ : /^connection refused$/);
  }

  test('when asked for a claim: the event is handled all the same, and this process remembers it', async () => {
    const { run, watcher } = setUp({ store: broken(['claim', 'complete', 'release'], fail) });
    expect(await settled(run(() => 'one'))).toEqual(first('one'));
    expect(await settled(run(() => 'two'))).toEqual(repeat('one'));
    expectTrouble(watcher, 2);
  });

  test('when asked for a claim of an event that then fails: the retry runs', async () => {
    const { run, watcher } = setUp({ store: broken(['claim', 'release'], fail) });
    const failure = new ZegoCallbackError('handler_failed');
    expect(await refusal(settled(run(() => Promise.reject(failure))))).toBe(failure);
    expect(await settled(run(() => 'two'))).toEqual(first('two'));
    expectTrouble(watcher, hangs ? 4 : 3);
  });

  test('when asked for a claim, and storeErrors is reject: nothing runs', async () => {
    const { run, watcher } = setUp({ store: broken(['claim'], fail), storeErrors: 'reject' });
    const never = held();
    const error = await refusal(settled(run(never.work)));
    expect([error.code, error.headers, never.runs()]).toEqual(['store_unavailable', { 'Retry-After': '5' }, 0]);
    expect(watcher.troubles).toEqual([]);
  });

  test.each(['deliver', 'reject'] as const)('when told of a success, and storeErrors is %s: handled is handled', async (storeErrors) => {
    const { run, watcher } = setUp({ store: broken(['complete'], fail), storeErrors });
    expect(await settled(run(() => 'done'))).toEqual(first('done'));
    expectTrouble(watcher, 1);
  });

  test.each(['deliver', 'reject'] as const)('when told of a failure, and storeErrors is %s: the failure is the answer', async (storeErrors) => {
    const { run, watcher } = setUp({ store: broken(['release'], fail), storeErrors });
    const failure = new ZegoCallbackError('handler_failed');
    expect(await refusal(settled(run(() => Promise.reject(failure))))).toBe(failure);
    expectTrouble(watcher, 1);
  });

  test('when asked about a signature: it passes, and that is told', async () => {
    const { once, watcher } = setUp({ store: broken(['bind'], fail) });
    await settled(once.bind(DIGEST, 'a', watcher));
    expectTrouble(watcher, 1);
  });

  test('when asked about a signature, and storeErrors is reject: refused', async () => {
    const { once, watcher } = setUp({ store: broken(['bind'], fail), storeErrors: 'reject' });
    expect((await refusal(settled(once.bind(DIGEST, 'a', watcher)))).code).toBe('store_unavailable');
    expect(watcher.troubles).toEqual([]);
  });

  test('lets repeats of an event in flight share its result all the same', async () => {
    const { run } = setUp({ store: broken(['claim', 'complete'], fail) });
    const slow = held();
    const all = [run(slow.work), run(slow.work)];
    slow.resolve('shared');
    expect(await settled(Promise.all(all))).toEqual([first('shared'), repeat('shared')]);
    expect(slow.runs()).toBe(1);
  });
});

test('whatever a store throws or rejects with, the delivery ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything({ withNullPrototype: true }), fc.boolean(), async (thrown, later) => {
      const fail = () => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the point of the test
        if (later) return Promise.reject(thrown);
        throw thrown;
      };
      const { run, watcher } = setUp({ store: broken(['claim'], fail) });
      const ended = await Promise.race([run(() => 'handled'), sleep(200, 'still waiting')]);
      expect(ended).toEqual(first('handled'));
      expect(watcher.troubles.map(({ code }) => code)).toEqual(['store_unavailable']);
      const cause = watcher.troubles[0]?.cause;
      expect(later && !(thrown instanceof Error) ? (cause as Error).cause : cause).toBe(thrown);
    }),
    { numRuns: 200 },
  );
});
