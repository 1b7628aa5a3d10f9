import type { ErrorRequestHandler, Express as App, Request, RequestHandler } from 'express';
import fc from 'fast-check';
import { keepRawBody, schemas, zegoCallbacks, type JsonValue, type ZegoCallbackError, type ZegoCallbacksOptions, type ZegoEventName } from '../lib/index.js';
import { eventNames, SECRET, signedCallback } from './kit/callbacks.js';
import { errorOf, expressVersions, forgetful, MOUNT, receiver, type Express, type Receiver } from './kit/express.js';
import { essence, jsonText, wireForms, type WireForm } from './kit/forms.js';
import { listen, type RunningServer } from './kit/server.js';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The answer of the parser itself, where it refuses a body before the callbacks see it. */
const tellUpstream: ErrorRequestHandler = (error: { status: number; type: string }, _req, res, next) => {
  if (res.headersSent) next(error);
  else res.status(error.status).type('text').send(`upstream ${error.type}`);
};

describe('every envelope spelling in every form on every mount', () => {
  /** How an upstream parser reads what it claims. */
  type Reading = 'json' | 'extended' | 'simple' | 'text' | 'raw' | 'kept json' | 'kept form';
  interface Upstream {
    readonly name: string;
    readonly make: (express: Express) => readonly RequestHandler[];
    readonly claims: Readonly<Record<string, Reading>>;
  }
  const upstreams: readonly Upstream[] = [
    { name: 'no parser', make: () => [], claims: {} },
    { name: 'express.json()', make: (e) => [e.json()], claims: { [JSON_TYPE]: 'json' } },
    { name: 'express.urlencoded({ extended: true })', make: (e) => [e.urlencoded({ extended: true })], claims: { [FORM_TYPE]: 'extended' } },
    { name: 'express.urlencoded({ extended: false })', make: (e) => [e.urlencoded({ extended: false })], claims: { [FORM_TYPE]: 'simple' } },
    { name: 'express.text()', make: (e) => [e.text()], claims: { 'text/plain': 'text' } },
    { name: 'express.raw()', make: (e) => [e.raw()], claims: { 'application/octet-stream': 'raw' } },
    { name: 'express.json() and express.urlencoded()', make: (e) => [e.json(), e.urlencoded({ extended: true })], claims: { [JSON_TYPE]: 'json', [FORM_TYPE]: 'extended' } },
    { name: 'express.raw() for every type', make: (e) => [e.raw({ type: () => true })], claims: { '*': 'raw' } },
    {
      name: 'both with keepRawBody',
      make: (e) => [e.json({ verify: keepRawBody }), e.urlencoded({ extended: true, verify: keepRawBody })],
      claims: { [JSON_TYPE]: 'kept json', [FORM_TYPE]: 'kept form' },
    },
  ];

  type Mount = (app: App, express: Express, zego: (path?: string) => RequestHandler) => unknown;
  const mounts: readonly (readonly [name: string, mount: Mount])[] = [
    ['the app itself with a path', (app, _express, zego) => app.use(zego(MOUNT))],
    ['/api with a path', (app, _express, zego) => app.use('/api', zego('/zego/callbacks'))],
    ['a deep mount', (app, _express, zego) => app.use(MOUNT, zego())],
    ['a Router', (app, express, zego) => app.use('/api', express.Router().use('/zego', express.Router().use('/callbacks', zego())))],
    ['app.post', (app, _express, zego) => app.post(MOUNT, zego())],
  ];

  const DELIVERED = 'delivered as the same event';
  const ROUNDED = '500 unsafe_integer';
  const TAKEN_APART = '400 malformed_body';
  const NOT_JSON = 'upstream 400 entity.parse.failed';
  const NO_BROTLI = 'upstream 415 encoding.unsupported';

  const holdsUnsafe = (value: JsonValue): boolean =>
    typeof value === 'number' ? Number.isInteger(value) && !Number.isSafeInteger(value) : typeof value === 'object' && value !== null && Object.values(value).some(holdsUnsafe);

  /** What must come of a body, from what is documented about the parsers and promised about the callbacks. */
  function foreseen({ kind, headers }: WireForm, body: Readonly<Record<string, JsonValue>>, { claims }: Upstream, version: 4 | 5): string {
    const reading = claims[headers['content-type']?.split(';')[0] ?? ''] ?? claims['*'];
    if (reading === undefined) return DELIVERED;
    const encoding = headers['content-encoding'];
    if (encoding === 'br' && version === 4) return NO_BROTLI;
    if (reading === 'json' || reading === 'kept json') {
      if (kind !== 'json') return NOT_JSON;
      return reading === 'json' && holdsUnsafe(body) ? ROUNDED : DELIVERED;
    }
    if ((reading !== 'extended' && reading !== 'simple') || kind === 'form') return DELIVERED;
    // JSON that was read as a form. It is whole only if it became one key without a value, and exact only if it is known what was decoded.
    const json = jsonText(body);
    const isOneKey = reading === 'simple' || !/\[[^[\]]*\]/.test(json);
    const isKnown = encoding === undefined && (kind === 'percent' || !/[&=+ ]|%[\da-f]{2}/i.test(json));
    return isOneKey && isKnown ? DELIVERED : TAKEN_APART;
  }

  /** Of each spelling the event with the longest example, and one whose id is a number beyond 2^53. */
  const names = ((): readonly ZegoEventName[] => {
    const bySpelling = new Map<string, ZegoEventName[]>();
    for (const name of eventNames) {
      const spelling = JSON.stringify(schemas[name]['x-zego'].envelope);
      bySpelling.set(spelling, [...(bySpelling.get(spelling) ?? []), name]);
    }
    const length = (name: ZegoEventName): number => jsonText(schemas[name].examples[0]).length;
    const longest = Array.from(bySpelling.values(), (same) => same.reduce((one, other) => (length(other) > length(one) ? other : one)));
    return [...longest, eventNames.find((name) => holdsUnsafe(schemas[name].examples[0]))!];
  })();
  const bodies = new Map(names.map((name) => [name, signedCallback(name)]));
  const expected = new Map<ZegoEventName, object>();

  beforeAll(async () => {
    const zego = zegoCallbacks({ secret: SECRET }).onAny((event) => void expected.set(event.name, essence(event)));
    for (const body of bodies.values()) expect(await zego.receive({ body: Buffer.from(jsonText(body)) })).toMatchObject({ outcome: 'delivered' });
  });

  test('the cases cover every spelling and every end', () => {
    const spellings = new Set(eventNames.map((name) => JSON.stringify(schemas[name]['x-zego'].envelope)));
    expect(new Set(names.map((name) => JSON.stringify(schemas[name]['x-zego'].envelope)))).toEqual(spellings);
    const ends = (reading: Reading): Set<string> => new Set(
      upstreams.filter(({ claims }) => Object.values(claims).includes(reading)).flatMap((upstream) => Array.from(bodies.values(), (body) => wireForms.map((form) => foreseen(form, body, upstream, 4))).flat()),
    );
    expect(ends('json')).toEqual(new Set([DELIVERED, ROUNDED, TAKEN_APART, NOT_JSON, NO_BROTLI]));
    expect(ends('simple')).toEqual(new Set([DELIVERED, TAKEN_APART, NO_BROTLI]));
    expect(ends('kept json')).toEqual(new Set([DELIVERED, NOT_JSON, NO_BROTLI]));
  });

  describe.each(expressVersions)('Express $version', ({ version, express }) => {
    describe.each(upstreams)('behind $name', (upstream) => {
      test.each(mounts)('on %s', async (_mount, mount) => {
        const seen = new Map<string, object>();
        const withoutAdvice: ZegoCallbackError[] = [];
        const app = express();
        for (const handler of upstream.make(express)) app.use(handler);
        mount(app, express, (path) =>
          zegoCallbacks({ secret: SECRET, store: forgetful, path })
            .onAny((event, { req }) => void seen.set(req?.get('x-case') ?? '', essence(event)))
            .onError((error) => {
              if (!`${error.message} ${error.hint ?? ''}`.includes('keepRawBody')) withoutAdvice.push(error);
            }),
        );
        app.use(tellUpstream);
        const server = await listen(app, { keepAlive: true, timeoutMs: 5_000 });

        // One event after the other in all forms; different events are in flight together.
        const differences = await Promise.all(names.map(async (name) => {
          const wrong: string[] = [];
          for (const form of wireForms) {
            const id = `${name} from ${form.name}`;
            const reply = await server.send({ path: MOUNT, body: form.write(bodies.get(name)!), headers: { ...form.headers, 'x-case': id } });
            const event = seen.get(id);
            const end = reply.status === 200 ? DELIVERED : reply.text.startsWith('upstream') ? reply.text.replace('upstream', `upstream ${reply.status}`) : `${reply.status} ${errorOf(reply).code}`;
            const wanted = foreseen(form, bodies.get(name)!, upstream, version);
            if (end !== wanted) wrong.push(`${id}: ${end}, not ${wanted}`);
            if (end !== DELIVERED && event !== undefined) wrong.push(`${id}: ${end}, but a handler was called`);
            if (end === DELIVERED) {
              try {
                expect(event).toStrictEqual(expected.get(name));
              } catch (error) {
                wrong.push(`${id}: another event. ${String(error)}`);
              }
            }
          }
          return wrong;
        }));
        await server.close();
        expect(differences.flat()).toEqual([]);
        expect(withoutAdvice).toEqual([]);
      });
    });
  });
});

