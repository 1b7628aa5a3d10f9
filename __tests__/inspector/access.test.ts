import { request } from 'node:http';
import { connect, isIP } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import fc from 'fast-check';
import { admit } from '../../lib/inspector/access.js';
import type { Reply, Sent } from '../kit/server.js';
import { SECRET } from '../kit/callbacks.js';
import { expressVersions } from '../kit/express.js';
import { CALLBACKS, closeServers, MOUNT, PLAIN_ORDER, serve, watch, type Serving, type ServingOptions } from './serving.js';

const before = process.env['NODE_ENV'];
afterEach(() => {
  process.env['NODE_ENV'] = before;
  return closeServers();
});

/** As if the socket came from there: tests have no other machine. */
const from = (remoteAddress: string): RequestHandler => (req, _res, next) => {
  Object.defineProperty(req.socket, 'remoteAddress', { configurable: true, value: remoteAddress });
  next();
};
const refusal = ({ status, text }: Reply): string => `${status} ${(JSON.parse(text) as { error: string }).error}`;
const AUTHORIZE = 'To let others look, give inspector() the option "authorize": a function of the request that returns true for those who may.';

function raise(value: unknown): never {
  throw value;
}

/** Every way to ask, each of which would succeed if it were allowed. */
const WAYS: readonly (readonly [what: string, path: string, sent?: Omit<Sent, 'path'>])[] = [
  ['the page', '/'],
  ['the page without its slash', ''],
  ['a file of the page', '/style.css'],
  ['its icon', '/icon.svg'],
  ['the live stream', '/live'],
  ['a delivery', '/deliveries/1'],
  ['the catalogue', '/catalogue'],
  ['an event', '/catalogue/room_login'],
  ['sending', '/send', { method: 'POST', body: JSON.stringify(PLAIN_ORDER), headers: { 'content-type': 'application/json' } }],
  ['resending', '/resend', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }],
];

/** Any request: what a stranger may send as well. */
const asks = (serving: Serving, headers: Readonly<Record<string, string>> = {}) => Promise.all(WAYS.map(async ([what, path, sent]) => ({ what, reply: await serving.ask(path, { ...sent, headers: { ...sent?.headers, ...headers } }) })));

