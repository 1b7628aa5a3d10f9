import { MemoryPresenceStore, type PresenceStore, RedisPresenceStore } from '../../lib/presence/index.js';
import { whyNoRedis } from '../kit/redis.js';
import { only } from './best.js';
import { type Follower, follower, seen } from './following.js';
import { jumbled, PATIENCE_MS } from './histories.js';
import { type PresenceRedis, startPresenceRedis } from './redis-clients.js';
import { FIRST_MS, type Step, type Told, World } from './world.js';

const FORGET_AFTER_MS = 600_000;
const MINUTE_MS = 60_000;

const login = (room: string, user: string): Step => ({ do: 'login', room, user, keepsSession: false, tellsOld: false, closesStreams: false });
const leave = (room: string, user: string): Step => ({ do: 'leave', room, user, how: 'logout', closesStreams: true, closesRoom: true });
const visit = (room: string, user: string): readonly Step[] => [login(room, user), { do: 'publish', room, user, stream: 'cam' }, { do: 'wait', ms: MINUTE_MS }, leave(room, user)];

let now = FIRST_MS;
const clock = (): number => now;
beforeEach(() => {
  now = FIRST_MS;
});

/** Delivers each callback when it happens, a little out of order and some twice, and tells the greatest size of the store on the way. */
async function largest({ deliver }: Follower, told: readonly Told[], size: () => Promise<number>): Promise<number> {
  let most = 0;
  const sent = jumbled(told, { seed: 7, reach: 4, repeats: told.length >> 3 });
  for (const [n, { event, at }] of sent.entries()) {
    now = Math.max(now, at);
    await deliver(event);
    if (n % 50 === 0) most = Math.max(most, await size());
  }
  return Math.max(most, await size());
}

