import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { type CallbackInput, type DeliveryReport, type JsonObject, type ZegoCallbacksOptions, ZegoCallbackError, zegoCallbacks } from '../lib/index.js';
import { InFlight } from '../lib/report.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';
import { formText, percentText } from './kit/forms.js';
import { listen } from './kit/server.js';

const NOW = 1_760_000_000_000;
const at = (ms: number) => ({ at: ms });
const logout = (overrides: JsonObject = {}, sentAt = NOW): JsonObject => signedCallback('room_logout', overrides, at(sentAt));

function setUp(options: Partial<ZegoCallbacksOptions> = {}) {
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, clock: () => NOW, handlerTimeout: 20, ...options }).onDelivery((report) => void reports.push(report));
  return { zego, reports };
}

describe('the report', () => {
  const JSON_BODY = (body: JsonObject): CallbackInput => ({ body: JSON.stringify(body) });
  const fail = new Error('no database');

  interface Row {
    readonly what: string;
    readonly options?: Partial<ZegoCallbacksOptions>;
    readonly handler?: () => void | Promise<void>;
    readonly inputs: () => readonly CallbackInput[];
    readonly expected: Readonly<Record<string, unknown>>;
    /** Which of the later members are there, beside outcome, status and durationMs. */
    readonly keys: readonly string[];
  }

  const twice = (input: CallbackInput): readonly CallbackInput[] => [input, input];
  const rows: readonly Row[] = [
    { what: 'a delivery', inputs: () => [JSON_BODY(logout())], expected: { outcome: 'delivered', status: 200 }, keys: ['bodyForm', 'event', 'skewMs'] },
    { what: 'a duplicate', inputs: () => twice(JSON_BODY(logout())), expected: { outcome: 'duplicate', status: 200 }, keys: ['bodyForm', 'event', 'skewMs'] },
    { what: 'an unknown callback', inputs: () => [JSON_BODY(sign({ event: 'brand_new' }, 'room_logout', at(NOW)))], expected: { outcome: 'unknown', status: 200 }, keys: ['bodyForm', 'event', 'skewMs'] },
    {
      what: 'an invalid payload that is let through',
      options: { invalidPayload: 'unknown' },
      inputs: () => [JSON_BODY(logout({ room_id: {} }))],
      expected: { outcome: 'unknown', status: 200 },
      keys: ['bodyForm', 'event', 'skewMs'],
    },
    { what: 'a body that cannot be decoded', inputs: () => [{ body: '{' }], expected: { outcome: 'refused', status: 400, code: 'malformed_body' }, keys: ['code', 'error'] },
    { what: 'a body that is too large', options: { limit: 10 }, inputs: () => [JSON_BODY(logout())], expected: { outcome: 'refused', status: 413, code: 'body_too_large' }, keys: ['code', 'error'] },
    { what: 'a forged callback', inputs: () => [JSON_BODY({ ...logout(), signature: 'x' })], expected: { outcome: 'refused', status: 401, code: 'bad_signature' }, keys: ['bodyForm', 'code', 'error'] },
    { what: 'a stale callback', inputs: () => [JSON_BODY(logout({}, NOW - 301_000))], expected: { outcome: 'refused', status: 403, code: 'stale' }, keys: ['bodyForm', 'code', 'error'] },
    { what: 'an invalid payload', inputs: () => [JSON_BODY(logout({ reason: 'x' }))], expected: { outcome: 'refused', status: 422, code: 'invalid_payload' }, keys: ['bodyForm', 'code', 'error', 'skewMs'] },
    {
      what: 'a replayed signature',
      inputs: () => {
        const body = logout();
        return [JSON_BODY(body), JSON_BODY({ ...body, room_id: 'another' })];
      },
      expected: { outcome: 'refused', status: 403, code: 'replayed' },
      keys: ['bodyForm', 'code', 'error', 'event', 'skewMs'],
    },
    { what: 'a failed handler', handler: () => Promise.reject(fail), inputs: () => [JSON_BODY(logout())], expected: { outcome: 'failed', status: 500, code: 'handler_failed' }, keys: ['bodyForm', 'code', 'error', 'event', 'skewMs'] },
    { what: 'a slow handler', handler: () => new Promise(() => undefined), inputs: () => [JSON_BODY(logout())], expected: { outcome: 'failed', status: 503, code: 'handler_timeout' }, keys: ['bodyForm', 'code', 'error', 'event', 'skewMs'] },
  ];

  test.each(rows)('of $what says exactly what is known', async ({ options = {}, handler = () => undefined, inputs, expected, keys }) => {
    const { zego, reports } = setUp(options);
    zego.onRoomLogout(handler);
    const all = inputs();
    for (const input of all) await zego.receive(input);
    expect(reports).toHaveLength(all.length);
    const report = reports.at(-1)!;
    expect(report).toMatchObject(expected);
    expect(Object.keys(report).sort()).toEqual(['durationMs', 'outcome', 'status', ...keys].sort());
    expect([Number.isFinite(report.durationMs), report.durationMs >= 0]).toEqual([true, true]);
    if (report.error !== undefined) {
      expect(report.error).toBeInstanceOf(ZegoCallbackError);
      expect([report.error.code, report.error.status]).toEqual([report.code, report.status]);
    }
  });

  test.each([
    [0, 0],
    [-120_000, 120_000],
    [120_000, -120_000],
  ])('of a callback sent %i ms from now has the skew of %i ms', async (offset, skewMs) => {
    const { zego, reports } = setUp();
    await zego.receive({ body: logout({}, NOW + offset) });
    expect(reports.map((report) => report.skewMs)).toEqual([skewMs]);
  });

  test.each<readonly [string, (body: JsonObject) => CallbackInput['body']]>([
    ['json', (body) => JSON.stringify(body)],
    ['percent', (body) => percentText(body)],
    ['form', (body) => formText(body, 'empty')],
    ['parsed', (body) => body],
  ])('tells that the body came as %s', async (bodyForm, write) => {
    const { zego, reports } = setUp();
    await zego.receive({ body: write(logout()) });
    expect(reports.map((report) => [report.status, report.bodyForm])).toEqual([[200, bodyForm]]);
  });

  test('has the very event that the handlers saw', async () => {
    const { zego, reports } = setUp();
    let seen: unknown;
    zego.onRoomLogout((event) => void (seen = event));
    await zego.receive({ body: logout() });
    expect(seen).toBeDefined();
    expect(reports[0]?.event).toBe(seen);
    expect(reports[0]?.event?.receivedAt).toEqual(new Date(NOW));
  });

  test('has the reasons of an event that its schema refuses', async () => {
    const { zego, reports } = setUp({ invalidPayload: 'unknown' });
    zego.onUnknown(() => undefined);
    await zego.receive({ body: logout({ reason: 'x' }) });
    expect(reports[0]?.event).toMatchObject({ name: 'room_logout', product: 'rtc', reasons: ['"reason" must be an integer; it is a string'] });
  });

  test('has notices where ZEGO sends what no schema knows, and no such member elsewhere', async () => {
    const { zego, reports } = setUp();
    await zego.receive({ body: logout({ brand_new: 1 }) });
    await zego.receive({ body: logout() });
    expect(reports.map(({ notices }) => notices)).toEqual([[{ kind: 'unknown_field', event: 'room_logout', path: 'brand_new' }], undefined]);
    expect(Object.keys(reports[1]!)).not.toContain('notices');
  });

  test('has a duration that spans the handlers', async () => {
    const { zego, reports } = setUp({ handlerTimeout: 5_000 });
    zego.onRoomLogout(() => sleep(40));
    const startedAt = performance.now();
    await zego.receive({ body: logout() });
    const [{ durationMs }] = reports as [DeliveryReport];
    expect([durationMs > 35, durationMs <= performance.now() - startedAt]).toEqual([true, true]);
  });

  test('is made for callbacks over HTTP too, one for each, and for nothing else', async () => {
    const { zego, reports } = setUp();
    const server = await listen(express().use('/zego', zego));
    await server.post('/zego', JSON.stringify(logout()));
    await server.post('/zego', '{');
    await server.post('/zego/users', JSON.stringify(logout()));
    await server.post('/zego', '', {}, 'PUT');
    await server.close();
    expect(reports.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['delivered', 200],
      ['refused', 400],
    ]);
  });
});

