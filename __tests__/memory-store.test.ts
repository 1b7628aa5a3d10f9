import { spawnSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { type Claim, MemoryStore } from '../lib/index.js';

const LEASE = 15_000;
const TTL = 600_000;
const CLAIMED: Claim = { state: 'claimed' };
const BUSY: Claim = { state: 'busy' };
const DONE: Claim = { state: 'done' };

function setUp(max = 1_000) {
  const time = { now: 1_700_000_000_000 };
  return { time, store: new MemoryStore({ max, clock: () => time.now }) };
}

describe('a claim', () => {
  test('is given to one owner until the lease ends, to the millisecond', () => {
    const { store, time } = setUp();
    expect(store.claim('a', 'one', LEASE)).toEqual(CLAIMED);
    expect(store.claim('a', 'two', LEASE)).toEqual(BUSY);
    time.now += LEASE - 1;
    expect(store.claim('a', 'two', LEASE)).toEqual(BUSY);
    time.now += 1;
    expect(store.claim('a', 'two', LEASE)).toEqual(CLAIMED);
    expect(store.claim('a', 'one', LEASE)).toEqual(BUSY);
  });

  test('of one event does not touch another', () => {
    const { store } = setUp();
    store.claim('a', 'one', LEASE);
    expect(store.claim('b', 'two', LEASE)).toEqual(CLAIMED);
  });

  test('is given back by its owner, and by nobody else', () => {
    const { store } = setUp();
    store.claim('a', 'one', LEASE);
    store.release('a', 'two');
    expect(store.claim('a', 'two', LEASE)).toEqual(BUSY);
    store.release('a', 'one');
    expect(store.claim('a', 'two', LEASE)).toEqual(CLAIMED);
  });

  test('that ran out cannot take a later one away', () => {
    const { store, time } = setUp();
    store.claim('a', 'one', LEASE);
    time.now += LEASE;
    store.claim('a', 'two', LEASE);
    store.release('a', 'one');
    expect(store.claim('a', 'three', LEASE)).toEqual(BUSY);
  });
});

describe('a handled event', () => {
  test('is done until its time to live has passed, to the millisecond', () => {
    const { store, time } = setUp();
    store.claim('a', 'one', LEASE);
    store.complete('a', TTL);
    time.now += TTL - 1;
    expect(store.claim('a', 'two', LEASE)).toEqual(DONE);
    time.now += 1;
    expect(store.claim('a', 'two', LEASE)).toEqual(CLAIMED);
  });

  test('keeps its answer, an empty one too', () => {
    const { store } = setUp();
    store.complete('a', TTL, '{"result":3}');
    store.complete('b', TTL, '');
    expect(store.claim('a', 'one', LEASE)).toEqual({ state: 'done', response: '{"result":3}' });
    expect(store.claim('b', 'one', LEASE)).toEqual({ state: 'done', response: '' });
  });

  test('is handled whoever holds it by now', () => {
    const { store, time } = setUp();
    store.claim('a', 'one', LEASE);
    time.now += LEASE;
    store.claim('a', 'two', LEASE);
    store.complete('a', TTL);
    expect(store.claim('a', 'three', LEASE)).toEqual(DONE);
  });

  test('cannot be released', () => {
    const { store } = setUp();
    store.claim('a', 'one', LEASE);
    store.complete('a', TTL, '{"result":1}');
    store.release('a', 'one');
    expect(store.claim('a', 'two', LEASE)).toEqual({ state: 'done', response: '{"result":1}' });
  });
});

describe('a signature', () => {
  test('stays tied to the first event it came with until its time to live has passed', () => {
    const { store, time } = setUp();
    expect(store.bind('digest', 'a', TTL)).toBe('a');
    time.now += TTL - 1;
    expect(store.bind('digest', 'b', TTL)).toBe('a');
    time.now += 1;
    expect(store.bind('digest', 'b', TTL)).toBe('b');
  });

  test('and an event of the same text are two things', () => {
    const { store } = setUp();
    store.bind('same', 'a', TTL);
    expect(store.claim('same', 'one', LEASE)).toEqual(CLAIMED);
    store.release('same', 'one');
    expect(store.bind('same', 'b', TTL)).toBe('a');
  });
});

test.each([0, 1, -5, 2.5, NaN, Infinity])('a cap of %p is refused by name', (max) => {
  expect(() => new MemoryStore({ max })).toThrow(new TypeError(`MemoryStore option "max" must be an integer of at least 2; it is ${max}.`));
});

test('works with the system clock when none is given', () => {
  const store = new MemoryStore();
  expect(store.claim('a', 'one', LEASE)).toEqual(CLAIMED);
  store.complete('a', TTL);
  expect(store.claim('a', 'one', LEASE)).toEqual(DONE);
});

/** Says everything in the plainest way, forgets nothing but what has expired. */
class Reference {
  readonly #events = new Map<string, { owner?: string; response?: string; until: number }>();
  readonly #bindings = new Map<string, { id: string; until: number }>();

  claim(now: number, id: string, owner: string, leaseMs: number): Claim {
    const entry = this.#events.get(id);
    if (entry === undefined || entry.until <= now) {
      this.take(now, id, owner, leaseMs);
      return CLAIMED;
    }
    if (entry.owner === owner) this.take(now, id, owner, leaseMs);
    if (entry.owner !== undefined) return entry.owner === owner ? CLAIMED : BUSY;
    return entry.response === undefined ? DONE : { state: 'done', response: entry.response };
  }

  take(now: number, id: string, owner: string, leaseMs: number): void {
    this.#events.set(id, { owner, until: now + leaseMs });
  }

  complete(now: number, id: string, ttlMs: number, response: string | undefined): void {
    this.#events.set(id, { until: now + ttlMs, ...(response !== undefined && { response }) });
  }

  release(id: string, owner: string): void {
    if (this.#events.get(id)?.owner === owner) this.#events.delete(id);
  }

  bind(now: number, digest: string, id: string, ttlMs: number): string {
    const bound = this.#bindings.get(digest);
    if (bound !== undefined && bound.until > now) return bound.id;
    this.#bindings.set(digest, { id, until: now + ttlMs });
    return id;
  }
}

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const owner = fc.constantFrom('one', 'two', 'three');
const span = fc.integer({ min: 1, max: 50 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('claim' as const), id, owner, ms: span }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('complete' as const), id, ms: span, response: fc.option(fc.constantFrom('', '{"result":0}'), { nil: undefined }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), id, owner }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bind' as const), digest: id, id, ms: span }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 60 }) }) },
);

test('does what a store that never forgets does, as long as the cap is not reached', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const { store, time } = setUp();
      const reference = new Reference();
      for (const one of steps) {
        if (one.kind === 'wait') time.now += one.ms;
        else if (one.kind === 'release') {
          store.release(one.id, one.owner);
          reference.release(one.id, one.owner);
        } else if (one.kind === 'complete') {
          store.complete(one.id, one.ms, one.response);
          reference.complete(time.now, one.id, one.ms, one.response);
        } else if (one.kind === 'bind') {
          expect(store.bind(one.digest, one.id, one.ms)).toBe(reference.bind(time.now, one.digest, one.id, one.ms));
        } else {
          expect(store.claim(one.id, one.owner, one.ms)).toEqual(reference.claim(time.now, one.id, one.owner, one.ms));
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('under a cap forgets only what is old: never makes up an entry, never loses one of the newest half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), fc.array(step, { maxLength: 80, size: 'max' }), (max, steps) => {
      const { store, time } = setUp(max);
      const reference = new Reference();
      let newest: string[] = [];
      const touch = (key: string): void => {
        newest = [key, ...newest.filter((other) => other !== key)].slice(0, Math.floor(max / 2));
      };
      for (const one of steps) {
        if (one.kind === 'wait') time.now += one.ms;
        else if (one.kind === 'release') {
          store.release(one.id, one.owner);
          reference.release(one.id, one.owner);
        } else if (one.kind === 'complete') {
          store.complete(one.id, one.ms, one.response);
          reference.complete(time.now, one.id, one.ms, one.response);
          touch(one.id);
        } else if (one.kind === 'claim') {
          const claim = store.claim(one.id, one.owner, one.ms);
          const expected = reference.claim(time.now, one.id, one.owner, one.ms);
          const forgotten = claim.state === 'claimed' && !newest.includes(one.id);
          if (forgotten) reference.take(time.now, one.id, one.owner, one.ms);
          else expect(claim).toEqual(expected);
          if (claim.state === 'claimed') touch(one.id);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test.each([2, 3, 10, 1_000])('with a cap of %i remembers at most so many events, the newest ones, and at least half of that', (max) => {
  for (const count of [max, max + 1, 3 * max, 3 * max + Math.floor(max / 2) + 1]) {
    const { store } = setUp(max);
    for (let n = 0; n < count; n += 1) store.complete(`event ${n}`, TTL);
    // From the newest backwards: a claim of a remembered event changes nothing, so the count is exact.
    let remembered = 0;
    while (remembered < count && store.claim(`event ${count - 1 - remembered}`, 'one', LEASE).state === 'done') remembered += 1;
    expect(remembered).toBeLessThanOrEqual(max);
    expect(remembered).toBeGreaterThanOrEqual(Math.floor(max / 2));
  }
});

/** Runs a program of its own, because memory and what keeps a process alive can only be told from outside. */
function run(program: string, ...flags: readonly string[]): unknown {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, '--import', 'tsx', '-e', program], {
    cwd: path.join(__dirname, '..'),
    encoding: 'utf8',
    timeout: 15_000,
  });
  if (status !== 0) throw new Error(`The program ended with ${status ?? signal ?? 'nothing'}: ${stderr}`);
  return JSON.parse(stdout);
}

test('300,000 events and signatures take no more memory than the cap allows', () => {
  const program = `
    const { MemoryStore } = require('./lib/index.ts');
    const max = 50_000;
    const heap = () => { gc(); return process.memoryUsage().heapUsed; };
    const key = (n) => require('node:crypto').createHash('sha256').update(String(n)).digest('base64url');
    const before = heap();
    const store = new MemoryStore({ max });
    const used = [];
    for (let n = 1; n <= 300_000; n += 1) {
      const id = key(n);
      store.bind(id.slice(1), id, 600_000);
      store.claim(id, 'one', 15_000);
      store.complete(id, 600_000);
      if (n % max === 0) used.push(heap() - before);
    }
    // Looked at last, so that the store cannot have been collected.
    console.log(JSON.stringify({ used, last: store.claim(key(300_000), 'one', 15_000) }));
  `;
  const { used, last } = run(program, '--expose-gc') as { used: number[]; last: Claim };
  expect(last).toEqual(DONE);
  expect(used).toHaveLength(6);
  const [full = 0, ...later] = used;
  expect(Math.max(...later)).toBeLessThan(full * 1.25);
});

test('what has expired takes no memory once others have come, long before the cap is reached', () => {
  const program = `
    const { MemoryStore } = require('./lib/index.ts');
    const heap = () => { gc(); return process.memoryUsage().heapUsed; };
    let now = 0;
    const before = heap();
    const store = new MemoryStore({ max: 1_000_000, clock: () => now });
    for (let n = 0; n < 50_000; n += 1) store.complete('an event that was handled ' + n, 1_000);
    const full = heap() - before;
    for (const later of [1_001, 2_002, 3_003]) {
      now = later;
      store.complete('another event', 1_000);
    }
    const left = heap() - before;
    console.log(JSON.stringify({ full, left, last: store.claim('another event', 'one', 1_000) }));
  `;
  const { full, left, last } = run(program, '--expose-gc') as { full: number; left: number; last: Claim };
  const { store } = setUp();
  store.complete('another event', 1_000);
  expect(last).toEqual(store.claim('another event', 'one', 1_000));
  expect(left).toBeLessThan(full / 4);
});

test('nothing keeps the process alive: no timer after a delivery, an open claim or a signature', () => {
  const program = `
    const { MemoryStore, signCallback, schemas, zegoCallbacks } = require('./lib/index.ts');
    const store = new MemoryStore();
    store.claim('never completed', 'one', 600_000);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const nonce = '7450395512627324902';
    const body = { ...schemas.room_logout.examples[0], timestamp, nonce, signature: signCallback({ timestamp, nonce }, 'a-secret') };
    const zego = zegoCallbacks({ secret: 'a-secret', store });
    void zego.onRoomLogout(() => {}).receive({ body }).then(({ status }) => {
      console.log(JSON.stringify({ status, timers: process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate/.test(name)) }));
    });
  `;
  expect(run(program)).toEqual({ status: 200, timers: [] });
});
