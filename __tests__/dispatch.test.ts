import fc from 'fast-check';
import { defineEvent, zegoCallbacks, ZegoCallbackError, type HandlerContext, type ZegoEvent, type ZegoUnknownEvent } from '../lib/index.js';
import { type AnyHandler, DeliveryContext, Registry, runHandlers } from '../lib/dispatch.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';

const noop: AnyHandler = () => undefined;

async function roomLogout(): Promise<ZegoEvent<'room_logout'>> {
  const seen: ZegoEvent<'room_logout'>[] = [];
  await zegoCallbacks({ secret: SECRET })
    .onRoomLogout((event) => void seen.push(event))
    .receive({ body: signedCallback('room_logout') });
  return seen[0]!;
}

/** An event as any handler may get it. */
async function unknownEvent(): Promise<ZegoUnknownEvent> {
  const seen: ZegoUnknownEvent[] = [];
  await zegoCallbacks({ secret: SECRET })
    .onUnknown((event) => void seen.push(event))
    .receive({ body: sign({ event: 'brand_new', appid: '1', what: 'ever' }, 'room_logout') });
  return seen[0]!;
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('expected a failure');
    },
    (reason: unknown) => reason,
  );
}

describe('the registry', () => {
  const [a, b, any, unknown] = [() => 'a', () => 'b', () => 'any', () => 'unknown'] as const;

  test('lists the handlers of an event in the order they were registered, those of any event behind them', () => {
    const registry = new Registry();
    registry.addAny(any);
    registry.add('room_logout', b);
    registry.add('room_logout', a);
    expect(registry.handlersFor('room_logout', true)).toEqual([b, a, any]);
    expect(registry.handlersFor('room_login', true)).toEqual([any]);
  });

  test('keeps handlers of unknown events apart', () => {
    const registry = new Registry();
    registry.add('room_logout', a);
    registry.addAny(any);
    registry.addUnknown(unknown);
    expect(registry.handlersFor('room_logout', false)).toEqual([unknown]);
  });

  test('takes away the given handler of the given event, and nothing else', () => {
    const registry = new Registry();
    registry.add('room_logout', a);
    registry.add('room_logout', b);
    registry.add('room_login', a);
    registry.remove('room_logout', a);
    registry.remove('room_logout', noop);
    registry.remove('never registered', a);
    expect([registry.of('room_logout'), registry.of('room_login'), registry.of('never registered')]).toEqual([[b], [a], []]);
  });

  test('hands out lists that stay as they are', () => {
    const registry = new Registry();
    registry.add('room_logout', a);
    const running = registry.handlersFor('room_logout', true);
    registry.add('room_logout', b);
    registry.remove('room_logout', a);
    expect(running).toEqual([a]);
  });
});

