import fc from 'fast-check';
import { MemoryPresenceStore, type RoomTrackerEvents } from '../../lib/presence/index.js';
import { anyKinds, only } from './best.js';
import { expectView, type Follower, follower, seen } from './following.js';
import { check, disorder, history, jumbled, PATIENCE_MS } from './histories.js';
import { Replay } from './replay.js';
import { type Step, World } from './world.js';

test('replayed, the events give what get() and list() show, at every moment and in any disorder', async () => {
  const property = fc.asyncProperty(history, disorder, anyKinds, async (steps, how, kinds) => {
    const sent = jumbled(only(World.of(steps).events, kinds), how);
    const { tracker, deliver } = follower();
    const replay = new Replay(tracker);
    for (const [n, event] of sent.entries()) {
      await deliver(event);
      const rooms = await tracker.list();
      expectView({ rooms: replay.view, faults: replay.faults }, { rooms: Replay.reduced(seen(rooms)), faults: [] }, sent.slice(0, n + 1));
      for (const room of rooms) expect(await tracker.get(room.roomId)).toEqual(room);
    }
    tracker.close();
  });
  await check(1_000, property);
}, PATIENCE_MS);

test('two trackers with one store tell each change once between them', async () => {
  const property = fc.asyncProperty(history, disorder, async (steps, how) => {
    const sent = jumbled(World.of(steps).events, how);
    const store = new MemoryPresenceStore();
    const followers = [follower({ store }), follower({ store })];
    const replay = new Replay(...followers.map(({ tracker }) => tracker));
    for (const [n, event] of sent.entries()) await followers[n % 2]!.deliver(event);
    const view = seen(await followers[0]!.tracker.list());
    expectView({ rooms: replay.view, faults: replay.faults }, { rooms: Replay.reduced(view), faults: [] }, sent);
    for (const { tracker } of followers) tracker.close();
  });
  await check(300, property);
}, PATIENCE_MS);

const NAMES = ['room-opened', 'user-joined', 'stream-added', 'stream-removed', 'user-left', 'room-closed'] as const;
type Name = (typeof NAMES)[number];

/** The names of what is told from now on. */
function heard({ tracker }: Follower): Name[] {
  const told: Name[] = [];
  for (const name of NAMES) tracker.on(name, () => told.push(name));
  return told;
}

test('in order, publishers are in while their streams are, and nobody is in a room that is not open', async () => {
  const property = fc.asyncProperty(history, async (steps) => {
    const one = follower();
    const inside = new Set<string>();
    const streams = new Map<string, string>();
    const open = new Set<string>();
    const key = (roomId: string, userId: string): string => `${roomId} ${userId}`;
    const faults: string[] = [];
    one.tracker
      .on('room-opened', ({ roomId }) => open.add(roomId))
      .on('room-closed', ({ roomId }) => open.delete(roomId))
      .on('user-joined', ({ roomId, user }) => (open.has(roomId) ? inside.add(key(roomId, user.userId)) : faults.push(`${user.userId} joins before ${roomId} is open`)))
      .on('stream-added', ({ roomId, stream }) => (inside.has(key(roomId, stream.userId)) ? streams.set(key(roomId, stream.streamId), key(roomId, stream.userId)) : faults.push(`${stream.streamId} is added before ${stream.userId} joins`)))
      .on('stream-removed', ({ roomId, stream }) => streams.delete(key(roomId, stream.streamId)))
      .on('user-left', ({ roomId, user }) => {
        if (!open.has(roomId)) faults.push(`${user.userId} leaves after ${roomId} is closed`);
        if ([...streams.values()].includes(key(roomId, user.userId))) faults.push(`${user.userId} leaves before the streams are removed`);
        inside.delete(key(roomId, user.userId));
      });
    for (const event of World.of(steps).events) await one.deliver(event);
    expect(faults).toEqual([]);
  });
  await check(500, property);
}, PATIENCE_MS);

