import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { schemas, zegoCallbacks } from '../../lib/index.js';
import { OnlineUsers, RoomTracker } from '../../lib/presence/index.js';
import { beginEvening, mishandle, signBody, spendEvening, wireForms, writeBody, type EveningCallback, type EveningOptions, type MishandlingOptions, type Truth, type WireBody } from '../../lib/testing/index.js';
import { pageNamed, quoted, section, tableIn } from '../docs/pages.js';

const SECRET = 'a-callback-secret';
const END = 1_700_000_000_000;
const seeds = fc.nat({ max: 2 ** 32 - 1 });
const options: fc.Arbitrary<EveningOptions> = fc.record({ seed: seeds, rooms: fc.integer({ min: 1, max: 20 }), users: fc.integer({ min: 1, max: 60 }), minutes: fc.integer({ min: 1, max: 300 }), pause: fc.integer({ min: 20, max: 60 }), endsAt: fc.constant(END) });
const shares: fc.Arbitrary<MishandlingOptions<unknown>> = fc.record({ disorder: fc.double({ min: 0, max: 1, noNaN: true }), duplicates: fc.double({ min: 0, max: 1, noNaN: true }), loss: fc.double({ min: 0, max: 1, noNaN: true }), behind: fc.integer({ min: 1, max: 200 }), seed: seeds });

/** A WeakRef holds what it refers to until the current job ends. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await setImmediate();
  collect();
}

/** What can be compared: who is where, in the terms of the trackers. */
const known = ({ rooms, online }: Truth): object => ({
  rooms: [...rooms].map(([roomId, { session, users, streams }]) => ({ roomId, session, users: [...users.keys()].sort(), streams: [...streams].map(([streamId, { userId }]) => `${streamId} of ${userId}`).sort() })).sort((a, b) => (a.roomId < b.roomId ? -1 : 1)),
  online: [...online].sort(),
});

