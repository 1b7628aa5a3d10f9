import { createHash } from 'node:crypto';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import { type DeliveryStore, MemoryStore, zegoCallbacks } from '../lib/index.js';
import { RedisStore, type SendCommand } from '../lib/redis/index.js';
import { storeConformance } from '../lib/store-conformance/index.js';
import { SECRET, signedCallback } from './kit/callbacks.js';
import { type ClusterNode, type RedisCluster, startCluster, whyNoCluster } from './kit/redis-cluster.js';

const LONG_MS = 600_000;

const missing = whyNoCluster();
if (missing !== undefined) process.stderr.write(`The tests on Redis Cluster do not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('RedisStore on Redis Cluster', () => {
  let cluster: RedisCluster;
  let nodeRedis: ReturnType<typeof createCluster>;
  let ioRedis: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
    // One address is enough: the others are learnt from it.
    const { port } = cluster.nodes[0]!;
    nodeRedis = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
    await nodeRedis.connect();
    ioRedis = new Cluster([{ host: '127.0.0.1', port }], { lazyConnect: true });
    await ioRedis.connect();
  }, 60_000);

  afterAll(async () => {
    await nodeRedis.close();
    ioRedis.disconnect();
    await cluster.stop();
  });

  const throughNodeRedis: SendCommand = (command, key) => nodeRedis.sendCommand(key, false, [...command]);
  const throughIoRedis: SendCommand = ([name, ...words]) => ioRedis.call(name, ...words);

  /** How many keys each node has. */
  const spread = (pattern: string): Promise<number[]> => Promise.all(cluster.nodes.map(async (node) => ((await node.send('KEYS', pattern)) as readonly unknown[]).length));

  describe.each([
    ['node-redis', throughNodeRedis],
    ['ioredis', throughIoRedis],
  ])('through %s', (client, sendCommand) => {
    let stores = 0;
    const create = (): RedisStore => new RedisStore({ sendCommand, prefix: `${client}:${(stores += 1)}:` });
    test.each(storeConformance({ create, wait: (ms) => sleep(ms) }))('$name', ({ run }) => run());

    test('events and signatures are spread over all nodes, and each is found again', async () => {
      const prefix = `${client}:spread:`;
      const store = new RedisStore({ sendCommand, prefix });
      const ids = Array.from({ length: 300 }, (_, n) => idOf(n));
      const claims = await Promise.all(ids.map((id) => Promise.all(['one', 'two', 'three'].map((owner) => store.claim(id, owner, LONG_MS)))));
      expect(claims.map(winners)).toEqual(ids.map(() => 1));
      await Promise.all(ids.map((id) => store.complete(id, LONG_MS, id)));
      expect(await Promise.all(ids.map((id) => store.claim(id, 'four', LONG_MS)))).toEqual(ids.map((response) => ({ state: 'done', response })));
      expect(await Promise.all(ids.map((id) => store.bind(id, id, LONG_MS)))).toEqual(ids);
      expect(await Promise.all(ids.map((id) => store.bind(id, 'forged', LONG_MS)))).toEqual(ids);
      for (const kind of ['event', 'signature']) {
        const counts = await spread(`${prefix}${kind}:*`);
        expect(counts.reduce((sum, count) => sum + count)).toBe(ids.length);
        // Half of an even share: ids and prefix are the same in every run, so this cannot fail by chance.
        expect(Math.min(...counts)).toBeGreaterThan(ids.length / cluster.nodes.length / 2);
      }
    });

    test('while a slot moves to another node, every answer is the one that MemoryStore gives', async () => {
      // The part in braces alone decides the slot, so all keys are in the one that moves.
      const prefix = `{moves under ${client}}:`;
      const slot = Number(await cluster.nodes[0]!.send('CLUSTER', 'KEYSLOT', prefix));
      const redis = new RedisStore({ sendCommand, prefix });
      const memory = new MemoryStore();
      const ids = Array.from({ length: 40 }, (_, n) => `event${n}`);
      const plans = fc.sample(fc.record(Object.fromEntries(ids.map((id) => [id, fc.array(step, { minLength: 1, maxLength: 6 })]))), 4);

      /** The steps of one event one after the other, those of different events at once. */
      const follow = async (store: DeliveryStore, plan: Readonly<Record<string, readonly Step[]>>): Promise<object> =>
        Object.fromEntries(
          await Promise.all(
            Object.entries(plan).map(async ([id, steps]) => {
              const answers: string[] = [];
              for (const { operation, by } of steps) answers.push(`${operation} by ${by}: ${JSON.stringify(await operations[operation](store, id, by))}`);
              return [id, answers] as const;
            }),
          ),
        );
      const compare = async (plan: Readonly<Record<string, readonly Step[]>>): Promise<void> => expect(await follow(redis, plan)).toEqual(await follow(memory, plan));
      /** Two claims at once for each of some events that nobody knows yet. */
      const race = async (phase: string): Promise<void> => {
        const fresh = ids.map((id) => `${phase}:${id}`);
        const claims = await Promise.all(fresh.map((id) => Promise.all([redis.claim(id, 'one', LONG_MS), redis.claim(id, 'two', LONG_MS)])));
        expect(claims.map(winners)).toEqual(fresh.map(() => 1));
      };

      await Promise.all([compare(plans[0]!), race('before')]);
      await Promise.all(cluster.nodes.map((node) => node.send('CONFIG', 'RESETSTAT')));
      const move = await cluster.startMoving(slot);
      expect(await move.keys(ids.length)).toBe(ids.length);
      await Promise.all([compare(plans[1]!), race('half moved')]);
      expect(await redirects(cluster.nodes, 'ASK')).toBeGreaterThan(0);
      expect(await redirects(cluster.nodes, 'MOVED')).toBe(0);
      await Promise.all([compare(plans[2]!), race('moving'), move.finish()]);
      await Promise.all([compare(plans[3]!), race('after')]);
      expect(await redirects(cluster.nodes, 'MOVED')).toBeGreaterThan(0);
      expect((await spread(`${prefix}*`)).filter((count) => count > 0)).toHaveLength(1);
    });
  });

  test('two middlewares that share it, with different clients, handle 500 callbacks once each', async () => {
    const prefix = 'shared:';
    const runs = new Map<string, number>();
    const failures = new Set<string>();
    const [one, two] = [throughNodeRedis, throughIoRedis].map((sendCommand) =>
      zegoCallbacks({ secret: SECRET, store: new RedisStore({ sendCommand, prefix }), storeErrors: 'reject', signatureBinding: 'always' })
        .onError(({ code }) => void failures.add(code))
        .onRoomLogout(async ({ id }) => {
          runs.set(id, (runs.get(id) ?? 0) + 1);
          await turn();
        }),
    );
    const bodies = Array.from({ length: 500 }, (_, n) => signedCallback('room_logout', { user_account: `user${n}` }));
    const send = async (body: object): Promise<string[]> => (await Promise.all([one!.receive({ body }), two!.receive({ body })])).map(({ outcome, status }) => `${status} ${outcome}`).sort();
    // Some at a time: none may have to wait so long that its store counts as down.
    await inTurns(8, bodies, async (body) => {
      const answers = await send(body);
      expect(answers[0]).toBe('200 delivered');
      expect(['200 duplicate', '503 failed']).toContain(answers[1]);
      expect(await send(body)).toEqual(['200 duplicate', '200 duplicate']);
    });
    expect([...runs.values()]).toEqual(bodies.map(() => 1));
    expect([...failures].filter((code) => code !== 'busy')).toEqual([]);
    for (const kind of ['event', 'signature']) {
      const counts = await spread(`${prefix}${kind}:*`);
      expect(counts.reduce((sum, count) => sum + count)).toBe(bodies.length);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    }
  });
});

/** Like those of real events: 43 characters. */
const idOf = (n: number): string => createHash('sha256').update(String(n)).digest('base64url');

const winners = (claims: readonly { readonly state: string }[]): number => claims.filter(({ state }) => state === 'claimed').length;

interface Step {
  readonly operation: keyof typeof operations;
  readonly by: string;
}

/** What can happen to an event; `by` names who does it. */
const operations = {
  claim: (store: DeliveryStore, id: string, by: string) => store.claim(id, by, LONG_MS),
  complete: (store: DeliveryStore, id: string, by: string) => store.complete(id, LONG_MS, by),
  release: (store: DeliveryStore, id: string, by: string) => store.release(id, by),
  bind: (store: DeliveryStore, id: string, by: string) => store.bind(id, by, LONG_MS),
};

const step: fc.Arbitrary<Step> = fc.record({
  operation: fc.constantFrom('claim', 'claim', 'complete', 'release', 'bind'),
  by: fc.constantFrom('one', 'two'),
});

/** How often the nodes have sent a client elsewhere. */
async function redirects(nodes: readonly ClusterNode[], kind: 'ASK' | 'MOVED'): Promise<number> {
  const counts = nodes.map(async (node) => Number(new RegExp(`errorstat_${kind}:count=(\\d+)`).exec(String(await node.send('INFO', 'errorstats')))?.[1] ?? 0));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count);
}

async function inTurns<T>(atOnce: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
