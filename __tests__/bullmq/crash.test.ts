import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QueueEvents } from 'bullmq';
import { zegoCallbacks } from '../../lib/index.js';
import { readJournals } from '../faults/journal.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { type DurableRedis, startDurableRedis, whyNoRedis } from '../kit/redis.js';
import { Processes } from './processes.js';
import { CONCURRENCY } from './protocol.js';

// Processes are started one after another, on machines that may be slow, and the jobs of a dead worker become free after seconds.
jest.setTimeout(240_000);

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of crashes with BullMQ do not run: ${missing}.\n`);

const COUNT = 200;
const EVENTS = ['room_login', 'room_logout', 'stream_create', 'stream_close'] as const;
const NEVER = Number.MAX_SAFE_INTEGER;

interface Callback {
  readonly id: string;
  readonly body: string;
}

/** So many callbacks, each of another event. */
async function callbacks(): Promise<Callback[]> {
  const ids: string[] = [];
  const zego = zegoCallbacks({ secret: SECRET }).onAny(({ id }) => void ids.push(id));
  const bodies = Array.from({ length: COUNT }, (_none, n) => JSON.stringify(signedCallback(EVENTS[n % EVENTS.length]!, { room_id: `room-${n}` })));
  for (const body of bodies) await zego.receive({ body });
  return bodies.map((body, n) => ({ id: ids[n]!, body }));
}

/** The status of the answer, or `undefined` when there is none. */
const post = (port: number, body: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const sending = request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers: { 'content-length': Buffer.byteLength(body) } }, (response) => {
      response.resume().on('error', () => resolve(undefined)).on('end', () => resolve(response.statusCode));
    });
    sending.on('error', () => resolve(undefined)).end(body);
  });

/** Sends as ZEGO does, without its pauses: some at once, and each again until it is answered 200. */
class Sender {
  #port: Promise<number> | undefined;
  #whenAnswered = (): void => undefined;
  answered = 0;
  unanswered = 0;

  /** Where they go from now on. */
  to(port: Promise<number>): void {
    this.#port = port;
  }

  async sendAll(all: readonly Callback[]): Promise<void> {
    const waiting = [...all];
    const line = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await this.#deliver(next.body);
    };
    await Promise.all(Array.from({ length: 8 }, line));
  }

  /** Resolves with the answer of this number, at once. */
  async reached(count: number): Promise<void> {
    while (this.answered < count) await new Promise<void>((resolve) => { this.#whenAnswered = resolve; });
  }

  async #deliver(body: string): Promise<void> {
    for (;;) {
      if (this.#port === undefined) throw new Error('Nobody is there to send to.');
      if ((await post(await this.#port, body)) === 200) break;
      this.unanswered += 1;
    }
    this.answered += 1;
    this.#whenAnswered();
  }
}

/** What has become of the jobs, as the queue tells it. */
class Watch {
  readonly added: string[] = [];
  readonly repeated: string[] = [];
  readonly completed = new Set<string>();
  readonly failed: string[] = [];
  readonly #events: QueueEvents;
  #noticed = (): void => undefined;

  constructor(queueName: string, port: number) {
    // From the beginning: what happens before it first asks would be missed.
    this.#events = new QueueEvents(queueName, { connection: { host: '127.0.0.1', port }, lastEventId: '0-0' });
    this.#events.on('error', () => undefined);
    const on = (event: 'added' | 'duplicated' | 'completed' | 'failed', take: (id: string) => void): void => {
      const listener = ({ jobId }: { jobId: string }): void => {
        take(jobId);
        this.#noticed();
      };
      this.#events.on(event, listener);
    };
    on('added', (id) => void this.added.push(id));
    on('duplicated', (id) => void this.repeated.push(id));
    on('completed', (id) => void this.completed.add(id));
    on('failed', (id) => void this.failed.push(id));
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => { this.#noticed = resolve; });
  }

  close = (): Promise<void> => this.#events.close();
}

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

(missing === undefined ? describe : describe.skip)('what was answered 200 is handled', () => {
  const queueName = 'zego';
  let redis: DurableRedis;
  let folder: string;
  let processes: Processes;
  let watch: Watch;
  let sender: Sender;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'zego-bullmq-'));
    redis = await startDurableRedis();
    processes = new Processes();
    watch = new Watch(queueName, redis.port);
    sender = new Sender();
  });

  afterEach(async () => {
    await processes.killAll();
    await watch.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const common = () => ({ redisPort: redis.port, queueName, secret: SECRET });
  const startWeb = (silentFrom = NEVER) => {
    const web = processes.web({ ...common(), silentFrom });
    sender.to(web.listening().then(({ port }) => port));
    return web;
  };
  const startWorker = (name: string, stuck?: { at: number; beforeEffect: boolean }) => processes.worker({ ...common(), name, folder, ...(stuck && { stuck }) });

  /** How often each event's handler was begun, and took effect. */
  function runs(ids: readonly string[]) {
    const journal = readJournals(folder);
    const count = (step: string) => new Map(ids.map((id) => [id, journal.filter((line) => line.id === id && line.step === step).length]));
    return { begun: count('begun'), effects: count('effect') };
  }

  test('although web processes are killed before and after their answers, and workers in the middle of jobs', async () => {
    const all = await callbacks();
    const ids = sorted(all.map(({ id }) => id));

    async function killWebs(): Promise<void> {
      const first = startWeb(COUNT / 4);
      await first.told('silent');
      await first.kill();
      const second = startWeb();
      await sender.reached(COUNT / 2);
      await second.kill();
      startWeb();
    }
    const deaths = [{ at: 20, beforeEffect: true }, { at: 10, beforeEffect: false }, { at: 10, beforeEffect: true }];
    async function killWorkers(): Promise<void> {
      for (const [n, stuck] of deaths.entries()) {
        const worker = startWorker(`worker-${n}`, stuck);
        await worker.told('stuck');
        await worker.kill();
      }
      startWorker('worker-last');
    }
    await Promise.all([killWebs(), killWorkers(), sender.sendAll(all)]);
    // Some were stored and not answered, so they were sent again, to a process that knows nothing of them.
    expect(sender.unanswered).toBeGreaterThan(0);

    // And once more, to another such process: each one finds its job.
    const before = watch.repeated.length;
    startWeb();
    await sender.sendAll(all);
    await watch.until(() => watch.repeated.length >= before + COUNT && watch.completed.size === COUNT);

    expect(sorted(watch.added)).toEqual(ids);
    expect(sorted(watch.completed)).toEqual(ids);
    expect(watch.failed).toEqual([]);
    const { begun, effects } = runs(ids);
    expect(ids.filter((id) => effects.get(id) === 0)).toEqual([]);
    // What a worker had in hand when it died was begun again, and nothing else was.
    const again = [...begun.values()].reduce((sum, count) => sum + count - 1, 0);
    expect(again).toBeGreaterThanOrEqual(deaths.length);
    expect(again).toBeLessThanOrEqual(deaths.length * CONCURRENCY);
  });

  test('although Redis is killed, when it writes each change to the disk', async () => {
    const all = await callbacks();
    const ids = sorted(all.map(({ id }) => id));
    startWeb();
    startWorker('worker');
    async function killRedis(): Promise<void> {
      for (const share of [0.25, 0.5]) {
        await sender.reached(COUNT * share);
        await redis.restart('SIGKILL', 100);
      }
    }
    await Promise.all([killRedis(), sender.sendAll(all)]);
    await watch.until(() => watch.completed.size === COUNT);

    expect(sorted(watch.added)).toEqual(ids);
    expect(sorted(watch.completed)).toEqual(ids);
    expect(watch.failed).toEqual([]);
    const { effects } = runs(ids);
    expect(ids.filter((id) => effects.get(id) === 0)).toEqual([]);
  });
});