/** A receiver with trackers that was sent these callbacks, and what it knows then. */
async function after(sent: Iterable<EveningCallback>, form: (typeof wireForms)[number] = 'json') {
  const notices: unknown[] = [];
  const zego = zegoCallbacks({ secret: SECRET }).onDelivery((report) => void notices.push(...(report.notices ?? [])));
  const tracker = new RoomTracker().attach(zego);
  const online = new OnlineUsers().attach(zego);
  // What comes twice has the same bytes.
  const written = new Map<EveningCallback, WireBody>();
  const outcomes = new Map<string, number>();
  for (const callback of sent) {
    const body = written.get(callback) ?? writeBody(signBody(callback.body, { secret: SECRET }), form);
    written.set(callback, body);
    const { text, contentType } = body;
    const { outcome } = await zego.receive({ body: text, contentType });
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  tracker.close();
  const userIds = [...new Set([...written.keys()].flatMap(({ userId }) => userId ?? []))];
  const areOnline = await Promise.all(userIds.map((userId) => online.isOnline(userId)));
  const rooms = (await tracker.list()).map(({ roomId, sessionId, users, streams }) => ({ roomId, session: sessionId, users: users.map(({ userId }) => userId), streams: streams.map(({ streamId, userId }) => `${streamId} of ${userId}`).sort() }));
  return { rooms, online: userIds.filter((_userId, index) => areOnline[index]).sort(), outcomes: Object.fromEntries(outcomes), notices };
}

describe('an evening', () => {
  test('tells the truth in its callbacks, in whatever order and form they come', async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.constantFrom(...wireForms), fc.boolean(), async (about, form, isReversed) => {
        const { callbacks, truth } = spendEvening(about);
        const { rooms, online, outcomes, notices } = await after(isReversed ? [...callbacks].reverse() : callbacks, form);
        expect({ rooms, online }).toEqual(known(truth));
        // Each is an event of its own, as its page describes it.
        expect({ outcomes, notices }).toEqual({ outcomes: callbacks.length === 0 ? {} : { delivered: callbacks.length }, notices: [] });
      }),
      { numRuns: 20 },
    );
  });

  test('is the same with the same seed, and another with another', () => {
    fc.assert(
      fc.property(options, (about) => {
        const [one, other] = [spendEvening(about), spendEvening(about)];
        expect(other.callbacks).toEqual(one.callbacks);
        expect(known(other.truth)).toEqual(known(one.truth));
      }),
      { numRuns: 10 },
    );
    const told = (seed: number): string => JSON.stringify(spendEvening({ seed, endsAt: END }).callbacks.map(({ name, userId, at }) => [name, userId, at]));
    expect(new Set([1, 2, 3, 4].map(told)).size).toBe(4);
    expect(told(1)).toBe(JSON.stringify(spendEvening({ endsAt: new Date(END) }).callbacks.map(({ name, userId, at }) => [name, userId, at])));
  });

  test('is made while it is read, callback by callback, and knows the truth of each moment', () => {
    fc.assert(
      fc.property(options, (about) => {
        const { callbacks, truth } = beginEvening(about);
        expect(known(truth)).toEqual({ rooms: [], online: [] });
        const read = [...callbacks];
        const whole = spendEvening(about);
        expect(read).toEqual(whole.callbacks);
        expect(known(truth)).toEqual(known(whole.truth));
        expect([...callbacks]).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test('keeps nothing of what has been read', async () => {
    const reading = beginEvening({ endsAt: END }).callbacks[Symbol.iterator]();
    const read: WeakRef<EveningCallback>[] = [];
    for (let count = 0; count < 200; count += 1) {
      const next = reading.next();
      if (next.done !== true) read.push(new WeakRef(next.value));
    }
    await collectGarbage();
    expect(read.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(5);
    expect([read.length, reading.next().done]).toEqual([200, false]);
  });

  test('has every kind of callback, with increasing times, known rooms and users, and ids beyond 2^53 as ZEGO writes them', () => {
    const { callbacks } = spendEvening({ seed: 1, endsAt: END, minutes: 240 });
    expect(new Set(callbacks.map(({ name }) => name))).toEqual(new Set(['room_create', 'room_close', 'room_login', 'room_logout', 'stream_create', 'stream_close', 'user_action', 'send_msg', 'cloud_recording_file_uploaded', 'cloud_recording_completed']));
    expect(callbacks.every(({ at }, index) => at <= END && at >= (callbacks[index - 1]?.at ?? END - 240 * 60_000))).toBe(true);
    for (const { roomId = 'room-01', userId = 'user-001' } of callbacks) expect([roomId, userId]).toEqual([expect.stringMatching(/^room-[0-5]\d$/), expect.stringMatching(/^user-[0-5]\d\d$/)]);
    const ids = callbacks.flatMap(({ name, body }) => (name === 'room_create' ? [body['room_session_id']] : []));
    expect(ids.every((id) => typeof id === 'bigint' && id > 2n ** 62n && id < 2n ** 63n)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name, body } of callbacks) {
      const { appid = '', event = '' } = schemas[name]['x-zego'].envelope as Readonly<Record<string, string>>;
      expect([Number(body[appid]), body[event]]).toEqual([1, schemas[name].examples[0][event]]);
    }
    // For one reason or another.
    const reasons = (kind: string, field: string): unknown[] => [...new Set(callbacks.filter(({ name }) => name === kind).map(({ body }) => body[field]))].sort();
    expect(reasons('room_logout', 'reason')).toEqual(['0', '2', '3']);
    expect(reasons('stream_close', 'type')).toEqual(expect.arrayContaining(['0', '2', '3', '4']));
    expect(reasons('user_action', 'action')).toEqual([0, 1, 2]);
  });

  test('has as many callbacks as its length, its people and their pace make', () => {
    const count = (about: EveningOptions): number => spendEvening({ seed: 2, endsAt: END, ...about }).callbacks.length;
    const usual = count({});
    for (const [factor, about] of [[2, { users: 1_000 }], [2, { minutes: 480 }], [2, { pause: 22.5 }], [0.5, { pause: 90 }]] as const) {
      expect(count(about) / usual).toBeGreaterThan(factor * 0.8);
      expect(count(about) / usual).toBeLessThan(factor * 1.3);
    }
  });

  test('that is too short for all that happens begins earlier', () => {
    const { callbacks } = spendEvening({ users: 100, minutes: 0.01, pause: 0.0001, endsAt: END });
    expect(callbacks.length).toBeGreaterThan(5_000);
    expect(callbacks.every(({ at }, index) => at < END && at >= (callbacks[index - 1]?.at ?? 0))).toBe(true);
  });

  test.each([
    [{ rooms: 0 }, 'Option "rooms" must be a whole number above 0; it is 0.'],
    [{ rooms: 1.5 }, 'Option "rooms" must be a whole number above 0; it is 1.5.'],
    [{ users: -1 }, 'Option "users" must be a whole number above 0; it is -1.'],
    [{ minutes: NaN }, 'Option "minutes" must be a number above 0; it is NaN.'],
    [{ pause: 0 }, 'Option "pause" must be a number above 0; it is 0.'],
    [{ endsAt: new Date(NaN) }, 'Option "endsAt" must be a Date, or a number of ms; it is NaN.'],
    [{ seed: -1 }, 'Option "seed" must be a whole number from 0 to 4294967295; it is -1.'],
    [{ seed: 2 ** 32 }, 'Option "seed" must be a whole number from 0 to 4294967295; it is 4294967296.'],
  ] satisfies [EveningOptions, string][])('refuses %j', (about, message) => {
    expect(() => spendEvening(about)).toThrow(new RangeError(message));
    expect(() => beginEvening(about)).toThrow(new RangeError(message));
  });
});

describe('the tables of the page', () => {
  const page = section(pageNamed('docs/testing.md'), 'A busy evening');
  /** Names and defaults, with one row for several options. */
  const numbersIn = (title: string): (readonly [name: string, value: number])[] =>
    tableIn(page, [title, 'Default', 'Meaning']).flatMap(([names, defaults]) => quoted(names!).map((name, index, all) => [name, Number(defaults!.split(', ')[all.length === defaults!.split(', ').length ? index : 0])] as const)).filter(([, value]) => !Number.isNaN(value));

  test('are right about the defaults of spendEvening', () => {
    const usual = spendEvening({ endsAt: END }).callbacks;
    const defaults = numbersIn('Option of `spendEvening`');
    expect(defaults.map(([name]) => name)).toEqual(['seed', 'rooms', 'users', 'minutes', 'pause']);
    for (const [name, value] of defaults) {
      expect(spendEvening({ [name]: value, endsAt: END }).callbacks).toEqual(usual);
      expect(spendEvening({ [name]: value + 1, endsAt: END }).callbacks).not.toEqual(usual);
    }
  });

  test('are right about the defaults of mishandle', () => {
    const mishaps = { disorder: 0.5, duplicates: 0.5, loss: 0.5, behind: 100, seed: 1 };
    const callbacks = Array.from({ length: 1_000 }, (_none, index) => index);
    const defaults = numbersIn('Option of `mishandle`');
    expect(defaults.map(([name]) => name)).toEqual(Object.keys(mishaps));
    for (const [name, value] of defaults) {
      const others = { ...mishaps, [name]: undefined };
      expect([...mishandle(callbacks, { ...others, [name]: value })]).toEqual([...mishandle(callbacks, others)]);
      const another = value < 1 ? 0.5 : value + 1;
      expect([...mishandle(callbacks, { ...others, [name]: another })]).not.toEqual([...mishandle(callbacks, others)]);
    }
  });
});

describe('mishaps', () => {
  const numbers = fc.integer({ min: 0, max: 400 }).map((count) => Array.from({ length: count }, (_none, index) => ({ index })));

  test('send each callback once, twice or not at all, and depend on the seed alone', () => {
    fc.assert(
      fc.property(numbers, shares, (callbacks, about) => {
        const all = [...mishandle(callbacks, about)];
        expect([...mishandle(callbacks, about)]).toEqual(all);
        for (const callback of callbacks) {
          const fates = all.filter((one) => one.callback === callback).map(({ fate }) => fate);
          expect([['sent'], ['sent', 'repeated'], ['lost']]).toContainEqual(fates);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('put a callback behind others, but never behind more than they may, nor in front of any', () => {
    fc.assert(
      fc.property(numbers, shares, (callbacks, about) => {
        const sent = [...mishandle(callbacks, { ...about, loss: 0, duplicates: 0 })].map(({ callback: { index } }) => index);
        sent.forEach((index, at) => {
          const overtakenBy = sent.slice(0, at).filter((other) => other > index).length;
          expect(overtakenBy).toBeLessThanOrEqual(about.behind!);
          if (about.disorder === 0) expect(overtakenBy).toBe(0);
        });
        expect([...sent].sort((a, b) => a - b)).toEqual(callbacks.map(({ index }) => index));
      }),
      { numRuns: 50 },
    );
  });

  test('happen to the share that was asked for', () => {
    const callbacks = Array.from({ length: 20_000 }, (_none, index) => index);
    fc.assert(
      fc.property(shares, (about) => {
        const all = [...mishandle(callbacks, about)];
        const share = (fate: string): number => all.filter((one) => one.fate === fate).length / callbacks.length;
        expect(share('lost')).toBeCloseTo(about.loss!, 1);
        expect(share('repeated')).toBeCloseTo(about.duplicates! * (1 - about.loss!), 1);
      }),
      { numRuns: 5 },
    );
    const late = [...mishandle(callbacks, { disorder: 0.3 })].filter(({ callback }, at, all) => all.slice(Math.max(0, at - 300), at).some((one) => one.callback > callback));
    expect(late.length / callbacks.length).toBeCloseTo(0.3, 1);
    expect([...mishandle(callbacks)].map(({ callback, fate }) => [callback, fate])).toEqual(callbacks.map((callback) => [callback, 'sent']));
  });

  test('lose none that may not be lost, and what is lost changes nothing for the others', () => {
    fc.assert(
      fc.property(numbers, shares, (callbacks, about) => {
        const mayLose = ({ index }: { index: number }): boolean => index % 2 === 0;
        const all = [...mishandle(callbacks, { ...about, mayLose })];
        expect(all.filter(({ fate, callback }) => fate === 'lost' && !mayLose(callback))).toEqual([]);
        const lost = new Set(all.filter(({ fate }) => fate === 'lost').map(({ callback }) => callback));
        const without = [...mishandle(callbacks, { ...about, loss: 0 })].filter(({ callback }) => !lost.has(callback));
        expect(all.filter(({ fate }) => fate !== 'lost')).toEqual(without);
      }),
      { numRuns: 50 },
    );
  });

  test('read no further ahead than they must', () => {
    let read = 0;
    function* endless(): Generator<number> {
      for (;;) yield (read += 1);
    }
    let sent = 0;
    for (const { fate } of mishandle(endless(), { disorder: 0.5, duplicates: 0.5, loss: 0.1, behind: 20 })) {
      if (fate !== 'repeated') sent += 1;
      expect(read - sent).toBeLessThanOrEqual(21);
      if (read === 2_000) break;
    }
    expect(sent).toBeGreaterThan(1_900);
  });

  test('leave a receiver with the truth, however much comes late and twice', async () => {
    await fc.assert(
      fc.asyncProperty(options, shares, async (about, mishaps) => {
        const { callbacks, truth } = spendEvening(about);
        const sent = [...mishandle(callbacks, { ...mishaps, loss: 0 })];
        const { rooms, online, outcomes } = await after(sent.map(({ callback }) => callback));
        expect({ rooms, online }).toEqual(known(truth));
        const { delivered = 0, duplicate = 0, ...others } = outcomes;
        expect({ delivered, duplicate, others }).toEqual({ delivered: callbacks.length, duplicate: sent.length - callbacks.length, others: {} });
      }),
      { numRuns: 10 },
    );
  });

  test.each([
    [{ disorder: 1.1 }, 'Option "disorder" must be a share from 0 to 1; it is 1.1.'],
    [{ duplicates: -0.1 }, 'Option "duplicates" must be a share from 0 to 1; it is -0.1.'],
    [{ loss: NaN }, 'Option "loss" must be a share from 0 to 1; it is NaN.'],
    [{ behind: 0 }, 'Option "behind" must be a whole number above 0; it is 0.'],
    [{ seed: 0.5 }, 'Option "seed" must be a whole number from 0 to 4294967295; it is 0.5.'],
  ])('refuse %j', (about, message) => {
    expect(() => mishandle([], about)).toThrow(new RangeError(message));
  });
});
