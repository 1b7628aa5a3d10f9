import { connect } from 'node:net';
import { once as occurrence } from 'node:events';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import express, { type ErrorRequestHandler } from 'express';
import fc from 'fast-check';
import { type CallbackInput, type DeliveryReport, type DeliveryStore, type JsonObject, MemoryStore, signCallback, zegoCallbacks, ZegoCallbackError } from '../lib/index.js';
import { errorStatuses } from '../lib/errors.js';
import { SECRET, signedCallback } from './kit/callbacks.js';
import { expressVersions } from './kit/express.js';
import { listen, type RunningServer } from './kit/server.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const code = (body: string): unknown => (JSON.parse(body) as { error?: { code?: unknown } }).error?.code;

/** A promise that is settled from outside. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

async function withServer<T>(app: express.Express, use: (server: RunningServer) => Promise<T>): Promise<T> {
  const server = await listen(app);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

describe('the order of work', () => {
  const NOW = 1_760_000_000_000;
  const LONG_AGO = NOW - 301_000;
  const invalid = { reason: 'not a number' };
  const digits = '6085791336856668982';

  function setUp() {
    const calls: string[] = [];
    const told = <T>(what: string, value: T): T => {
      calls.push(what);
      return value;
    };
    const memory = new MemoryStore({ clock: () => NOW });
    const store: DeliveryStore = {
      bind: (...args) => told('bind', memory.bind(...args)),
      claim: (...args) => told('claim', memory.claim(...args)),
      complete: (...args) => {
        calls.push('complete');
        memory.complete(...args);
      },
      release: (...args) => {
        calls.push('release');
        memory.release(...args);
      },
    };
    const zego = zegoCallbacks({ secret: () => told('secret', SECRET), store, clock: () => NOW })
      .onAny(() => void calls.push('handler'))
      .onUnknown(() => void calls.push('handler'));
    return { zego, calls };
  }

  const forged = (body: JsonObject): JsonObject => ({ ...body, signature: '0'.repeat(40) });
  const stale = (overrides: JsonObject = {}): JsonObject => signedCallback('room_logout', overrides, { at: LONG_AGO });
  const fresh = (overrides: JsonObject = {}): JsonObject => signedCallback('room_logout', overrides, { at: NOW });

  test.each<readonly [string, () => CallbackInput, string, readonly string[]]>([
    ['undecodable, forged, stale and invalid', () => ({ body: JSON.stringify(forged(stale(invalid))).slice(0, -1) }), 'malformed_body', []],
    ['ambiguous, forged, stale and invalid', () => ({ body: { ...forged(stale(invalid)), Nonce: '1' } }), 'malformed_body', []],
    ['unsigned, stale and invalid', () => ({ body: { ...stale(invalid), signature: '' } }), 'missing_signature', []],
    ['forged, stale and invalid', () => ({ body: forged(stale(invalid)) }), 'bad_signature', ['secret']],
    ['forged, stale, invalid and rounded', () => ({ body: forged(stale({ ...invalid, room_seq: Number(digits) })) }), 'bad_signature', ['secret']],
    ['stale and invalid', () => ({ body: stale(invalid) }), 'stale', ['secret']],
    ['stale and rounded', () => ({ body: stale({ room_seq: Number(digits) }) }), 'stale', ['secret']],
    ['invalid and rounded', () => ({ body: fresh({ ...invalid, room_seq: Number(digits) }) }), 'unsafe_integer', ['secret']],
    ['invalid', () => ({ body: fresh(invalid) }), 'invalid_payload', ['secret']],
  ])('a body that is %s is refused for the first of these', async (_what, input, expected, passed) => {
    const { zego, calls } = setUp();
    const { body, outcome } = await zego.receive(input());
    expect([code(body), calls]).toEqual([expected, passed]);
    expect(outcome).toBe(expected === 'unsafe_integer' ? 'failed' : 'refused');
  });

  test('what passes is bound, claimed, handled and only then completed', async () => {
    const { zego, calls } = setUp();
    expect((await zego.receive({ body: fresh() })).status).toBe(200);
    expect(calls).toEqual(['secret', 'bind', 'claim', 'handler', 'complete']);
  });

  test('a signature that has been used is refused before its new event is claimed', async () => {
    const { zego, calls } = setUp();
    const body = fresh();
    await zego.receive({ body });
    calls.length = 0;
    const { status, body: text } = await zego.receive({ body: { ...body, room_id: 'another' } });
    expect([status, code(text), calls]).toEqual([403, 'replayed', ['secret', 'bind']]);
  });
});

describe.each(expressVersions)('in Express $version', ({ express: used }) => {
  test('nothing is answered before every handler has resolved', async () => {
    const gates = [gate(), gate()];
    const started = gate();
    const zego = zegoCallbacks({ secret: SECRET })
      .onRoomLogout(() => gates[0]!.opened)
      .onAny(async () => {
        started.open();
        await gates[1]!.opened;
      });
    await withServer(used().use('/zego', zego), async ({ port }) => {
      const body = JSON.stringify(signedCallback('room_logout'));
      const socket = connect(port, '127.0.0.1');
      let answered = '';
      socket.on('data', (chunk: Buffer) => (answered += chunk.toString('latin1')));
      socket.write(`POST /zego HTTP/1.1\r\nHost: here\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
      await started.opened;
      for (const { open } of gates) {
        await sleep(30);
        expect(answered).toBe('');
        open();
      }
      await occurrence(socket, 'close');
      expect(answered).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\{"outcome":"delivered"\}$/);
    });
  });

  test('a handler that fails keeps no other from running; 500, and the retry runs all of them again', async () => {
    const failures = [new Error('no database'), new Error('no queue')];
    const ran: string[] = [];
    const errors: ZegoCallbackError[] = [];
    let broken = true;
    const zego = zegoCallbacks({ secret: SECRET })
      .onRoomLogout(() => {
        ran.push('throws');
        if (broken) throw failures[0]!;
      })
      .onRoomLogout(() => void ran.push('succeeds'))
      .onRoomLogout(async () => {
        ran.push('rejects');
        await turn();
        if (broken) throw failures[1]!;
      })
      .onAny(() => void ran.push('any'))
      .onError((error) => void errors.push(error));
    const all = ['throws', 'succeeds', 'rejects', 'any'];
    await withServer(used().use('/zego', zego), async (server) => {
      const body = JSON.stringify(signedCallback('room_logout'));
      const failed = await server.post('/zego', body, JSON_TYPE);
      expect([failed.status, failed.text, ran]).toEqual([500, '{"error":{"code":"handler_failed","message":"A handler failed; the callback should be sent again."}}', all]);
      expect(errors.map(({ errors: behind }) => behind)).toEqual([failures]);
      broken = false;
      const retry = await server.post('/zego', body, JSON_TYPE);
      expect([retry.status, retry.text, ran]).toEqual([200, '{"outcome":"delivered"}', [...all, ...all]]);
      const repeat = await server.post('/zego', body, JSON_TYPE);
      expect([repeat.status, repeat.text, ran.length]).toEqual([200, '{"outcome":"duplicate"}', 2 * all.length]);
    });
  });

  test('after handlerTimeout: 503 with Retry-After, signal aborts, and a handler that ends later counts', async () => {
    const { opened, open } = gate();
    let runs = 0;
    const aborted = gate();
    const zego = zegoCallbacks({ secret: SECRET, handlerTimeout: 20 }).onRoomLogout(async (_event, { signal }) => {
      runs += 1;
      signal.addEventListener('abort', aborted.open);
      await opened;
    });
    await withServer(used().use('/zego', zego), async (server) => {
      const body = JSON.stringify(signedCallback('room_logout'));
      const late = await server.post('/zego', body, JSON_TYPE);
      expect([late.status, late.headers['retry-after'], late.text]).toEqual([503, '5', '{"error":{"code":"handler_timeout","message":"The callback was not handled in time; it should be sent again."}}']);
      await aborted.opened;
      open();
      await turn();
      const retry = await server.post('/zego', body, JSON_TYPE);
      expect([retry.status, retry.text, runs]).toEqual([200, '{"outcome":"duplicate"}', 1]);
    });
  });

  test('with forwardErrors a refusal goes to next(err), which ends in the same status and headers', async () => {
    const seen: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET, forwardErrors: true, handlerTimeout: 20 }).onRoomLogout(() => new Promise(() => undefined));
    const remember: ErrorRequestHandler = (error, _req, _res, next) => {
      seen.push(error);
      next(error);
    };
    await withServer(used().use('/zego', zego).use(remember), async (server) => {
      const forged = await server.post('/zego', JSON.stringify(signedCallback('room_logout', {}, { secret: 'another' })));
      const late = await server.post('/zego', JSON.stringify(signedCallback('room_logout')));
      expect([forged.status, late.status, late.headers['retry-after']]).toEqual([401, 503, '5']);
    });
    expect(seen.map((error) => (error instanceof ZegoCallbackError ? error.code : error))).toEqual(['bad_signature', 'handler_timeout']);
    await zego.idle();
  });

  test('with forwardErrors a success is answered all the same', async () => {
    const zego = zegoCallbacks({ secret: SECRET, forwardErrors: true });
    await withServer(used().use('/zego', zego), async (server) => {
      expect(await server.post('/zego', JSON.stringify(signedCallback('room_logout')))).toMatchObject({ status: 200, text: '{"outcome":"delivered"}' });
    });
  });
});

describe('a signature', () => {
  const seconds = String(Math.floor(Date.now() / 1000));
  const signedWith = (timestamp: string, nonce: string, overrides: JsonObject = {}): CallbackInput => ({
    body: { ...signedCallback('room_logout', overrides), timestamp, nonce, signature: signCallback({ timestamp, nonce }, SECRET) },
  });
  const LONG_NONCE = '745039551262';

  async function second(signatureBinding: 'auto' | 'always' | 'off', first: CallbackInput, then: CallbackInput): Promise<string> {
    const zego = zegoCallbacks({ secret: SECRET, signatureBinding }).onError(() => undefined);
    expect((await zego.receive(first)).status).toBe(200);
    const { status, outcome, body } = await zego.receive(then);
    return `${status} ${status === 200 ? outcome : String(code(body))}`;
  }

  test.each([
    ['auto', 'another event', '745039551262', '403 replayed'],
    ['auto', 'another event', '74503955126', '200 delivered'],
    ['auto', 'another event', '350176', '200 delivered'],
    ['always', 'another event', '745039551262', '403 replayed'],
    ['always', 'another event', '350176', '403 replayed'],
    ['off', 'another event', '7450395512627324902', '200 delivered'],
    ['auto', 'its own event', '745039551262', '200 duplicate'],
    ['always', 'its own event', '350176', '200 duplicate'],
    ['off', 'its own event', '350176', '200 duplicate'],
  ] as const)('under "%s" that comes again with %s and the nonce %s: %s', async (binding, event, nonce, expected) => {
    const overrides = event === 'another event' ? { room_id: 'another' } : {};
    expect(await second(binding, signedWith(seconds, nonce), signedWith(seconds, nonce, overrides))).toBe(expected);
  });

  test('is the same in capital letters', async () => {
    const again = signedWith(seconds, LONG_NONCE, { room_id: 'another' });
    const body = again.body as Record<string, string>;
    expect(await second('auto', signedWith(seconds, LONG_NONCE), { body: { ...body, signature: body['signature']!.toUpperCase() } })).toBe('403 replayed');
  });

  // Three digits, moved over to the timestamp, make milliseconds of the same second.
  const resplit = (nonce: string) => [seconds + nonce.slice(0, 3), nonce.slice(3)] as const;

  test.each(['745839551262', '7458395512627', '74583955126273', '745839551262732', '7458395512627324902'])(
    'that is bound with the nonce %s cannot be used again by splitting the digits elsewhere',
    async (nonce) => {
      const [timestamp, rest] = resplit(nonce);
      expect(signCallback({ timestamp, nonce: rest }, SECRET)).toBe(signCallback({ timestamp: seconds, nonce }, SECRET));
      expect(await second('auto', signedWith(seconds, nonce), signedWith(timestamp, rest, { room_id: 'forged' }))).toBe('403 replayed');
    },
  );

  test('that is bound in milliseconds cannot be used again in seconds', async () => {
    const nonce = '7458395512627324902';
    expect(await second('auto', signedWith(...resplit(nonce)), signedWith(seconds, nonce, { room_id: 'forged' }))).toBe('403 replayed');
  });

  test('that was refused with a body that fails its schema is free for the right one', async () => {
    const zego = zegoCallbacks({ secret: SECRET }).onError(() => undefined);
    expect((await zego.receive(signedWith(seconds, LONG_NONCE, { reason: 'x' }))).status).toBe(422);
    expect((await zego.receive(signedWith(seconds, LONG_NONCE))).status).toBe(200);
  });

  test('stays bound when the handlers fail: the retry of the event passes, another event does not', async () => {
    let broken = true;
    const zego = zegoCallbacks({ secret: SECRET })
      .onError(() => undefined)
      .onRoomLogout(() => {
        if (broken) throw new Error('once');
      });
    expect((await zego.receive(signedWith(seconds, LONG_NONCE))).status).toBe(500);
    broken = false;
    expect((await zego.receive(signedWith(seconds, LONG_NONCE, { room_id: 'another' }))).status).toBe(403);
    expect(await zego.receive(signedWith(seconds, LONG_NONCE))).toMatchObject({ status: 200, outcome: 'delivered' });
  });
});

describe('a store of your own', () => {
  /** As one on the network: every method answers later, and is told nothing but its arguments. */
  class RemoteStore implements DeliveryStore {
    readonly calls: (readonly unknown[])[] = [];
    readonly #memory = new MemoryStore();

    async claim(...args: Parameters<DeliveryStore['claim']>) {
      this.calls.push(['claim', ...args]);
      await turn();
      return this.#memory.claim(...args);
    }
    async complete(...args: Parameters<DeliveryStore['complete']>) {
      this.calls.push(['complete', ...args]);
      await turn();
      this.#memory.complete(...args);
    }
    async release(...args: Parameters<DeliveryStore['release']>) {
      this.calls.push(['release', ...args]);
      await turn();
      this.#memory.release(...args);
    }
    async bind(...args: Parameters<DeliveryStore['bind']>) {
      this.calls.push(['bind', ...args]);
      await turn();
      return this.#memory.bind(...args);
    }
  }

  test('is asked with ids, owners, leases of 1.5 times the time-out, and the time to remember', async () => {
    const store = new RemoteStore();
    let event: { id: string } = { id: '' };
    const zego = zegoCallbacks({ secret: SECRET, store, handlerTimeout: 4_000, decisionTimeout: 1_000, tolerance: 400 })
      .onAny((one) => void (event = one))
      .onBeforeSendMsg(() => ({ result: 3 }));
    const body = signedCallback('room_logout');
    expect(await zego.receive({ body })).toMatchObject({ status: 200, outcome: 'delivered' });
    const owner: unknown = store.calls[1]?.[2];
    expect(store.calls).toEqual([
      ['bind', body['signature'], event.id, 801_000],
      ['claim', event.id, owner, 6_000],
      ['complete', event.id, 801_000, undefined],
    ]);
    expect(await zego.receive({ body })).toMatchObject({ status: 200, outcome: 'duplicate' });
    expect(store.calls.slice(3).map(([method]) => method)).toEqual(['bind', 'claim']);
    expect(store.calls[4]?.[2]).not.toBe(owner);

    store.calls.length = 0;
    await zego.receive({ body: signedCallback('before_send_msg') });
    expect(store.calls.slice(1)).toEqual([
      ['claim', event.id, expect.any(String), 1_500],
      ['complete', event.id, 801_000, '{"result":3}'],
    ]);
  });

  test('gets the event back after a failure, by the owner of the claim', async () => {
    const store = new RemoteStore();
    const zego = zegoCallbacks({ secret: SECRET, store })
      .onError(() => undefined)
      .onRoomLogout(() => Promise.reject(new Error('no database')));
    expect((await zego.receive({ body: signedCallback('room_logout') })).status).toBe(500);
    const [, claim = [], release = []] = store.calls;
    expect(release).toEqual(['release', claim[1], claim[2]]);
  });

  test('keeps two processes from handling an event side by side, and each from handling it again', async () => {
    const store = new RemoteStore();
    const { opened, open } = gate();
    let runs = 0;
    const [here, there] = [1, 2].map(() =>
      zegoCallbacks({ secret: SECRET, store })
        .onError(() => undefined)
        .onRoomLogout(() => {
          runs += 1;
          return opened;
        }),
    );
    const body = signedCallback('room_logout');
    const first = here!.receive({ body });
    await sleep(10);
    const meanwhile = await there!.receive({ body });
    expect([meanwhile.status, code(meanwhile.body), meanwhile.headers['Retry-After']]).toEqual([503, 'busy', '1']);
    open();
    expect((await first).outcome).toBe('delivered');
    expect((await there!.receive({ body })).outcome).toBe('duplicate');
    expect(runs).toBe(1);
  });

  test.each([
    ['deliver', 200],
    ['reject', 503],
  ] as const)('that is down is reported; with storeErrors "%s" the answer is %i', async (storeErrors, status) => {
    const down = () => Promise.reject(new Error('connection refused'));
    let runs = 0;
    const errors: string[] = [];
    const zego = zegoCallbacks({ secret: SECRET, storeErrors, store: { claim: down, complete: down, release: down, bind: down } })
      .onRoomLogout(() => void (runs += 1))
      .onError((error) => void errors.push(error.code));
    const body = signedCallback('room_logout');
    const answers = [await zego.receive({ body }), await zego.receive({ body })];
    const delivers = storeErrors === 'deliver';
    expect(answers.map((answer) => [answer.status, answer.headers['Retry-After']])).toEqual([1, 2].map(() => [status, delivers ? undefined : '5']));
    // The repeat finds in this process what the store could not be told; only its signature is asked for.
    expect(answers.map(({ outcome }) => outcome)).toEqual(delivers ? ['delivered', 'duplicate'] : ['failed', 'failed']);
    expect(runs).toBe(delivers ? 1 : 0);
    expect(errors).toEqual(Array.from({ length: delivers ? 4 : 2 }, () => 'store_unavailable'));
  });
});

