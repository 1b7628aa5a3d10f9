import fc from 'fast-check';
import type { SimulationResult } from '../../docs/examples/demo/evening/simulation.js';
import { signBody, spendEvening, writeBody, type EveningCallback, type Truth } from '../../lib/testing/index.js';
import { built, type Ended, endAll, runToEnd, WIDEST } from './running.js';

// Processes are started that may have to share the machine.
jest.setTimeout(600_000);

beforeAll(built, 120_000);
afterAll(endAll);

const ROWS = ['rooms open', 'users in rooms', 'streams', 'users online'] as const;

interface Printed {
  /** By the label of the row. */
  readonly counts: Readonly<Record<string, number>>;
  readonly states: Readonly<Record<string, { readonly truth: number; readonly tracker: number; readonly healed: number }>>;
  readonly differences: readonly { readonly roomId: string; readonly subject: string; readonly what: string; readonly lost: string; readonly notice: string }[];
}

/** Reads the tables, which stand aligned with at least two spaces between their columns. */
function readPrinted(out: string): Printed {
  const rowsBelow = (head: RegExp): string[][] => {
    const lines = out.split('\n');
    const from = lines.findIndex((line) => head.test(line)) + 2;
    return lines.slice(from, lines.indexOf('', from)).map((line) => line.trim().split(/ {2,}/));
  };
  const differences = Array.from(out.matchAll(/^ {2}(\S+): (\S+) (.+) \((\w+) lost; (.+)\)$/gm), ([, roomId, subject, what, lost, notice]) => ({ roomId: roomId!, subject: subject!, what: what!, lost: lost!, notice: notice! }));
  return {
    counts: Object.fromEntries(rowsBelow(/^Callbacks$/).map(([label, count]) => [label!, Number(count)])),
    states: Object.fromEntries(rowsBelow(/^In the end {2}/).map(([label, ...counts]) => [label!, { truth: Number(counts[0]), tracker: Number(counts[1]), healed: Number(counts[2]) }])),
    differences,
  };
}

/** They import the package by its name, which exists after the build only. */
async function parts() {
  const [{ zegoCallbacks }, { OnlineUsers, RoomTracker }] = await Promise.all([import('express-zego-callbacks'), import('express-zego-callbacks/presence')]);
  const { suffer } = await import('../../docs/examples/demo/evening/mishaps.js');
  const { Progress } = await import('../../docs/examples/demo/evening/progress.js');
  const { differences, figuresIn, figuresOf, lookAt } = await import('../../docs/examples/demo/evening/comparison.js');
  const { verdictOn } = await import('../../docs/examples/demo/evening/verdict.js');
  const { EVENING } = await import('../../docs/examples/demo/evening/simulation.js');
  return { zegoCallbacks, OnlineUsers, RoomTracker, EVENING, suffer, Progress, differences, figuresIn, figuresOf, lookAt, verdictOn };
}
type Parts = Awaited<ReturnType<typeof parts>>;
type Post = ReturnType<Parts['suffer']>;

const usersOf = (callbacks: readonly EveningCallback[]): readonly string[] => [...new Set(callbacks.flatMap(({ userId }) => userId ?? []))];

/** In the rooms that are open: how often some numbers never came, while one before and one after them did. */
function gapsIn({ rooms }: Truth, { deliveries, lost }: Post): number {
  const numbersOf = (callbacks: readonly EveningCallback[], session: string): number[] => callbacks.flatMap(({ body }) => (body['room_seq'] === session ? [Number(body['user_update_seq'])] : []));
  return [...rooms.values()].reduce((count, { session }) => {
    const came = numbersOf(deliveries, session);
    const missing = numbersOf(lost, session).filter((number) => number > Math.min(...came) && number < Math.max(...came));
    return count + missing.filter((number) => !missing.includes(number - 1)).length;
  }, 0);
}

