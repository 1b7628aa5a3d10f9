import fc from 'fast-check';
import type { ZegoEvent } from '../../lib/index.js';
import { MemoryPresenceStore, OnlineUsers, type OnlineUsersOptions, type PresenceStore } from '../../lib/presence/index.js';
import { whyNoRedis } from '../kit/redis.js';
import { Desk } from './desk.js';
import { check, type Disorder, disorder, jumbled, PATIENCE_MS } from './histories.js';
import { bySession, onlineSteps, type OnlineView, OnlineWorld } from './online-world.js';
import { type PresenceRedis, startPresenceRedis, storesOn } from './redis-clients.js';

type UserAction = ZegoEvent<'user_action'>;
const USERS = ['ann', 'ben', 'cay'];

interface Watcher {
  readonly online: OnlineUsers;
  take(event: UserAction): Promise<void>;
}

function watcher(options: OnlineUsersOptions = {}): Watcher {
  const desk = new Desk();
  return { online: new OnlineUsers(options).attach(desk), take: (event) => desk.take(event) };
}

async function seen({ online }: Watcher): Promise<OnlineView> {
  const users = await Promise.all(
    USERS.map(async (userId) => {
      const sessions = (await online.sessions(userId)).map((session) => ({ ...session, loggedInAt: session.loggedInAt.getTime() / 1_000 }));
      expect(await online.isOnline(userId)).toBe(sessions.length > 0);
      return { userId, sessions: bySession(sessions) };
    }),
  );
  const view = users.filter(({ sessions }) => sessions.length > 0);
  expect(await online.count()).toBe(view.length);
  return view;
}

