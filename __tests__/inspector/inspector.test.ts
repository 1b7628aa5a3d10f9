import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { RequestHandler } from 'express';
import { defineEvent, zegoCallbacks } from '../../lib/index.js';
import { Assets } from '../../lib/inspector/assets.js';
import { inspector } from '../../lib/inspector/index.js';
import { inspectionOf, type DeliveryTrace } from '../../lib/inspection.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { expressVersions, type Express } from '../kit/express.js';
import { CALLBACKS, closeServers, MOUNT, serve, watch, type Serving } from './serving.js';

afterEach(closeServers);

const NEXT: RequestHandler = (req, res) => void res.status(418).json({ method: req.method, url: req.originalUrl, body: (req.body as unknown) ?? null });

describe.each(expressVersions)('on Express $version', ({ express: used }) => {
  type Mount = (app: ReturnType<Express>, middleware: RequestHandler) => void;
  const strictly = (): ReturnType<Express['Router']> => used.Router({ strict: true, caseSensitive: true });
  const places: readonly (readonly [what: string, at: string, mount: Mount])[] = [
    ['on the application', '/zego-inspector', (app, middleware) => void app.use('/zego-inspector', middleware)],
    ['with a slash at the end', '/zego-inspector', (app, middleware) => void app.use('/zego-inspector/', middleware)],
    ['deep below', '/a/b.c/d', (app, middleware) => void app.use('/a/b.c/d', middleware)],
    ['in a router', '/tools/zego', (app, middleware) => void app.use('/tools', used.Router().use('/zego', middleware))],
    ['in a strict router of a strict application', '/tools/zego', (app, middleware) => void app.enable('strict routing').use('/tools', strictly().use('/zego', middleware))],
    ['as all of a router', '/tools', (app, middleware) => void app.use('/tools', used.Router().use(middleware))],
    ['in an application of an application', '/sub/zego', (app, middleware) => void app.use('/sub', used().use('/zego', middleware))],
    ['below a parameter', '/of/anybody', (app, middleware) => void app.use('/of/:user', middleware)],
    ['at the root', '', (app, middleware) => void app.use(middleware)],
  ];

  test.each(places)('it can be mounted %s', async (_what, at, mount) => {
    const serving = await serve({ express: used, mount: (app, middleware) => { mount(app, middleware); app.use(CALLBACKS, (_req, _res, next) => { next(); }); } });
    const { askRoot, port } = serving;
    if (at !== '') {
      for (const query of ['', '?a=b/c']) {
        const { status, headers } = await askRoot(`${at}${query}`);
        expect({ status, to: new URL(String(headers['location']), `http://localhost${at}`).pathname }).toEqual({ status: 302, to: `${at}/` });
      }
    }
    const page = await askRoot(`${at}/?x=/y`);
    expect({ status: page.status, type: page.headers['content-type'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    const token = /content="([\w-]{32})"/.exec(page.text)![1]!;
    expect((await askRoot(`${at}/style.css`)).headers['content-type']).toBe('text/css; charset=utf-8');
    const order = { event: 'room_logout', fields: (JSON.parse((await askRoot(`${at}/catalogue/room_logout`)).text) as { example: object }).example, path: CALLBACKS, form: 'json', repeats: 1, repeat: 'same', delayMs: 0, fault: 'none' };
    const sent = await askRoot(`${at}/send`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-zego-inspector': token }, body: JSON.stringify(order) });
    expect(sent.text).toContain('{\\"outcome\\":\\"delivered\\"}');
    const live = await watch(port, `${at}/live`);
    expect(await live.next('hello')).toMatchObject({ path: CALLBACKS, deliveries: [{ outcome: 'delivered' }] });
    live.close();
    expect(JSON.parse((await askRoot(`${at}/deliveries/1`)).text)).toMatchObject({ summary: { id: 1, event: 'room_logout' }, payload: { room_id: expect.any(String) as string } });
  });

  test('what is not the inspector\'s goes on untouched, whatever the method', async () => {
    const { ask } = await serve({ express: used, mount: (app, middleware) => void app.use(MOUNT, middleware, used.json(), NEXT) });
    const others = [
      ...['/nothing', '/live/', '/live/x', '/catalogue/', '/catalogue/a/b', '/catalogue/room-login', '/deliveries', '/deliveries/', '/deliveries/1/', '/deliveries/-1', '/deliveries/1e3', '/deliveries/one', '/main', '/send', '/resend', '/%6cive', '/LIVE'].map((url) => ['GET', url]),
      ...['/', '/live', '/catalogue', '/deliveries/1', '/send/', '/style.css', '/nothing'].map((url) => ['POST', url]),
      ...['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'].flatMap((method) => ['/', '/live', '/send', '/catalogue'].map((url) => [method, url])),
    ] as const;
    for (const [method = '', url = ''] of others) {
      const body = method === 'GET' ? undefined : '{"a":1}';
      const reply = await ask(url, { method, ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }) });
      expect({ method, url, status: reply.status, policy: reply.headers['content-security-policy'] }).toEqual({ method, url, status: 418, policy: undefined });
      expect(JSON.parse(reply.text)).toEqual({ method, url: `${MOUNT}${url}`, body: body === undefined ? (used.json === expressVersions[0]!.express.json ? {} : null) : { a: 1 } });
    }
  });

  test('an address of a server is none of its paths', async () => {
    const { port, askRoot } = await serve({ express: used, mount: (app, middleware) => void app.use(MOUNT, middleware, NEXT) });
    for (const url of [`http://127.0.0.1:${port}${MOUNT}/`, `http://evil.example${MOUNT}/live`]) expect({ url, status: (await askRoot(url)).status }).toEqual({ url, status: 418 });
  });

  test('HEAD is answered as GET is, without the body', async () => {
    const { ask } = await serve({ express: used });
    for (const url of ['/', '', '/style.css', '/icon.svg', '/catalogue', '/catalogue/room_login', '/catalogue/none', '/deliveries/1']) {
      const [get, head] = [await ask(url), await ask(url, { method: 'HEAD' })];
      const same = ({ status, headers }: typeof get) => ({ url, status, type: headers['content-type'], length: headers['content-length'], location: headers['location'] });
      expect(same(head)).toEqual(same(get));
      expect(head.text).toBe('');
    }
  });

  test('what fails inside goes to the error handler of the application', async () => {
    const failing: RequestHandler = (_req, res, next) => {
      // As another middleware may break it.
      res.setHeader = () => { throw new Error('broken by a neighbour'); };
      next();
    };
    const { ask } = await serve({ express: used, mount: (app, middleware) => void app.use(MOUNT, failing, middleware).use((error: Error, _req: unknown, res: Parameters<RequestHandler>[1], next: (error: Error) => void) => {
      if (res.headersSent) next(error);
      else res.writeHead(500).end(error.message);
    }) });
    for (const url of ['/', '/style.css', '/catalogue', '/live', '/deliveries/1']) expect(await ask(url)).toMatchObject({ status: 500, text: 'broken by a neighbour' });
  });

  test('what is not there is told in a sentence', async () => {
    const { ask } = await serve({ express: used });
    expect(await ask('/deliveries/7')).toMatchObject({ status: 404, text: '{"error":"Delivery 7 is not kept, or has not come yet."}' });
    expect(await ask('/catalogue/room_logn')).toMatchObject({ status: 404, text: '{"error":"There is no event named \\"room_logn\\"."}' });
  });
});

test('each inspector has a token of its own, which stands in its page alone', async () => {
  const [one, other] = [await serve(), await serve()];
  const tokens = [await one.token(), await one.token(), await other.token()];
  expect(tokens[0]).toMatch(/^[\w-]{32}$/);
  expect(tokens[1]).toBe(tokens[0]);
  expect(tokens[2]).not.toBe(tokens[0]);
  const others = await Promise.all(['/catalogue', '/style.css', '/deliveries/1'].map((url) => one.ask(url)));
  for (const { text, headers } of others) expect(JSON.stringify([text, headers])).not.toContain(tokens[0]!);
});

describe('the page\'s files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'inspector-page-'));
  afterAll(() => { rmSync(folder, { recursive: true }); });
  const write = (name: string, content: string): void => { writeFileSync(path.join(folder, name), content); };

  test('are those that there were at first', () => {
    for (const name of ['main.js', 'a-b2.js', 'style.css', 'wire.ts', 'wire.d.ts', 'main.js.map', '.hidden.js', 'Upper.js', 'index.html']) write(name, name);
    const assets = new Assets(folder);
    const served = (name: string): string | undefined => assets.get(name)?.content.toString();
    expect(['main.js', 'a-b2.js', 'style.css'].map(served)).toEqual(['main.js', 'a-b2.js', 'style.css']);
    expect(['wire.ts', 'wire.d.ts', 'main.js.map', '.hidden.js', 'Upper.js', 'index.html', 'other.js', '../main.js', ''].map(served)).toEqual(Array.from({ length: 9 }, () => undefined));
    expect(assets.get('main.js')!.contentType).toBe('text/javascript; charset=utf-8');
    write('other.js', 'late');
    expect(served('other.js')).toBeUndefined();
  });

  test('are read as soon as they can be', () => {
    const missing = path.join(folder, 'later');
    const assets = new Assets(missing);
    expect(() => assets.get('main.js')).toThrow('ENOENT');
    expect(() => assets.page('token')).toThrow('ENOENT');
    // For what is no file of a page nothing is read.
    expect(assets.get('users')).toBeUndefined();
    const there = new Assets(folder);
    write('index.html', '<meta content="{{token}}"> $& {{other}}');
    expect(there.page('$&-token')).toBe('<meta content="$&-token"> $& {{other}}');
    expect(there.page('another')).toBe('<meta content="another"> $& {{other}}');
  });
});

describe('start-up', () => {
  const other: RequestHandler = (_req, _res, next) => { next(); };

  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{ secret: SECRET }, 'of type object'],
    ['zego', '"zego" (string)'],
    [other, 'another function'],
  ])('%p is no middleware of zegoCallbacks()', (given, named) => {
    expect(() => inspector(given as never)).toThrow(new TypeError(`inspector() needs the middleware that zegoCallbacks() returned; it got ${named}.`));
  });

  test('options are checked at once', () => {
    expect(() => inspector(zegoCallbacks({ secret: SECRET }), { kep: 1 } as never)).toThrow(new TypeError('Unknown option "kep". Did you mean "keep"? Known options: keep, redact, authorize, path, rooms.'));
    expect(() => inspector(zegoCallbacks({ secret: SECRET }), { keep: 0 })).toThrow(/^Option "keep" must be/);
  });

  test('middleware with events of one\'s own is taken as well; what is none does not compile', () => {
    const gift = defineEvent<'gift_sent', { amount: number }>({ name: 'gift_sent', discriminator: { field: 'event', value: 'gift' }, schema: { type: 'object' } });
    expect(inspector(zegoCallbacks({ secret: SECRET, events: [gift] }), { authorize: async (req) => req.ip === '::1' })).toHaveProperty('name', 'zegoInspector');
    // @ts-expect-error any other middleware
    expect(() => inspector(other)).toThrow(TypeError);
    // @ts-expect-error an option that does not exist
    expect(() => inspector(zegoCallbacks({ secret: SECRET }), { kep: 1 })).toThrow(TypeError);
  });

  test('one middleware may have several inspectors, and several share a page\'s path without mixing', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const small = inspector(zego, { keep: 1 });
    const serving = await serve({ mount: (app) => void app.use(MOUNT, inspector(zego)).use('/small', small) });
    for (let count = 0; count < 3; count += 1) await zego.receive({ body: JSON.stringify(signedCallback('room_logout')) });
    expect((await serving.deliveries()).map(({ id }) => id)).toEqual([1, 2, 3]);
    const live = await watch(serving.port, '/small/live');
    expect((await live.next('hello')).deliveries.map(({ id }) => id)).toEqual([3]);
    live.close();
  });
});