describe('without authorize', () => {
  test.each(['192.0.2.7', '10.0.0.1', '::ffff:192.0.2.7', '2001:db8::7', '128.0.0.1', '::', ''])('a request from "%s" is refused, whatever it asks for', async (address) => {
    const serving = await serve({ before: [from(address)] });
    for (const { what, reply } of await asks(serving)) {
      expect({ what, refused: refusal(reply) }).toEqual({ what, refused: `403 The inspector answers only this machine; this request comes from ${address === '' ? 'an unknown address' : address}. ${AUTHORIZE}` });
    }
    expect(await serving.zego.receive({ body: '{}' })).toMatchObject({ status: 401 });
  });

  test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('a request from %s is answered', async (address) => {
    const { ask } = await serve({ before: [from(address)] });
    expect((await ask('/catalogue')).status).toBe(200);
  });

  test('only addresses of this machine are', async () => {
    const admits = (remoteAddress: string) => admit({ socket: { remoteAddress }, headers: { host: 'localhost' } } as Request, { authorize: undefined }).then(() => true, () => false);
    await fc.assert(fc.asyncProperty(fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4().map((ip) => `::ffff:${ip}`), fc.ipV4().map((ip) => `127.0.0.1${ip}`)), async (address) => {
      const isHere = isIP(address) !== 0 && (/^(?:::ffff:)?127\./.test(address) || new URL(`http://${isIP(address) === 6 ? `[${address}]` : address}/`).hostname === '[::1]');
      // Other spellings of ::1 are refused: sockets do not use them.
      if (await admits(address)) expect({ address, isHere }).toEqual({ address, isHere: true });
    }));
  });

  test.each(['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example', 'notlocalhost', '192.0.2.7', '[::2]', 'localhost:x', 'user@localhost', '0.0.0.0', '127.1.evil'])(
    'a name that may be somebody else\'s (DNS rebinding), "%s", is refused', async (host) => {
      for (const { what, reply } of await asks(await serve(), { host })) {
        expect({ what, refused: refusal(reply) }).toEqual({ what, refused: `403 The inspector answers only to names of this machine, such as localhost; this request is for ${JSON.stringify(host)}. ${AUTHORIZE}` });
      }
    },
  );

  test('a request for no name at all is refused', async () => {
    const { port } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${MOUNT}/ HTTP/1.0\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 [^]*this request is for \\"\\"/);
  });

  test('HTTP/1.0, which proxies alone still speak, is refused', async () => {
    const { port } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${MOUNT}/ HTTP/1.0\r\nHost: localhost\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 [^]*this request came through a proxy \(HTTP\/1\.0\)/);
  });

  test.each(['localhost', 'LOCALHOST:1', 'localhost.', 'api.localhost:3000', 'my_app.dev.localhost', '127.0.0.1', '127.1.2.3:80', '[::1]', '[::1]:3000'])('the name %s is this machine\'s', async (host) => {
    const { ask } = await serve();
    expect((await ask('/catalogue', { headers: { host } })).status).toBe(200);
  });

  test.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'Via'])('what came through a proxy (%s) is refused: it may come from anywhere', async (header) => {
    for (const trust of [false, true]) {
      const serving = await serve({ mount: (app, middleware) => void app.set('trust proxy', trust).use(MOUNT, middleware) });
      for (const { what, reply } of await asks(serving, { [header]: '127.0.0.1' })) {
        expect({ what, refused: refusal(reply) }).toEqual({ what, refused: `403 The inspector answers only this machine; this request came through a proxy (${header.toLowerCase()}). ${AUTHORIZE}` });
      }
    }
  });

  describe('in production', () => {
    const behind: ServingOptions = { mount: (app, middleware) => void app.use(MOUNT, middleware).use((_req, res) => void res.status(418).send('next')) };

    test.each(['from the start', 'later'])('it is as if it were not mounted (%s)', async (when) => {
      if (when === 'from the start') process.env['NODE_ENV'] = 'production';
      const serving = await serve(behind);
      process.env['NODE_ENV'] = 'production';
      for (const { what, reply } of await asks(serving)) {
        expect({ what, status: reply.status, text: reply.text }).toEqual({ what, status: 418, text: 'next' });
        expect(reply.headers).not.toHaveProperty('content-security-policy');
      }
    });

    test('what was hidden from the start stays hidden: nothing was recorded', async () => {
      process.env['NODE_ENV'] = 'production';
      const serving = await serve(behind);
      process.env['NODE_ENV'] = 'development';
      for (const { reply } of await asks(serving)) expect(reply.status).toBe(418);
    });

    test('authorize opens it', async () => {
      process.env['NODE_ENV'] = 'production';
      const { ask } = await serve({ inspector: { authorize: () => true } });
      expect((await ask('/catalogue')).status).toBe(200);
    });
  });
});