describe('idle', () => {
  function gate() {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { opened, open };
  }
  /** Whether a promise has settled by now. */
  function watch(promise: Promise<unknown>): () => boolean {
    let settled = false;
    void promise.finally(() => (settled = true)).catch(() => undefined);
    return () => settled;
  }

  test('resolves at once when nothing is in flight', async () => {
    const all = [watch(new InFlight().idle()), watch(setUp().zego.idle())];
    await turn();
    expect(all.map((done) => done())).toEqual([true, true]);
  });

  test('waits for all deliveries, failed ones too, and for those that come meanwhile; everybody who waits is told', async () => {
    const inFlight = new InFlight();
    const [one, two, three] = [gate(), gate(), gate()];
    const tracked = Promise.allSettled([inFlight.track(one.opened), inFlight.track(two.opened.then(() => Promise.reject(new Error('failed'))))]);
    const waiting = [watch(inFlight.idle()), watch(inFlight.idle())];
    one.open();
    await turn();
    const late = inFlight.track(three.opened);
    two.open();
    await turn();
    expect(waiting.map((done) => done())).toEqual([false, false]);
    three.open();
    await late;
    await turn();
    expect(waiting.map((done) => done())).toEqual([true, true]);
    expect((await tracked).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const after = watch(inFlight.idle());
    await turn();
    expect(after()).toBe(true);
  });

  test('hands on what the delivery came to', async () => {
    const inFlight = new InFlight();
    expect(await inFlight.track(Promise.resolve('answer'))).toBe('answer');
    await expect(inFlight.track(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  test('of a receiver waits for handlers of callbacks over HTTP and without', async () => {
    for (const overHttp of [true, false]) {
      const { zego } = setUp({ handlerTimeout: 1_000 });
      const [started, held] = [gate(), gate()];
      zego.onRoomLogout(() => {
        started.open();
        return held.opened;
      });
      const server = await listen(express().use(zego));
      const delivery = overHttp ? server.post('/', JSON.stringify(logout())) : zego.receive({ body: logout() });
      await started.opened;
      const idle = watch(zego.idle());
      await turn();
      expect(idle()).toBe(false);
      held.open();
      expect((await delivery).status).toBe(200);
      await turn();
      expect(idle()).toBe(true);
      await server.close();
    }
  });

  test('lets a shutdown lose nothing: when it resolves, everything has been handled', async () => {
    const { zego } = setUp({ handlerTimeout: 5_000 });
    const bodies = Array.from({ length: 20 }, (_none, n) => JSON.stringify(logout({ room_id: String(n) })));
    const all = gate();
    let [begun, handled] = [0, 0];
    zego.onAny(async () => {
      begun += 1;
      if (begun === bodies.length) all.open();
      await sleep(begun);
      handled += 1;
    });
    const server = await listen(express().use(zego));
    const replies = bodies.map((body) => server.post('/', body));
    await all.opened;
    await zego.idle();
    expect(handled).toBe(bodies.length);
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual(bodies.map(() => 200));
    await server.close();
  });
});