async function partsIn(store: PresenceStore): Promise<number> {
  const sizes = await Promise.all((await store.documents()).map(async (name) => (await store.read(name)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** How long the departed may be remembered: until they expire, and until somebody comes by. */
const VISITS_REMEMBERED = FORGET_AFTER_MS / MINUTE_MS + 2;

describe('MemoryPresenceStore', () => {
  test.each([
    ['a room of their own each', (n: number) => `room${n}`],
    ['one room that never closes', () => 'lobby'],
    ['one of three rooms', (n: number) => `room${n % 3}`],
  ])('stays small while thousands come and go, into %s', async (_what, roomOf) => {
    const store = new MemoryPresenceStore({ clock });
    const one = follower({ store, clock });
    const visits = Array.from({ length: 3_000 }, (_none, n) => visit(roomOf(n), `user${n}`)).flat();
    const { told } = World.of([login('lobby', 'host'), ...visits]);
    const most = await largest(one, told, () => partsIn(store));
    // For a visit at most: the room, what is over, two sequences, and the user.
    expect(most).toBeLessThan(10 + 5 * VISITS_REMEMBERED);
    expect((await store.documents()).length).toBeLessThan(2 + 2 * VISITS_REMEMBERED);

    now += 2 * FORGET_AFTER_MS;
    await one.deliver(World.of([login('stage', 'ann')]).events[0]!);
    expect([...(await store.documents())].sort()).toEqual(['room:lobby', 'room:stage']);
    one.tracker.close();
  }, PATIENCE_MS);
});

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of memory in Redis do not run: ${missing}.\n`);

let redis: PresenceRedis | undefined;
beforeAll(async () => {
  if (missing === undefined) redis = await startPresenceRedis(1);
});
afterAll(() => redis?.stop());

let prefixes = 0;
const onRedis = (): PresenceStore => new RedisPresenceStore({ sendCommand: redis!.senders[0]!, prefix: `${(prefixes += 1)}:`, clock });
const stores: readonly (readonly [where: string, create: () => PresenceStore])[] = [['in memory', () => new MemoryPresenceStore({ clock })], ...(missing === undefined ? [['on Redis', onRedis] as const] : [])];

describe.each(stores)('a tracker %s', (_where, create) => {
  const { told, sessions } = World.of([login('lobby', 'ann'), leave('lobby', 'ann'), login('lobby', 'ann')]);
  const [created, first, logout, close, ...next] = told.map(({ event }) => event);

  test('remembers for forgetAfter what is over, so that what comes late does not bring it back', async () => {
    const one = follower({ store: create(), clock });
    const ignored: string[] = [];
    one.tracker.on('ignored', ({ reason }) => ignored.push(reason));
    for (const event of [created!, first!, logout!, close!]) await one.deliver(event);
    now += FORGET_AFTER_MS - 1;
    for (const event of [created!, first!, logout!]) await one.deliver(event);
    expect(await one.tracker.list()).toEqual([]);
    expect(ignored).toHaveLength(3);
  });

  test('forgets it then, and says so in what it is documented to do: the same callbacks open the room again', async () => {
    const one = follower({ store: create(), clock });
    for (const event of [created!, first!, logout!, close!]) await one.deliver(event);
    now += FORGET_AFTER_MS;
    await one.deliver(first!);
    expect((await one.tracker.list()).map(({ sessionId }) => sessionId)).toEqual([sessions[0]!.session]);
  });

  test('keeps those who are in, for as long as they are', async () => {
    const one = follower({ store: create(), clock });
    for (const event of next) await one.deliver(event);
    const before = await one.tracker.list();
    now += 100 * FORGET_AFTER_MS;
    await one.deliver(World.of([login('stage', 'ben')]).events[0]!);
    expect((await one.tracker.list()).filter(({ roomId }) => roomId === 'lobby')).toEqual(before);
    expect(await one.tracker.userCount('lobby')).toBe(1);
  });

  test('forgets a room that everybody has left when its close never comes', async () => {
    const one = follower({ store: create(), clock });
    for (const event of [created!, first!, logout!]) await one.deliver(event);
    expect((await one.tracker.list()).map(({ users }) => users.length)).toEqual([0]);
    now += FORGET_AFTER_MS;
    await one.deliver(World.of([login('stage', 'ben')]).events[0]!);
    expect((await one.tracker.list()).map(({ roomId }) => roomId)).toEqual(['stage']);
  });

  test.each([
    ['room_create and room_close only', ['room_create', 'room_close']],
    ['room_create, room_close and streams', ['room_create', 'room_close', 'stream_create', 'stream_close']],
    ['room_create, room_close and room_logout', ['room_create', 'room_close', 'room_logout']],
  ] as const)('does not forget an open room because nobody is known to be in it: with %s', async (_what, kinds) => {
    const one = follower({ store: create(), clock });
    const { events } = World.of([login('lobby', 'ann'), ...visit('lobby', 'ben'), { do: 'publish', room: 'lobby', user: 'ann', stream: 'cam' }, { do: 'stop', room: 'lobby', user: 'ann', stream: 'cam' }]);
    for (const event of only(events, kinds)) await one.deliver(event);
    now += 10 * FORGET_AFTER_MS;
    await one.deliver(World.of([login('stage', 'ben')]).events[0]!);
    expect((await one.tracker.list()).map(({ roomId }) => roomId)).toEqual(['lobby', 'stage']);
  });

  test('forgets what it holds back for a session that it never hears of', async () => {
    const store = create();
    const one = follower({ store, clock });
    const old = World.of(visit('stage', 'ben'), { sequences: true, loginTimeInLogout: false, stayIds: true, milliseconds: true, streamSessions: false }).events;
    for (const event of [...only(old, ['room_logout', 'room_close', 'stream_close']), close!]) await one.deliver(event);
    expect((await store.read('room:stage')).size).toBeGreaterThan(0);
    now += FORGET_AFTER_MS;
    await one.deliver(created!);
    expect((await store.read('room:stage')).size).toBe(0);
  });
});

(missing === undefined ? describe : describe.skip)('RedisPresenceStore', () => {
  const keysAndTtls = async (prefix: string): Promise<readonly (readonly [key: string, ttl: number])[]> => {
    const keys = await redis!.keys(prefix);
    return Promise.all(keys.map(async (key) => [key.slice(prefix.length), Number(await redis!.send('PTTL', key))] as const));
  };

  test('gives every key of a closed room a time to live, and none to those of an open one', async () => {
    const one = follower({ store: new RedisPresenceStore({ sendCommand: redis!.senders[0]!, prefix: 'ttl:' }), forgetAfter: FORGET_AFTER_MS });
    const steps = [...visit('lobby', 'ann'), login('stage', 'ann'), ...visit('stage', 'ben'), login('attic', 'cay'), { do: 'close', room: 'attic', tellsUsers: false } as const];
    for (const event of jumbled(World.of(steps).events, { seed: 3, reach: 1_000, repeats: 5 })) await one.deliver(event);
    const ttls = await keysAndTtls('ttl:');
    const names = ttls.map(([key]) => key).sort();
    expect(names).toEqual(['documents', '{room:attic}', '{room:attic}:times', '{room:lobby}', '{room:lobby}:times', '{room:stage}', '{room:stage}:times']);
    for (const [key, ttl] of ttls) {
      if (/attic|lobby/.test(key)) expect(ttl).toBeGreaterThan(FORGET_AFTER_MS / 2);
      else expect(ttl).toBe(-1);
      expect(ttl).toBeLessThanOrEqual(FORGET_AFTER_MS);
    }
  });

  test('ends with the keys of what is open, once the others have expired', async () => {
    let offset = 0;
    const store = new RedisPresenceStore({ sendCommand: redis!.senders[0]!, prefix: 'end:', clock: () => Date.now() + offset });
    const one = follower({ store, forgetAfter: 200, clock: () => Date.now() + offset });
    const visits = Array.from({ length: 50 }, (_none, n) => visit(`room${n}`, 'ann')).flat();
    for (const event of jumbled(World.of([login('stage', 'ben'), ...visits]).events, { seed: 5, reach: 5, repeats: 50 })) await one.deliver(event);
    for (;;) {
      const keys = await redis!.keys('end:');
      if (!keys.some((key) => /\{room:room/.test(key))) break;
      await new Promise(setImmediate);
    }
    // Names are kept for a minute after they were noted.
    offset = 2 * MINUTE_MS;
    expect(seen(await one.tracker.list()).map(({ roomId }) => roomId)).toEqual(['stage']);
    expect(await store.documents()).toEqual(['room:stage']);
    expect((await keysAndTtls('end:')).map(([key]) => key)).toEqual(['documents', '{room:stage}']);
  }, PATIENCE_MS);

  test('keeps a room small in which hundreds come and go', async () => {
    const store = new RedisPresenceStore({ sendCommand: redis!.senders[0]!, prefix: 'small:', clock });
    const one = follower({ store, clock });
    const visits = Array.from({ length: 400 }, (_none, n) => visit('lobby', `user${n}`)).flat();
    const most = await largest(one, World.of([login('lobby', 'host'), ...visits]).told, async () => Number(await redis!.send('HLEN', 'small:{room:lobby}')) + Number(await redis!.send('ZCARD', 'small:{room:lobby}:times')));
    expect(most).toBeLessThan(10 + 2 * 5 * VISITS_REMEMBERED);
    one.tracker.close();
  }, PATIENCE_MS);

  test('does not collect the names of rooms that are gone, even if nobody ever lists them', async () => {
    // Ten hours of a room a minute: each expires before the next but ten opens. Redis itself goes by the real time, so its keys are deleted here.
    const store = new RedisPresenceStore({ sendCommand: redis!.senders[0]!, prefix: 'names:', clock });
    const one = follower({ store, clock });
    const { told } = World.of(Array.from({ length: 600 }, (_none, n) => visit(`room${n}`, 'ann')).flat());
    const gone: { readonly key: string; readonly at: number }[] = [];
    let most = 0;
    for (const { event, at, session } of told) {
      now = at;
      await one.deliver(event);
      if (event.name === 'room_close') gone.push({ key: `names:{room:${session.roomId}}`, at: at + FORGET_AFTER_MS });
      while (gone[0] !== undefined && gone[0].at <= at) await redis!.send('DEL', gone[0].key, `${gone.shift()!.key}:times`);
      most = Math.max(most, Number(await redis!.send('ZCARD', 'names:documents')));
    }
    expect(most).toBeLessThan(4 * VISITS_REMEMBERED);
    one.tracker.close();
  }, PATIENCE_MS);
});
