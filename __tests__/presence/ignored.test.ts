import { type JsonObject, zegoCallbacks } from '../../lib/index.js';
import { type Ignored, type RoomEvent, RoomTracker } from '../../lib/presence/index.js';
import { SECRET, sign } from '../kit/callbacks.js';
import { forgetful } from '../kit/express.js';
import { FIRST_MS, type Step, World } from './world.js';

const login = (user: string): Step => ({ do: 'login', room: 'lobby', user, keepsSession: false, tellsOld: false, closesStreams: false });

/** Two sessions of a room: one that is over, and one that goes on, with one stream. */
const { told, sessions, now } = World.of([
  login('ann'),
  { do: 'publish', room: 'lobby', user: 'ann', stream: 'cam' },
  { do: 'close', room: 'lobby', tellsUsers: true },
  { do: 'wait', ms: 60_000 },
  login('ben'),
  { do: 'publish', room: 'lobby', user: 'ben', stream: 'cam' },
]);
const ofSession = (n: number): readonly RoomEvent[] => told.filter(({ session }) => session === sessions[n]).map(({ event }) => event);
const [over, goingOn] = [ofSession(0), ofSession(1)];
const find = (events: readonly RoomEvent[], name: RoomEvent['name']): RoomEvent => events.find((event) => event.name === name)!;

/** A tracker behind a receiver, and what it ignores. */
async function receiving(before: readonly RoomEvent[]): Promise<{ readonly tracker: RoomTracker; readonly ignored: Ignored[]; readonly send: (event: RoomEvent, changes?: JsonObject) => Promise<number> }> {
  const zego = zegoCallbacks({ secret: SECRET, store: forgetful });
  const ignored: Ignored[] = [];
  const tracker = new RoomTracker({ appId: '1' }).attach(zego).on('ignored', (one) => ignored.push(one));
  const send = async ({ name, payload }: RoomEvent, changes: JsonObject = {}): Promise<number> => (await zego.receive({ body: sign({ event: name, appid: '1', ...payload, ...changes }, name) })).status;
  for (const event of before) expect(await send(event)).toBe(200);
  expect(ignored).toEqual([]);
  return { tracker, ignored, send };
}

const NO_TIME = 'it has a time that cannot be';
const cases: readonly (readonly [what: string, name: RoomEvent['name'], changes: JsonObject, reason: string])[] = [
  ['of another app', 'room_login', { appid: '2' }, 'it is of another app'],
  ['of another app', 'room_create', { appid: 2 }, 'it is of another app'],
  ['without a room', 'room_create', { room_id: '' }, 'it names no room'],
  ['without a room', 'stream_create', { room_id: '' }, 'it names no room'],
  ['without a user', 'room_login', { user_account: '' }, 'it names no user'],
  ['without a user', 'stream_create', { user_id: '' }, 'it names no user'],
  ['without a stream', 'stream_create', { stream_id: '' }, 'it names no stream'],
  ['at no time', 'room_create', { room_create_time: 0 }, NO_TIME],
  ['before all times', 'room_login', { login_time: -1 }, NO_TIME],
  ['at no time', 'stream_create', { create_time_ms: 0 }, NO_TIME],
];

describe('a senseless callback is answered 200, changes nothing, and is told with the reason', () => {
  test.each(cases)('%s: %s %j', async (_what, name, changes, reason) => {
    const { tracker, ignored, send } = await receiving(goingOn);
    const before = await tracker.list();
    expect(await send(find(goingOn, name), changes)).toBe(200);
    expect(ignored).toEqual([{ roomId: expect.any(String) as unknown, event: expect.objectContaining({ name }) as unknown, reason }]);
    expect(await tracker.list()).toEqual(before);
    tracker.close();
  });

  test.each(['room_logout', 'room_close', 'stream_close'] as const)('also an end: %s', async (name) => {
    const field = { room_logout: 'logout_time', room_close: 'room_close_time', stream_close: 'destroy_timemillis' }[name];
    const { tracker, ignored, send } = await receiving(goingOn);
    expect(await send(find(over, name), { [field]: 0 })).toBe(200);
    expect(ignored).toEqual([{ roomId: expect.any(String) as unknown, event: expect.objectContaining({ name }) as unknown, reason: NO_TIME }]);
    tracker.close();
  });
});

