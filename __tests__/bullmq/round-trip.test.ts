import fc from 'fast-check';
import { enqueueTo, processWith, type QueuedEvent } from '../../lib/bullmq/index.js';
import { type JsonObject, zegoCallbacks } from '../../lib/index.js';
import { eventNames, SECRET, sign, signedCallback } from '../kit/callbacks.js';
import { TicketQueue } from './ticket.js';

const QUEUED = eventNames.filter((name) => name !== 'before_send_msg');

/** The middleware of a web process, and that of a worker, with what the handlers of each were given. */
function bothEnds(options: { readonly invalidPayload?: 'unknown' } = {}) {
  const queue = new TicketQueue();
  const web = zegoCallbacks({ secret: SECRET, ...options });
  const worker = zegoCallbacks({ secret: SECRET });
  const [came, left]: [QueuedEvent[], QueuedEvent[]] = [[], []];
  // Refusals are looked at where they are expected.
  web.onError(() => undefined);
  web.onAny((event) => void came.push(event)).onUnknown((event) => void came.push(event));
  web.onAny(enqueueTo(queue)).onUnknown(enqueueTo(queue));
  worker.onAny((event) => void left.push(event)).onUnknown((event) => void left.push(event));
  const work = async (): Promise<void> => {
    for (const ticket of queue.tickets) await processWith(worker)(ticket);
  };
  return { queue, web, came, left, work };
}

test.each(QUEUED)('%s reaches the worker as it reached the web process', async (name) => {
  const { queue, web, came, left, work } = bothEnds();
  expect((await web.receive({ body: JSON.stringify(signedCallback(name)) })).outcome).toBe('delivered');
  await work();
  expect(came.map((event) => event.name)).toEqual([name]);
  expect(left).toEqual(came);
  // Two dates are equal to toEqual() only when both are dates.
  expect(left[0]!.receivedAt).toBeInstanceOf(Date);
  expect(queue.tickets.map((ticket) => [ticket.name, ticket.options['jobId']])).toEqual([[name, came[0]!.id]]);
});

test('64-bit ids arrive with every digit', async () => {
  const { web, left, work } = bothEnds();
  const id = String(2n ** 63n - 1n);
  const body = JSON.stringify(signedCallback('room_create', { room_session_id: '#', undocumented: ['#'] })).replaceAll('"#"', id);
  expect((await web.receive({ body })).outcome).toBe('delivered');
  await work();
  expect(left.map(({ payload }) => payload)).toEqual([expect.objectContaining({ room_session_id: id, undocumented: [id] })]);
});

test('before_send_msg is not queued by onAny, and is decided all the same', async () => {
  const { queue, web, came } = bothEnds();
  web.onBeforeSendMsg(() => ({ result: 1 }));
  expect(await web.receive({ body: signedCallback('before_send_msg') })).toMatchObject({ status: 200, body: '{"result":1}' });
  expect({ came: came.length, queued: queue.tickets.length }).toEqual({ came: 1, queued: 0 });
});

test('a before_send_msg that its schema refuses is no question any more, so it is queued', async () => {
  const { web, left, came, work } = bothEnds({ invalidPayload: 'unknown' });
  expect((await web.receive({ body: signedCallback('before_send_msg', { conv_type: 'no number' }) })).outcome).toBe('unknown');
  await work();
  expect(left).toEqual(came);
  expect(left).toEqual([expect.objectContaining({ name: 'before_send_msg', reasons: [expect.stringContaining('conv_type')] })]);
});

describe('whatever a callback holds,', () => {
  const hostile = fc.oneof(
    fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }),
    fc.constantFrom<unknown>('\u0000', '\u2028', 'a:b', '{"version":1}', '9'.repeat(40), { version: 1, event: {} }, [], {}, '', null, 'x'.repeat(100_000), 5e-324, Number.MAX_SAFE_INTEGER, 1.7976931348623157e308),
  );
  const fields = fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('id', 'version', 'event_id', 'payload', 'raw', 'toJSON', 'reasons', 'timestamp_ms')), hostile);

  const RUNS = 300;
  let arrivals = 0;
  beforeEach(() => {
    arrivals = 0;
  });
  // What the web process refuses shows nothing here, so it must not be many.
  afterEach(() => expect(arrivals).toBeGreaterThan(RUNS / 2));

  async function expectSame(given: JsonObject, options: { readonly invalidPayload?: 'unknown' }): Promise<void> {
    const { web, came, left, work } = bothEnds(options);
    await web.receive({ body: JSON.stringify(given) });
    await work();
    arrivals += left.length;
    expect(left).toEqual(came);
  }

  test('an event that no schema describes arrives as it came', () =>
    fc.assert(
      fc.asyncProperty(fields, fc.string({ unit: 'binary' }), (extra, name) =>
        expectSame({ ...sign({ ...(extra as JsonObject), event: name, appid: '1' }, 'room_logout') }, {}),
      ),
      { numRuns: RUNS },
    ));

  test('an event of the catalogue arrives as it came, with what is undocumented in it', () =>
    fc.assert(
      fc.asyncProperty(fields, fc.constantFrom(...QUEUED), (extra, name) => expectSame({ ...(extra as JsonObject), ...signedCallback(name) }, {})),
      { numRuns: RUNS },
    ));

  test('an event whose schema refuses it arrives with the reasons', () =>
    fc.assert(
      fc.asyncProperty(fields, fc.constantFrom(...QUEUED), (extra, name) => expectSame({ ...signedCallback(name, extra as JsonObject) }, { invalidPayload: 'unknown' })),
      { numRuns: RUNS },
    ));
});
