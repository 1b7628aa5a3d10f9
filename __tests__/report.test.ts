import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import fc from 'fast-check';
import { type CallbackInput, defineEvent, type DeliveryReport, type DeliveryStore, type JsonObject, MemoryStore, type ZegoCallbacksOptions, ZegoCallbackError, zegoCallbacks } from '../lib/index.js';
import { InFlight } from '../lib/report.js';
import { eventNames, SECRET, sign, signedCallback } from './kit/callbacks.js';
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
    /** Which of the later members are there, beside outcome, status, receivedAt and durationMs. */
    readonly keys: readonly string[];
  }

  const twice = (input: CallbackInput): readonly CallbackInput[] => [input, input];
  // What is known after each stage that a callback has passed.
  const decoded = ['bodyForm'];
  const identified = [...decoded, 'eventName'];
  const verified = [...identified, 'skewMs'];
  const checked = [...verified, 'event'];
  const handled = [...checked, 'handlersMs'];
  const failed = ['code', 'error'];
  const rows: readonly Row[] = [
    { what: 'a delivery', inputs: () => [JSON_BODY(logout())], expected: { outcome: 'delivered', status: 200, eventName: 'room_logout' }, keys: handled },
    { what: 'a delivery to nobody', inputs: () => [JSON_BODY(signedCallback('room_login', {}, at(NOW)))], expected: { outcome: 'delivered', status: 200, eventName: 'room_login' }, keys: checked },
    { what: 'a duplicate', inputs: () => twice(JSON_BODY(logout())), expected: { outcome: 'duplicate', status: 200, eventName: 'room_logout' }, keys: checked },
    {
      what: 'an unknown callback',
      inputs: () => [JSON_BODY(sign({ event: 'brand_new' }, 'room_logout', at(NOW)))],
      expected: { outcome: 'unknown', status: 200 },
      keys: checked.filter((key) => key !== 'eventName'),
    },
    {
      what: 'an invalid payload that is let through',
      options: { invalidPayload: 'unknown' },
      inputs: () => [JSON_BODY(logout({ room_id: {} }))],
      expected: { outcome: 'unknown', status: 200, eventName: 'room_logout' },
      keys: checked,
    },
    { what: 'a body that cannot be decoded', inputs: () => [{ body: '{' }], expected: { outcome: 'refused', status: 400, code: 'malformed_body' }, keys: failed },
    { what: 'an ambiguous envelope', inputs: () => [JSON_BODY({ ...logout(), Signature: 'x' })], expected: { outcome: 'refused', status: 400, code: 'malformed_body' }, keys: [...failed, ...decoded] },
    { what: 'a body that is too large', options: { limit: 10 }, inputs: () => [JSON_BODY(logout())], expected: { outcome: 'refused', status: 413, code: 'body_too_large' }, keys: failed },
    { what: 'a forged callback', inputs: () => [JSON_BODY({ ...logout(), signature: 'x' })], expected: { outcome: 'refused', status: 401, code: 'bad_signature', eventName: 'room_logout' }, keys: [...failed, ...identified] },
    { what: 'a stale callback', inputs: () => [JSON_BODY(logout({}, NOW - 301_000))], expected: { outcome: 'refused', status: 403, code: 'stale', eventName: 'room_logout', skewMs: 301_000 }, keys: [...failed, ...verified] },
    { what: 'an invalid payload', inputs: () => [JSON_BODY(logout({ reason: 'x' }))], expected: { outcome: 'refused', status: 422, code: 'invalid_payload', eventName: 'room_logout' }, keys: [...failed, ...verified] },
    {
      what: 'a replayed signature',
      inputs: () => {
        const body = logout();
        return [JSON_BODY(body), JSON_BODY({ ...body, room_id: 'another' })];
      },
      expected: { outcome: 'refused', status: 403, code: 'replayed', eventName: 'room_logout' },
      keys: [...failed, ...checked],
    },
    { what: 'a failed handler', handler: () => Promise.reject(fail), inputs: () => [JSON_BODY(logout())], expected: { outcome: 'failed', status: 500, code: 'handler_failed', eventName: 'room_logout' }, keys: [...failed, ...handled] },
    { what: 'a slow handler', handler: () => new Promise(() => undefined), inputs: () => [JSON_BODY(logout())], expected: { outcome: 'failed', status: 503, code: 'handler_timeout', eventName: 'room_logout' }, keys: [...failed, ...handled] },
  ];

  test.each(rows)('of $what says exactly what is known', async ({ options = {}, handler = () => undefined, inputs, expected, keys }) => {
    const { zego, reports } = setUp(options);
    zego.onRoomLogout(handler);
    const all = inputs();
    for (const input of all) await zego.receive(input);
    expect(reports).toHaveLength(all.length);
    const report = reports.at(-1)!;
    expect(report).toMatchObject(expected);
    expect(Object.keys(report).sort()).toEqual(['durationMs', 'outcome', 'receivedAt', 'status', ...keys].sort());
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

  test('has the time of the handlers apart from that of the store', async () => {
    const memory = new MemoryStore();
    const store: DeliveryStore = {
      claim: async (...args) => {
        await sleep(60);
        return memory.claim(...args);
      },
      complete: async (...args) => {
        await sleep(40);
        memory.complete(...args);
      },
      release: (...args) => memory.release(...args),
      bind: (...args) => memory.bind(...args),
    };
    const { zego, reports } = setUp({ store, handlerTimeout: 5_000 });
    zego.onRoomLogout(() => sleep(30)).onAny(() => sleep(20));
    await zego.receive({ body: logout() });
    const { handlersMs = NaN, durationMs } = reports[0]!;
    // Side by side, not one after the other; timers may fire a millisecond early.
    expect([handlersMs >= 29, durationMs - handlersMs >= 98]).toEqual([true, true]);
  });

  test('has the time of handlers that are still running, up to the answer', async () => {
    const { zego, reports } = setUp({ handlerTimeout: 30 });
    zego.onRoomLogout(() => new Promise(() => undefined));
    await zego.receive({ body: logout() });
    const { handlersMs = NaN, durationMs } = reports[0]!;
    expect([handlersMs >= 29, handlersMs <= durationMs]).toEqual([true, true]);
  });

  test('has the time of arrival by the clock of the options, whatever passes afterwards', async () => {
    let now = NOW;
    const { zego, reports } = setUp({ clock: () => now });
    zego.onRoomLogout((event) => {
      expect(event.receivedAt).toEqual(new Date(NOW));
      now += 5_000;
    });
    await zego.receive({ body: logout() });
    await zego.receive({ body: '{' });
    expect(reports.map(({ status, receivedAt }) => [status, receivedAt])).toEqual([
      [200, new Date(NOW)],
      [400, new Date(NOW + 5_000)],
    ]);
  });

  test('has the name of a known event only, whatever a callback calls itself', async () => {
    const known = new Set<string | undefined>([...eventNames, 'gift_sent', undefined]);
    const reports: DeliveryReport[] = [];
    const own = defineEvent({ name: 'gift_sent', discriminator: { field: 'event', value: 'gift_sent' }, schema: { type: 'object' } });
    const zego = zegoCallbacks({ secret: SECRET, clock: () => NOW, events: [own] }).onDelivery((report) => void reports.push(report));
    const anyName = fc.oneof(fc.constantFrom(...eventNames, 'gift_sent', '__proto__', 'constructor', 'room_logout '), fc.string());
    await fc.assert(
      fc.asyncProperty(anyName, fc.boolean(), async (event, authentic) => {
        reports.length = 0;
        await zego.receive({ body: JSON.stringify(sign({ event }, 'room_logout', { ...at(NOW), ...(!authentic && { secret: 'another' }) })) });
        expect(reports).toHaveLength(1);
        expect(known).toContain(reports[0]!.eventName);
        if (event === own.name) expect(reports[0]!.eventName).toBe(own.name);
      }),
      { numRuns: 300 },
    );
  });

  test.each(eventNames)('names the event that a forged callback claims to be: %s', async (name) => {
    const { zego, reports } = setUp();
    await zego.receive({ body: signedCallback(name, {}, { ...at(NOW), secret: 'another' }) });
    expect(reports.map(({ code, eventName, event }) => [code, eventName, event])).toEqual([['bad_signature', name, undefined]]);
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