describe('a body that is too large', () => {
  const limit = 20_000;
  const TOO_LARGE = '{"error":{"code":"body_too_large","message":"The body is larger than this endpoint accepts."}}';
  const padded = (bytes: number): string => {
    const body = signedCallback('room_logout', { user_nickname: '' });
    return JSON.stringify({ ...body, user_nickname: 'x'.repeat(bytes - JSON.stringify(body).length) });
  };
  const app = () => express().use('/zego', zegoCallbacks({ secret: SECRET, limit }));

  test('is told by its Content-Length, to the byte', async () => {
    await withServer(app(), async (server) => {
      const fits = await server.post('/zego', padded(limit));
      const tooLarge = await server.post('/zego', padded(limit + 1));
      expect([fits.status, tooLarge.status, tooLarge.text]).toEqual([200, 413, TOO_LARGE]);
    });
  });

  test('is told while it comes in chunks', async () => {
    await withServer(app(), async (server) => {
      const fits = await server.send({ path: '/zego', body: padded(limit), chunked: true });
      const tooLarge = await server.send({ path: '/zego', body: padded(limit + 1), chunked: true });
      expect([fits.status, tooLarge.status, tooLarge.text]).toEqual([200, 413, TOO_LARGE]);
    });
  });

  test('is told after decompression', async () => {
    await withServer(app(), async (server) => {
      const gzip = { 'content-encoding': 'gzip' };
      const fits = await server.post('/zego', gzipSync(padded(limit)), gzip);
      const tooLarge = await server.post('/zego', gzipSync(padded(limit + 1)), gzip);
      expect([fits.status, tooLarge.status, tooLarge.text]).toEqual([200, 413, TOO_LARGE]);
    });
  });

  test.each(['string', 'Buffer'] as const)('is told without HTTP, for a %s', async (kind) => {
    const zego = zegoCallbacks({ secret: SECRET, limit });
    const input = (bytes: number): CallbackInput => ({ body: kind === 'string' ? padded(bytes) : Buffer.from(padded(bytes)) });
    expect((await zego.receive(input(limit))).status).toBe(200);
    expect(await zego.receive(input(limit + 1))).toMatchObject({ status: 413, body: TOO_LARGE });
  });
});

