import { MemoryPresenceStore, RedisPresenceStore } from '../../lib/presence/index.js';
import { whyNoRedis } from '../kit/redis.js';
import { type PresenceRedis, startPresenceRedis } from './redis-clients.js';
import { storeChecks } from './store-checks.js';

let now = Date.now();
const wait = (ms: number): void => void (now += ms);

describe('MemoryPresenceStore', () => {
  const store = new MemoryPresenceStore({ clock: () => now });
  test.each(storeChecks)('$name', ({ name, run }) => run({ open: () => store, now: () => now, wait }, name));
});

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of RedisPresenceStore do not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('RedisPresenceStore', () => {
  let redis: PresenceRedis;
  beforeAll(async () => {
    redis = await startPresenceRedis(2);
  });
  afterAll(() => redis.stop());

  test.each(storeChecks)('$name', async ({ name, run }) => {
    let opened = 0;
    const open = (): RedisPresenceStore => new RedisPresenceStore({ sendCommand: redis.senders[(opened += 1) % redis.senders.length]!, prefix: 'checks:', clock: () => now });
    await run({ open, now: () => now, wait }, name);
  });

  test.each([
    ['sendCommand', { sendCommand: undefined }],
    ['prefix', { sendCommand: () => Promise.resolve(), prefix: 7 }],
  ])('refuses a wrong %s', (option, options) => {
    const Store = RedisPresenceStore as new (options: unknown) => unknown;
    expect(() => new Store(options)).toThrow(new RegExp(`"${option}"`));
  });
});
