import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { type DeliveryStore, zegoCallbacks } from 'express-zego-callbacks';
import { RedisStore, type SendCommand } from 'express-zego-callbacks/redis';
import { RESULT } from './answers.js';
import { Journal } from './journal.js';
import { KEY_HEADER, MOUNT, PROCESS_HEADER, troubleOf, type WorkerReady, type WorkerSettings } from './protocol.js';
import { SLOW_MS, TIMEOUT_MS } from './times.js';

const RECONNECT_MS = 50;

interface Connection {
  readonly sendCommand: SendCommand;
  close(): void;
}

async function connection(client: WorkerSettings['client'], port: number): Promise<Connection> {
  if (client === 'node-redis') {
    const { createClient } = await import('redis');
    const redis = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: RECONNECT_MS }, disableOfflineQueue: true });
    // Both clients connect again by themselves; what failed meanwhile, the middleware has seen.
    redis.on('error', () => undefined);
    await redis.connect();
    return { sendCommand: (command) => redis.sendCommand([...command]), close: () => redis.destroy() };
  }
  const { Redis } = await import('ioredis');
  const redis = new Redis({ host: '127.0.0.1', port, retryStrategy: () => RECONNECT_MS, enableOfflineQueue: false });
  redis.on('error', () => undefined);
  await new Promise((resolve) => redis.once('ready', resolve));
  return { sendCommand: ([name, ...words]) => redis.call(name, ...words), close: () => redis.disconnect() };
}

/** Writes down what became of every claim. */
function witnessed(store: DeliveryStore, journal: Journal): DeliveryStore {
  return {
    async claim(id, owner, leaseMs) {
      journal.write('claiming', { id });
      const claim = await store.claim(id, owner, leaseMs);
      if (claim.state !== 'claimed') journal.write('refused', { id });
      return claim;
    },
    async complete(id, ttlMs, response) {
      await store.complete(id, ttlMs, response);
      journal.write('completed', { id });
    },
    async release(id, owner) {
      await store.release(id, owner);
      journal.write('released', { id });
    },
    bind: (digest, id, ttlMs) => store.bind(digest, id, ttlMs),
  };
}

const random = (least: number, most: number): number => least + Math.random() * (most - least);

async function serve({ name, client, redisPort, secret, folder }: WorkerSettings): Promise<void> {
  const journal = new Journal(folder, name);
  const redis = await connection(client, redisPort);
  const store = witnessed(new RedisStore({ sendCommand: redis.sendCommand }), journal);
  const zego = zegoCallbacks({ secret, store, storeErrors: 'reject', handlerTimeout: TIMEOUT_MS, decisionTimeout: TIMEOUT_MS });

  let runs = 0;
  /** The first run of this event in whatever process. */
  const isFirstRun = (key: string): boolean => {
    try {
      writeFileSync(path.join(folder, `${key}.tried`), '', { flag: 'wx' });
      return true;
    } catch {
      return false;
    }
  };

  /** Some work, its effect on the world, some more work. Tells which run of the handler it was. */
  async function decide(id: string, key: string | undefined): Promise<string> {
    if (key === undefined) throw new Error(`${id} has lost its key`);
    const run = `${name}#${(runs += 1)}`;
    journal.write('begun', { id, key, run });
    const trouble = troubleOf(key);
    const fails = trouble === 'fails' && isFirstRun(key);
    const longer = trouble === 'slow' && isFirstRun(key) ? random(SLOW_MS.least, SLOW_MS.most) : 0;
    const before = random(0, longer);
    await sleep(random(5, 80) + before);
    if (fails) {
      journal.write('failed', { id, key, run });
      throw new Error('the first run fails');
    }
    journal.write('effect', { id, key, run });
    await sleep(random(0, 40) + longer - before);
    return run;
  }
  async function handle(id: string, key: string | undefined): Promise<void> {
    await decide(id, key);
  }

  zego
    // Refusals and failures are counted where they arrive; here they would only be warned of.
    .onError(() => undefined)
    .onRoomLogin(({ id, payload }) => handle(id, payload.room_id))
    .onRoomLogout(({ id, payload }) => handle(id, payload.room_id))
    .onStreamCreate(({ id, payload }) => handle(id, payload.room_id))
    .onRecord(({ id, payload }) => handle(id, payload.stream_alias))
    .onSendMsg(({ id, payload }) => handle(id, payload.conv_id))
    .onZimRoomCreate(({ id, payload }) => handle(id, payload.room_id))
    .onAiAgentInstanceCreated(({ id, payload }) => handle(id, payload.RoomId))
    .onCloudRecordingFileUploaded(({ id, payload }) => handle(id, payload.room_id))
    .onCloudPlayerCreated(({ id, payload }) => handle(id, payload.RoomId))
    // The decision names the run, so that two different ones are seen.
    .onBeforeSendMsg(async ({ id, payload }) => ({ result: RESULT, reason: await decide(id, payload.conv_id) }));

  const app = express();
  app.use((req, res, next) => {
    const key = req.get(KEY_HEADER) ?? '';
    journal.write('arrived', { key });
    res.on('close', () => journal.write('left', { key }));
    res.setHeader(PROCESS_HEADER, name);
    next();
  });
  app.use(MOUNT, zego);
  const server = createServer(app).listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ port } satisfies WorkerReady);
  });

  process.once('SIGTERM', () => {
    server.close();
    void zego.idle().then(() => {
      redis.close();
      process.disconnect();
    });
  });
}

// Without the one that started it, nobody would ever end it.
process.once('disconnect', () => setTimeout(() => process.exit(1), 1_000).unref());

const [settings] = process.argv.slice(2);
if (settings !== undefined) void serve(JSON.parse(settings) as WorkerSettings);
