import fc from 'fast-check';
import { whyNoRedis } from '../kit/redis.js';
import { anyKinds, only } from './best.js';
import { type Delivery, expectView, type Follower, follower, seen } from './following.js';
import { check, disorder, history, jumbled, PATIENCE_MS } from './histories.js';
import { type PresenceRedis, startPresenceRedis, storesOn } from './redis-clients.js';
import { Replay } from './replay.js';
import { asTold, VARIANTS } from './variants.js';
import { type Step, type View, World } from './world.js';

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of trackers on Redis do not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('trackers that share a Redis', () => {
  let redis: PresenceRedis;
  let prefixes = 0;
  beforeAll(async () => {
    redis = await startPresenceRedis(3);
  });
  afterAll(() => redis.stop());

  /** As many processes as there are connections, with a store of their own history. */
  const processes = (): readonly Follower[] => storesOn(redis, `${(prefixes += 1)}:`).map((store) => follower({ store }));

  /** Sends to the trackers by turns, so many at a time, and tells what each of them shows. */
  async function afterOn(followers: readonly Follower[], deliveries: readonly Delivery[], atOnce: number): Promise<readonly View[]> {
    for (let n = 0; n < deliveries.length; n += atOnce) {
      await Promise.all(deliveries.slice(n, n + atOnce).map((delivery, m) => followers[(n + m) % followers.length]!.deliver(delivery)));
    }
    const views = await Promise.all(
      followers.map(async ({ tracker }) => {
        const rooms = await tracker.list();
        for (const { roomId, users } of rooms) expect(await tracker.userCount(roomId)).toBe(users.length);
        tracker.close();
        return seen(rooms);
      }),
    );
    return views;
  }

  const atOnce = fc.constantFrom(3, 6, Infinity);

  test('and take in callbacks at the same time, in any order and with any repeats, come to the truth', async () => {
    const property = fc.asyncProperty(history, disorder, atOnce, async (steps, how, some) => {
      const world = World.of(steps);
      const sent = jumbled(world.events, how);
      const truth = world.truth();
      expectView(await afterOn(processes(), sent, some), [truth, truth, truth], sent);
    });
    await check(250, property);
  }, PATIENCE_MS);

  test('come to the same as one in order, of any kinds of callback in any variant', async () => {
    const anyVariant = fc.constantFrom(...VARIANTS.map(([, variant]) => variant));
    const property = fc.asyncProperty(history, disorder, atOnce, anyVariant, anyKinds, async (steps, how, some, variant, kinds) => {
      const world = World.of(steps, variant);
      const told = only(world.events, kinds);
      const sent = jumbled(told, how);
      const inOrder = await afterOn(processes().slice(0, 1), told, 1);
      const [expected] = inOrder;
      expectView(await afterOn(processes(), sent, some), [expected, expected, expected], sent);
      if (told.length === world.events.length) expectView(inOrder, [asTold(world.truth(), variant)], told);
    });
    await check(100, property);
  }, PATIENCE_MS);

  test('tell each change once between them, when callbacks come one after the other', async () => {
    const property = fc.asyncProperty(history, disorder, async (steps, how) => {
      const sent = jumbled(World.of(steps).events, how);
      const followers = processes();
      const replay = new Replay(...followers.map(({ tracker }) => tracker));
      const [view] = await afterOn(followers, sent, 1);
      expectView({ rooms: replay.view, faults: replay.faults }, { rooms: Replay.reduced(view!), faults: [] }, sent);
    });
    await check(50, property);
  }, PATIENCE_MS);

  test('lose nothing when twenty of them take in two hundred logins of one room at once, and their logouts', async () => {
    const users = Array.from({ length: 200 }, (_none, n) => `user${n}`);
    const logins = users.map((user): Step => ({ do: 'login', room: 'lobby', user, keepsSession: false, tellsOld: false, closesStreams: false }));
    const leave = users.slice(1).map((user): Step => ({ do: 'leave', room: 'lobby', user, how: 'logout', closesStreams: true, closesRoom: true }));
    const prefix = 'crowd:';
    const followers = Array.from({ length: 20 }, (_none, n) => storesOn(redis, prefix)[n % 3]!).map((store) => follower({ store }));
    const come = World.of(logins);
    expectView(await afterOn(followers, come.events, Infinity), followers.map(() => come.truth()), come.events);
    const gone = World.of([...logins, ...leave]);
    const rest = gone.events.slice(come.events.length);
    expectView(await afterOn(followers, rest, Infinity), followers.map(() => gone.truth()), rest);
  }, PATIENCE_MS);
});