describe.each(expressVersions)('JSON that express.json() of Express $version parsed', ({ express }) => {
  test('keeps the keys that look like those of a form', async () => {
    const body = signedCallback('room_login', { 'x[y]': '1', 'z[]': ['2', '3'], list: ['one'], none: [], '1': 'one' });
    const mount = await receiver({ express, before: [express.json()] });
    const { status, event } = await mount.exchange({ body: jsonText(body), headers: { 'content-type': JSON_TYPE } });
    await mount.close();
    expect(status).toBe(200);
    expect(event?.raw).toEqual(body);
    expect(event?.payload).toMatchObject({ 'x[y]': '1', 'z[]': ['2', '3'], list: ['one'], none: [] });
  });
});

describe.each(expressVersions)('JSON that a form parser of Express $version took apart', ({ express }) => {
  const json = wireForms.find(({ name }) => name === 'JSON as a form')!;
  const percent = wireForms.find(({ name }) => name === 'percent-encoded JSON as a form')!;

  describe.each([true, false])('express.urlencoded({ extended: %p })', (extended) => {
    let mount: Receiver;
    beforeAll(async () => {
      mount = await receiver({ express, before: [express.urlencoded({ extended })] });
    });
    afterAll(() => mount.close());

    async function expectExactOrRefused(text: string, { write, headers }: WireForm, chunked: boolean): Promise<void> {
      const body = signedCallback('room_login', { user_nickname: text, [`x${text}`]: text });
      const { status, code, event, report } = await mount.exchange({ body: write(body), headers, chunked });
      if (status === 200) {
        expect(event).toMatchObject({ nonce: body['nonce'], payload: { user_nickname: text, [`x${text}`]: text } });
        expect(event?.raw).toEqual(body);
      } else {
        expect({ status, code, event, hint: report?.error?.hint }).toEqual({ status: 400, code: 'malformed_body', event: undefined, hint: expect.stringMatching(/urlencoded.*keepRawBody/) as string });
      }
    }

    test.each(['%41', '%41+b', 'a+b', 'a b', 'a%zz%41', '100%', '100%25', '%E5%BC%A0', '%E5', 'a&b', 'a&5=b', '&1&2', 'a=b', '=', '[', ']', '[a]', '{', '}', '张', '\ufffd', 'http://cdn.example/%E5%BC%A0+a?x=1&2=y'])(
      'is delivered exactly or refused with advice: %j',
      async (text) => {
        for (const form of [json, percent]) {
          await expectExactOrRefused(text, form, false);
          await expectExactOrRefused(text, form, true);
        }
      },
    );

    test('is delivered exactly or refused with advice, whatever it holds', async () => {
      const text = fc.string({ unit: fc.constantFrom('%', '4', '1', '%41', '%E5%BC%A0', '+', ' ', '&', '=', '[', ']', '{', '}', '"', '\\', '张', '\ufffd', 'é') });
      await fc.assert(fc.asyncProperty(text, fc.constantFrom(json, percent), fc.boolean(), expectExactOrRefused), { numRuns: 300 });
    });
  });
});