describe('handlers', () => {
  const context = new DeliveryContext(undefined);

  test('start in order without waiting for each other, and all are waited for', async () => {
    const event = await unknownEvent();
    const log: string[] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const running = runHandlers(
      [
        async () => {
          log.push('first starts');
          await gate;
          log.push('first ends');
          return 1;
        },
        () => void log.push('second'),
        async () => {
          log.push('third');
          release();
          return 3;
        },
      ],
      event,
      context,
    );
    expect(log).toEqual(['first starts', 'second', 'third']);
    expect(await running).toEqual([1, undefined, 3]);
    expect(log).toEqual(['first starts', 'second', 'third', 'first ends']);
  });

  test('of which none is registered are done at once', async () => {
    expect(await runHandlers([], await unknownEvent(), context)).toEqual([]);
  });

  test('all get the same event and context', async () => {
    const event = await unknownEvent();
    const seen: unknown[] = [];
    const handler: AnyHandler = (...args) => void seen.push(args);
    await runHandlers([handler, handler], event, context);
    expect(seen).toEqual([
      [event, context],
      [event, context],
    ]);
  });

  test('fail together: all run, every failure is in errors, the first is the cause, the hint names them', async () => {
    const [one, two] = [new Error('no database'), new Error('no queue')];
    const ran: string[] = [];
    const unknown = await unknownEvent();
    const error = await failureOf(
      (async () => runHandlers(
        [
          () => {
            ran.push('throws');
            throw one;
          },
          () => void ran.push('succeeds'),
          async () => {
            ran.push('rejects');
            throw two;
          },
        ],
        unknown,
        context,
      ))(),
    );
    expect(ran).toEqual(['throws', 'succeeds', 'rejects']);
    expect(error).toBeInstanceOf(ZegoCallbackError);
    expect(error).toMatchObject({ code: 'handler_failed', status: 500, errors: [one, two], cause: one });
    expect(error).toMatchObject({ hint: '2 of 3 handlers of "brand_new" failed: "no database"; "no queue"' });
  });

  test('may throw whatever they like: it is a handler_failed with exactly what was thrown', async () => {
    const event = await unknownEvent();
    const behaviour = fc.record({ fails: fc.boolean(), later: fc.boolean(), value: fc.anything({ withNullPrototype: true, withBigInt: true }) });
    await fc.assert(
      fc.asyncProperty(fc.array(behaviour, { maxLength: 6 }), async (behaviours) => {
        let runs = 0;
        const handlers = behaviours.map(({ fails, later, value }): AnyHandler => () => {
          runs += 1;
          if (!fails) return later ? Promise.resolve(value) : value;
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- handlers do
          if (later) return Promise.reject(value);
          throw value;
        });
        const thrown = behaviours.filter(({ fails }) => fails).map(({ value }) => value);
        const result: unknown = await (async () => runHandlers(handlers, event, context))().catch((reason: unknown) => reason);
        expect(runs).toBe(behaviours.length);
        if (thrown.length === 0) {
          expect(result).toEqual(behaviours.map(({ value }) => value));
          return;
        }
        expect(result).toBeInstanceOf(ZegoCallbackError);
        const { code, errors } = result as ZegoCallbackError;
        expect(code).toBe('handler_failed');
        expect(errors).toHaveLength(thrown.length);
        for (const value of thrown) expect(errors.some((error) => Object.is(error, value))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the context', () => {
  test('has one signal, aborted when time is up', () => {
    const context = new DeliveryContext(undefined);
    const { signal } = context;
    expect(context.signal).toBe(signal);
    expect(signal.aborted).toBe(false);
    context.abort();
    expect([signal.aborted, context.signal.aborted]).toEqual([true, true]);
  });

  test('has an aborted signal for whoever looks only when time is up already', () => {
    const context = new DeliveryContext(undefined);
    context.abort();
    expect(context.signal.aborted).toBe(true);
  });
});

describe('zego.dispatch', () => {
  test('runs the handlers of the event and those of any event, each time: once-only is for callbacks', async () => {
    const event = await roomLogout();
    const seen: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET })
      .onRoomLogout((one, { req, signal }: HandlerContext) => void seen.push(['room_logout', one, req, signal.aborted]))
      .onRoomLogin(() => void seen.push('wrong handler'))
      .onUnknown(() => void seen.push('wrong handler'))
      .onAny((one) => void seen.push(['any', one]));
    await zego.dispatch(event);
    await zego.dispatch(event);
    const once = [
      ['room_logout', event, undefined, false],
      ['any', event],
    ];
    expect(seen).toEqual([...once, ...once]);
  });

  test('waits for the handlers', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let done = false;
    const dispatched = zegoCallbacks({ secret: SECRET })
      .onRoomLogout(() => gate)
      .dispatch(await roomLogout())
      .then(() => {
        done = true;
      });
    await new Promise(setImmediate);
    expect(done).toBe(false);
    release();
    await dispatched;
    expect(done).toBe(true);
  });

  test('gives an unknown event to onUnknown alone', async () => {
    const event = await unknownEvent();
    const seen: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET })
      .onUnknown((one) => void seen.push(one))
      .onAny(() => void seen.push('wrong handler'));
    await zego.dispatch(event);
    expect(seen).toEqual([event]);
  });

  test('gives a custom event to its handlers', async () => {
    const gift = defineEvent<'gift_sent', { readonly gift_id: string }>({ name: 'gift_sent', discriminator: { field: 'event', value: 'gift' }, schema: { type: 'object' } });
    const seen: string[] = [];
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    zego.on('gift_sent', (event) => void seen.push(event.payload.gift_id));
    await zego.dispatch({ ...(await roomLogout()), name: 'gift_sent', product: 'custom', payload: { gift_id: 'rose' } });
    expect(seen).toEqual(['rose']);
  });

  test('rejects with every failure, after all handlers have run', async () => {
    const [one, two] = [new Error('no database'), new Error('no queue')];
    let last = false;
    const zego = zegoCallbacks({ secret: SECRET })
      .onRoomLogout(() => Promise.reject(one))
      .onRoomLogout(() => {
        throw two;
      })
      .onRoomLogout(() => void (last = true));
    const error = await failureOf(zego.dispatch(await roomLogout()));
    expect(error).toBeInstanceOf(ZegoCallbackError);
    const { code, status, message, errors } = error as ZegoCallbackError;
    expect([code, status, message, last]).toEqual(['handler_failed', 500, 'A handler failed; the callback should be sent again.', true]);
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(expect.arrayContaining([one, two]));
  });

  test('refuses an event that it does not know, with the nearest name', async () => {
    const event = { ...(await roomLogout()), name: 'room_logot' };
    const zego = zegoCallbacks({ secret: SECRET });
    // @ts-expect-error -- no such event
    const error = await failureOf(zego.dispatch(event));
    expect(error).toEqual(new TypeError('There is no event named "room_logot". Did you mean "room_logout"?'));
  });
});
