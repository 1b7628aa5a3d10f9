import express from 'express';
import { setImmediate as turn } from 'node:timers/promises';
import { type Decision, type DeliveryReport, MemoryStore, zegoCallbacks, type ZegoCallbackError, type ZegoCallbacksOptions } from '../lib/index.js';
import { SECRET, signedCallback } from './kit/callbacks.js';
import { listen } from './kit/server.js';

/** One message that a client is about to send; each has a request id of its own. */
let requests = 0;
function message(): Parameters<ReturnType<typeof zegoCallbacks>['receive']>[0] {
  requests += 1;
  return { body: signedCallback('before_send_msg', { request_id: String(requests).padStart(16, '3') }) };
}

function setUp(options: Partial<ZegoCallbacksOptions> = {}) {
  const errors: ZegoCallbackError[] = [];
  const zego = zegoCallbacks({ secret: SECRET, ...options }).onError((error) => void errors.push(error));
  return { zego, errors };
}

const NEUTRAL = '{"result":0}';

test.each<Decision>([
  { result: 0 },
  { result: 1 },
  { result: 2 },
  { result: 3 },
  { result: 3, reason: 'no swearing' },
  { result: 1, new_payload: '{"checked":true}', new_msg_body: '礼物 🎁 "quoted"' },
  { reason: '', result: 3 },
])('the decision %j is the answer, over HTTP and without', async (decision) => {
  const { zego, errors } = setUp();
  zego.onBeforeSendMsg(() => decision);
  const answer = await zego.receive(message());
  expect([answer.status, answer.outcome, JSON.parse(answer.body)]).toEqual([200, 'delivered', decision]);

  const server = await listen(express().use('/zego', zego));
  const { status, headers, text } = await server.post('/zego', JSON.stringify(message().body), { 'content-type': 'application/json' });
  await server.close();
  expect([status, JSON.parse(text)]).toEqual([200, decision]);
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(text)) });
  expect(errors).toEqual([]);
});

test('a decision may be made later, and members that are undefined are left out', async () => {
  const { zego } = setUp();
  zego.onBeforeSendMsg(async () => {
    await turn();
    return { result: 1, reason: undefined };
  });
  expect((await zego.receive(message())).body).toBe('{"result":1}');
});

test.each<readonly [unknown, string]>([
  [undefined, 'it returned undefined; expected an object such as { result: 1 }'],
  [null, 'it returned null; expected an object such as { result: 1 }'],
  [true, 'it returned boolean; expected an object such as { result: 1 }'],
  [1, 'it returned number; expected an object such as { result: 1 }'],
  ['{"result":1}', 'it returned string; expected an object such as { result: 1 }'],
  [[{ result: 1 }], 'it returned list; expected an object such as { result: 1 }'],
  [() => ({ result: 1 }), 'it returned function; expected an object such as { result: 1 }'],
  [{}, '"result" must be 0 (neutral), 1 (send), 2 (send silently) or 3 (do not send); it is "undefined"'],
  [{ result: '1' }, '"result" must be 0 (neutral), 1 (send), 2 (send silently) or 3 (do not send); it is "1"'],
  [{ result: 4 }, '"result" must be 0 (neutral), 1 (send), 2 (send silently) or 3 (do not send); it is "4"'],
  [{ result: -1 }, '"result" must be 0 (neutral), 1 (send), 2 (send silently) or 3 (do not send); it is "-1"'],
  [{ result: 1.5 }, '"result" must be 0 (neutral), 1 (send), 2 (send silently) or 3 (do not send); it is "1.5"'],
  [{ result: NaN }, '"result" must be 0 (neutral), 1 (send), 2 (send silently) or 3 (do not send); it is "NaN"'],
  [{ result: 3, reason: 42 }, '"reason" must be a string; it is a number'],
  [{ result: 1, new_payload: { a: 1 } }, '"new_payload" must be a string; it is a object'],
  [{ result: 1, new_msg_body: null }, '"new_msg_body" must be a string; it is a null'],
  [{ result: 1, newPayload: 'x' }, 'it has an unknown member "newPayload"; known are result, reason, new_payload, new_msg_body'],
])('%j is no decision: 500 with a hint, and the retry asks again', async (value, why) => {
  const { zego, errors } = setUp();
  let asked = 0;
  // @ts-expect-error -- what JavaScript lets through
  zego.onBeforeSendMsg(() => {
    asked += 1;
    return value;
  });
  const callback = message();
  for (const attempt of [1, 2]) {
    const { status, outcome, body } = await zego.receive(callback);
    expect([status, outcome, JSON.parse(body), asked]).toEqual([500, 'failed', { error: { code: 'handler_failed', message: 'A handler failed; the callback should be sent again.' } }, attempt]);
    const error = errors[attempt - 1]!;
    expect(error.hint).toBe(`The handler of before_send_msg returned no decision: ${why}.`);
    expect(error.errors).toEqual([new TypeError(error.hint)]);
  }
});

