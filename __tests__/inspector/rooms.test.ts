import { setTimeout as sleep } from 'node:timers/promises';
import type { RoomSource } from '../../lib/inspector/options.js';
import type { RoomsShown } from '../../lib/inspector/page/wire.js';
import { Rooms } from '../../lib/inspector/rooms.js';
import { RoomTracker, type Room, type RoomTrackerEvents } from '../../lib/presence/index.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { CALLBACKS, closeServers, serve, type Serving } from './serving.js';

afterEach(() => {
  jest.restoreAllMocks();
  return closeServers();
});

/** The process warnings, as they come. */
function warnings() {
  const given: string[] = [];
  let wake = (): void => undefined;
  jest.spyOn(process, 'emitWarning').mockImplementation(((message: string, { code }: { readonly code: string }) => {
    given.push(`${code}: ${message}`);
    wake();
  }) as typeof process.emitWarning);
  return { given, first: new Promise<void>((resolve) => (wake = resolve)) };
}


/** A tracker whose store can be anything. */
function source(list: () => Promise<readonly Room[]>) {
  const listeners = new Map<keyof RoomTrackerEvents, Set<() => void>>();
  const of = (name: keyof RoomTrackerEvents): Set<() => void> => listeners.get(name) ?? listeners.set(name, new Set()).get(name)!;
  const tracker: RoomSource = { list, on: (name, listener) => of(name).add(listener), off: (name, listener) => of(name).delete(listener) };
  return {
    tracker,
    change: (name: keyof RoomTrackerEvents = 'user-joined') => of(name).forEach((listener) => { listener(); }),
    count: () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0),
  };
}

const room = (roomId: string, users: readonly string[] = []): Room => ({
  roomId,
  sessionId: undefined,
  createdAt: undefined,
  users: users.map((userId) => ({ userId, userName: userId.toUpperCase(), sessionId: undefined, loggedInAt: undefined, role: undefined })),
  streams: [],
});

/** What a watcher is shown, and when. */
function shown(tracker: RoomSource, redact: readonly string[] = [], mask = (text: string) => text) {
  const all: { readonly at: number; readonly rooms: RoomsShown }[] = [];
  let wake = (): void => undefined;
  const rooms = new Rooms(tracker, { redact, mask }, (told) => {
    all.push({ at: performance.now(), rooms: told });
    wake();
  });
  return { rooms, all, until: async (count: number) => { while (all.length < count) await new Promise<void>((resolve) => (wake = resolve)); } };
}

/** As ZEGO tells of somebody who enters. */
const login = (serving: Serving, roomId: string, user: string, more: object = {}) =>
  serving.askRoot(CALLBACKS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...signedCallback('room_login', { room_id: roomId, user_account: user, user_nickname: `${user} of ${roomId}`, session_id: '7001', login_time: Date.now(), relogin: 0, ...more }) }),
  });

test('a page is told of the rooms at once, and then of every change', async () => {
  const tracker = new RoomTracker();
  const serving = await serve({ inspector: { rooms: tracker } });
  tracker.attach(serving.zego);
  await login(serving, 'a', 'ann');
  const page = await serving.watch();
  expect((await page.next('hello')).hasRooms).toBe(true);
  expect(await page.next('rooms')).toMatchObject({ total: 1, rooms: [{ roomId: 'a', users: [{ userId: 'ann', userName: 'ann of a' }], streams: [] }] });
  await login(serving, 'a', 'bob', { room_seq: '1' });
  const { rooms } = await page.next('rooms');
  expect(rooms.flatMap(({ users }) => users.map(({ userId }) => userId))).toContain('bob');
  for (const user of rooms[0]!.users) expect(Math.abs(user.loggedInAt! - Date.now())).toBeLessThan(60_000);
  page.close();
  tracker.close();
});

test('a page that comes later is shown the same, and nobody is shown the same twice', async () => {
  const tracker = new RoomTracker();
  const serving = await serve({ inspector: { rooms: tracker } });
  tracker.attach(serving.zego);
  await login(serving, 'a', 'ann');
  const first = await serving.watch();
  const known = await first.next('rooms');
  const second = await serving.watch();
  expect(await second.next('rooms')).toEqual(known);
  await login(serving, 'b', 'bob');
  expect((await second.next('rooms')).total).toBe(2);
  await first.next('rooms');
  expect(first.messages.filter(({ event }) => event === 'rooms').map(({ data }) => (JSON.parse(data) as RoomsShown).total)).toEqual([1, 2]);
  first.close();
  second.close();
  tracker.close();
});

test('without a tracker no rooms are shown', async () => {
  const serving = await serve();
  const page = await serving.watch();
  expect((await page.next('hello')).hasRooms).toBe(false);
  page.close();
});

test('the first 200 are shown, and how many there are', async () => {
  const all = Array.from({ length: 250 }, (_none, index) => room(`room-${String(index).padStart(3, '0')}`));
  const { tracker } = source(async () => all);
  const { rooms, all: told, until } = shown(tracker);
  rooms.open();
  rooms.refresh();
  await until(1);
  expect(told[0]!.rooms.total).toBe(250);
  expect(told[0]!.rooms.rooms.map(({ roomId }) => roomId)).toEqual(all.slice(0, 200).map(({ roomId }) => roomId));
  rooms.close();
});

