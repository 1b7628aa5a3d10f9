import { spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import path from 'node:path';
import fc from 'fast-check';
import { type DeliveryReport, type DeliveryStore, MemoryStore, type ZegoCallbackError, type ZegoCallbacks, zegoCallbacks, type ZegoCallbacksOptions } from '../lib/index.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';

interface Warning {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
}

let warnings: Warning[] = [];
beforeEach(() => {
  warnings = [];
  // What is handed to the process is what it prints; the last test below lets a real process print it.
  jest.spyOn(process, 'emitWarning').mockImplementation(((message: string, options: { type: string; code: string; detail?: string }) => {
    expect(options.type).toBe('ZegoCallbacksWarning');
    warnings.push({ message, ...options });
  }) as typeof process.emitWarning);
});
afterEach(() => void jest.restoreAllMocks());

const failing = (options: Partial<ZegoCallbacksOptions> = {}): ZegoCallbacks => {
  const zego = zegoCallbacks({ secret: SECRET, ...options });
  return zego.onRoomLogout(() => Promise.reject(new Error('no database')));
};
const logout = () => ({ body: signedCallback('room_logout') });
const unknown = () => ({ body: sign({ event: 'brand_new', appid: '1', user: 'u' }, 'room_logout') });
const forged = () => ({ body: signedCallback('room_logout', {}, { secret: 'another' }) });

/** What is published while the work is done. */
async function onChannel(work: () => Promise<unknown>): Promise<DeliveryReport[]> {
  const reports: DeliveryReport[] = [];
  const listener = (report: unknown): void => void reports.push(report as DeliveryReport);
  subscribe('express-zego-callbacks', listener);
  try {
    await work();
  } finally {
    unsubscribe('express-zego-callbacks', listener);
  }
  return reports;
}

describe('onError and onDelivery', () => {
  test('are told of what concerns them, with one and the same report', async () => {
    const errors: (readonly [ZegoCallbackError, DeliveryReport])[] = [];
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET })
      .onRoomLogin(() => Promise.reject(new Error('no database')))
      .onError((...args) => void errors.push(args))
      .onDelivery((report) => void reports.push(report));
    await zego.receive(logout());
    await zego.receive(forged());
    await zego.receive({ body: signedCallback('room_login') });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['delivered', 'refused', 'failed']);
    expect(errors.map(([{ code }]) => code)).toEqual(['bad_signature', 'handler_failed']);
    expect(reports.map(({ eventName, handlersMs }) => [eventName, typeof handlersMs])).toEqual([
      ['room_logout', 'undefined'],
      ['room_logout', 'undefined'],
      ['room_login', 'number'],
    ]);
    for (const [index, [error, report]] of errors.entries()) {
      expect(report).toBe(reports[index + 1]);
      expect(report.error).toBe(error);
    }
    expect(warnings).toEqual([]);
  });

  test('may be registered several times; all are told, in order', async () => {
    const seen: string[] = [];
    await zegoCallbacks({ secret: SECRET })
      .onDelivery(() => void seen.push('delivery 1'))
      .onError(() => void seen.push('error 1'))
      .onDelivery(() => void seen.push('delivery 2'))
      .onError(() => void seen.push('error 2'))
      .receive(forged());
    expect(seen).toEqual(['delivery 1', 'delivery 2', 'error 1', 'error 2']);
  });

  test('are not waited for', async () => {
    const zego = zegoCallbacks({ secret: SECRET }).onDelivery(() => new Promise(() => undefined));
    expect((await zego.receive(logout())).status).toBe(200);
    await zego.idle();
  });

  test('are told of a failure of the store too, once the delivery has its report', async () => {
    const store: DeliveryStore = Object.assign(new MemoryStore(), {
      complete: () => Promise.reject(new Error('connection refused')),
    });
    const seen: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET, store })
      .onError(({ code, cause }, { outcome, error }) => void seen.push([code, cause, outcome, error]))
      .onDelivery(({ outcome }) => void seen.push(outcome));
    expect((await zego.receive(logout())).status).toBe(200);
    expect(seen).toEqual(['delivered', ['store_unavailable', new Error('connection refused'), 'delivered', undefined]]);
  });

  test('are told of a handler that fails after its time, with the report of that delivery', async () => {
    let fail: (error: Error) => void = () => undefined;
    const seen: (readonly [string, DeliveryReport])[] = [];
    const zego = zegoCallbacks({ secret: SECRET, handlerTimeout: 10 })
      .onRoomLogout(() => new Promise((_resolve, reject) => (fail = reject)))
      .onError(({ code, errors }, report) => void seen.push([`${code} ${errors.map(String).join()}`, report]));
    await zego.receive(logout());
    fail(new Error('too late'));
    await new Promise(setImmediate);
    expect(seen.map(([what]) => what)).toEqual(['handler_timeout ', 'handler_failed Error: too late']);
    expect(seen[1]![1]).toBe(seen[0]![1]);
  });
});

