import fc from 'fast-check';
import { createClient } from 'redis';
import { type OnlineChange, OnlineUsers, type PresenceStore, RedisPresenceStore } from '../../lib/presence/index.js';
import type { ZegoEvent } from '../../lib/index.js';
import { type RedisServer, startRedis, whyNoRedis } from '../kit/redis.js';
import { Desk } from './following.js';
import { check, disorder, jumbled, PATIENCE_MS } from './histories.js';

type UserAction = ZegoEvent<'user_action'>;

interface Terminal {
  readonly session: string;
  loginAt: number;
  isOn: boolean;
}

type Step = { readonly do: 'login' | 'again' | 'logout' | 'offline'; readonly user: string; readonly which: number } | { readonly do: 'wait'; readonly s: number };

const USERS = ['ann', 'ben', 'cay'];
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('login', 'again', 'logout', 'offline'), user: fc.constantFrom(...USERS), which: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), s: fc.integer({ min: 1, max: 300 }) }) },
);
const history = fc.array(step, { maxLength: 40, size: 'max' });

/** Users with several terminals as they really are, and the callbacks of them. Times are in whole seconds, as ZEGO sends them. */
class Network {
  readonly events: UserAction[] = [];
  readonly #terminals = new Map<string, Terminal[]>(USERS.map((user) => [user, []]));
  #now = 1_700_000_000;

  play(step: Step): void {
    if (step.do === 'wait') {
      this.#now += step.s;
      return;
    }
    const terminals = this.#terminals.get(step.user)!;
    if (step.do === 'login') {
      const terminal = { session: `93082163782825${1_000 + this.events.length}`, loginAt: this.#now, isOn: true };
      terminals.push(terminal);
      this.#tell(step.user, terminal, 0);
      return;
    }
    const terminal = terminals[step.which % Math.max(terminals.length, 1)];
    if (terminal === undefined) return;
    if (step.do === 'again') {
      if (terminal.isOn) return;
      // Back after it was off: at once, but not within the second of its own beginning.
      if (terminal.loginAt === this.#now) this.#now += 1;
      terminal.loginAt = this.#now;
      terminal.isOn = true;
      this.#tell(step.user, terminal, 0);
    } else if (terminal.isOn) {
      terminal.isOn = false;
      this.#tell(step.user, terminal, step.do === 'logout' ? 1 : 2);
    }
  }

  truth(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#terminals].map(([user, terminals]) => [user, terminals.filter(({ isOn }) => isOn).map(({ session, loginAt }) => `${session} since ${loginAt}`).sort()]));
  }

  #tell(user: string, { session, loginAt }: Terminal, action: 0 | 1 | 2): void {
    const at = new Date(this.#now * 1_000);
    const ended = action === 1 ? { logout_time: this.#now, logout_reason: '' } : action === 2 ? { offline_time: this.#now } : {};
    const payload = { user_id: user, user_name: user.toUpperCase(), os: 'WEB ', action, session_id: session, login_time: loginAt, relogin: '0', ...ended } as const;
    this.events.push({ id: `${this.events.length}`, name: 'user_action', product: 'zim', appId: '1', timestamp: at, nonce: '1', receivedAt: at, raw: {}, payload });
  }
}

function follower(store?: PresenceStore): { readonly online: OnlineUsers; readonly deliver: (event: UserAction) => Promise<void>; readonly replayed: () => readonly string[] } {
  const desk = new Desk();
  const told = new Map<string, number>();
  const note = (by: number) => ({ userId }: OnlineChange) => { told.set(userId, (told.get(userId) ?? 0) + by); };
  const online = new OnlineUsers({ store }).attach(desk).on('user-online', note(1)).on('user-offline', note(-1));
  return { online, deliver: (event) => desk.take(event), replayed: () => [...told].filter(([, times]) => times === 1).map(([user]) => user).sort() };
}

async function seen(online: OnlineUsers): Promise<unknown> {
  const sessions = await Promise.all(USERS.map(async (user) => [user, (await online.sessions(user)).map(({ sessionId, loggedInAt }) => `${sessionId} since ${loggedInAt.getTime() / 1_000}`).sort()] as const));
  for (const [user, list] of sessions) expect(await online.isOnline(user)).toBe(list.length > 0);
  expect(await online.count()).toBe(sessions.filter(([, list]) => list.length > 0).length);
  return Object.fromEntries(sessions);
}

function play(steps: readonly Step[]): Network {
  const network = new Network();
  for (const one of steps) network.play(one);
  return network;
}

test('callbacks of any history come to the truth, in any order and with any repeats; what was told of comes to the same', async () => {
  const property = fc.asyncProperty(history, disorder, async (steps, how) => {
    const network = play(steps);
    const { online, deliver, replayed } = follower();
    for (const event of jumbled(network.events, how)) await deliver(event);
    expect(await seen(online)).toEqual(network.truth());
    expect(replayed()).toEqual(USERS.filter((user) => network.truth()[user]!.length > 0));
  });
  await check(4_000, property);
}, PATIENCE_MS);

const missing = whyNoRedis();
(missing === undefined ? describe : describe.skip)('in Redis', () => {
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    server = await startRedis();
    client = createClient({ url: `redis://127.0.0.1:${server.port}` });
    await client.connect();
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  test('three that share it come to the truth, all at once', async () => {
    let prefixes = 0;
    const property = fc.asyncProperty(history, disorder, async (steps, how) => {
      const network = play(steps);
      prefixes += 1;
      const followers = [1, 2, 3].map(() => follower(new RedisPresenceStore({ sendCommand: (command) => client.sendCommand([...command]), prefix: `test${prefixes}:` })));
      await Promise.all(jumbled(network.events, how).map((event, n) => followers[n % 3]!.deliver(event)));
      for (const { online } of followers) expect(await seen(online)).toEqual(network.truth());
    });
    await check(100, property);
  }, PATIENCE_MS);
});

test('what makes no sense, or is of another app, is ignored with a reason', async () => {
  const [event] = play([{ do: 'login', user: 'ann', which: 0 }]).events;
  const reasons: string[] = [];
  const desk = new Desk();
  const online = new OnlineUsers({ appId: '1' }).attach(desk).on('ignored', ({ reason }) => reasons.push(reason));
  const { payload } = event!;
  const wrong: readonly UserAction[] = [
    { ...event!, appId: '2' },
    { ...event!, payload: { ...payload, user_id: '' } },
    { ...event!, payload: { ...payload, session_id: '' } },
    { ...event!, payload: { ...payload, action: 3 } },
    { ...event!, payload: { ...payload, login_time: 0 } },
  ];
  for (const one of wrong) await desk.take(one);
  expect(reasons).toEqual(['it is of another app', 'it names no user', 'it names no session', 'its action is none of 0, 1 and 2', 'it has a time that cannot be']);
  expect(await online.count()).toBe(0);
});

test('terminals that are off are forgotten in time', async () => {
  let now = 1_700_000_000_000;
  const desk = new Desk();
  const online = new OnlineUsers({ forgetAfter: 60_000, clock: () => now }).attach(desk);
  const network = play([{ do: 'login', user: 'ann', which: 0 }, { do: 'wait', s: 1 }, { do: 'logout', user: 'ann', which: 0 }]);
  for (const event of network.events) await desk.take(event);
  await desk.take(network.events[0]!);
  expect(await online.isOnline('ann')).toBe(false);
  now += 60_000;
  // Nobody remembers the end any more, which is why callbacks have to come before that.
  await desk.take(network.events[0]!);
  expect(await online.isOnline('ann')).toBe(true);
});