test.each([
  ['another method', 'PUT', '/zego'],
  ['another path', 'POST', '/zego/users'],
])('a request with %s passes with its body unread', async (_what, method, path) => {
  const reports: DeliveryReport[] = [];
  const app = express()
    .use('/zego', zegoCallbacks({ secret: SECRET }).onDelivery((report) => void reports.push(report)))
    .use(express.text({ type: () => true }), (req, res) => void res.status(299).send(`next read ${String(req.body)}`));
  await withServer(app, async (server) => {
    expect(await server.post(path, 'the body', {}, method)).toMatchObject({ status: 299, text: 'next read the body' });
    expect(reports).toEqual([]);
  });
});

describe('receive', () => {
  const statuses = new Set([200, ...Object.values(errorStatuses)]);
  const circular: Record<string, unknown> = { event: 'room_logout' };
  circular['self'] = circular;
  const list: unknown[] = [];
  list.push(list);
  let deep: unknown = {};
  for (let n = 0; n < 100_000; n += 1) deep = { a: deep };
  const throwing = Object.defineProperty({}, 'event', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });

  test.each<readonly [string, unknown, number]>([
    ['nothing', undefined, 500],
    ['null', null, 500],
    ['an empty object', {}, 400],
    ['a body of null', { body: null }, 400],
    ['a body of undefined', { body: undefined }, 400],
    ['a number', { body: 42 }, 400],
    ['a symbol', { body: Symbol('s') }, 400],
    ['a BigInt', { body: 1n }, 400],
    ['a function', { body: () => undefined }, 400],
    ['a Map', { body: new Map([['event', 'room_logout']]) }, 400],
    ['a Set', { body: new Set(['event']) }, 400],
    ['a Date', { body: new Date() }, 400],
    ['a promise', { body: Promise.resolve('{}') }, 400],
    ['a list', { body: [{ event: 'room_logout' }] }, 400],
    ['an empty list', { body: [] }, 400],
    ['an empty text', { body: '' }, 400],
    ['an empty Buffer', { body: Buffer.alloc(0) }, 400],
    ['an ArrayBuffer', { body: new ArrayBuffer(8) }, 400],
    ['a circular object', { body: circular }, 400],
    ['a circular list in an object', { body: { list } }, 400],
    ['an object nested very deep', { body: deep }, 400],
    ['a text nested very deep', { body: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000) }, 400],
    ['an object without prototype', { body: Object.assign(Object.create(null) as object, { event: 'x' }) }, 401],
    ['an object whose fields throw', { body: throwing }, 500],
    ['a Content-Type that is a number', { body: 'x', contentType: 42 }, 400],
  ])('answers %s, and does not reject', async (_what, input, expected) => {
    const zego = zegoCallbacks({ secret: SECRET }).onError(() => undefined);
    // @ts-expect-error -- what JavaScript lets through
    const { status, body, headers } = await zego.receive(input);
    expect([status, Object.keys(JSON.parse(body) as object), headers['Content-Length']]).toEqual([expected, ['error'], String(Buffer.byteLength(body))]);
  });

  test('never rejects, whatever is put into a signed callback', async () => {
    const zego = zegoCallbacks({ secret: SECRET })
      .onError(() => undefined)
      .onAny(() => undefined);
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true, withObjectString: true });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...Object.keys(signedCallback('room_logout')), 'extra'), anything), async (overrides) => {
        const body = { ...signedCallback('room_logout'), ...overrides };
        const answer = await zego.receive({ body });
        expect(statuses.has(answer.status)).toBe(true);
        expect(() => JSON.parse(answer.body) as unknown).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  test('never rejects, whatever the body is', async () => {
    const zego = zegoCallbacks({ secret: SECRET }).onError(() => undefined);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.object(), fc.string({ unit: 'binary' }), fc.json(), fc.uint8Array()), async (body) => {
        const { status, outcome } = await zego.receive({ body });
        expect([status >= 400 && status < 500, outcome]).toEqual([true, 'refused']);
      }),
      { numRuns: 500 },
    );
  });

  test('gives a handler no request, and a signal that is not aborted', async () => {
    const seen: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onRoomLogout((_event, { req, signal }) => void seen.push(req, signal.aborted));
    expect((await zego.receive({ body: signedCallback('room_logout') })).status).toBe(200);
    expect(seen).toEqual([undefined, false]);
  });
});