describe('npm start -- --simulate', () => {
  const RIGHT = 'In the end the trackers know the truth.';
  const TABLE = '\nCallbacks\n';
  const seed = '7';
  let runs: Readonly<Record<'lossy' | 'again' | 'lossless' | 'robbed', Ended>>;

  beforeAll(async () => {
    // Somebody between ZEGO and the endpoint answers some logouts himself, and passes nothing on.
    const robber = `const real = fetch; let seen = 0; globalThis.fetch = (url, init) => init.body.includes('"room_logout"') && ++seen % 20 === 0 ? Promise.resolve(Response.json({ outcome: 'delivered' })) : real(url, init);`;
    const simulate = (args: readonly string[], nodeArgs: readonly string[] = []): Promise<Ended> => runToEnd(['--simulate', '--seed', seed, ...args], {}, nodeArgs);
    const [lossy, again, lossless, robbed] = await Promise.all([
      simulate([]),
      simulate([]),
      simulate(['--no-losses']),
      simulate(['--no-losses'], ['--import', `data:text/javascript,${encodeURIComponent(robber)}`]),
    ]);
    runs = { lossy, again, lossless, robbed };
  });

  it('ends with 0 and the truth, with losses and without', () => {
    for (const { code, out, err } of [runs.lossy, runs.again, runs.lossless]) {
      expect({ code, err, last: out.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, err: '', last: RIGHT });
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(WIDEST);
      // No terminal: nothing is redrawn, and there are few lines.
      expect(out).not.toMatch(/[\r\u001b]/);
      expect(out.match(/^ *\d+ % /gm)!.length).toBeLessThanOrEqual(5);
      expect(out).toMatch(/^100 % {2}(\d+)\/\1 callbacks, /m);
    }
  });

  it('shows figures that go together', () => {
    for (const { out } of [runs.lossy, runs.lossless]) {
      const { counts, states } = readPrinted(out);
      expect(Object.keys(counts)).toEqual(['sent', 'delivered', 'duplicates', 'lost on purpose', 'gaps reported']);
      expect(Object.keys(states)).toEqual(ROWS);
      expect(counts['sent']).toBe(counts['delivered']! + counts['duplicates']!);
      expect(counts['duplicates']).toBeGreaterThan(0);
      expect(states['rooms open']!.truth).toBeLessThanOrEqual(50);
      expect(states['users in rooms']!.truth).toBeLessThanOrEqual(states['users online']!.truth);
      for (const row of ROWS) expect({ row, isAny: states[row]!.truth > 0, healed: states[row]!.healed }).toEqual({ row, isAny: true, healed: states[row]!.truth });
    }
    const [lossy, lossless] = [readPrinted(runs.lossy.out), readPrinted(runs.lossless.out)];
    // The same evening, but for what was lost.
    expect(lossy.counts['lost on purpose']).toBeGreaterThan(0);
    expect(lossy.counts['delivered']! + lossy.counts['lost on purpose']!).toBe(lossless.counts['delivered']);
    for (const row of ROWS) expect(lossy.states[row]!.truth).toBe(lossless.states[row]!.truth);
  });

  it('shows what can be computed from the seed', async () => {
    const { suffer, figuresOf, EVENING } = await parts();
    const { callbacks, truth } = spendEvening({ ...EVENING, seed: Number(seed) });
    const post = suffer(callbacks, Number(seed), true);
    const { counts, states } = readPrinted(runs.lossy.out);
    expect(counts).toEqual({
      sent: post.deliveries.length,
      delivered: post.deliveries.length - post.repeats,
      duplicates: post.repeats,
      'lost on purpose': post.lost.length,
      'gaps reported': gapsIn(truth, post),
    });
    const { rooms, users, streams, online } = figuresOf(truth);
    expect(ROWS.map((row) => states[row]!.truth)).toEqual([rooms, users, streams, online]);
  });

  it('without losses shows no difference and no gap', () => {
    const { counts, states, differences } = readPrinted(runs.lossless.out);
    expect({ lost: counts['lost on purpose'], gaps: counts['gaps reported'], differences }).toEqual({ lost: 0, gaps: 0, differences: [] });
    for (const row of ROWS) expect(states[row]!.tracker).toBe(states[row]!.truth);
    expect(runs.lossless.out).toContain('\nNothing differs.\n');
  });

  it('with losses names each difference and the lost callback that explains it', () => {
    const { counts, states, differences } = readPrinted(runs.lossy.out);
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.length).toBeLessThanOrEqual(counts['lost on purpose']!);
    for (const { what, lost, notice } of differences) {
      expect({ 'is there': 'room_login', 'has left': 'room_logout' }[what]).toBe(lost);
      expect(['reported as a gap', 'no later number shows it']).toContain(notice);
    }
    const missing = differences.filter(({ what }) => what === 'is there').length;
    expect(states['users in rooms']!.tracker).toBe(states['users in rooms']!.truth - missing + (differences.length - missing));
    expect(counts['gaps reported']).toBeGreaterThanOrEqual(new Set(differences.filter(({ notice }) => notice === 'reported as a gap').map(({ roomId }) => roomId)).size);
    expect(runs.lossy.out).toContain('nothing differs any more.');
  });

  it('is the same evening again with the same seed, however fast the machine is', () => {
    expect(runs.lossy.out).toContain(`npm start -- --simulate --seed ${seed}\n`);
    const [one, other] = [runs.lossy, runs.again].map(({ out }) => out.slice(out.indexOf(TABLE)));
    expect(one!.startsWith(TABLE)).toBe(true);
    expect(one).toBe(other);
  });

  it('ends with 1 when the trackers are wrong though nothing was lost', () => {
    const { code, err, out } = runs.robbed;
    expect({ code, err, last: out.trimEnd().split('\n').at(-1) }).toEqual({ code: 1, err: '', last: 'The trackers do not know the truth.' });
    expect(out).toMatch(/^ {2}room-\d\d: user-\d{3} has left \(NOTHING OF IT WAS LOST\)$/m);
  });
});