describe('an observer that fails', () => {
  const ways: readonly (readonly [string, (error: unknown) => unknown])[] = [
    [
      'throws',
      (error) => {
        throw error;
      },
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- observers do
    ['rejects', (error) => Promise.reject(error)],
    ['rejects with a promise of another kind', (error) => ({ then: (_resolve: unknown, reject: (reason: unknown) => void) => void setImmediate(reject, error) })],
  ];

  test.each(ways)('because it %s disturbs neither the delivery nor the others, and becomes a process warning', async (_how, fail) => {
    const seen: string[] = [];
    const zego = zegoCallbacks({ secret: SECRET });
    // @ts-expect-error -- what JavaScript lets through
    zego.onDelivery(() => fail(new Error('no metrics')));
    zego.onDelivery(({ outcome }) => void seen.push(outcome));
    // @ts-expect-error -- what JavaScript lets through
    zego.onError(() => fail(new Error('no log')));
    zego.onError(({ code }) => void seen.push(code));
    expect((await zego.receive(logout())).status).toBe(200);
    expect((await zego.receive(forged())).status).toBe(401);
    expect(seen).toEqual(['delivered', 'refused', 'bad_signature']);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const failed = 'A handler registered with onError or onDelivery failed: Error:';
    expect(warnings.map(({ code, message }) => `${code} ${message.split('\n')[0] ?? ''}`)).toEqual([
      `ZEGO_OBSERVER_FAILED ${failed} no metrics`,
      `ZEGO_OBSERVER_FAILED ${failed} no metrics`,
      `ZEGO_OBSERVER_FAILED ${failed} no log`,
    ]);
  });

  test('may throw or reject with anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true }), fc.boolean(), async (thrown, later) => {
        warnings = [];
        const zego = zegoCallbacks({ secret: SECRET }).onDelivery(() => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the point of the test
          if (later) return Promise.reject(thrown);
          throw thrown;
        });
        expect((await zego.receive(logout())).status).toBe(200);
        await new Promise(setImmediate);
        expect(warnings.map(({ code }) => code)).toEqual(['ZEGO_OBSERVER_FAILED']);
      }),
      { numRuns: 200 },
    );
  });
});

describe('with nobody listening', () => {
  test('a failure of ours is a process warning, once per code, with advice and the cause', async () => {
    const zego = failing({ handlerTimeout: 10 }).onRoomLogin(() => new Promise(() => undefined));
    for (let n = 0; n < 3; n += 1) {
      await zego.receive(logout());
      await zego.receive({ body: signedCallback('room_login') });
    }
    const again = 'Register zego.onError() to see every such error; this warning is given once per code.';
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['ZEGO_UNOBSERVED_ERROR', `A callback was answered 500 handler_failed: 1 of 1 handlers of "room_logout" failed: "no database" ${again}`],
      ['ZEGO_UNOBSERVED_ERROR', `A callback was answered 503 handler_timeout: The handlers did not finish within 10 ms. If they finish later, the event counts as handled. ${again}`],
    ]);
    expect(warnings[0]!.detail).toMatch(/^Error: no database\n\s+at /);
  });

  test('each receiver warns for itself', async () => {
    await failing().receive(logout());
    await failing().receive(logout());
    expect(warnings).toHaveLength(2);
  });

  test('a refusal that any stranger can cause is none', async () => {
    const zego = zegoCallbacks({ secret: SECRET, limit: 1_000 });
    const inputs = [{ body: '{}' }, { body: '' }, { body: 'x'.repeat(1_001) }];
    const statuses = [];
    for (const input of inputs) statuses.push((await zego.receive(input)).status);
    expect([statuses, warnings]).toEqual([[401, 400, 413], []]);
  });

  test('a refusal that loses callbacks, or means a wrong secret or clock, is one, once per code', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const inputs = [forged(), { body: signedCallback('room_logout', { reason: 'x' }) }, { body: signedCallback('room_logout', {}, { at: Date.now() - 3_600_000 }) }];
    const codes = [];
    for (const input of [...inputs, ...inputs]) codes.push((JSON.parse((await zego.receive(input)).body) as { error: { code: string } }).error.code);
    expect(warnings.map(({ code, message }) => [code, / (\w+): /.exec(message)?.[1]])).toEqual(codes.slice(0, inputs.length).map((code) => ['ZEGO_UNOBSERVED_ERROR', code]));
    expect(codes.slice(0, inputs.length)).toEqual(['bad_signature', 'invalid_payload', 'stale']);
  });

  test.each(['onError', 'onDelivery'] as const)('is not the case with %s', async (member) => {
    const zego = failing();
    let told = 0;
    zego[member](() => void (told += 1));
    await zego.receive(logout());
    expect([told, warnings]).toEqual([1, []]);
  });

  test('is not the case while somebody is on the channel, and is again afterwards', async () => {
    const zego = failing();
    const reports = await onChannel(() => zego.receive(logout()));
    expect([reports.map(({ code }) => code), warnings]).toEqual([['handler_failed'], []]);
    await zego.receive(logout());
    expect(warnings.map(({ code }) => code)).toEqual(['ZEGO_UNOBSERVED_ERROR']);
  });

  test('is the case for a failure of the store that no report tells, even with onDelivery and the channel', async () => {
    const store: DeliveryStore = Object.assign(new MemoryStore(), { claim: () => Promise.reject(new Error('connection refused')) });
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET, store }).onDelivery((report) => void reports.push(report));
    const published = await onChannel(async () => {
      await zego.receive(logout());
      await zego.receive(logout());
    });
    expect(published).toEqual(reports);
    expect(reports.map(({ status, error }) => [status, error])).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    expect(warnings.map(({ code, detail }) => [code, detail?.split('\n')[0]])).toEqual([['ZEGO_UNOBSERVED_ERROR', 'Error: connection refused']]);
  });
});