describe.each(expressVersions)('with authorize, on Express $version', ({ express }) => {
  const DENIED = '403 The inspector\'s option "authorize" did not return true for this request.';
  const verdicts: readonly (readonly [what: string, authorize: () => unknown, result: string])[] = [
    ['true', () => true, '200'],
    ['a promise of true', async () => true, '200'],
    ['false', () => false, DENIED],
    ['a promise of false', async () => false, DENIED],
    ['"yes"', () => 'yes', DENIED],
    ['1', () => 1, DENIED],
    ['nothing', () => undefined, DENIED],
    ['an object', () => ({}), DENIED],
    ['an error thrown', () => { throw new Error('boom'); }, 'next boom'],
    ['an error rejected', async () => { throw new Error('boom'); }, 'next boom'],
    ['nothing thrown', () => raise(undefined), 'next The inspector failed: something that is no Error was thrown.'],
    ['"route" thrown', () => raise('route'), 'next The inspector failed: something that is no Error was thrown.'],
  ];

  test.each(verdicts)('%s decides', async (_what, authorize, result) => {
    const serving = await serve({
      express,
      inspector: { authorize: authorize as () => boolean },
      mount: (app, middleware) => {
        app.use(MOUNT, middleware, (_req, res) => void res.status(500).json({ error: 'went on' }));
        const told: ErrorRequestHandler = (error: Error, _req, res, next) => {
          if (res.headersSent) next(error);
          else res.status(500).send(`next ${error.message}`);
        };
        app.use(told);
      },
    });
    for (const [what, path, sent] of WAYS.filter(([, path]) => path.startsWith('/catalogue') || path === '/')) {
      const reply = await serving.ask(path, sent);
      const shown = reply.status === 200 ? '200' : reply.text.startsWith('next') ? reply.text : reply.text.includes('went on') ? '500' : refusal(reply);
      expect({ what, shown }).toEqual({ what, shown: result });
    }
  });

  test('address, name and proxies play no part, and it is asked with the request each time', async () => {
    const asked: string[] = [];
    const authorize = (req: Request): boolean => {
      asked.push(req.originalUrl);
      return req.get('x-key') === 'open';
    };
    const serving = await serve({ express, inspector: { authorize }, before: [from('192.0.2.7')] });
    const headers = { host: 'app.example', 'x-forwarded-for': '192.0.2.9' };
    expect((await serving.ask('/catalogue', { headers: { ...headers, 'x-key': 'open' } })).status).toBe(200);
    expect(refusal(await serving.ask('/catalogue', { headers }))).toBe(DENIED);
    expect(asked).toEqual([`${MOUNT}/catalogue`, `${MOUNT}/catalogue`]);
  });

  test('what is not the inspector\'s is not asked about', async () => {
    const serving = await serve({ express, inspector: { authorize: () => { throw new Error('asked'); } } });
    for (const path of ['/nothing', '/main.css.js', '/deliveries', '/deliveries/x', '/send', '/live/', '/../']) expect({ path, status: (await serving.ask(path)).status }).toEqual({ path, status: 404 });
  });
});

