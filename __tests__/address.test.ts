import type { RequestHandler } from 'express';
import { isAddressed } from '../lib/address.js';
import { zegoCallbacks, type ZegoCallbacks } from '../lib/index.js';
import { SECRET, signedCallback } from './kit/callbacks.js';
import { type Express, expressVersions } from './kit/express.js';
import { listen } from './kit/server.js';

const handler = (): void => undefined;

test.each([
  ['POST', '/', '/', true],
  ['POST', '/?source=zego', '/', true],
  ['POST', '/zego', '/zego', true],
  ['POST', '/zego/', '/zego', true],
  ['POST', '/zego?x=/other', '/zego', true],
  ['POST', '/zego/more', '/zego', false],
  ['POST', '/zegocallbacks', '/zego', false],
  ['POST', '/users', '/', false],
  ['POST', '/users?/zego', '/zego', false],
  ['POST', '/', '/zego', false],
  ['GET', '/zego', '/zego', false],
  ['PUT', '/zego', '/zego', false],
  ['OPTIONS', '/zego', '/zego', false],
  ['HEAD', '/', '/', false],
  ['post', '/', '/', false],
  [undefined, '/', '/', false],
] as const)('%s %s, where the path is %s, is meant for the callbacks: %p', (method, url, path, expected) => {
  expect(isAddressed({ method, url }, path, handler)).toBe(expected);
});

test('a request without a URL is one for /', () => {
  expect(isAddressed({ method: 'POST' }, '/', handler)).toBe(true);
  expect(isAddressed({ method: 'POST' }, '/zego', handler)).toBe(false);
});

describe('a route', () => {
  const stack = [{ handle: () => undefined }, { handle: handler }];

  test('that holds this handler has chosen already, and the path plays no part', () => {
    expect(isAddressed({ method: 'POST', url: '/anything', route: { path: '/:any', stack } }, '/zego', handler)).toBe(true);
  });

  test('that holds another handler has not', () => {
    expect(isAddressed({ method: 'POST', url: '/anything', route: { path: '/:any', stack } }, '/zego', () => undefined)).toBe(false);
  });

  test('of another method than POST is none of ours', () => {
    expect(isAddressed({ method: 'PUT', url: '/zego', route: { path: '/zego', stack } }, '/zego', handler)).toBe(false);
  });

  test.each([[undefined], [{}], [{ path: 7 }], [{ stack: [] }], [{ stack: [{}] }]])('that is %j says nothing', (route) => {
    expect(isAddressed({ method: 'POST', url: '/anything', route }, '/zego', handler)).toBe(false);
  });
});

describe.each(expressVersions)('in Express $version', ({ express }) => {
  type App = ReturnType<Express>;
  const pass: RequestHandler = (_req, _res, next) => {
    next();
  };

  /** Who answered a signed callback: the callbacks, the API behind them, or nobody. */
  async function answerer(build: (app: App, zego: ZegoCallbacks) => unknown, path: string, method = 'POST', options: { path?: string } = {}): Promise<string> {
    const app = express();
    const zego = zegoCallbacks({ secret: SECRET, ...options });
    build(app, zego);
    app.use((_req, res) => void res.status(299).send('the API'));
    const server = await listen(app);
    const { status, text } = await server.post(path, JSON.stringify(signedCallback('room_logout')), { 'content-type': 'application/json' }, method);
    await server.close();
    return `${status} ${text}`;
  }

  const DELIVERED = '200 {"outcome":"delivered"}';
  const PASSED = '299 the API';

  test.each<readonly [string, (app: App, zego: ZegoCallbacks) => unknown, string, string, string]>([
    ['app.use(path), at the path', (app, zego) => app.use('/zego', zego), 'POST', '/zego', DELIVERED],
    ['app.use(path), with a slash', (app, zego) => app.use('/zego', zego), 'POST', '/zego/', DELIVERED],
    ['app.use(path), with a query', (app, zego) => app.use('/zego', zego), 'POST', '/zego?a=1', DELIVERED],
    ['app.use(path), below it', (app, zego) => app.use('/zego', zego), 'POST', '/zego/users', PASSED],
    ['app.use(path), another method', (app, zego) => app.use('/zego', zego), 'PUT', '/zego', PASSED],
    ['app.use, at the root', (app, zego) => app.use(zego), 'POST', '/', DELIVERED],
    ['app.use, another path', (app, zego) => app.use(zego), 'POST', '/users', PASSED],
    ['app.post', (app, zego) => app.post('/zego', zego), 'POST', '/zego', DELIVERED],
    ['app.post with a parameter', (app, zego) => app.post('/:tenant/zego', zego), 'POST', '/one/zego', DELIVERED],
    ['app.post with several paths', (app, zego) => app.post(['/one', '/two'], zego), 'POST', '/two', DELIVERED],
    ['app.post behind a guard', (app, zego) => app.post('/zego', pass, zego), 'POST', '/zego', DELIVERED],
    ['app.route', (app, zego) => app.route('/zego').post(pass, zego), 'POST', '/zego', DELIVERED],
    ['app.all, another method', (app, zego) => app.all('/zego', zego), 'PUT', '/zego', PASSED],
    ['router.post', (app, zego) => app.use('/api', express.Router().post('/zego', zego)), 'POST', '/api/zego', DELIVERED],
    ['router.use', (app, zego) => app.use('/api', express.Router().use('/zego', zego)), 'POST', '/api/zego', DELIVERED],
  ])('%s', async (_how, build, method, path, expected) => {
    expect(await answerer(build, path, method)).toBe(expected);
  });

  test('the option path is relative to the mount point', async () => {
    const build = (app: App, zego: ZegoCallbacks) => app.use('/api', zego);
    expect(await answerer(build, '/api/zego', 'POST', { path: '/zego' })).toBe(DELIVERED);
    expect(await answerer(build, '/api', 'POST', { path: '/zego' })).toBe(PASSED);
    expect(await answerer(build, '/api/users', 'POST', { path: '/zego' })).toBe(PASSED);
  });

  test.each<readonly [string, (app: App, zego: ZegoCallbacks) => unknown, string]>([
    ['guards everything', (app, zego) => app.all(/.*/, pass).use('/api', zego), '/api/users'],
    ['guards this path', (app, zego) => app.all('/api/users', pass).use('/api', zego), '/api/users'],
    ['guards this path, and the callbacks are mounted at the root', (app, zego) => app.all('/users', pass).use(zego), '/users'],
    ['guards this path in the same router', (app, zego) => app.use('/api', express.Router().all('/users', pass).use(zego)), '/api/users'],
  ])('a route in front that %s and calls next() does not make the callbacks swallow other paths', async (_what, build, path) => {
    expect(await answerer(build, path)).toBe(PASSED);
  });
});