test('what one callback changes is told in an order in which it can have happened', async () => {
  const property = fc.asyncProperty(history, disorder, async (steps, how) => {
    const one = follower();
    const told = heard(one);
    // Of an old session all is removed before the new one is opened.
    const places: readonly Name[] = ['stream-removed', 'user-left', 'room-closed', 'room-opened', 'user-joined', 'stream-added'];
    for (const event of jumbled(World.of(steps).events, how)) {
      told.length = 0;
      await one.deliver(event);
      const order = told.map((name) => places.indexOf(name));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });
  await check(500, property);
}, PATIENCE_MS);

const ANN: Step = { do: 'login', room: 'lobby', user: 'ann', keepsSession: false, tellsOld: false, closesStreams: false };
const EVENING: readonly Step[] = [
  ANN,
  { do: 'publish', room: 'lobby', user: 'ann', stream: 'cam' },
  { do: 'wait', ms: 60_000 },
  { do: 'leave', room: 'lobby', user: 'ann', how: 'logout', closesStreams: true, closesRoom: true },
];

async function send(steps: readonly Step[], one: Follower): Promise<World> {
  const world = World.of(steps);
  for (const event of world.events) await one.deliver(event);
  return world;
}

test('an evening of one user is told in order, with all that is known', async () => {
  const one = follower();
  const told: unknown[] = [];
  for (const name of NAMES) one.tracker.on(name, (event: RoomTrackerEvents[Name]) => told.push([name, event]));
  const { sessions } = await send(EVENING, one);
  const { session, createdAt, closedAt, stays } = sessions[0]!;
  const { stay, role, userName } = stays.get('ann')!;
  const user = { userId: 'ann', userName, sessionId: stay, loggedInAt: new Date(createdAt), role };
  const stream = { streamId: 'ann-cam', userId: 'ann', createdAt: new Date(createdAt) };
  expect(told).toEqual([
    ['room-opened', { roomId: 'lobby', sessionId: session, createdAt: new Date(createdAt) }],
    ['user-joined', { roomId: 'lobby', user }],
    ['stream-added', { roomId: 'lobby', stream }],
    ['stream-removed', { roomId: 'lobby', stream }],
    ['user-left', { roomId: 'lobby', user }],
    ['room-closed', { roomId: 'lobby', sessionId: session, closedAt: new Date(closedAt!) }],
  ]);
});

describe('a listener', () => {
  const failing: readonly (readonly [what: string, listener: () => unknown])[] = [
    ['throws an error', () => { throw new Error('not today'); }],
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- JavaScript allows it, so somebody does it.
    ['throws a string', () => { throw 'not today'; }],
    ['rejects', () => Promise.reject(new Error('not today'))],
  ];

  test.each(failing)('that %s disturbs neither the delivery nor the others, and becomes a process warning', async (_what, listener) => {
    const warnings: Error[] = [];
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation((_warning, options) => void warnings.push(options as Error));
    const one = follower();
    one.tracker.on('user-joined', listener);
    const told = heard(one);
    await send(EVENING, one);
    await new Promise(setImmediate);
    expect(told).toEqual(NAMES);
    expect(warnings).toEqual([expect.objectContaining({ type: 'ZegoCallbacksWarning', code: 'ZEGO_PRESENCE_LISTENER_FAILED' })]);
    warned.mockRestore();
  });

  test('is called once for each time that it was added, in the order of adding, until off() takes it away', async () => {
    const one = follower();
    const told: string[] = [];
    const [first, second] = [() => void told.push('first'), () => void told.push('second')];
    one.tracker.on('user-joined', first).on('user-joined', second);
    await send([ANN], one);
    expect(told).toEqual(['first', 'second']);
    one.tracker.off('user-joined', first).off('user-left', second);
    const { told: callbacks } = World.of([ANN, { ...ANN, user: 'ben' }]);
    await one.deliver(callbacks.at(-1)!.event);
    expect(told).toEqual(['first', 'second', 'second']);
  });

  test('that is taken away by another one while they are called is still called this time', async () => {
    const one = follower();
    const told: string[] = [];
    const second = (): void => void told.push('second');
    one.tracker.on('user-joined', () => void one.tracker.off('user-joined', second)).on('user-joined', second);
    await send([ANN, { ...ANN, user: 'ben' }], one);
    expect(told).toEqual(['second']);
  });
});
