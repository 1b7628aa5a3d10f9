import fc from 'fast-check';
import { enqueueTo } from '../../lib/bullmq/index.js';
import { type ZegoCallbackError, zegoCallbacks } from '../../lib/index.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { TicketQueue } from './ticket.js';

const quiet = () => zegoCallbacks({ secret: SECRET }).onError(() => undefined);

/** The options of the job that a callback becomes. */
async function jobOptions(queue: TicketQueue, options?: object): Promise<unknown> {
  const enqueue = options === undefined ? enqueueTo(queue) : enqueueTo(queue, { ...options });
  const zego = quiet().onRoomLogout(enqueue);
  expect((await zego.receive({ body: signedCallback('room_logout') })).outcome).toBe('delivered');
  expect(queue.tickets).toHaveLength(1);
  const { jobId, ...others } = queue.tickets[0]!.options;
  expect(jobId).toMatch(/^[A-Za-z0-9_-]{43}$/);
  return others;
}

const DEFAULTS = { attempts: 12, backoff: { type: 'exponential', delay: 1_000 }, removeOnComplete: { age: 600 } };

describe('the job', () => {
  test('is tried again and stays for a while, unless one says otherwise', async () => {
    expect(await jobOptions(new TicketQueue())).toEqual(DEFAULTS);
  });

  const some = fc.record(
    { attempts: fc.nat(), backoff: fc.nat(), removeOnComplete: fc.boolean(), removeOnFail: fc.boolean(), priority: fc.nat(), delay: fc.nat(), lifo: fc.boolean() },
    { requiredKeys: [] },
  );

  test('has the options of the handler, then those of the queue, then the defaults', () =>
    fc.assert(
      fc.asyncProperty(fc.option(some, { nil: undefined }), fc.option(some, { nil: undefined }), async (own, ofQueue) => {
        expect(await jobOptions(new TicketQueue(ofQueue), own)).toEqual({ ...DEFAULTS, ...ofQueue, ...own });
      }),
    ));

  test.each(Object.keys(DEFAULTS))('keeps its default for %s when it is given as undefined', async (option) => {
    expect(await jobOptions(new TicketQueue({ [option]: undefined }), { [option]: undefined })).toEqual(DEFAULTS);
  });

  test('keeps its id whatever the queue says', async () => {
    expect(await jobOptions(new TicketQueue({ jobId: 'one for all' }))).toEqual(DEFAULTS);
  });

  test.each(['jobId', 'repeat', 'deduplication', 'debounce'])('cannot be given "%s"', (option) => {
    const queue = new TicketQueue();
    expect(() => enqueueTo(queue, { [option]: 'x' })).toThrow(new TypeError(`enqueueTo() takes no option "${option}": each event becomes one job, whose id is event.id.`));
  });
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['zego', 'string'],
  [{}, 'object'],
  [{ add: true }, 'object'],
])('%p is no queue', (queue, type) => {
  expect((): unknown => Reflect.apply(enqueueTo, undefined, [queue])).toThrow(new TypeError(`enqueueTo() expects a BullMQ Queue, an object with the method "add"; it is ${type}.`));
});

describe('the callback', () => {
  test('is answered when the job is stored, and not before', async () => {
    const queue = new TicketQueue();
    let store = (): void => undefined;
    const asked = new Promise<void>((isAsked) => {
      queue.add = () => new Promise<void>((resolve) => {
        store = resolve;
        isAsked();
      });
    });
    const zego = quiet().onAny(enqueueTo(queue));
    let answered = false;
    const answer = zego.receive({ body: signedCallback('room_logout') }).then(({ status }) => {
      answered = true;
      return status;
    });
    await asked;
    // All that could run without the job being stored has run.
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    store();
    expect(await answer).toBe(200);
  });

  test('is answered 500 while the queue is down, and the retry stores it', async () => {
    const queue = new TicketQueue();
    queue.failing = 2;
    const errors: ZegoCallbackError[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onError((error) => void errors.push(error)).onAny(enqueueTo(queue));
    const body = signedCallback('room_logout');
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt += 1) statuses.push((await zego.receive({ body })).status);
    expect(statuses).toEqual([500, 500, 200, 200]);
    expect(errors.map(({ code, hint }) => [code, hint])).toEqual(Array(2).fill(['handler_failed', expect.stringContaining('The queue is down.')]));
    expect(queue.tickets).toHaveLength(1);
  });

  test('fills several queues, each once, whichever was down; an id is the same in all', async () => {
    const [sound, shaky] = [new TicketQueue(), new TicketQueue()];
    shaky.failing = 1;
    const zego = quiet().onRoomLogout(enqueueTo(sound)).onAny(enqueueTo(shaky, { attempts: 1 }));
    const body = signedCallback('room_logout');
    const statuses = [(await zego.receive({ body })).status, (await zego.receive({ body })).status];
    expect(statuses).toEqual([500, 200]);
    const idsIn = ({ tickets }: TicketQueue): unknown[] => [...new Set(tickets.map(({ options }) => options['jobId']))];
    expect(idsIn(sound)).toHaveLength(1);
    expect(idsIn(shaky)).toEqual(idsIn(sound));
  });

  test('of before_send_msg is not decided by a queue, even where no compiler says so', async () => {
    const queue = new TicketQueue();
    const zego = zegoCallbacks({ secret: SECRET });
    const errors: ZegoCallbackError[] = [];
    zego.onError((error) => void errors.push(error));
    const onBeforeSendMsg: unknown = Reflect.get(zego, 'onBeforeSendMsg');
    if (typeof onBeforeSendMsg === 'function') Reflect.apply(onBeforeSendMsg, zego, [enqueueTo(queue)]);
    expect((await zego.receive({ body: signedCallback('before_send_msg') })).status).toBe(500);
    expect(errors.map(({ hint }) => hint)).toEqual([expect.stringContaining('returned no decision')]);
    expect(queue.tickets).toEqual([]);
  });
});
