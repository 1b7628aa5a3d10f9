import fc from 'fast-check';
import { type Gap, MemoryPresenceStore, type RoomEvent } from '../../lib/presence/index.js';
import { useFakeClock } from '../kit/zego-sender.js';
import { type Follower, follower } from './following.js';
import { check, type Disorder, disorder, history, jumbled, PATIENCE_MS, randomOf } from './histories.js';
import { VARIANTS } from './variants.js';
import { FIRST_MS, type Step, World } from './world.js';

const GAP_AFTER_MS = 90_000;
/** Within this time everything has come that is going to come. */
const SENDING_MS = 60_000;

useFakeClock();

/** Numbers that are missing, one line each: how they are put together as gaps depends on the order. */
function numbersIn(gaps: readonly Gap[]): string[] {
  return gaps.flatMap(({ roomId, sessionId, list, from, to }) => Array.from({ length: to - from + 1 }, (_none, n) => `${roomId} ${sessionId} ${list} ${from + n}`)).sort();
}

interface Numbered {
  readonly list: string;
  readonly session: string | undefined;
  readonly number: number | undefined;
}

function numberOf({ name, payload }: RoomEvent): Numbered | undefined {
  switch (name) {
    case 'room_login':
    case 'room_logout':
      return { list: `${payload.room_id} ${payload.room_seq} users`, session: payload.room_seq, number: payload.user_update_seq };
    case 'stream_create':
    case 'stream_close':
      return { list: `${payload.room_id} ${payload.room_session_id} streams`, session: payload.room_session_id, number: payload.stream_seq };
    default:
      return undefined;
  }
}

/** What is missing between the numbers that came, in these sessions. */
function missingFrom(came: readonly RoomEvent[], sessions: readonly (string | undefined)[]): string[] {
  const lists = new Map<string, Set<number>>();
  for (const event of came) {
    const { list, session, number } = numberOf(event) ?? {};
    if (list !== undefined && number !== undefined && sessions.includes(session)) lists.set(list, (lists.get(list) ?? new Set()).add(number));
  }
  return [...lists]
    .flatMap(([list, numbers]) => {
      const first = Math.min(...numbers);
      const all = Array.from({ length: Math.max(...numbers) - first + 1 }, (_none, n) => first + n);
      return all.filter((number) => !numbers.has(number)).map((number) => `${list} ${number}`);
    })
    .sort();
}

async function send(events: readonly RoomEvent[], to: readonly Follower[]): Promise<void> {
  for (const [n, event] of events.entries()) {
    await to[n % to.length]!.deliver(event);
    await jest.advanceTimersByTimeAsync(SENDING_MS / events.length);
  }
}

const openSessions = async ({ tracker }: Follower): Promise<readonly (string | undefined)[]> => (await tracker.list()).map(({ sessionId }) => sessionId);

/** Trackers that share a store, and all that they tell. */
function listening(count: number): { readonly followers: readonly Follower[]; readonly gaps: readonly Gap[] } {
  const store = new MemoryPresenceStore();
  const gaps: Gap[] = [];
  const followers = Array.from({ length: count }, () => follower({ store, gapAfter: GAP_AFTER_MS }));
  for (const { tracker } of followers) tracker.on('gap', (gap) => gaps.push(gap));
  return { followers, gaps };
}

/** Of a history, what comes in time and what does not. */
function parted(steps: readonly Step[], how: Disorder, share: number): { readonly inTime: readonly RoomEvent[]; readonly late: readonly RoomEvent[] } {
  const random = randomOf(how.seed);
  const { events } = World.of(steps);
  const late = new Set(events.filter(() => random() < share));
  return { inTime: jumbled(events.filter((event) => !late.has(event)), how), late: [...late] };
}

describe.each([1, 2])('%i trackers with one store', (count) => {
  test('tell what is missing once between them, after gapAfter, and nothing that came late, in whatever order, or before the first', async () => {
    const share = fc.constantFrom(0, 0.05, 0.2, 0.5);
    const property = fc.asyncProperty(history, disorder, share, async (steps, how, lateShare) => {
      jest.setSystemTime(FIRST_MS);
      const { inTime, late } = parted(steps, how, lateShare);
      const { followers, gaps } = listening(count);
      await send(inTime, followers);
      expect(gaps).toEqual([]);

      const expected = missingFrom(inTime, await openSessions(followers[0]!));
      await jest.advanceTimersByTimeAsync(GAP_AFTER_MS);
      expect(numbersIn(gaps)).toEqual(expected);

      // What comes when its absence has been told is taken in, and told no second time.
      const sessions = await openSessions(followers[0]!);
      const tooLate = late.filter((event) => sessions.includes(numberOf(event)?.session));
      await send(tooLate, followers);
      await jest.advanceTimersByTimeAsync(GAP_AFTER_MS);
      const stillMissing = missingFrom([...inTime, ...tooLate], await openSessions(followers[0]!));
      expect(numbersIn(gaps)).toEqual([...new Set([...expected, ...stillMissing])].sort());
      expect(jest.getTimerCount()).toBe(0);
    });
    await check(200, property);
  }, PATIENCE_MS);
});

