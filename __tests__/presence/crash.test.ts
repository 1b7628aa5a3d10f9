import { RedisPresenceStore } from '../../lib/presence/index.js';
import type { SendCommand } from '../../lib/redis/index.js';
import { whyNoRedis } from '../kit/redis.js';
import { type Delivery, expectView, type Follower, follower, seen } from './following.js';
import { PATIENCE_MS } from './histories.js';
import { type PresenceRedis, startPresenceRedis } from './redis-clients.js';
import { NEWEST, type Step, World } from './world.js';

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of crashes on Redis do not run: ${missing}.\n`);

/** How a command comes to nothing: before or after Redis has carried it out, with or without an error. */
const DEATHS = ['is not sent', 'is carried out, and the reply is lost', 'is carried out, and nothing is ever heard of it', 'is not sent, and nothing is ever heard of it'] as const;
type Death = (typeof DEATHS)[number];

const ANN: Step & { do: 'login' } = { do: 'login', room: 'lobby', user: 'ann', keepsSession: false, tellsOld: false, closesStreams: false };
const EVENING: readonly Step[] = [
  ANN,
  { ...ANN, user: 'ben' },
  { do: 'publish', room: 'lobby', user: 'ann', stream: 'cam' },
  { ...ANN, tellsOld: true },
  { do: 'leave', room: 'lobby', user: 'ben', how: 'logout', closesStreams: true, closesRoom: true },
  { do: 'close', room: 'lobby', tellsUsers: false },
  { ...ANN, user: 'cay' },
  { ...ANN, room: 'stage' },
];

(missing === undefined ? describe : describe.skip)('a process that dies in the middle of an update', () => {
  let redis: PresenceRedis;
  let prefixes = 0;
  beforeAll(async () => {
    redis = await startPresenceRedis(2);
  });
  afterAll(() => redis.stop());

  /** A tracker whose connection breaks with the command of this number, and one with another connection, which looks at all rooms before each command. */
  function pair(death: Death, number: number): { readonly dying: Follower; readonly sound: Follower; readonly died: Promise<void> } {
    const prefix = `${(prefixes += 1)}:`;
    let commands = 0;
    let onDeath = (): void => undefined;
    const sendCommand: SendCommand = async (command, key) => {
      commands += 1;
      await sound.tracker.list();
      if (commands < number) return redis.senders[0]!(command, key);
      if (commands === number && death.startsWith('is carried out')) await redis.senders[0]!(command, key);
      onDeath();
      if (death.endsWith('nothing is ever heard of it')) return new Promise(() => undefined);
      throw new Error('The connection is broken.');
    };
    const sound = followerOn(redis.senders[1]!, prefix);
    const died = new Promise<void>((resolve) => { onDeath = resolve; });
    return { dying: followerOn(sendCommand, prefix), sound, died };
  }

  const followerOn = (sendCommand: SendCommand, prefix: string): Follower => follower({ store: new RedisPresenceStore({ sendCommand, prefix }) });

  const OLD_STREAMS = { ...NEWEST, streamSessions: false };
  const world = World.of(EVENING);
  const lists = [{ roomId: 'lobby', at: world.now - 1, users: [{ userId: 'cay', userName: 'cay0' }] }];
  const old = World.of(EVENING, OLD_STREAMS);
  const EVENINGS: readonly (readonly [what: string, deliveries: readonly Delivery[], truth: ReturnType<World['truth']>])[] = [
    ['callbacks', world.events, world.truth()],
    ['callbacks the other way round', [...world.events].reverse(), world.truth()],
    ['old stream callbacks', old.events, old.truth()],
    ['callbacks, and a list of a room', [...world.events.slice(0, 3), ...lists, ...world.events.slice(3)], world.truth()],
  ];

  describe.each(DEATHS)('when a command %s', (death) => {
    test.each(EVENINGS)('leaves nothing wrong behind, wherever it dies: another one takes the same in again (%s)', async (_what, deliveries, truth) => {
      let deaths = 0;
      for (const [n, delivery] of deliveries.entries()) {
        for (let number = 1; ; number += 1) {
          const { dying, sound, died } = pair(death, number);
          for (const earlier of deliveries.slice(0, n)) await sound.deliver(earlier);
          const survives = dying.deliver(delivery).then(() => true, () => false);
          // It needs fewer commands than these.
          if (await Promise.race([survives, died.then(() => false)])) break;
          deaths += 1;
          // What it has written is whole, and listed: what can be got is listed.
          const rooms = await sound.tracker.list();
          for (const roomId of ['lobby', 'stage']) expect(rooms.find((room) => room.roomId === roomId)).toEqual(await sound.tracker.get(roomId));
          for (const again of deliveries.slice(n)) await sound.deliver(again);
          expectView(seen(await sound.tracker.list()), truth, deliveries);
          dying.tracker.close();
          sound.tracker.close();
        }
      }
      expect(deaths).toBeGreaterThanOrEqual(2 * deliveries.length);
    }, PATIENCE_MS);
  });

  test('that is the same process, with a connection that comes back, goes on', async () => {
    const prefix = `${(prefixes += 1)}:`;
    let isBroken = true;
    const sendCommand: SendCommand = (command, key) => (isBroken ? Promise.reject(new Error('The connection is broken.')) : redis.senders[0]!(command, key));
    const back = followerOn(sendCommand, prefix);
    await expect(Promise.all(world.events.slice(0, 3).map((event) => back.deliver(event)))).rejects.toThrow('The connection is broken.');
    isBroken = false;
    await Promise.all(world.events.map((event) => back.deliver(event)));
    expectView(seen(await followerOn(redis.senders[1]!, prefix).tracker.list()), world.truth(), world.events);
  });
});