describe('without a handler', () => {
  test('the answer is neutral, for a duplicate too', async () => {
    const { zego } = setUp();
    const callback = message();
    expect(await zego.receive(callback)).toMatchObject({ status: 200, outcome: 'delivered', body: NEUTRAL });
    expect(await zego.receive(callback)).toMatchObject({ status: 200, outcome: 'duplicate', body: NEUTRAL });
  });

  test('onAny may watch, and what it returns does not count', async () => {
    const { zego } = setUp();
    const seen: string[] = [];
    // @ts-expect-error -- what JavaScript lets through
    zego.onAny((event): Decision => {
      seen.push(event.name);
      return { result: 3 };
    });
    expect((await zego.receive(message())).body).toBe(NEUTRAL);
    expect(seen).toEqual(['before_send_msg']);
  });
});

describe('with a handler', () => {
  test('onAny may watch beside it, whichever was registered first', async () => {
    const { zego } = setUp();
    const seen: string[] = [];
    zego
      .onAny(() => void seen.push('before'))
      .onBeforeSendMsg(() => ({ result: 2 }))
      .onAny(() => void seen.push('after'));
    expect((await zego.receive(message())).body).toBe('{"result":2}');
    expect(seen).toEqual(['before', 'after']);
  });

  test('an onAny that fails is a failed handler, as everywhere', async () => {
    const { zego, errors } = setUp();
    zego.onBeforeSendMsg(() => ({ result: 1 })).onAny(() => Promise.reject(new Error('no log')));
    expect((await zego.receive(message())).status).toBe(500);
    expect(errors.map(({ code, hint }) => [code, hint])).toEqual([['handler_failed', '1 of 2 handlers of "before_send_msg" failed: "no log"']]);
  });

  test('a second one is a TypeError, by either way of registering', () => {
    const { zego } = setUp();
    const handler = () => ({ result: 1 as const });
    zego.onBeforeSendMsg(handler);
    const refused = new TypeError('"before_send_msg" has a handler already; only one can decide. Take it away with off(), or watch with onAny().');
    expect(() => zego.onBeforeSendMsg(() => ({ result: 2 }))).toThrow(refused);
    expect(() => zego.on('before_send_msg', handler)).toThrow(refused);
  });

  test('another may take its place after off', async () => {
    const { zego } = setUp();
    const refusing = () => ({ result: 3 as const });
    zego.onBeforeSendMsg(refusing).off('before_send_msg', refusing);
    expect((await zego.receive(message())).body).toBe(NEUTRAL);
    zego.onBeforeSendMsg(() => ({ result: 1 }));
    expect((await zego.receive(message())).body).toBe('{"result":1}');
  });

  test('one that is taken away while it decides has still decided', async () => {
    const { zego } = setUp();
    const refusing = async (): Promise<Decision> => {
      zego.off('before_send_msg', refusing);
      return { result: 3 };
    };
    zego.onBeforeSendMsg(refusing);
    expect((await zego.receive(message())).body).toBe('{"result":3}');
  });

  test('one that is registered while others watch a message decides from the next message on', async () => {
    const { zego, errors } = setUp();
    let registered = false;
    zego.onAny(() => {
      if (!registered) zego.onBeforeSendMsg(() => ({ result: 3 }));
      registered = true;
    });
    const [first, second] = [await zego.receive(message()), await zego.receive(message())];
    expect([first.status, first.body, second.status, second.body, errors]).toEqual([200, NEUTRAL, 200, '{"result":3}', []]);
  });
});

