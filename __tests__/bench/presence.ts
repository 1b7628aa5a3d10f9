import { cpus } from 'node:os';
import { type CallbackSource, type PresenceStore, RedisPresenceStore, type RoomEvent, RoomTracker } from 'express-zego-callbacks/presence';
import type { ZegoEvent, ZegoEventName, ZegoHandler } from 'express-zego-callbacks';
import { startRedis, whyNoRedis } from '../kit/redis.js';
import { connectClients } from './store-clients.js';

const ROOMS = 5_000;
const USERS_IN_EACH = 20;
/** Callbacks that are taken in at the same time, as by a server that has many connections. */
const IN_FLIGHT = 64;
const FIRST_MS = 1_700_000_000_000;

interface Measured {
  readonly store: string;
  readonly updates: number;
  readonly 'per second': number;
  readonly 'CPU us each': number;
  readonly MB: number;
  readonly 'bytes for a user': number;
}

/** Hands events to the tracker's handlers, without a receiver. */
class Desk implements CallbackSource {
  readonly #handlers = new Map<string, (event: ZegoEvent) => unknown>();

  on<Name extends ZegoEventName>(name: Name, handler: ZegoHandler<Name>): void {
    const context = { signal: new AbortController().signal, req: undefined };
    this.#handlers.set(name, (event) => handler(event as ZegoEvent<Name>, context));
  }

  async take(event: RoomEvent): Promise<void> {
    await this.#handlers.get(event.name)?.(event);
  }
}

/** A room_create for every room, and a room_login for every user, the rooms in turn. */
function* evening(): Generator<RoomEvent> {
  let made = 0;
  const envelope = (): Pick<RoomEvent, 'id' | 'product' | 'appId' | 'timestamp' | 'nonce' | 'receivedAt' | 'raw'> => {
    made += 1;
    const at = new Date(FIRST_MS + made);
    return { id: `event${made}`, product: 'rtc', appId: '1', timestamp: at, nonce: '1', receivedAt: at, raw: {} };
  };
  for (let room = 0; room < ROOMS; room += 1) {
    yield { ...envelope(), name: 'room_create', payload: { room_id: `room${room}`, room_session_id: sessionOf(room), room_create_time: FIRST_MS + room, id_name: 'user' } };
  }
  for (let user = 0; user < USERS_IN_EACH; user += 1) {
    for (let room = 0; room < ROOMS; room += 1) {
      const name = `user${room * USERS_IN_EACH + user}`;
      yield {
        ...envelope(),
        name: 'room_login',
        payload: {
          room_id: `room${room}`,
          room_name: '',
          room_seq: sessionOf(room),
          user_account: name,
          user_nickname: name,
          session_id: String(792_148_503_087_000_000n + BigInt(room * USERS_IN_EACH + user)),
          login_time: FIRST_MS + ROOMS + user,
          user_role: 1,
          user_update_seq: user + 1,
        },
      };
    }
  }
}

const sessionOf = (room: number): string => String(6_085_791_336_856_000_000n + BigInt(room));

async function measure(name: string, store: PresenceStore | undefined, bytesHeld: () => number | Promise<number>): Promise<Measured> {
  const desk = new Desk();
  const tracker = new RoomTracker({ store }).attach(desk);
  const events = evening();
  const before = await bytesHeld();
  const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
  let updates = 0;
  const worker = async (): Promise<void> => {
    for (const event of events) {
      updates += 1;
      await desk.take(event);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const bytes = (await bytesHeld()) - before;
  const count = await tracker.userCount('room0');
  if (count !== USERS_IN_EACH) throw new Error(`${count} users in a room that has ${USERS_IN_EACH}`);
  tracker.close();
  return { store: name, updates, 'per second': Math.round(updates / seconds), 'CPU us each': Number(((user + system) / updates).toFixed(1)), MB: Number((bytes / 1e6).toFixed(1)), 'bytes for a user': Math.round(bytes / (ROOMS * USERS_IN_EACH)) };
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** What the trackers take for 100,000 users in 5,000 rooms, and how fast they fill: a table for people, then one line of JSON. */
async function main(): Promise<void> {
  const missing = whyNoRedis();
  if (missing !== undefined) throw new Error(`${missing}.`);
  console.info(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}; ${ROOMS * USERS_IN_EACH} users in ${ROOMS} rooms, ${IN_FLIGHT} callbacks at a time\n`);
  const server = await startRedis();
  const clients = await connectClients(server.port);
  try {
    const results = [await measure('in memory', undefined, heap)];
    for (const { name, send } of clients) {
      await send(['FLUSHALL'], '');
      const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(String(await send(['INFO', 'memory'], '')))?.[1]);
      results.push(await measure(`Redis, ${name}`, new RedisPresenceStore({ sendCommand: send }), used));
    }
    console.table(results);
    console.info(JSON.stringify(results));
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