describe('a callback that no schema describes', () => {
  test('is a process warning once, where nobody sees it', async () => {
    const zego = zegoCallbacks({ secret: SECRET }).onAny(() => undefined);
    expect((await zego.receive(unknown())).body).toBe('{"outcome":"unknown"}');
    expect((await zego.receive(unknown())).body).toBe('{"outcome":"unknown"}');
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      [
        'ZEGO_UNKNOWN_CALLBACK',
        'A callback that no schema describes ("brand_new") was answered 200 and nobody saw it. Register zego.onUnknown() to get such callbacks; this warning is given once.',
      ],
    ]);
  });

  test.each(['onUnknown', 'onDelivery'] as const)('is none with %s', async (member) => {
    const zego = zegoCallbacks({ secret: SECRET });
    let told = 0;
    zego[member](() => void (told += 1));
    await zego.receive(unknown());
    expect([told, warnings]).toEqual([1, []]);
  });

  test('is none while somebody is on the channel, and is one afterwards', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const reports = await onChannel(() => zego.receive(unknown()));
    expect([reports.map(({ outcome }) => outcome), warnings]).toEqual([['unknown'], []]);
    await zego.receive(unknown());
    expect(warnings.map(({ code }) => code)).toEqual(['ZEGO_UNKNOWN_CALLBACK']);
  });

  test('that is forged is none', async () => {
    await zegoCallbacks({ secret: SECRET }).receive({ body: sign({ event: 'brand_new' }, 'room_logout', { secret: 'another' }) });
    expect(warnings.map(({ code }) => code)).not.toContain('ZEGO_UNKNOWN_CALLBACK');
  });
});

test('a real process prints the warnings with their codes, and lives on', () => {
  const program = `
    const { schemas, signCallback, zegoCallbacks } = require('./lib/index.ts');
    const secret = ${JSON.stringify(SECRET)};
    const timestamp = String(Math.floor(Date.now() / 1000));
    const callback = (nonce) => ({ body: { ...schemas.room_logout.examples[0], timestamp, nonce, signature: signCallback({ timestamp, nonce }, secret) } });
    const watched = zegoCallbacks({ secret }).onDelivery(async () => { throw new Error('no metrics'); });
    const alone = zegoCallbacks({ secret }).onRoomLogout(() => { throw new Error('no database'); });
    void watched.receive(callback('123456')).then(() => alone.receive(callback('123457'))).then(({ status }) => setImmediate(() => console.log('alive', status)));
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', program], { cwd: path.join(__dirname, '..'), encoding: 'utf8', timeout: 15_000 });
  expect([status, stdout]).toEqual([0, 'alive 500\n']);
  expect(stderr).toMatch(/\[ZEGO_OBSERVER_FAILED\] ZegoCallbacksWarning: A handler registered with onError or onDelivery failed: Error: no metrics/);
  expect(stderr).toMatch(/\[ZEGO_UNOBSERVED_ERROR\] ZegoCallbacksWarning: A callback was answered 500 handler_failed: [^\n]+\nError: no database/);
  expect(stderr).not.toContain(SECRET);
});
