import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { createClient } from 'redis';
import { MemoryStore, zegoCallbacks } from 'express-zego-callbacks';
import { RedisStore } from 'express-zego-callbacks/redis';
import { prepareDrain } from './shutdown/drain.js';

const { FORWARD_URL, PORT = '3000', REDIS_URL, SHUTDOWN_DELAY_MS, SHUTDOWN_GRACE_MS, ZEGO_CALLBACK_SECRET } = process.env;
const handlerTimeout = 10_000;
const delayMs = Number(SHUTDOWN_DELAY_MS || 0);
const graceMs = Number(SHUTDOWN_GRACE_MS || 1.5 * handlerTimeout + 1_000);

const redis = REDIS_URL ? createClient({ url: REDIS_URL, disableOfflineQueue: true }) : undefined;
redis?.on('error', (error: Error) => console.error(`Redis: ${error.message}`));
const store = redis ? new RedisStore({ sendCommand: (command) => redis.sendCommand([...command]) }) : new MemoryStore();

const zego = zegoCallbacks({ secret: ZEGO_CALLBACK_SECRET, store, handlerTimeout });
zego.onError((error) => console.error(`${error.code}: ${error.message}`));

// The work: prints each event, or hands it on to another service.
zego.onAny(async ({ id, name, payload }, { signal }) => {
  if (!FORWARD_URL) {
    console.log(name, id);
    return;
  }
  const reply = await fetch(FORWARD_URL, { method: 'POST', body: JSON.stringify({ id, name, payload }), signal });
  if (!reply.ok) throw new Error(`${FORWARD_URL} answered ${reply.status}.`);
});

let stopping = false;
const app = express();
app.use('/api/zego/callbacks', zego);
app.get('/ready', (_req, res) => {
  res.sendStatus(stopping ? 503 : 200);
});

const server = createServer(app);
const { drain, unanswered } = prepareDrain(server, zego);

async function shutDown(signal: NodeJS.Signals): Promise<void> {
  // Some supervisors send the signal twice.
  if (stopping) return;
  stopping = true;
  // Redis last: what is handled until then must still be recorded there.
  const finished = drain({ delayMs }).then(() => redis?.close());
  console.log(`${signal}: finishing what is in flight.`);
  const inTime = await Promise.race([finished.then(() => true), sleep(delayMs + graceMs, false)]);
  if (inTime) console.log('Stopped.');
  else console.error(`Gave up after ${graceMs} ms. Requests left without an answer: ${unanswered.size}.`);
  process.exit(inTime ? 0 : 1);
}

async function start(): Promise<void> {
  await redis?.connect();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutDown(signal));
  server.listen(PORT, () => console.log(`Listening on port ${PORT}.`));
}

void start();
