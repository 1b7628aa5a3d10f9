import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { type DeliveryStore, MemoryStore } from '../lib/index.js';
import { RedisStore, type SendCommand } from '../lib/redis/index.js';
import { storeConformance } from '../lib/store-conformance/index.js';
import { type RedisServer, startRedis, whyNoRedis } from './kit/redis.js';

describe('MemoryStore', () => {
  let now = Date.now();
  const checks = storeConformance({ create: () => new MemoryStore({ clock: () => now }), wait: (ms) => void (now += ms) });
  test.each(checks)('$name', ({ run }) => run());
});

describe('the checks', () => {
  const wrong: readonly (readonly [string, (store: MemoryStore) => Partial<DeliveryStore>])[] = [
    ['gives an event to everybody', () => ({ claim: () => ({ state: 'claimed' }) })],
    ['never gives an event', () => ({ claim: () => ({ state: 'busy' }) })],
    ['forgets what was done', () => ({ complete: () => undefined })],
    ['forgets the answer', (store) => ({ complete: (id, ttlMs) => store.complete(id, ttlMs) })],
    ['keeps an answer for ever', (store) => ({ complete: (id, _ttlMs, response) => store.complete(id, 1e9, response) })],
    ['never releases', () => ({ release: () => undefined })],
    ['releases for anybody', (store) => ({ claim: (id, _owner, leaseMs) => store.claim(id, 'one', leaseMs), release: (id) => store.release(id, 'one') })],
    ['has leases without end', (store) => ({ claim: (id, owner) => store.claim(id, owner, 1e9) })],
    ['binds nothing', () => ({ bind: (_digest, id) => id })],
    ['binds for ever', (store) => ({ bind: (digest, id) => store.bind(digest, id, 1e9) })],
    ['confuses signatures and events', (store) => ({ bind: (digest, id, ttlMs) => (store.claim(digest, id, ttlMs), store.bind(digest, id, ttlMs)) })],
  ];

  test.each(wrong)('find out a store that %s', async (_what, fault) => {
    let now = 0;
    const create = (): DeliveryStore => {
      const store = new MemoryStore({ clock: () => now });
      const sound: DeliveryStore = {
        claim: (id, owner, leaseMs) => store.claim(id, owner, leaseMs),
        complete: (id, ttlMs, response) => store.complete(id, ttlMs, response),
        release: (id, owner) => store.release(id, owner),
        bind: (digest, id, ttlMs) => store.bind(digest, id, ttlMs),
      };
      return { ...sound, ...fault(store) };
    };
    const results = await Promise.allSettled(storeConformance({ create, wait: (ms) => void (now += ms) }).map(({ run }) => run()));
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });
});

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of RedisStore do not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('RedisStore', () => {
  let server: RedisServer;
  let nodeRedis: ReturnType<typeof createClient>;
  let ioRedis: Redis;

  beforeAll(async () => {
    server = await startRedis();
    nodeRedis = createClient({ url: `redis://127.0.0.1:${server.port}` });
    await nodeRedis.connect();
    ioRedis = new Redis(server.port, '127.0.0.1');
  });

  afterAll(async () => {
    await nodeRedis.close();
    ioRedis.disconnect();
    await server.stop();
  });

  const clients: readonly (readonly [string, SendCommand])[] = [
    ['node-redis', (command) => nodeRedis.sendCommand([...command])],
    ['ioredis', ([name, ...words]) => ioRedis.call(name, ...words)],
  ];

  describe.each(clients)('on %s', (client, sendCommand) => {
    let stores = 0;
    const create = (): RedisStore => new RedisStore({ sendCommand, prefix: `${client}:${(stores += 1)}:` });
    test.each(storeConformance({ create, wait: (ms) => sleep(ms) }))('$name', ({ run }) => run());

    test('every key has the prefix and expires by itself, and each command names the key it touches', async () => {
      const touched = new Set<string>();
      const prefix = `${client}:keys:`;
      const store = new RedisStore({
        prefix,
        sendCommand(command, key) {
          touched.add(key);
          expect(command).toContain(key);
          return sendCommand(command, key);
        },
      });
      await store.claim('a', 'one', 60_000);
      await store.claim('b', 'one', 60_000);
      await store.complete('b', 60_000, '{"result":1}');
      await store.bind('digest', 'a', 60_000);
      const keys = await nodeRedis.keys(`${prefix}*`);
      expect(keys.sort()).toEqual([...touched].sort());
      for (const key of keys) expect(await nodeRedis.pTTL(key)).toBeGreaterThan(0);
      await store.release('a', 'one');
      expect((await nodeRedis.keys(`${prefix}*`)).length).toBe(touched.size - 1);
    });

    test('the name of an owner is never taken for an answer', async () => {
      const store = create();
      for (const owner of ['d', 'c', 'done', '']) {
        await store.claim(owner, owner, 60_000);
        expect(await store.claim(owner, 'another', 60_000)).toEqual({ state: 'busy' });
      }
    });

    test.each(['null', 'undefined'])('a key that expires between two commands is free, whether the client says %s for nothing or not', async (nothing) => {
      let expired = 0;
      const store = new RedisStore({
        prefix: `${client}:expiring:${nothing}:`,
        async sendCommand(command, key) {
          if (command[0] === 'GET' && expired < 2) {
            expired += 1;
            await nodeRedis.del(key);
          }
          return (await sendCommand(command, key)) ?? (nothing === 'null' ? null : undefined);
        },
      });
      await store.claim('a', 'one', 60_000);
      await store.bind('digest', 'a', 60_000);
      expect([await store.claim('a', 'two', 60_000), await store.bind('digest', 'b', 60_000)]).toEqual([{ state: 'claimed' }, 'b']);
      expect([await store.claim('a', 'three', 60_000), await store.bind('digest', 'c', 60_000), expired]).toEqual([{ state: 'busy' }, 'b', 2]);
    });

    test('a Redis that never finds what it keeps, like a replica behind its master, is asked three times', async () => {
      const sent: string[] = [];
      const store = new RedisStore({
        prefix: `${client}:replica:`,
        async sendCommand(command, key) {
          sent.push(command[0]);
          return command[0] === 'GET' ? null : sendCommand(command, key);
        },
      });
      await store.claim('a', 'one', 60_000);
      sent.length = 0;
      const message = `Redis neither sets "${client}:replica:event:a" nor finds it. Are reads sent to a replica? They must go to the master.`;
      await expect(store.claim('a', 'two', 60_000)).rejects.toThrow(new Error(message));
      expect(sent).toEqual(['SET', 'GET', 'SET', 'GET', 'SET', 'GET']);
    });
  });

  test('keys begin with "zego:" when no prefix is given', async () => {
    const store = new RedisStore({ sendCommand: clients[0]![1] });
    await store.claim('a', 'one', 60_000);
    await store.bind('digest', 'a', 60_000);
    expect((await nodeRedis.keys('zego:*')).sort()).toEqual(['zego:event:a', 'zego:signature:digest']);
  });

  test('options that make no sense are refused by name', () => {
    expect(() => new RedisStore({ sendCommand: undefined as unknown as SendCommand })).toThrow(new TypeError('RedisStore option "sendCommand" must be a function that sends one command; it is undefined.'));
    expect(() => new RedisStore({ sendCommand: clients[0]![1], prefix: 1 as unknown as string })).toThrow(new TypeError('RedisStore option "prefix" must be a string; it is number.'));
  });

  describe('two middlewares that share it', () => {
    async function deliver(name: 'before_send_msg' | 'room_logout') {
      const { zegoCallbacks } = await import('../lib/index.js');
      const { SECRET, signedCallback } = await import('./kit/callbacks.js');
      const sendCommand = clients[0]![1];
      let runs = 0;
      let answered = (): void => undefined;
      const firstAnswer = new Promise<void>((resolve) => { answered = resolve; });
      const make = () =>
        zegoCallbacks({ secret: SECRET, store: new RedisStore({ sendCommand, prefix: 'shared:' }), storeErrors: 'reject' })
          .onError(() => undefined)
          .onBeforeSendMsg(async () => {
            runs += 1;
            await sleep(20);
            return { result: 3, reason: `run ${runs}` };
          })
          .onRoomLogout(async () => {
            runs += 1;
            await firstAnswer;
          });
      const both = [make(), make()];
      const body = signedCallback(name);
      const deliverTwice = async () => {
        const deliveries = both.map((zego) => zego.receive({ body }));
        void Promise.race(deliveries).then(answered);
        const answers = await Promise.all(deliveries);
        return answers.map(({ status, outcome, body: answer }) => `${status} ${outcome} ${answer}`).sort();
      };
      return { first: await deliverTwice(), again: await deliverTwice(), runs };
    }

    test('handle a callback once; the second is told that it is busy, and later that it is done', async () => {
      const { first, again, runs } = await deliver('room_logout');
      expect(first).toEqual(['200 delivered {"outcome":"delivered"}', expect.stringMatching(/^503 failed .*"busy"/) as string]);
      expect([again, runs]).toEqual([Array.from({ length: 2 }, () => '200 duplicate {"outcome":"duplicate"}'), 1]);
    });

    test('give one answer where ZEGO retries at once: the second waits for the first', async () => {
      const { first, again, runs } = await deliver('before_send_msg');
      const answer = '{"result":3,"reason":"run 1"}';
      expect(first).toEqual([`200 delivered ${answer}`, `200 duplicate ${answer}`]);
      expect([again, runs]).toEqual([Array.from({ length: 2 }, () => `200 duplicate ${answer}`), 1]);
    });
  });
});