describe('other sites', () => {
  const OTHER = '403 The inspector answers only its own page; this request was made by another site.';

  test.each(['cross-site', 'same-site', 'anything'])('may load nothing of it (Sec-Fetch-Site: %s)', async (site) => {
    for (const { what, reply } of await asks(await serve(), { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' })) expect({ what, refused: refusal(reply) }).toEqual({ what, refused: OTHER });
  });

  test('may link to the page, but not to its data', async () => {
    const { ask } = await serve();
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/', { headers })).status).toBe(200);
    expect(refusal(await ask('/deliveries/1', { headers }))).toBe(OTHER);
    expect((await ask('/', { headers: { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' } })).status).toBe(200);
  });

  test('read nothing where the application lets them read everything', async () => {
    const generous: RequestHandler = (req, res, next) => {
      res.set({ 'Access-Control-Allow-Origin': req.get('origin') ?? '*', 'Access-Control-Allow-Credentials': 'true', 'Access-Control-Allow-Headers': '*' });
      next();
    };
    const serving = await serve({ before: [generous] });
    // Whether the browser says so or not, and for the page's own requests too.
    for (const origin of ['https://evil.example', 'http://localhost:1', 'null', `http://127.0.0.1:${serving.port}`]) {
      for (const [what, path, sent] of WAYS.filter(([, way]) => way !== '/live')) {
        const reply = await serving.ask(path, { ...sent, headers: { ...sent?.headers, origin } });
        expect({ what, cors: Object.keys(reply.headers).filter((name) => name.startsWith('access-control-')) }).toEqual({ what, cors: [] });
        if (sent === undefined) expect({ what, origin, isRefused: reply.status === 403 }).toEqual({ what, origin, isRefused: !origin.includes(String(serving.port)) });
      }
    }
    const page = await serving.watch();
    expect(Object.keys(page.response.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    page.close();
    expect((await watch(serving.port, `${MOUNT}/live`, undefined, { origin: 'https://evil.example' })).response.statusCode).toBe(403);
  });

  test.each(['cross-site', 'same-site', 'none'])('send nothing, even with the token (Sec-Fetch-Site: %s)', async (site) => {
    const { order, zego } = await serve();
    let received = 0;
    zego.onDelivery(() => void (received += 1));
    for (const path of ['send', 'resend'] as const) expect(refusal(await order(path, PLAIN_ORDER, { 'sec-fetch-site': site }))).toBe(OTHER);
    expect(received).toBe(0);
  });

  test('send nothing without the token', async () => {
    const { order, token, zego } = await serve();
    let received = 0;
    zego.onDelivery(() => void (received += 1));
    const right = await token();
    const wrong = ['', 'wrong', right.slice(1), `${right}x`, right.toLowerCase(), ` ${right}x`, (await (await serve()).token())];
    for (const path of ['send', 'resend'] as const) {
      for (const one of wrong) expect(refusal(await order(path, PLAIN_ORDER, { 'x-zego-inspector': one }))).toMatch(/^403 The header X-Zego-Inspector is missing or of an earlier start of the server\. Reload the page\.$/);
    }
    expect(received).toBe(0);
    expect((await order('send', PLAIN_ORDER, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect(received).toBe(1);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', ''])('send nothing as a form could (Content-Type "%s")', async (type) => {
    const { order } = await serve();
    for (const path of ['send', 'resend'] as const) expect(refusal(await order(path, PLAIN_ORDER, { 'content-type': type }))).toBe('400 Orders are sent as JSON, with Content-Type: application/json.');
  });
});

describe('every answer', () => {
  const WANTED = {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  };
  const wanted = (headers: Reply['headers']): object => Object.fromEntries(Object.keys(WANTED).map((name) => [name, headers[name]]));

  test.each([['allowed', {}], ['refused', { host: 'evil.example' }]])('keeps the page to itself and out of caches, when %s', async (_what, headers) => {
    // A looser policy of the application does not stay.
    const serving = await serve({ before: [(_req, res, next) => { res.set({ 'Content-Security-Policy': 'default-src *', 'Cache-Control': 'public' }); next(); }] });
    for (const [what, path, sent] of WAYS.filter(([, path]) => path !== '/live')) {
      for (const method of sent === undefined ? ['GET', 'HEAD'] : ['POST']) {
        const reply = await serving.ask(path, { ...sent, method, headers: { ...sent?.headers, ...headers } });
        expect({ what, method, ...wanted(reply.headers), cache: reply.headers['cache-control'] }).toEqual({ what, method, ...WANTED, cache: 'no-store' });
      }
    }
    for (const other of ['/catalogue/no_such_event', '/deliveries/999']) {
      const reply = await serving.ask(other, { headers });
      expect({ ...wanted(reply.headers), cache: reply.headers['cache-control'] }).toEqual({ ...WANTED, cache: 'no-store' });
    }
    const { response, close } = await watch(serving.port, `${MOUNT}/live`, undefined, headers);
    expect(wanted(response.headers)).toEqual(WANTED);
    expect(response.headers['cache-control']).toMatch(/^no-store\b/);
    close();
  });

  test('is without the secret, after callbacks that were accepted, refused and failed', async () => {
    const tricky = 'a "secret" + 100% \\ of/ümlaut & <tags>';
    for (const secret of [SECRET, tricky, [tricky, SECRET], () => [tricky], async () => [SECRET, tricky]]) {
      const serving = await serve({ callbacks: { secret } });
      const known = typeof secret === 'string' ? [secret] : typeof secret === 'function' ? [SECRET, tricky].filter((one) => String(secret).includes(one === SECRET ? 'SECRET' : 'tricky')) : secret;
      serving.zego.onRoomLogin(() => { throw new Error(`handler with ${known.join(' and ')}`); });
      // What a user may have written anywhere.
      const fields = { room_id: known[0] ?? '', user_nickname: `x${known.join('y')}z`, login_time: 1, extra: known };
      const replies: unknown[] = [];
      for (const form of ['json', 'percent', 'form'] as const) {
        for (const fault of ['none', 'wrong signature', 'stale', 'no signature'] as const) {
          for (const event of ['room_logout', 'room_login', 'before_send_msg']) replies.push(await serving.send({ event, fields: { ...(await serving.event(event)).example, ...fields }, form, fault }));
        }
      }
      await serving.askRoot(CALLBACKS, { method: 'POST', body: `not JSON: ${known.join()}`, headers: { 'content-type': 'text/plain' } });
      const page = await serving.watch();
      await page.next('hello');
      const answers = [JSON.stringify(replies), ...page.messages.map(({ data }) => data)];
      const deliveries = await serving.deliveries();
      expect(deliveries.length).toBeGreaterThan(36);
      for (const { id } of deliveries) answers.push((await serving.ask(`/deliveries/${id}`)).text);
      for (const path of ['/', '/catalogue', '/catalogue/room_login', '/style.css', '/nothing', '/deliveries/99999']) answers.push((await serving.ask(path)).text);
      page.close();
      const spellings = known.flatMap((one) => [one, JSON.stringify(one).slice(1, -1), JSON.stringify(JSON.stringify(one)).slice(3, -3), encodeURIComponent(one), encodeURIComponent(one).replaceAll('%20', '+'), encodeURIComponent(JSON.stringify(one).slice(1, -1))]);
      for (const answer of answers) {
        for (const spelling of spellings) {
          const at = answer.indexOf(spelling);
          expect(at < 0 ? '' : answer.slice(Math.max(at - 200, 0), at + spelling.length)).toBe('');
        }
      }
      await closeServers();
    }
  });
});

test('huge orders are refused before they are read, and where no length is told', async () => {
  const { ask, token, port } = await serve();
  const headers = { 'content-type': 'application/json', 'x-zego-inspector': await token() };
  const body = JSON.stringify({ ...PLAIN_ORDER, fields: { room_id: 'x'.repeat(1024 * 1024) } });
  expect(refusal(await ask('/send', { method: 'POST', headers, body }))).toBe('413 An order has at most 1048576 bytes.');
  const reply = await fetch(`http://127.0.0.1:${port}${MOUNT}/send`, { method: 'POST', headers, body: new Blob([body]).stream(), duplex: 'half' });
  expect({ status: reply.status, text: await reply.text() }).toEqual({ status: 413, text: '{"error":"An order has at most 1048576 bytes."}' });
});

test('a huge order is refused as soon as it says so', async () => {
  const { token, port } = await serve();
  const req = request({ host: '127.0.0.1', port, path: `${MOUNT}/send`, method: 'POST', headers: { 'content-type': 'application/json', 'x-zego-inspector': await token(), 'content-length': 2 ** 30 } });
  const status = new Promise((resolve, reject) => req.on('response', (res) => { resolve(res.statusCode); }).on('error', reject));
  req.write('{');
  expect(await status).toBe(413);
  req.on('error', () => undefined).destroy();
});

test.each(['/../package.json', '/..%2fpackage.json', '/%2e%2e/inspector.ts', '/..\\inspector.ts', '/page/wire.ts', '/wire.ts', '/tsconfig.json', '/index.html', '/style.css/', '/style.css%00.js', '//style.css', '/./style.css', '/STYLE.CSS', '/con.js', '/constructor.js', '/__proto__.js'])(
  'no file but those of the page is served: %s', async (path) => {
    const reply = await (await serve()).ask(path);
    expect({ status: reply.status, text: reply.text.includes('{{token}}') }).toEqual({ status: 404, text: false });
  },
);

test.each(expressVersions)('no redirect leads away, whatever the address (Express $version)', async ({ express }) => {
  // Any path may be a mount point here.
  const serving = await serve({ express, mount: (app, middleware) => void app.use('/:anything', middleware).use(middleware) });
  const paths = ['/evil.example', '//evil.example', '///evil.example', '/\\evil.example', '/%2f%2fevil.example', '/http://evil.example', '/javascript:alert(1)', '/..', '/.', '/a?//evil.example/', '/a%0d%0aSet-Cookie:x', 'http://evil.example/a', 'http://evil.example'];
  let redirects = 0;
  for (const path of paths) {
    const { headers } = await serving.askRoot(path);
    const { location } = headers;
    if (location === undefined) continue;
    redirects += 1;
    expect(headers).not.toHaveProperty('set-cookie');
    const here = `http://localhost:${serving.port}`;
    expect({ path, origin: new URL(String(location), new URL(path.startsWith('/') ? here + path : here)).origin }).toEqual({ path, origin: here });
  }
  expect(redirects).toBeGreaterThan(3);
});