describe('a duplicate', () => {
  test('gets the first decision again, without asking', async () => {
    const { zego } = setUp();
    let asked = 0;
    zego.onBeforeSendMsg(() => {
      asked += 1;
      return asked === 1 ? { result: 3, reason: 'first' } : { result: 1 };
    });
    const callback = message();
    const first = await zego.receive(callback);
    expect(await zego.receive(callback)).toMatchObject({ status: 200, outcome: 'duplicate', body: first.body });
    expect([first.body, asked]).toEqual(['{"result":3,"reason":"first"}', 1]);
  });

  test('of another process gets it from the shared store', async () => {
    const store = new MemoryStore();
    const [here, there] = [setUp({ store }), setUp({ store })];
    here.zego.onBeforeSendMsg(() => ({ result: 3 }));
    there.zego.onBeforeSendMsg(() => ({ result: 1 }));
    const callback = message();
    await here.zego.receive(callback);
    expect(await there.zego.receive(callback)).toMatchObject({ status: 200, outcome: 'duplicate', body: '{"result":3}' });
  });

  test('that comes while the decision is being made waits for it', async () => {
    const { zego } = setUp();
    let decide: (decision: Decision) => void = () => undefined;
    zego.onBeforeSendMsg(() => new Promise((resolve) => (decide = resolve)));
    const callback = message();
    const both = [zego.receive(callback), zego.receive(callback)];
    await turn();
    decide({ result: 2 });
    expect((await Promise.all(both)).map(({ outcome, body }) => [outcome, body])).toEqual([
      ['delivered', '{"result":2}'],
      ['duplicate', '{"result":2}'],
    ]);
  });
});

describe('the time for a decision', () => {
  test('is decisionTimeout, not handlerTimeout: then 503, signal aborts, and a decision made later is the retry\'s', async () => {
    const { zego, errors } = setUp({ decisionTimeout: 20, handlerTimeout: 10_000 });
    let decide: (decision: Decision) => void = () => undefined;
    let aborted = false;
    zego.onBeforeSendMsg((_event, { signal }) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise((resolve) => (decide = resolve));
    });
    const callback = message();
    const late = await zego.receive(callback);
    expect([late.status, late.headers['Retry-After'], JSON.parse(late.body), aborted]).toEqual([
      503,
      '5',
      { error: { code: 'handler_timeout', message: 'The callback was not handled in time; it should be sent again.' } },
      true,
    ]);
    expect(errors.map(({ hint }) => hint)).toEqual(['The handlers did not finish within 20 ms. If they finish later, the event counts as handled.']);
    decide({ result: 3, reason: 'thought about it' });
    await turn();
    expect(await zego.receive(callback)).toMatchObject({ status: 200, outcome: 'duplicate', body: '{"result":3,"reason":"thought about it"}' });
  });

  test('is not the time for other events', async () => {
    const { zego } = setUp({ decisionTimeout: 1 });
    zego.onRoomLogout(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect((await zego.receive({ body: signedCallback('room_logout') })).status).toBe(200);
  });

  test('is kept even when the store hangs: ZEGO waits 2.5 s for a decision that was made at once', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const hang = () => new Promise<never>(() => undefined);
      const { zego, errors } = setUp({ store: { claim: hang, complete: hang, release: hang, bind: hang } });
      zego.onBeforeSendMsg(() => ({ result: 3 }));
      const startedAt = Date.now();
      const pending = zego.receive(message()).then((answer) => ({ answer, after: Date.now() - startedAt }));
      for (let ms = 0; ms < 6_000; ms += 100) await jest.advanceTimersByTimeAsync(100);
      const { answer, after } = await pending;
      expect([answer.status, answer.body]).toEqual([200, '{"result":3}']);
      expect(after).toBeLessThanOrEqual(2_500);
      expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['store_unavailable']));
    } finally {
      jest.useRealTimers();
    }
  });
});

test('the report names the event and the outcome, with the decision in the answer alone', async () => {
  const reports: DeliveryReport[] = [];
  const { zego } = setUp();
  zego.onBeforeSendMsg(() => ({ result: 1 })).onDelivery((report) => void reports.push(report));
  const callback = message();
  await zego.receive(callback);
  await zego.receive(callback);
  expect(reports.map(({ outcome, status, event }) => [outcome, status, event?.name])).toEqual([
    ['delivered', 200, 'before_send_msg'],
    ['duplicate', 200, 'before_send_msg'],
  ]);
});