function expectTruth(found: OnlineView, expected: OnlineView, sent: readonly UserAction[]): void {
  try {
    expect(found).toEqual(expected);
  } catch (error) {
    const lines = sent.map(({ payload: { user_id: user, session_id: session, action, login_time: login, logout_time: logout, offline_time: offline } }) => `${user} ${session} action=${action} login=${login} end=${logout ?? offline ?? '-'}`);
    throw new Error(`After\n${lines.join('\n')}\n${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

async function afterOn(watchers: readonly Watcher[], sent: readonly UserAction[], atOnce: number): Promise<OnlineView> {
  for (let n = 0; n < sent.length; n += atOnce) await Promise.all(sent.slice(n, n + atOnce).map((event, m) => watchers[(n + m) % watchers.length]!.take(event)));
  return seen(watchers[0]!);
}

/** Any disorder, and each end with its time or without. */
const anyEvening = fc.tuple(onlineSteps, fc.boolean()).map(([steps, tellsEnd]) => OnlineWorld.of(steps, tellsEnd));

test('in any order and with any repeats: the true users are online, on the true terminals', async () => {
  const property = fc.asyncProperty(anyEvening, disorder, fc.constantFrom(1, 3, Infinity), async (world, how, atOnce) => {
    const sent = jumbled(world.events, how);
    expectTruth(await afterOn([watcher()], sent, atOnce), world.truth(), sent);
    expectTruth(await afterOn([watcher()], world.events, 1), world.truth(), world.events);
  });
  await check(3_000, property);
}, PATIENCE_MS);

test('one lost callback leaves the same in any order, and concerns its own session alone, until that goes on again', async () => {
  const property = fc.asyncProperty(anyEvening, fc.nat(), disorder, async (world, n, how) => {
    fc.pre(world.events.length > 0);
    const lost = world.events[n % world.events.length]!;
    const { session_id: session } = lost.payload;
    const rest = world.events.filter((event) => event !== lost);
    const sent = jumbled(rest, how);
    const found = await afterOn([watcher()], sent, 1);
    expectTruth(found, await afterOn([watcher()], rest, 1), sent);
    const hasHealed = world.events.slice(world.events.indexOf(lost) + 1).some(({ payload }) => payload.session_id === session && payload.action === 0);
    const others = (view: OnlineView): OnlineView => view.map((user) => ({ ...user, sessions: user.sessions.filter(({ sessionId }) => sessionId !== session) })).filter(({ sessions }) => sessions.length > 0);
    if (hasHealed) expectTruth(found, world.truth(), sent);
    else expectTruth(others(found), others(world.truth()), sent);
  });
  await check(700, property);
}, PATIENCE_MS);

async function expectReplay(watchers: readonly Watcher[], sent: readonly UserAction[]): Promise<void> {
  const online = new Set<string>();
  const faults: string[] = [];
  for (const { online: users } of watchers) {
    users.on('user-online', ({ userId, userName }) => (online.has(userId) || userName !== userId.toUpperCase() ? faults.push(`${userId} is online twice`) : online.add(userId)));
    users.on('user-offline', ({ userId }) => online.delete(userId) || faults.push(`${userId} was not online`));
  }
  for (const [n, event] of sent.entries()) {
    await watchers[n % watchers.length]!.take(event);
    expect([...online].sort()).toEqual((await seen(watchers[0]!)).map(({ userId }) => userId));
  }
  expect(faults).toEqual([]);
}

test('replayed, the events give those who are online, at every moment and in any disorder', async () => {
  const property = fc.asyncProperty(anyEvening, disorder, async (world, how) => {
    const store = new MemoryPresenceStore();
    await expectReplay([watcher({ store }), watcher({ store })], jumbled(world.events, how));
  });
  await check(150, property);
}, PATIENCE_MS);

describe('what is over is forgotten', () => {
  let now = 0;
  const clock = (): number => now;
  const ann = OnlineWorld.of([{ do: 'on', user: 'ann', terminal: 'WEB', seconds: 1, renews: false }, { do: 'logout', user: 'ann', terminal: 'WEB', seconds: 1, renews: false }]).events;

  test('after forgetAfter, so that the store does not grow', async () => {
    now = 1_700_000_000_000;
    const store = new MemoryPresenceStore({ clock });
    const one = watcher({ store, clock });
    let most = 0;
    const parts = async (): Promise<number> => (await Promise.all((await store.documents()).map(async (name) => (await store.read(name)).size))).reduce((sum, size) => sum + size, 0);
    for (let n = 0; n < 3_000; n += 1) {
      now += 60_000;
      for (const event of ann) await one.take({ ...event, payload: { ...event.payload, user_id: `user${n}` } });
      if (n % 100 === 0) most = Math.max(most, await parts());
    }
    expect(await one.online.count()).toBe(0);
    // Documents are shared; each has a count of its own.
    expect(most).toBeLessThan(64 + 12);
  }, PATIENCE_MS);

  test('of one user who comes and goes on ever new terminals while another one stays on', async () => {
    now = 1_700_000_000_000;
    const store = new MemoryPresenceStore({ clock });
    const one = watcher({ store, clock });
    await one.take(ann[0]!);
    for (let n = 0; n < 500; n += 1) {
      now += 60_000;
      for (const event of ann) await one.take({ ...event, payload: { ...event.payload, session_id: `9${n}` } });
    }
    expect((await one.online.sessions('ann')).map(({ sessionId }) => sessionId)).toEqual([ann[0]!.payload.session_id]);
    const [document] = await store.documents();
    const text = JSON.stringify([...(await store.read(document!))]);
    expect(text.match(/"9\d+"/g)!.length).toBeLessThan(14);
  });

  test('not before: a login that comes late does not bring anybody back', async () => {
    now = 1_700_000_000_000;
    const one = watcher({ clock });
    for (const event of ann) await one.take(event);
    now += 599_999;
    await one.take(ann[0]!);
    expect(await one.online.count()).toBe(0);
    now += 600_000;
    await one.take(ann[0]!);
    expect(await one.online.count()).toBe(1);
  });
});

describe('senseless callbacks are ignored with a reason', () => {
  const [login] = OnlineWorld.of([{ do: 'on', user: 'ann', terminal: 'WEB', seconds: 1, renews: false }]).events;
  const wrong: readonly (readonly [what: string, event: UserAction, reason: string])[] = [
    ['of another app', { ...login!, appId: '2' }, 'it is of another app'],
    ['without a user', { ...login!, payload: { ...login!.payload, user_id: '' } }, 'it names no user'],
    ['without a session', { ...login!, payload: { ...login!.payload, session_id: '' } }, 'it names no session'],
    ['with an unknown action', { ...login!, payload: { ...login!.payload, action: 7 } }, 'its action is none of 0, 1 and 2'],
    ['with a time before all times', { ...login!, payload: { ...login!.payload, login_time: 0 } }, 'it has a time that cannot be'],
    ['with a negative time', { ...login!, payload: { ...login!.payload, login_time: -5 } }, 'it has a time that cannot be'],
  ];

  test.each(wrong)('%s', async (_what, event, reason) => {
    const one = watcher({ appId: '1' });
    const told: unknown[] = [];
    const listener = (ignored: unknown): void => void told.push(ignored);
    one.online.on('ignored', listener);
    await one.take(event);
    one.online.off('ignored', listener);
    await one.take(event);
    expect(told).toEqual([{ event, reason }]);
    expect(await one.online.count()).toBe(0);
  });
});

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of online users on Redis do not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('several processes that share a Redis', () => {
  let redis: PresenceRedis;
  let prefixes = 0;
  beforeAll(async () => {
    redis = await startPresenceRedis(2);
  });
  afterAll(() => redis.stop());
  const watchers = (): readonly Watcher[] => storesOn(redis, `${(prefixes += 1)}:`).map((store: PresenceStore) => watcher({ store }));

  test('come to the truth when they take in callbacks at the same time', async () => {
    const property = fc.asyncProperty(anyEvening, disorder, fc.constantFrom(2, 6, Infinity), async (world, how: Disorder, atOnce) => {
      const sent = jumbled(world.events, how);
      expectTruth(await afterOn(watchers(), sent, atOnce), world.truth(), sent);
    });
    await check(100, property);
  }, PATIENCE_MS);

  test('tell each change once between them', async () => {
    const property = fc.asyncProperty(anyEvening, disorder, async (world, how) => {
      await expectReplay(watchers(), jumbled(world.events, how));
    });
    await check(15, property);
  }, PATIENCE_MS);
});
