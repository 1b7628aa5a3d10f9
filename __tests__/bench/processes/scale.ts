import { randomBytes } from 'node:crypto';
import { type DeliveryStore, eventNames, MemoryStore, type ZegoCallbacks, zegoCallbacks } from 'express-zego-callbacks';
import { RedisStore } from 'express-zego-callbacks/redis';
import { makeBody } from './bodies.js';
import { type ScaleFigures, type ScaleSettings, SECRET } from './protocol.js';
import { stopwatch } from './stopwatch.js';

const REMEMBER_MS = 600_000;
/** Callbacks at the same time, where something has to be waited for. */
const IN_FLIGHT = 16;

let handled = 0;

/** Holds that many to begin with, and keeps to about that number while others come. */
function filledStore(count: number): MemoryStore {
  const store = new MemoryStore({ max: 2 * count });
  for (let n = 0; n < count; n += 1) {
    const id = randomBytes(32).toString('base64url');
    store.bind(randomBytes(20).toString('hex'), id, REMEMBER_MS);
    store.complete(id, REMEMBER_MS);
  }
  return store;
}

async function redisStore(port: number): Promise<DeliveryStore> {
  const { createClient } = await import('redis');
  const redis = createClient({ url: `redis://127.0.0.1:${port}` });
  await redis.connect();
  return new RedisStore({ sendCommand: (command) => redis.sendCommand([...command]) });
}

/** A handler of its own each time: one that is registered twice might be taken for one. */
function register(zego: ZegoCallbacks, { handlers, otherHandlers }: ScaleSettings): void {
  for (let n = 0; n < handlers; n += 1) zego.onRoomLogout(() => { handled += 1; });
  const others = eventNames.filter((name) => name !== 'room_logout' && name !== 'before_send_msg');
  for (let n = 0; n < otherHandlers; n += 1) zego.on(others[n % others.length]!, () => { throw new Error('A handler of another event was called.'); });
}

async function receiveAll(zego: ZegoCallbacks, bodies: readonly Buffer[], inFlight: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < bodies.length) {
      const { outcome } = await zego.receive({ body: bodies[(next += 1) - 1]! });
      if (outcome !== 'delivered') throw new Error(`A callback was ${outcome}.`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

async function carry(settings: ScaleSettings): Promise<void> {
  const { remembered, handlers, redisPort } = settings;
  const store = redisPort === undefined ? filledStore(remembered) : await redisStore(redisPort);
  const zego = zegoCallbacks({ secret: SECRET, store });
  register(zego, settings);

  async function measure(count: number): Promise<ScaleFigures> {
    const bodies = Array.from({ length: count }, () => Buffer.from(makeBody('small', 'json').text));
    handled = 0;
    const elapsed = stopwatch();
    await receiveAll(zego, bodies, redisPort === undefined ? 1 : IN_FLIGHT);
    const { cpu, wall } = elapsed();
    if (handled !== handlers * count) throw new Error(`The handlers were called ${handled} times instead of ${handlers * count}.`);
    return { cpuMicroseconds: (cpu * 1_000) / count, seconds: wall / 1_000 };
  }

  process.on('message', (count) => void measure(count as number).then((figures) => process.send?.(figures)));
  process.send?.({});
}

process.once('disconnect', () => process.exit(1));
void carry(JSON.parse(process.argv[2] ?? '') as ScaleSettings);
