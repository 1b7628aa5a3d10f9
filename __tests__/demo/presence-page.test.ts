import fc from 'fast-check';
import { signBody, writeBody, type EveningCallback } from '../../lib/testing/index.js';
import { Town } from '../../lib/testing/evening/town.js';
import { pageNamed, quoted, section, tableIn } from '../docs/pages.js';
import { built } from './running.js';

beforeAll(built, 120_000);

const page = pageNamed('docs/presence.md');
const START = 1_700_000_000_000;
const SECRET = 'a-callback-secret';

/** A town, and trackers that are told of it. They use the package by its name, which exists after the build only. */
async function scene() {
  const [{ zegoCallbacks }, { OnlineUsers, RoomTracker }] = await Promise.all([import('express-zego-callbacks'), import('express-zego-callbacks/presence')]);
  const { differences, lookAt } = await import('../../docs/examples/demo/evening/comparison.js');
  const zego = zegoCallbacks({ secret: SECRET });
  let now = Date.now();
  const clock = (): number => now;
  const trackers = { rooms: new RoomTracker({ clock }).attach(zego), online: new OnlineUsers({ clock }).attach(zego) };
  trackers.rooms.close();
  const callbacks: EveningCallback[] = [];
  const town = new Town(START, (callback) => callbacks.push(callback));
  const told = new Set<EveningCallback>();
  return {
    town,
    /** All that has happened so far. */
    callbacks,
    ...trackers,
    /** Lets the clock of the trackers go on. */
    wait: (ms: number): void => void (now += ms),
    differences: async () => differences(town, await lookAt(trackers, [...new Set(callbacks.flatMap(({ userId }) => userId ?? []))])),
    /** Delivers what has not been yet, except for what is lost. */
    deliver: async (isLost: (callback: EveningCallback) => boolean = () => false): Promise<void> => {
      for (const callback of callbacks.filter((one) => !told.has(one))) {
        told.add(callback);
        if (isLost(callback)) continue;
        expect(await zego.receive({ body: writeBody(signBody(callback.body, { secret: SECRET }), 'json').text })).toMatchObject({ outcome: 'delivered' });
      }
    },
  };
}
type Scene = Awaited<ReturnType<typeof scene>>;

describe('the table of callbacks to switch on', () => {
  const ALL = ['room_create', 'room_close', 'room_login', 'room_logout', 'stream_create', 'stream_close'];
  const rows = tableIn(section(page, 'Which callbacks to switch on'), ['Switched on', '`list()`', '`users`', '`streams`']).map(([on, list, users, streams]) => ({
    on: on!,
    kinds: on === 'all six' ? ALL : quoted(on!),
    hasCreatedAt: !list!.includes('no `createdAt`'),
    lists: list!.replace('; no `createdAt`', ''),
    hasUsers: users !== 'none',
    hasStreams: streams !== 'none',
  }));
  const lists: Readonly<Record<string, (inside: number, publishing: number) => boolean>> = {
    'open rooms': () => true,
    'rooms with somebody inside': (inside) => inside > 0,
    'rooms in which somebody publishes': (_inside, publishing) => publishing > 0,
    'rooms with somebody inside or publishing': (inside, publishing) => inside + publishing > 0,
  };

  const user = fc.constantFrom('ann', 'ben', 'cay');
  const act: fc.Arbitrary<(town: Town) => void> = fc.tuple(fc.constantFrom('lobby', 'stage'), user, fc.constantFrom('enter', 'leave', 'stream', 'resume', 'again', 'elsewhere', 'close')).map(([room, who, what]) => (town: Town) => {
    town.now += 1_000;
    if (town.roomOf(who) === undefined) town.enter(room, who);
    else if (what === 'leave') town.leave(room, who, 'normal');
    else if (what === 'stream') town.toggleStream(room, who);
    else if (what === 'resume') town.resumeStream(room, who);
    else if (what === 'again') town.enterAgain(room, who);
    else if (what === 'elsewhere') town.enterElsewhere(room, who);
    // With the logouts of those inside: the page says what becomes of them without.
    else if (what === 'close') town.close(room, true);
  });

  test.each(rows)('is right about $on', async ({ kinds, hasCreatedAt, lists: listed, hasUsers, hasStreams }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const { town, rooms, deliver } = await scene();
        for (const one of acts) one(town);
        await deliver(({ name }) => !kinds.includes(name));
        const expected = [...town.rooms.values()]
          .filter(({ users, streams }) => lists[listed]!(users.size, streams.size))
          .map(({ roomId, users, streams }) => ({ roomId, hasCreatedAt, users: hasUsers ? [...users.keys()].sort() : [], streams: hasStreams ? [...streams.keys()].sort() : [] }));
        const seen = (await rooms.list()).map(({ roomId, createdAt, users, streams }) => ({ roomId, hasCreatedAt: createdAt !== undefined, users: users.map(({ userId }) => userId), streams: streams.map(({ streamId }) => streamId) }));
        expect(seen).toEqual(expected.sort((a, b) => (a.roomId < b.roomId ? -1 : 1)));
      }),
      { numRuns: 40 },
    );
  });

  test('is right about a room that ends without the logouts of those inside', async () => {
    const { town, rooms, deliver } = await scene();
    town.enter('lobby', 'ann');
    town.now += 1_000;
    town.close('lobby', false);
    const isOff = ({ name }: EveningCallback): boolean => !name.startsWith('room_log');
    await deliver(isOff);
    expect((await rooms.get('lobby'))?.users.map(({ userId }) => userId)).toEqual(['ann']);
    town.now += 1_000;
    town.enter('lobby', 'ben');
    await deliver(isOff);
    expect((await rooms.get('lobby'))?.users.map(({ userId }) => userId)).toEqual(['ben']);
  });
});