test.each(VARIANTS)('nothing is missing where everything comes: %s', async (_name, variant) => {
  const property = fc.asyncProperty(history, disorder, async (steps, how) => {
    jest.setSystemTime(FIRST_MS);
    const { followers, gaps } = listening(1);
    await send(jumbled(World.of(steps, variant).events, how), followers);
    await jest.advanceTimersByTimeAsync(GAP_AFTER_MS);
    expect(gaps).toEqual([]);
  });
  await check(50, property);
}, PATIENCE_MS);

describe('a gap', () => {
  const login = (user: string): Step => ({ do: 'login', room: 'lobby', user, keepsSession: false, tellsOld: false, closesStreams: false });
  const guests = ['ann', 'ben', 'cay', 'dot', 'eve'];
  const { told, sessions } = World.of(guests.map(login));
  const [create, ...logins] = told.map(({ event }) => event);
  const sessionId = sessions[0]!.session;
  const gapOf = (from: number, to: number): Gap => ({ roomId: 'lobby', sessionId, list: 'users', from, to });

  beforeEach(() => jest.setSystemTime(FIRST_MS));

  test('is told when gapAfter has passed since the first later number came, to the millisecond', async () => {
    const { followers: [one], gaps } = listening(1);
    for (const event of [create!, logins[0]!, logins[3]!]) await one!.deliver(event);
    await jest.advanceTimersByTimeAsync(GAP_AFTER_MS - 1);
    await one!.deliver(logins[4]!);
    expect(gaps).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(gaps).toEqual([gapOf(2, 3)]);
  });

  test('is told after 90 s by default, when ZEGO\'s retries are over', async () => {
    const one = follower();
    const gaps: Gap[] = [];
    one.tracker.on('gap', (gap) => gaps.push(gap));
    for (const event of [create!, logins[0]!, logins[2]!]) await one.deliver(event);
    await jest.advanceTimersByTimeAsync(89_999);
    expect(gaps).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(gaps).toEqual([gapOf(2, 2)]);
  });

  test('of which a part comes in time is told without it', async () => {
    const { followers: [one], gaps } = listening(1);
    for (const event of [create!, logins[0]!, logins[4]!, logins[2]!]) await one!.deliver(event);
    await jest.advanceTimersByTimeAsync(GAP_AFTER_MS);
    expect(gaps).toEqual([gapOf(2, 2), gapOf(4, 4)]);
  });

  test('is not told of a room that is closed meanwhile, nor of a session that is over', async () => {
    const { followers: [one], gaps } = listening(1);
    const world = World.of([...guests.map(login), { do: 'close', room: 'lobby', tellsUsers: false }, login('ann'), login('ben')]);
    const close = world.events.findIndex(({ name }) => name === 'room_close');
    for (const [n, event] of world.events.slice(0, close + 1).entries()) if (n !== 2) await one!.deliver(event);
    await jest.advanceTimersByTimeAsync(GAP_AFTER_MS);
    // The same again, with a close that is lost: the next session ends it as well.
    for (const [n, event] of World.of(guests.map((user) => ({ ...login(user), room: 'stage' }))).events.entries()) if (n !== 2) await one!.deliver(event);
    for (const event of World.of([...guests.map((user) => ({ ...login(user), room: 'stage' })), { do: 'close', room: 'stage', tellsUsers: false }, { ...login('ann'), room: 'stage' }]).events.slice(-2)) await one!.deliver(event);
    await jest.advanceTimersByTimeAsync(2 * GAP_AFTER_MS);
    expect(gaps).toEqual([]);
    expect((await one!.tracker.list()).map(({ roomId, users }) => [roomId, users.length])).toEqual([['stage', 1]]);
  });

  test('is not told by a tracker that was closed', async () => {
    const { followers: [one], gaps } = listening(1);
    for (const event of [create!, logins[0]!, logins[3]!]) await one!.deliver(event);
    one!.tracker.close();
    await one!.deliver(logins[4]!);
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(2 * GAP_AFTER_MS);
    expect(gaps).toEqual([]);
  });

  test('is told later when the store fails at the time', async () => {
    const store = new MemoryPresenceStore();
    const update = store.update.bind(store);
    const one = follower({ store, gapAfter: GAP_AFTER_MS });
    const gaps: Gap[] = [];
    one.tracker.on('gap', (gap) => gaps.push(gap));
    for (const event of [create!, logins[0]!, logins[3]!]) await one.deliver(event);
    store.update = () => Promise.reject(new Error('The store is down.'));
    await jest.advanceTimersByTimeAsync(GAP_AFTER_MS + 60_000);
    expect(gaps).toEqual([]);
    store.update = update;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(gaps).toEqual([gapOf(2, 3)]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