describe('what comes late of a session that is over', () => {
  test.each(over)('is ignored after its close: $name', async (event) => {
    const { tracker, ignored, send } = await receiving(over);
    expect(await send(event)).toBe(200);
    expect(ignored).toEqual([{ roomId: 'lobby', event: expect.objectContaining({ name: event.name, payload: event.payload }) as unknown, reason: 'it belongs to a session of the room that is over' }]);
    expect(await tracker.list()).toEqual([]);
  });

  test.each(over.filter(({ name }) => name !== 'room_close'))('is ignored after the next session has begun, even if its close never came: $name', async (event) => {
    const { tracker, ignored, send } = await receiving(goingOn);
    const before = await tracker.list();
    expect(await send(event)).toBe(200);
    expect(ignored.map(({ reason }) => reason)).toEqual(['it belongs to a session of the room that is over']);
    expect(await tracker.list()).toEqual(before);
    tracker.close();
  });
});

describe('a list that says nothing new is told with the reason', () => {
  const users = [{ userId: 'eve' }];
  const lists: readonly (readonly [what: string, before: readonly RoomEvent[], at: number, reason: string])[] = [
    ['older than the end of the room', over, FIRST_MS, 'it is older than the end of the room'],
    ['older than the session', goingOn, FIRST_MS, 'it is older than this session of the room'],
    ['older than another list', goingOn, now + 1, 'there is a newer list'],
  ];

  test.each(lists)('%s', async (_what, before, at, reason) => {
    const { tracker, ignored } = await receiving(before);
    if (reason === 'there is a newer list') await tracker.reconcile('lobby', { at: new Date(now + 2), users: [{ userId: 'ben' }] });
    const rooms = await tracker.list();
    await tracker.reconcile('lobby', { at, users });
    expect(ignored).toEqual([{ roomId: 'lobby', event: undefined, reason }]);
    expect(await tracker.list()).toEqual(rooms);
    tracker.close();
  });

  test.each([NaN, 0, -1, new Date(NaN)])('a list at the time %s is refused', async (at) => {
    await expect(new RoomTracker().reconcile('lobby', { at, users })).rejects.toThrow(/"at"/);
  });
});

test('a listener of "ignored" that throws does not change the answer', async () => {
  const { tracker, send } = await receiving(goingOn);
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  tracker.on('ignored', () => { throw new Error('not today'); });
  expect(await send(find(goingOn, 'room_login'), { user_account: '' })).toBe(200);
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('"ignored"'), expect.objectContaining({ code: 'ZEGO_PRESENCE_LISTENER_FAILED' }));
  warned.mockRestore();
  tracker.close();
});

test('without the option appId, callbacks of every app are taken in', async () => {
  const zego = zegoCallbacks({ secret: SECRET, store: forgetful });
  const tracker = new RoomTracker().attach(zego);
  for (const [n, { name, payload }] of goingOn.entries()) await zego.receive({ body: sign({ event: name, appid: String(n), ...payload }, name) });
  expect(await tracker.userCount('lobby')).toBe(1);
});

test('a tracker that cannot reach its store fails the delivery, so that it is repeated', async () => {
  const down = () => Promise.reject(new Error('The store is down.'));
  const zego = zegoCallbacks({ secret: SECRET, store: forgetful }).onError(() => undefined);
  new RoomTracker({ store: { update: down, read: down, documents: down } }).attach(zego);
  const [{ name, payload }] = [goingOn[0]!];
  const { status } = await zego.receive({ body: sign({ event: name, appid: '1', ...payload }, name) });
  expect(status).toBe(500);
});
