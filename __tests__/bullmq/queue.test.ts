import { type Job, type JobsOptions, Queue, QueueEvents, UnrecoverableError, Worker, type WorkerOptions } from 'bullmq';
import { enqueueTo, processWith, type QueuedEvent } from '../../lib/bullmq/index.js';
import { MemoryStore, zegoCallbacks } from '../../lib/index.js';
import { eventNames, SECRET, sign, signedCallback } from '../kit/callbacks.js';
import { type RedisServer, startRedis, whyNoRedis } from '../kit/redis.js';

jest.setTimeout(60_000);

const missing = whyNoRedis();
if (missing !== undefined) process.stderr.write(`The tests of BullMQ on Redis do not run: ${missing}.\n`);

(missing === undefined ? describe : describe.skip)('on a real queue', () => {
  let redis: RedisServer;
  let queues = 0;
  const closing: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((one) => one.close()));
  });
  afterAll(() => redis.stop());

  const opened = <T extends { close(): Promise<unknown> }>(one: T): T => {
    closing.push(one);
    return one;
  };

  /** A queue of its own, and what becomes of its jobs. */
  async function open(defaultJobOptions: JobsOptions = {}) {
    const connection = { host: '127.0.0.1', port: redis.port };
    const name = `zego-${(queues += 1)}`;
    const queue = opened(new Queue(name, { connection, defaultJobOptions }));
    // From the beginning: what happens before it first asks would be missed.
    const events = opened(new QueueEvents(name, { connection, lastEventId: '0-0' }));
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    const fresh = () => zegoCallbacks({ secret: SECRET, store: new MemoryStore() });
    /** A web process that remembers nothing. */
    const web = (handler = enqueueTo(queue)) => fresh().onError(() => undefined).onAny(handler).onUnknown(handler);
    const work = (zego: Parameters<typeof processWith>[0], workerOptions: Partial<WorkerOptions> = {}): Worker => opened(new Worker(name, processWith(zego), { connection, ...workerOptions }));
    /** Resolves when so many jobs have come to this end. */
    const ended = (how: 'completed' | 'failed', count: number): Promise<string[]> =>
      new Promise((resolve) => {
        const ids: string[] = [];
        const take = ({ jobId }: { jobId: string }): void => {
          if (ids.push(jobId) === count) resolve(ids);
        };
        events.on(how, take);
      });
    return { queue, events, fresh, web, work, ended };
  }

  test('every event that a callback can become arrives as it was received', async () => {
    const { web, fresh, work, ended } = await open();
    const bodies = [
      ...eventNames.filter((name) => name !== 'before_send_msg').map((name) => signedCallback(name)),
      sign({ event: 'a_new_one', appid: '1', text: '\u0000 \ud83d\ude00 \ud800', deep: { list: [[], {}, null, 1.5] } }, 'room_logout'),
      sign({ event: '', appid: '1' }, 'room_logout'),
    ];
    const [sent, arrived]: [QueuedEvent[], QueuedEvent[]] = [[], []];
    const receiver = web();
    receiver.onAny((event) => void sent.push(event)).onUnknown((event) => void sent.push(event));
    for (const body of bodies) expect((await receiver.receive({ body: JSON.stringify(body) })).status).toBe(200);
    expect(sent).toHaveLength(bodies.length);

    const completed = ended('completed', bodies.length);
    work(fresh().onAny((event) => void arrived.push(event)).onUnknown((event) => void arrived.push(event)));
    expect((await completed).sort()).toEqual(sent.map(({ id }) => id).sort());
    // One worker, one job at a time: it takes them in their order.
    expect(arrived).toEqual(sent);
  });

  test('a repeated callback adds no job, whatever became of the first one', async () => {
    const { queue, web, fresh, work, ended } = await open();
    const bodies = { waiting: signedCallback('room_login'), completed: signedCallback('room_logout'), failed: signedCallback('room_close') };
    const receive = async (body: object): Promise<number> => (await web().receive({ body: JSON.stringify(body) })).status;
    const counts = () => queue.getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed');

    expect([await receive(bodies.completed), await receive(bodies.failed)]).toEqual([200, 200]);
    const done = Promise.all([ended('completed', 1), ended('failed', 1)]);
    const zego = fresh().onRoomClose(() => { throw new UnrecoverableError('never'); });
    const worker = work(zego);
    await done;
    await worker.close();
    expect(await receive(bodies.waiting)).toBe(200);
    const before = { waiting: 1, active: 0, delayed: 0, completed: 1, failed: 1 };
    expect(await counts()).toEqual(before);

    for (const body of Object.values(bodies)) expect(await receive(body)).toBe(200);
    expect(await counts()).toEqual(before);
    // Signed afresh it is the same occurrence still, for it has an identity of its own.
    expect(await receive(sign(bodies.completed, 'room_logout'))).toBe(200);
    expect(await counts()).toEqual(before);
  });

  test('a completed job that is removed at once, as one may ask for, is added again', async () => {
    const { queue, events, web, fresh, work, ended } = await open({ removeOnComplete: true });
    const body = JSON.stringify(signedCallback('room_logout'));
    const added: string[] = [];
    events.on('added', ({ jobId }) => void added.push(jobId));
    let runs = 0;
    work(fresh().onRoomLogout(() => void (runs += 1)));
    for (let time = 1; time <= 2; time += 1) {
      const completed = ended('completed', 1);
      expect((await web().receive({ body })).status).toBe(200);
      await completed;
    }
    expect({ runs, ids: new Set(added).size, added: added.length, left: await queue.count() }).toEqual({ runs: 2, ids: 1, added: 2, left: 0 });
  });

  test('a handler that fails is tried again, and the error of each attempt is kept', async () => {
    const { queue, web, fresh, work, ended } = await open();
    const completed = ended('completed', 1);
    let attempts = 0;
    work(fresh().onRoomLogout(async () => {
      attempts += 1;
      if (attempts < 3) throw new Error(`no database (${attempts})`);
    }));
    await web(enqueueTo(queue, { backoff: 1 })).receive({ body: signedCallback('room_logout') });
    const [id = ''] = await completed;
    const job = await queue.getJob(id);
    expect(job).toMatchObject({ name: 'room_logout', attemptsMade: 3, stacktrace: [expect.stringMatching(/^Error: no database \(1\)\n/), expect.stringMatching(/^Error: no database \(2\)\n/)] });
    expect(attempts).toBe(3);
  });

  test('a job that fails for good stays, and can be tried again by hand', async () => {
    const { queue, web, fresh, work, ended } = await open();
    let isDown = true;
    work(fresh().onRoomLogout(() => {
      if (isDown) throw new Error('no database');
    }));
    const failed = ended('failed', 1);
    await web(enqueueTo(queue, { attempts: 2, backoff: 1 })).receive({ body: signedCallback('room_logout') });
    await failed;
    const [dead] = await queue.getFailed();
    expect(dead).toMatchObject({ failedReason: 'no database', attemptsMade: 2 });

    isDown = false;
    const completed = ended('completed', 1);
    await dead!.retry();
    expect(await completed).toEqual([dead!.id]);
  });

  /** How a job ends, and after how many attempts. */
  async function end(queue: Queue, how: Promise<string[]>): Promise<Pick<Job, 'attemptsMade' | 'failedReason'>> {
    const [id = ''] = await how;
    const { attemptsMade, failedReason } = (await queue.getJob(id)) ?? {};
    return { attemptsMade: attemptsMade ?? -1, failedReason: failedReason ?? '' };
  }

  test.each([
    ['that somebody else has added', { user: 'ann' }, 1, /^This job holds no event that enqueueTo\(\) has stored/],
    ['of a newer form', { version: 2, event: {} }, 3, /^This job holds an event in a form of version 2/],
  ])('a job %s fails after the attempts that make sense', async (_what, data, attemptsMade, failedReason) => {
    const { queue, fresh, work, ended } = await open();
    const failed = ended('failed', 1);
    work(fresh());
    await queue.add('something', data, { attempts: 3 });
    const ending = await end(queue, failed);
    expect(ending.attemptsMade).toBe(attemptsMade);
    expect(ending.failedReason).toMatch(failedReason);
  });

  test.each<[what: string, thrown: unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'down'],
  ])('a handler that throws %s fails its job as any other', async (_what, thrown) => {
    const { queue, web, fresh, work, ended } = await open();
    const failed = ended('failed', 1);
    work(fresh().onRoomLogout(async () => { throw thrown; }));
    await web(enqueueTo(queue, { attempts: 2, backoff: 1 })).receive({ body: signedCallback('room_logout') });
    const ending = await end(queue, failed);
    expect(ending.attemptsMade).toBe(2);
    expect(ending.failedReason).toContain('which is no Error');
  });

  test('a job beyond the size that the queue allows is not acknowledged', async () => {
    const { queue, web } = await open();
    const enqueue = enqueueTo(queue, { sizeLimit: 10_000 });
    const statuses = [];
    for (const length of [10, 20_000]) statuses.push((await web(enqueue).receive({ body: signedCallback('send_msg', { msg_body: 'x'.repeat(length) }) })).status);
    expect(statuses).toEqual([200, 500]);
    expect(await queue.count()).toBe(1);
  });
});