describe('the parts of the simulation', () => {
  const END = 1_700_000_000_000;
  const SECRET = 'demo-secret';
  const small = { users: 200, rooms: 20, endsAt: END };

  /** Trackers that were sent callbacks as they would come over HTTP. */
  async function trackersAfter({ zegoCallbacks, OnlineUsers, RoomTracker }: Parts, callbacks: readonly EveningCallback[]) {
    const zego = zegoCallbacks({ secret: SECRET });
    const trackers = { rooms: new RoomTracker().attach(zego), online: new OnlineUsers().attach(zego) };
    for (const { body } of callbacks) expect(await zego.receive({ body: writeBody(signBody(body, { secret: SECRET }), 'json').text })).toMatchObject({ status: 200, outcome: 'delivered' });
    trackers.rooms.close();
    return trackers;
  }

  it('read the trackers as they are, and find no difference where all was delivered', async () => {
    const all = await parts();
    const { differences, figuresIn, figuresOf, lookAt } = all;
    const { callbacks, truth } = spendEvening({ ...small, seed: 5 });
    const trackers = await trackersAfter(all, callbacks);
    const seen = await lookAt(trackers, usersOf(callbacks));
    expect(differences(truth, seen)).toEqual([]);
    expect(seen.figures).toEqual(figuresOf(truth));
    expect(await figuresIn(trackers)).toEqual(seen.figures);
  });

  it('lose nothing but what a list of users makes up for, and nothing when asked', async () => {
    const { suffer } = await parts();
    const { callbacks } = spendEvening({ ...small, seed: 1 });
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 - 1 }), fc.boolean(), (seed, hasLosses) => {
        const { deliveries, repeats, lost } = suffer(callbacks, seed, hasLosses);
        const delivered = new Set(deliveries);
        expect(new Set([...delivered, ...lost])).toEqual(new Set(callbacks));
        expect(delivered.size + lost.length).toBe(callbacks.length);
        expect(repeats).toBe(deliveries.length - delivered.size);
        expect(hasLosses || lost.length === 0).toBe(true);
        for (const { name } of lost) expect(['room_create', 'room_login', 'room_logout']).toContain(name);
      }),
      { numRuns: 30 },
    );
  });

  it('find each single departure from the truth, and no other', async () => {
    const all = await parts();
    const { callbacks, truth } = spendEvening({ ...small, seed: 3 });
    const seen = await all.lookAt(await trackersAfter(all, callbacks), usersOf(callbacks));
    expect(all.differences(truth, seen)).toEqual([]);
    const found = (changed: Partial<typeof seen>): string[] => all.differences(truth, { ...seen, ...changed }).map(({ roomId, userId, what }) => `${roomId ?? '-'} ${userId ?? '-'} ${what}`);
    for (const [at, room] of seen.rooms.entries()) {
      const instead = (other: typeof room | undefined): Partial<typeof seen> => ({ rooms: seen.rooms.flatMap((one, index) => (index !== at ? [one] : other === undefined ? [] : [other])) });
      expect(found(instead(undefined))).toEqual([`${room.roomId} - the room is open`]);
      const [user] = room.users;
      expect(found(instead({ ...room, users: room.users.slice(1) }))).toEqual([`${room.roomId} ${user!.userId} ${user!.userId} is there`]);
      expect(found(instead({ ...room, users: [...room.users, { ...user!, userId: 'ada' }] }))).toEqual([`${room.roomId} ada ada has left`]);
      for (const [index, { streamId, userId }] of room.streams.entries()) expect(found(instead({ ...room, streams: room.streams.toSpliced(index, 1) }))).toEqual([`${room.roomId} ${userId} ${streamId} is published`]);
      expect(found(instead({ ...room, streams: [...room.streams, { streamId: 's', userId: 'ada', createdAt: new Date(END) }] }))).toEqual([`${room.roomId} ada s has ended`]);
    }
    expect(found({ rooms: [...seen.rooms, { ...seen.rooms[0]!, roomId: 'attic' }] })).toEqual(['attic - the room is over']);
    const [first] = seen.online;
    expect(found({ online: new Set([...seen.online].slice(1)) })).toEqual([`- ${first!} ${first!} is online`]);
    expect(found({ online: new Set([...seen.online, 'ada']) })).toEqual(['- ada ada is offline']);
  });

  it('judge by the answers, by the causes and by what is left', async () => {
    const all = await parts();
    const { callbacks, truth } = spendEvening({ ...small, seed: 3 });
    const post = all.suffer(callbacks, 4, true);
    const delivered = post.deliveries.length - post.repeats;
    const seen = await all.lookAt(await trackersAfter(all, callbacks), usersOf(callbacks));
    const answers = new Map([['delivered', delivered], ['duplicate', post.repeats]]);
    const right: SimulationResult = { truth, post, answers, gaps: [], seen, wrong: [], healed: seen, stillWrong: [] };
    expect(all.verdictOn(right)).toMatchObject({ isRight: true });

    const login = post.lost.find(({ name }) => name === 'room_login')!;
    const number = Number(login.body['user_update_seq']);
    const difference = { roomId: login.roomId, userId: login.userId, what: 'is there' };
    const told = (from: number, to: number): SimulationResult['gaps'] => [{ roomId: login.roomId!, sessionId: login.body['room_seq'] as string, list: 'users', from, to }];
    expect(all.verdictOn({ ...right, wrong: [difference], gaps: told(number, number) })).toMatchObject({ isRight: true, text: expect.stringContaining('reported as a gap') as unknown });
    expect(all.verdictOn({ ...right, wrong: [difference], gaps: told(number + 1, number + 1) })).toMatchObject({ isRight: true, text: expect.stringContaining('no later number shows it') as unknown });
    expect(all.verdictOn({ ...right, wrong: [difference], stillWrong: [difference] }).isRight).toBe(false);
    expect(all.verdictOn({ ...right, wrong: [{ ...difference, userId: 'nobody' }] }).isRight).toBe(false);
    for (const [answer, count] of [['delivered', delivered - 1], ['duplicate', post.repeats + 1], ['busy', 1]] as const) {
      expect(all.verdictOn({ ...right, answers: new Map([...answers, [answer, count]]) }).isRight).toBe(false);
    }
  });

  it('redraw one line on a terminal, and write few lines elsewhere', async () => {
    const { Progress } = await parts();
    const shown = (isTTY: boolean, columns?: number): string => {
      let written = '';
      const progress = new Progress({ isTTY, ...(columns !== undefined && { columns }), write: (text: string) => (written += text) });
      for (let done = 0; done <= 100; done += 1) progress.show(done / 100, `${done} of 100`);
      progress.end();
      return written;
    };
    expect(shown(false)).toBe([20, 40, 60, 80, 100].map((done) => `${String(done).padStart(3)} %  ${done} of 100\n`).join(''));
    const lines = shown(true, 24).split('\r').slice(1);
    expect(lines).toHaveLength(101);
    for (const line of lines) expect(line.replace('\u001b[K', '').trimEnd().length).toBeLessThan(24);
    expect(shown(true).endsWith('\r[##########] 100 %  100 of 100\u001b[K\n')).toBe(true);
  });
});
