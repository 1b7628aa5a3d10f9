import express from 'express';
import type { DeliveryStore, ZegoErrorCode } from '../../lib/index.js';
import { errorStatuses } from '../../lib/errors.js';
import type { DeliveryDetail, Step } from '../../lib/inspector/page/wire.js';
import { sign, signedCallback } from '../kit/callbacks.js';
import { forgetful, MOUNT } from '../kit/express.js';
import { listen } from '../kit/server.js';
import { last, traced } from './traced.js';

const ORDER: readonly Step['name'][] = ['receive', 'identify', 'verify', 'freshness', 'validate', 'once', 'handlers', 'answer'];

/** Everything before the one where it ended has passed, everything behind it was not reached, save for the answer. */
function expectEnd({ steps, summary }: DeliveryDetail, end: Step['name']): void {
  expect(steps.map(({ name }) => name)).toEqual(ORDER);
  const at = ORDER.indexOf(end);
  const verdicts = ORDER.map((name, index) => (name === 'answer' ? (summary.status === 200 ? 'passed' : 'failed') : index < at ? 'passed' : index === at ? 'failed' : 'not reached'));
  expect(steps.map(({ verdict }) => verdict)).toEqual(verdicts);
  for (const { verdict, text } of steps) if (verdict !== 'not reached') expect(text).toMatch(/^[A-Z0-9"].*[.…]$/s);
  expect(steps.at(-1)!.text).toContain(String(summary.status));
}

const said = ({ steps }: DeliveryDetail, step: Step['name']): string => steps.find(({ name }) => name === step)!.text;
const json = (body: object): string => JSON.stringify(body);
const down: DeliveryStore = {
  ...forgetful,
  claim: () => { throw new Error('no connection'); },
};

/** Brings a delivery about that ends in the code; where one code ends several steps, once for each. */
const ENDS: readonly { readonly code: ZegoErrorCode; readonly step: Step['name']; readonly bring: () => Promise<DeliveryDetail> }[] = [
  { code: 'malformed_body', step: 'receive', bring: () => traced().detail('{"event":') },
  { code: 'malformed_body', step: 'identify', bring: () => traced().detail(json({ ...signedCallback('room_login'), Signature: 'x' })) },
  { code: 'malformed_body', step: 'verify', bring: () => traced().detail(json({ ...signedCallback('room_login'), timestamp: '12' })) },
  { code: 'missing_signature', step: 'verify', bring: () => traced().detail(json({ event: 'room_login' })) },
  { code: 'bad_signature', step: 'verify', bring: () => traced().detail(json(signedCallback('room_login', {}, { secret: 'another' }))) },
  { code: 'unknown_app', step: 'verify', bring: () => traced({ secret: () => undefined }).detail(json(signedCallback('room_login'))) },
  { code: 'stale', step: 'freshness', bring: () => traced().detail(json(signedCallback('room_login', {}, { at: Date.now() - 400_000 }))) },
  { code: 'invalid_payload', step: 'validate', bring: () => traced().detail(json(signedCallback('room_login', { room_id: [] }))) },
  { code: 'unsafe_integer', step: 'identify', bring: () => traced().detail({ ...signedCallback('room_login'), nonce: 2 ** 60 }) },
  { code: 'unsafe_integer', step: 'validate', bring: () => traced().detail({ ...signedCallback('room_create'), room_session_id: 2 ** 60 }) },
  {
    code: 'replayed',
    step: 'once',
    bring: async () => {
      const { detail } = traced();
      const body = signedCallback('room_login');
      await detail(json(body));
      return detail(json({ ...body, room_id: 'another' }));
    },
  },
  { code: 'busy', step: 'once', bring: () => traced({ store: { ...forgetful, claim: () => ({ state: 'busy' }) } }).detail(json(signedCallback('room_login'))) },
  { code: 'store_unavailable', step: 'once', bring: () => traced({ store: down, storeErrors: 'reject' }).detail(json(signedCallback('room_login'))) },
  {
    code: 'handler_failed',
    step: 'handlers',
    bring: () => {
      const { zego, detail } = traced();
      zego.onRoomLogin(() => { throw new Error('no table'); });
      return detail(json(signedCallback('room_login')));
    },
  },
  { code: 'handler_failed', step: 'once', bring: () => sharing((zego) => zego.onRoomLogin(() => Promise.reject(new Error('no table')))) },
  {
    code: 'handler_timeout',
    step: 'handlers',
    bring: () => {
      const { zego, detail } = traced({ handlerTimeout: 5 });
      zego.onRoomLogin(() => new Promise(() => undefined));
      return detail(json(signedCallback('room_login')));
    },
  },
  { code: 'handler_timeout', step: 'once', bring: () => sharing((zego) => zego.onRoomLogin(() => new Promise(() => undefined)), 20) },
  { code: 'internal', step: 'verify', bring: () => traced({ secret: () => { throw new Error('no vault'); } }).detail(json(signedCallback('room_login'))) },
  { code: 'body_too_large', step: 'receive', bring: () => traced({ limit: 10 }).detail(json(signedCallback('room_login'))) },
  {
    code: 'unsupported_encoding',
    step: 'receive',
    bring: async () => {
      const { zego, ledger } = traced();
      const server = await listen(express().use(MOUNT, zego));
      await server.post(MOUNT, 'x', { 'content-encoding': 'zstd' });
      await server.close();
      return last(ledger);
    },
  },
];

/** Two deliveries of one event at the same time; tells of the one that ends last. */
async function sharing(register: (zego: ReturnType<typeof traced>['zego']) => unknown, handlerTimeout = 10_000): Promise<DeliveryDetail> {
  const { zego, ledger } = traced({ handlerTimeout });
  register(zego);
  const body = json(signedCallback('room_login'));
  await Promise.all([zego.receive({ body }), zego.receive({ body })]);
  return last(ledger);
}

describe('the steps of a delivery', () => {
  test('are known for every code', () => {
    expect(new Set(ENDS.map(({ code }) => code))).toEqual(new Set(Object.keys(errorStatuses)));
  });

  test.each(ENDS)('that is refused as $code end in $step', async ({ code, step, bring }) => {
    const detail = await bring();
    expect(detail.summary.code).toBe(code);
    expect(detail.problem?.code).toBe(code);
    expectEnd(detail, step);
  });

  test('of one that is delivered have all passed', async () => {
    const { zego, detail } = traced();
    zego.onRoomLogin(() => undefined).onAny(() => undefined);
    const opened = await detail(json(signedCallback('room_login')));
    expectEnd(opened, 'answer');
    expect(said(opened, 'handlers')).toContain('of 2 handlers: 2 succeeded');
    expect(said(opened, 'once')).toContain('claimed');
    expect(opened.problem).toBeUndefined();
  });

  test('say when nobody listens', async () => {
    expect(said(await traced().detail(json(signedCallback('room_login'))), 'handlers')).toContain('No handler is registered');
  });

  test('of a repeat name the delivery that was handled, and no handler ran', async () => {
    const { zego, detail } = traced();
    let fails = true;
    zego.onRoomLogin(() => {
      if (fails) throw new Error('at first');
    });
    const body = json(signedCallback('room_login'));
    await detail(body);
    fails = false;
    await detail(body);
    const repeat = await detail(body);
    expect(repeat.summary).toMatchObject({ outcome: 'duplicate', retryOf: 1, attempt: 3 });
    expect(said(repeat, 'once')).toContain('had been handled by delivery 2');
    expect(repeat.steps.find(({ name }) => name === 'handlers')).toEqual({ name: 'handlers', verdict: 'not reached', text: 'No handler ran: it is a repeat.' });
  });

  test('of a repeat that came meanwhile say so', async () => {
    const detail = await sharing((zego) => zego.onRoomLogin(() => Promise.resolve()));
    expect(detail.summary.outcome).toBe('duplicate');
    expect(said(detail, 'once')).toContain('was just being handled by delivery 1');
  });

  test('say that a failure was shared, and with whom', async () => {
    expect(said(await sharing((zego) => zego.onRoomLogin(() => Promise.reject(new Error('x')))), 'once')).toContain('handled by delivery 1, which failed');
  });

  test('of an event without a schema lead to onUnknown', async () => {
    const detail = await traced().detail(json(sign({ event: 'hello', appid: '1' }, 'room_login')));
    expectEnd(detail, 'answer');
    expect(said(detail, 'identify')).toBe('No schema describes "hello".');
    expect(said(detail, 'validate')).toContain('onUnknown');
  });

  test('of a payload that is let through say in how many places it is wrong', async () => {
    const detail = await traced({ invalidPayload: 'unknown' }).detail(json(signedCallback('room_login', { room_id: [], user_account: {} })));
    expectEnd(detail, 'answer');
    expect(said(detail, 'validate')).toContain('in 2 places');
    expect(detail.violations).toHaveLength(2);
  });

  test('name the option that lets old ones pass', async () => {
    const detail = await traced({ tolerance: false }).detail(json(signedCallback('room_login', {}, { at: Date.now() - 3_600_000 })));
    expect(said(detail, 'freshness')).toMatch(/360\d(?:\.\d)? s behind/);
    expect(said(detail, 'freshness')).toContain('"tolerance" is false');
  });

  test('tell of a store that failed without stopping it', async () => {
    const detail = await traced({ store: down }).detail(json(signedCallback('room_login')));
    expectEnd(detail, 'answer');
    expect(said(detail, 'once')).toContain('The store failed');
    expect(detail.late).toEqual([expect.objectContaining({ code: 'store_unavailable' })]);
    expect(detail.late[0]!.cause).toContain('no connection');
    expect(detail.summary.remarks).toBeGreaterThan(0);
  });

  test('tell of a handler that is still running, and later how it ended', async () => {
    let fail: (error: Error) => void = () => undefined;
    const { zego, ledger, detail } = traced({ handlerTimeout: 5 });
    const failed = new Promise<void>((resolve) => void zego.onError(({ code }) => { if (code === 'handler_failed') resolve(); }));
    zego.onRoomLogin(function slow() { return new Promise<void>((_resolve, reject) => { fail = reject; }); });
    const early = await detail(json(signedCallback('room_login')));
    expect(said(early, 'handlers')).toContain('1 still running');
    expect(early.handlers).toEqual([{ name: 'slow' }]);
    fail(new Error('too late'));
    await failed;
    const late = await last(ledger);
    expect(late.handlers).toEqual([{ name: 'slow', ms: expect.any(Number) as number, error: 'Error: too late' }]);
    expect(late.late).toEqual([expect.objectContaining({ code: 'handler_failed' })]);
    expect(late.summary.remarks).toBe(1);
  });

  test('say where the error went with forwardErrors', async () => {
    const detail = await traced({ forwardErrors: true }).detail('x');
    expect(said(detail, 'answer')).toContain('next(err)');
  });
});

test('what is behind a failure is told, with every error and its causes', async () => {
  const { zego, detail } = traced();
  zego.onRoomLogin(function first() { throw new Error('first', { cause: new Error('the root of it') }); });
  zego.onAny(() => Promise.reject(new TypeError('second')));
  zego.onAny(() => { throw Object.create(null); });
  const { problem, handlers } = await detail(json(signedCallback('room_login')));
  expect(problem!.cause).toContain('Error: first');
  expect(problem!.cause).toContain('Caused by: Error: the root of it');
  expect(problem!.cause).toContain('TypeError: second');
  expect(handlers.map(({ name, error }) => [name, error])).toEqual([['first', 'Error: first'], ['', 'TypeError: second'], ['', '[object Object]']]);
});