describe('the table of lost callbacks', () => {
  const [ANN, BEN, CAY] = ['user-001', 'user-002', 'user-003'] as const;

  interface Loss {
    /** Makes the one that is lost: the last of its kind. */
    readonly happens: (town: Town) => void;
    readonly isWrong: readonly string[];
  }
  const losses: Readonly<Record<string, Loss>> = {
    room_create: { happens: () => undefined, isWrong: [] },
    room_login: { happens: (town) => town.enter('lobby', ANN), isWrong: [`${ANN} is there`] },
    room_logout: {
      happens: (town) => {
        town.enter('lobby', ANN);
        town.now += 1_000;
        town.leave('lobby', ANN, 'normal');
      },
      isWrong: [`${ANN} has left`],
    },
    room_close: { happens: (town) => town.leave('lobby', BEN, 'normal'), isWrong: ['the room is over'] },
    stream_create: { happens: (town) => town.toggleStream('lobby', BEN), isWrong: [`${BEN}-camera is published`] },
    stream_close: {
      happens: (town) => {
        town.toggleStream('lobby', BEN);
        town.now += 1_000;
        town.toggleStream('lobby', BEN);
      },
      isWrong: [`${BEN}-camera has ended`],
    },
    user_action: { happens: (town) => town.goOffline(BEN, true), isWrong: [`${BEN} is offline`] },
  };
  const remedies: Readonly<Record<string, (scene: Scene) => void | Promise<void>>> = {
    'the next session': ({ town }) => {
      town.close('lobby', false);
      town.now += 1_000;
      town.enter('lobby', CAY);
    },
    'the end of the room': ({ town }) => town.close('lobby', false),
    "the user's next login": ({ town }) => town.enterAgain('lobby', ANN),
    "the user's next login and logout": ({ town }) => {
      town.enter('lobby', ANN);
      town.now += 1_000;
      town.leave('lobby', ANN, 'normal');
    },
    "the stream's resumption": ({ town }) => town.resumeStream('lobby', BEN),
    'its end': ({ town }) => town.toggleStream('lobby', BEN),
    'the next stream under its id': ({ town }) => town.toggleStream('lobby', BEN),
    "the publisher's logout": ({ town }) => town.leave('lobby', BEN, 'normal'),
    '10 minutes (`forgetAfter`) with nobody inside': ({ wait }) => wait(600_000),
    '`reconcile`': ({ town, rooms }) => rooms.reconcile('lobby', { at: town.now, users: [...(town.rooms.get('lobby')?.users.keys() ?? [])].map((userId) => ({ userId })) }),
  };
  const table = tableIn(section(page, 'Lost callbacks'), ['Lost', 'Until it heals', 'Healed by']).map(([lost, , healedBy]) => ({ lost: quoted(lost!)[0]!, healedBy: healedBy!.split('. ')[0]!.split(', ') }));
  const rows = table.flatMap(({ lost, healedBy }) => (lost === 'user_action' ? [] : healedBy.map((remedy) => ({ lost, remedy }))));

  async function afterLoss(lost: string): Promise<Scene> {
    const one = await scene();
    const { town, callbacks, deliver, differences } = one;
    town.comeOnline(BEN, 'WEB');
    town.enter('lobby', BEN);
    town.now += 1_000;
    losses[lost]!.happens(town);
    const last = callbacks.findLast(({ name }) => name === lost);
    await deliver((callback) => callback === last);
    expect((await differences()).map(({ what }) => what)).toEqual(losses[lost]!.isWrong);
    town.now += 1_000;
    return one;
  }

  test('names every callback', () => {
    expect(table.map(({ lost }) => lost)).toEqual(Object.keys(losses));
  });

  test.each(rows)('is right: $lost is made up for by $remedy', async ({ lost, remedy }) => {
    const one = await afterLoss(lost);
    const createdAt = async (): Promise<Date | undefined> => (await one.rooms.get('lobby'))?.createdAt;
    expect(lost === 'room_create').toBe((await createdAt()) === undefined);
    await remedies[remedy]!(one);
    await one.deliver();
    expect(await one.differences()).toEqual([]);
    const isOpen = one.town.rooms.has('lobby');
    expect((await createdAt()) !== undefined).toBe(isOpen);
  });

  test('is right: a room whose room_close was lost is not forgotten while somebody is inside, and reconcile puts out who is not', async () => {
    const { rooms, wait } = await afterLoss('room_close');
    await rooms.reconcile('lobby', { at: START + 10_000, users: [{ userId: ANN }] });
    wait(600_000);
    expect((await rooms.get('lobby'))?.users.map(({ userId }) => userId)).toEqual([ANN]);
    await rooms.reconcile('lobby', { at: START + 20_000, users: [] });
    expect(await rooms.get('lobby')).toMatchObject({ users: [], streams: [] });
    wait(600_000);
    expect(await rooms.list()).toEqual([]);
  });

  test('is right: a terminal whose end was lost stays on, whatever other terminals do', async () => {
    const { town, online, deliver, wait } = await afterLoss('user_action');
    town.comeOnline(BEN, 'IOS');
    town.now += 1_000;
    town.goOffline(BEN, false);
    await deliver();
    wait(600_000);
    expect((await online.sessions(BEN)).map(({ os }) => os)).toEqual(['WEB']);
  });

  test('is right: a room that nobody has entered, and whose room_close was lost, is not forgotten', async () => {
    const { town, rooms, deliver, wait } = await scene();
    town.enter('lobby', ANN);
    await deliver(({ name }) => name !== 'room_create');
    wait(600_000);
    expect((await rooms.list()).map(({ roomId }) => roomId)).toEqual(['lobby']);
  });
});
