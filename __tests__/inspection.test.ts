import express from 'express';
import { type DeliveryReport, MemoryStore, type ZegoCallbackError, zegoCallbacks, type ZegoCallbacksOptions } from '../lib/index.js';
import { type DeliveryTrace, inspectionOf } from '../lib/inspection.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';
import { listen } from './kit/server.js';

function setUp(options: Partial<ZegoCallbacksOptions> = {}) {
  const zego = zegoCallbacks({ secret: SECRET, ...options });
  const traces: DeliveryTrace[] = [];
  const reports: DeliveryReport[] = [];
  const troubles: (readonly [ZegoCallbackError, DeliveryReport])[] = [];
  inspectionOf(zego)?.trace({
    closed: (trace, report) => void (traces.push(trace), reports.push(report)),
    trouble: (...args) => void troubles.push(args),
  });
  return { zego, traces, reports, troubles };
}

afterEach(() => void jest.restoreAllMocks());

test('is for middleware of this package only', () => {
  expect(inspectionOf(express())).toBeUndefined();
  expect(inspectionOf(zegoCallbacks({ secret: SECRET, path: '/below' }))?.settings).toMatchObject({ path: '/below', secrets: [SECRET] });
});

describe('a tracer', () => {
  const STAGES = ['received', 'identified', 'verified', 'checked'] as const;
  const body = () => signedCallback('room_logout');
  const rows = [
    { what: 'a body that cannot be decoded', sent: () => '{', code: 'malformed_body', stages: 0 },
    { what: 'an ambiguous envelope', sent: () => ({ ...body(), Signature: 'x' }), code: 'malformed_body', stages: 1 },
    { what: 'a forged callback', sent: () => signedCallback('room_logout', {}, { secret: 'another' }), code: 'bad_signature', stages: 2 },
    { what: 'a stale one', sent: () => signedCallback('room_logout', {}, { at: 1e12 }), code: 'stale', stages: 3 },
    { what: 'an invalid payload', sent: () => signedCallback('room_logout', { room_id: {} }), code: 'invalid_payload', stages: 3 },
    { what: 'a delivery', sent: body, code: undefined, stages: 4 },
  ];
  test.each(rows)('sees of $what how far it got', async ({ sent, code, stages }) => {
    const { zego, traces, reports } = setUp();
    zego.onError(() => undefined);
    const input = { body: sent() };
    const answer = await zego.receive(input);
    expect(reports).toMatchObject([{ status: answer.status, outcome: answer.outcome }]);
    expect(reports[0]?.code).toBe(code);
    expect(traces[0]?.input).toBe(input);
    expect(STAGES.filter((stage) => traces[0]?.[stage] !== undefined)).toEqual(STAGES.slice(0, stages));
  });

  test('sees the request, and why a body could not be read', async () => {
    const { zego, traces } = setUp({ limit: 8 });
    const server = await listen(express().use('/mounted', zego));
    const { status } = await server.post('/mounted', '{"much":"too much"}');
    await server.close();
    expect(status).toBe(413);
    expect(traces).toMatchObject([{ req: { baseUrl: '/mounted' }, input: { code: 'body_too_large' } }]);
  });

  test('sees each handler: its name, how long it ran, and what it failed with', async () => {
    const { zego, traces, troubles } = setUp();
    const failure = new Error('no database');
    zego
      .onRoomLogout(function atOnce() { /* nothing to do */ })
      .onRoomLogout(async function later() { await new Promise((resolve) => setTimeout(resolve, 20)); })
      .onRoomLogout(function throws() { throw failure; })
      .onAny(() => Promise.reject(failure))
      .onError(() => undefined);
    await zego.receive({ body: body() });
    expect(traces[0]?.runs).toEqual([
      { name: 'atOnce', ms: expect.any(Number) as number, error: undefined },
      { name: 'later', ms: expect.any(Number) as number, error: undefined },
      { name: 'throws', ms: expect.any(Number) as number, error: failure },
      { name: '', ms: expect.any(Number) as number, error: failure },
    ]);
    const [atOnce, later] = traces[0]!.runs!;
    expect(later!.ms).toBeGreaterThan(19);
    expect(atOnce!.ms).toBeLessThan(later!.ms!);
    expect(troubles).toEqual([]);
  });

  test('sees a late handler end after the answer, and its failure beside the delivery', async () => {
    const { zego, traces, reports, troubles } = setUp({ handlerTimeout: 10 });
    let fail: ((error: Error) => void) | undefined;
    zego.onRoomLogout(() => new Promise((_resolve, reject) => { fail = reject; }));
    const told = new Promise<void>((resolve) => void zego.onError(({ code }) => { if (code === 'handler_failed') resolve(); }));
    expect(await zego.receive({ body: body() })).toMatchObject({ status: 503 });
    expect(traces[0]?.runs).toMatchObject([{ ms: undefined }]);
    fail?.(new Error('too late'));
    await told;
    expect(traces[0]?.runs).toMatchObject([{ ms: expect.any(Number) as number, error: { message: 'too late' } }]);
    expect(troubles).toMatchObject([[{ code: 'handler_failed' }, {}]]);
    expect(troubles[0]?.[1]).toBe(reports[0]);
  });

  test('costs those nothing who have none: no handler is timed', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const traces: DeliveryTrace[] = [];
    zego.onRoomLogout(() => { inspectionOf(zego)?.trace({ closed: (trace) => void traces.push(trace), trouble: () => undefined }); });
    await zego.receive({ body: body() });
    expect(traces).toMatchObject([{ runs: undefined, checked: { event: { name: 'room_logout' } } }]);
  });

  test('silences no warning, and one that throws disturbs nobody', async () => {
    const codes: string[] = [];
    jest.spyOn(process, 'emitWarning').mockImplementation(((_message: string, { code }: { code: string }) => void codes.push(code)) as typeof process.emitWarning);
    const { zego } = setUp({ store: new MemoryStore() });
    await zego.receive({ body: sign({ event: 'brand_new', appid: '1' }, 'room_logout') });
    await zego.receive({ body: signedCallback('room_logout', {}, { secret: 'another' }) });
    expect(codes).toEqual(['ZEGO_UNKNOWN_CALLBACK', 'ZEGO_UNOBSERVED_ERROR']);
    inspectionOf(zego)?.trace({ closed: () => { throw new Error('of the tool'); }, trouble: () => undefined });
    expect(await zego.receive({ body: body() })).toMatchObject({ status: 200 });
    expect(codes.slice(2)).toEqual(['ZEGO_OBSERVER_FAILED']);
  });
});