describe('off means free', () => {
  test('what does not mount it does not load it', async () => {
    // Everything else of the package, as an application uses it.
    const program = `
      const { zegoCallbacks } = require('./lib/index.ts');
      const { RoomTracker } = require('./lib/presence/index.ts');
      const { signedCallback } = require('./lib/testing/index.ts');
      const zego = zegoCallbacks({ secret: 'a-secret' }).onAny(() => undefined).onDelivery(() => undefined);
      new RoomTracker().attach(zego);
      zego.receive({ body: signedCallback('room_login', {}, { secret: 'a-secret' }) }).then(({ status }) => {
        const loaded = Object.keys(require.cache).filter((file) => file.includes('/lib/'));
        console.log(JSON.stringify({ status, count: loaded.length, inspector: loaded.filter((file) => file.includes('inspector')) }));
      });`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', program], { cwd: path.resolve(__dirname, '../..') });
    const { status, count, inspector: files } = JSON.parse(stdout) as { status: number; count: number; inspector: readonly string[] };
    expect({ status, files }).toEqual({ status: 200, files: [] });
    expect(count).toBeGreaterThan(20);
  });

  /** Whether the runs of a delivery are recorded: seen from one that had begun before anybody could ask. */
  async function isRecorded(mount: (zego: Serving['zego']) => unknown): Promise<boolean> {
    const traces: DeliveryTrace[] = [];
    const zego = zegoCallbacks({ secret: SECRET });
    mount(zego);
    zego.onRoomLogout(() => inspectionOf(zego)!.trace({ closed: (trace) => void traces.push(trace), trouble: () => undefined }));
    await zego.receive({ body: JSON.stringify(signedCallback('room_logout')) });
    expect(traces).toHaveLength(1);
    return traces[0]!.runs !== undefined;
  }

  test('nothing is recorded unless it is mounted, and may be seen', async () => {
    const before = process.env['NODE_ENV'];
    expect(await isRecorded(() => undefined)).toBe(false);
    expect(await isRecorded((zego) => inspector(zego))).toBe(true);
    process.env['NODE_ENV'] = 'production';
    expect(await isRecorded((zego) => inspector(zego))).toBe(false);
    expect(await isRecorded((zego) => inspector(zego, { authorize: () => false }))).toBe(true);
    process.env['NODE_ENV'] = before;
  });
});