describe.each(expressVersions)('addressing in Express $version', ({ version, express }) => {
  const everything = version === 4 ? '*' : '/{*any}';
  const passOn: RequestHandler = (_req, _res, next) => next();
  const callback = jsonText(signedCallback('room_login'));
  const parcel = { hello: 'world' };

  const running: RunningServer[] = [];
  afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

  /** An app whose last handler parses the body and says what it got, so that one that was read before comes out empty. */
  async function serve(build: (app: App, zego: (options?: Omit<ZegoCallbacksOptions, 'secret' | 'events'>) => RequestHandler) => unknown): Promise<{ server: RunningServer; received: Request[]; reports: unknown[] }> {
    const received: Request[] = [];
    const reports: unknown[] = [];
    const app = express();
    build(app, (options) =>
      zegoCallbacks({ secret: SECRET, store: forgetful, ...options })
        .onAny((_event, { req }) => void received.push(req!))
        .onDelivery((report) => void reports.push(report)),
    );
    app.use(express.json(), (req, res) => res.json({ next: `${req.method} ${req.originalUrl}`, body: req.body as JsonValue }));
    const server = await listen(app, { timeoutMs: 5_000 });
    running.push(server);
    return { server, received, reports };
  }

  async function expectPassedOn({ server, reports }: Awaited<ReturnType<typeof serve>>, method: string, path: string): Promise<void> {
    const { status, text } = await server.send({ method, path, body: JSON.stringify(parcel), headers: { 'content-type': JSON_TYPE } });
    expect({ status, text }).toEqual({ status: 200, text: JSON.stringify({ next: `${method} ${path}`, body: parcel }) });
    expect(reports).toEqual([]);
  }

  async function expectReceived({ server, received }: Awaited<ReturnType<typeof serve>>, path: string): Promise<void> {
    const { status, text } = await server.send({ path, body: callback, headers: { 'content-type': JSON_TYPE } });
    expect({ status, text }).toEqual({ status: 200, text: '{"outcome":"delivered"}' });
    expect(received).not.toEqual([]);
  }

  const elsewhere: readonly (readonly [method: string, path: string])[] = [
    ...['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [method, '/api/zego'] as const),
    ['POST', '/'],
    ['POST', '/api'],
    ['POST', '/api/users'],
    ['POST', '/api/users/zego'],
    ['POST', '/api/zego/more'],
    ['POST', '/api/zegos'],
    ['POST', '/api/users?path=/zego'],
  ];

  test.each(elsewhere)('%s %s goes to next() with its body unread, with the option path below /api', async (method, path) => {
    await expectPassedOn(await serve((app, zego) => app.use('/api', zego({ path: '/zego' }))), method, path);
  });

  test.each(elsewhere)('%s %s goes to next() with its body unread, with the option path below the app', async (method, path) => {
    await expectPassedOn(await serve((app, zego) => app.use(zego({ path: '/api/zego' }))), method, path);
  });

  test.each(elsewhere.filter(([method, path]) => method !== 'POST' || path !== '/'))('%s %s goes to next() with its body unread, mounted at /api/zego or above', async (method, path) => {
    const mount = path === '/api' ? '/api/zego' : '/api';
    await expectPassedOn(await serve((app, zego) => app.use(mount, zego())), method, path);
  });

  test.each([MOUNT, `${MOUNT}/`, `${MOUNT}?from=zego`, `${MOUNT}/?from=zego`])('POST %s is received, mounted there, or above with a path', async (path) => {
    await expectReceived(await serve((app, zego) => app.use(MOUNT, zego())), path);
    await expectReceived(await serve((app, zego) => app.use('/api', zego({ path: '/zego/callbacks' }))), path);
    await expectReceived(await serve((app, zego) => app.use(zego({ path: `${MOUNT}/` }))), path);
  });

  describe('behind routes that called next(), and so left req.route set', () => {
    const builds: readonly (readonly [what: string, mount: Parameters<typeof serve>[0]])[] = [
      ['app.all of everything', (app, zego) => app.all(everything, passOn).use('/api', zego({ path: '/zego' }))],
      ['app.all of everything, the app itself with a path', (app, zego) => app.all(everything, passOn).use(zego({ path: '/api/zego' }))],
      ['app.all of this very path, the app itself with a path', (app, zego) => app.all('/api/users', passOn).use(zego({ path: '/api/zego' }))],
      ['app.post of this very path, the app itself with a path', (app, zego) => app.post('/api/users', passOn).use(zego({ path: '/api/zego' }))],
      ['router.all of this very path, a Router with a path', (app, zego) => app.use('/api', express.Router().all('/users', passOn).use(zego({ path: '/zego' })))],
      ['app.all with a name in it', (app, zego) => app.all('/api/:what', passOn).use('/api', zego({ path: '/zego' }))],
    ];
    test.each(builds)('%s', async (_what, build) => {
      const app = await serve(build);
      await expectPassedOn(app, 'POST', '/api/users');
      await expectPassedOn(app, 'GET', '/api/zego');
      await expectReceived(app, '/api/zego');
    });
  });

  describe('as the handler of a route, where the option path plays no part', () => {
    const builds: readonly (readonly [what: string, mount: Parameters<typeof serve>[0]])[] = [
      ['app.post with a name in its path', (app, zego) => app.post('/x/:tenant', zego())],
      ['app.post with the option path', (app, zego) => app.post('/x/:tenant', zego({ path: '/somewhere/else' }))],
      ['app.post behind another handler', (app, zego) => app.post('/x/:tenant', passOn, zego())],
      ['app.post in a list', (app, zego) => app.post(['/y', '/x/:tenant'], [passOn, zego()])],
      ['app.route', (app, zego) => app.route('/x/:tenant').post(zego())],
      ['app.all', (app, zego) => app.all('/x/:tenant', zego())],
      ['router.post', (app, zego) => app.use('/x', express.Router().post('/:tenant', zego()))],
      ['behind a route for everything', (app, zego) => app.all(everything, passOn).post('/x/:tenant', zego())],
      ['a mount with a name in its path', (app, zego) => app.use('/x/:tenant', zego())],
    ];
    test.each(builds)('%s', async (_what, build) => {
      const app = await serve(build);
      await expectPassedOn(app, 'GET', '/x/acme');
      await expectPassedOn(app, 'POST', '/users');
      await expectReceived(app, '/x/acme');
      expect(app.received[0]?.params).toMatchObject({ tenant: 'acme' });
    });

    test('wrapped in a function', async () => {
      const app = await serve((app, zego) => {
        const wrapped = zego();
        return app.post('/x/acme', (req, res, next) => wrapped(req, res, next));
      });
      await expectPassedOn(app, 'POST', '/users');
      await expectReceived(app, '/x/acme');
    });
  });
});

describe.each(expressVersions)('forwardErrors in Express $version', ({ express }) => {
  const good = signedCallback('room_login');
  const now = Date.now();
  type Options = Omit<ZegoCallbacksOptions, 'secret' | 'events'>;
  const rows: readonly (readonly [code: string, status: number, body: string, headers: Readonly<Record<string, string>>, options: Options])[] = [
    ['malformed_body', 400, 'not a callback', {}, {}],
    ['missing_signature', 401, '{"event":"room_login"}', {}, {}],
    ['bad_signature', 401, jsonText({ ...good, signature: '0'.repeat(40) }), {}, {}],
    ['stale', 403, jsonText(good), {}, { clock: () => now + 3_600_000 }],
    ['replayed', 403, jsonText(good), {}, { store: { ...forgetful, bind: () => 'another event' } }],
    ['body_too_large', 413, jsonText(good), {}, { limit: 10 }],
    ['unsupported_encoding', 415, jsonText(good), { 'content-encoding': 'compress' }, {}],
    ['invalid_payload', 422, jsonText(signedCallback('room_login', { room_id: [] })), {}, {}],
    ['handler_failed', 500, jsonText(signedCallback('room_logout')), {}, {}],
    ['busy', 503, jsonText(good), {}, { store: { ...forgetful, claim: () => ({ state: 'busy' }) } }],
  ];

  const build = (options: Options): App =>
    express().use(
      MOUNT,
      zegoCallbacks({ secret: SECRET, forwardErrors: true, ...options })
        .onRoomLogout(() => {
          throw new Error('the database is down');
        })
        .onError(() => undefined),
    );

  test.each(rows)('hands %s on with its status %i', async (code, status, body, headers, options) => {
    const caught: ZegoCallbackError[] = [];
    const app = build(options);
    const handler: ErrorRequestHandler = (error: ZegoCallbackError, _req, res, next) => {
      caught.push(error);
      if (res.headersSent) next(error);
      else res.status(418).send('mine');
    };
    app.use(handler);
    const server = await listen(app, { timeoutMs: 5_000 });
    const reply = await server.post(MOUNT, body, headers);
    await server.close();
    expect({ status: reply.status, text: reply.text }).toEqual({ status: 418, text: 'mine' });
    expect(caught).toHaveLength(1);
    expect(caught[0]).toMatchObject({ name: 'ZegoCallbackError', code, status, statusCode: status });
  });

  test.each(rows)('lets the error handler of Express answer %s with its status %i', async (code, status, body, headers, options) => {
    const server = await listen(build(options), { timeoutMs: 5_000 });
    const reply = await server.post(MOUNT, body, headers);
    await server.close();
    expect(reply.status).toBe(status);
    expect(reply.headers['retry-after']).toBe(code === 'busy' ? '1' : undefined);
    expect(reply.text).not.toContain(SECRET);
  });

  test('answers a success itself', async () => {
    const server = await listen(build({}), { timeoutMs: 5_000 });
    const { status, text } = await server.post(MOUNT, jsonText(good));
    await server.close();
    expect({ status, text }).toEqual({ status: 200, text: '{"outcome":"delivered"}' });
  });
});