test('they are read at most twice a second however much changes, the last change included; and nobody reads for nobody', async () => {
  let reads = 0;
  const { tracker, change, count } = source(async () => [room('a', [String((reads += 1))])]);
  const { rooms, all, until } = shown(tracker);
  rooms.refresh();
  expect(count()).toBe(0);
  rooms.open();
  rooms.open();
  const burst = setInterval(() => { change(); }, 5);
  await until(3);
  clearInterval(burst);
  change();
  await until(4);
  for (const [index, { at }] of all.entries()) if (index > 0) expect(at - all[index - 1]!.at).toBeGreaterThan(450);
  rooms.close();
  expect(count()).toBe(0);
  change();
  rooms.refresh();
  const before = reads;
  await sleep(600);
  expect(reads).toBe(before);
});

test('what changes while they are read is shown as well, and what is closed before its turn is not read', async () => {
  let state = 'before';
  let reads = 0;
  const { tracker, change } = source(async () => {
    reads += 1;
    const read = state;
    await sleep(50);
    return [room(read)];
  });
  const { rooms, all, until } = shown(tracker);
  rooms.open();
  rooms.refresh();
  rooms.close();
  await sleep(50);
  expect(reads).toBe(0);
  rooms.open();
  rooms.refresh();
  while (reads === 0) await sleep(1);
  state = 'after';
  change();
  await until(2);
  expect(all.map((told) => told.rooms.rooms[0]!.roomId)).toEqual(['before', 'after']);
  rooms.close();
});

test('changes of every kind are shown', async () => {
  const kinds = ['room-opened', 'room-closed', 'user-joined', 'user-left', 'stream-added', 'stream-removed'] as const;
  let reads = 0;
  const { tracker, change } = source(async () => [room(String((reads += 1)))]);
  const { rooms, until } = shown(tracker);
  rooms.open();
  for (const [index, kind] of kinds.entries()) {
    change(kind);
    await until(index + 1);
  }
  // These change nothing.
  change('gap');
  change('ignored');
  await sleep(600);
  expect(reads).toBe(kinds.length);
  rooms.close();
});

test('a store that fails is told of once, and shown as soon as it works', async () => {
  let isDown = true;
  const { tracker, change } = source(async () => {
    if (isDown) throw new Error('the store is down');
    return [room('a')];
  });
  const { rooms, all, until } = shown(tracker);
  const { given, first } = warnings();
  rooms.open();
  rooms.refresh();
  await first;
  change();
  await sleep(700);
  change();
  isDown = false;
  await until(1);
  expect(given).toEqual(['ZEGO_INSPECTOR_ROOMS_FAILED: The inspector could not list the rooms, so its page shows older ones. This warning is given once: the store is down']);
  expect(all.map(({ rooms: { total } }) => total)).toEqual([1]);
  rooms.close();
});

test('a failing store leaves the page alone', async () => {
  const { tracker } = source(async () => { throw new Error('down'); });
  const serving = await serve({ inspector: { rooms: tracker } });
  const { first } = warnings();
  const page = await serving.watch();
  await first;
  await login(serving, 'a', 'ann');
  expect((await page.next('deliveries')).deliveries).toHaveLength(1);
  expect(page.messages.filter(({ event }) => event === 'rooms')).toEqual([]);
  page.close();
});

test('a slow store is given time to rest', async () => {
  let reads = 0;
  const { tracker, change } = source(async () => {
    reads += 1;
    await sleep(250);
    return [room(String(reads))];
  });
  const { rooms, all, until } = shown(tracker);
  rooms.open();
  const burst = setInterval(() => { change(); }, 5);
  await until(2);
  clearInterval(burst);
  // Four times as long as it worked.
  expect(all[1]!.at - all[0]!.at).toBeGreaterThan(1_200);
  rooms.close();
});

test.each([
  ['room_id', { roomId: '[redacted]', users: [{ userId: 'ann', userName: 'ANN' }] }],
  ['user_account', { roomId: 'a', users: [{ userId: '[redacted]', userName: 'ANN' }] }],
  ['user_nickname', { roomId: 'a', users: [{ userId: 'ann', userName: '[redacted]' }] }],
])('what is redacted in callbacks as "%s" is redacted here', async (name, expected) => {
  const { rooms, all, until } = shown(source(async () => [room('a', ['ann'])]).tracker, [name]);
  rooms.open();
  rooms.refresh();
  await until(1);
  expect(all[0]!.rooms.rooms[0]).toMatchObject(expected);
  rooms.close();
});

test('secrets are hidden here too', async () => {
  const tracker = new RoomTracker();
  const serving = await serve({ inspector: { rooms: tracker } });
  tracker.attach(serving.zego);
  await login(serving, `room ${SECRET}`, `user ${SECRET}`);
  const page = await serving.watch();
  expect((await page.next('rooms')).total).toBe(1);
  expect(page.messages.map(({ data }) => data).join()).not.toContain(SECRET);
  page.close();
  tracker.close();
});
