import type { RequestListener } from 'node:http';
import fc from 'fast-check';
import { eventNames, schemas, zegoCallbacks, type ZegoCallbacksOptions, type ZegoEvent, type ZegoUnknownEvent } from '../../lib/index.js';
import { sendTo, signBody, wireForms, writeBody, type TestReply } from '../../lib/testing/index.js';
import { expressVersions, forgetful } from '../kit/express.js';
import { essence } from '../kit/forms.js';
import { listen } from '../kit/server.js';

const SECRET = 'a-callback-secret';
const PATH = '/api/zego/callbacks';

describe.each(expressVersions)('sendTo an application on Express $version', ({ express }) => {
  function application(options: Pick<ZegoCallbacksOptions, 'store'> = {}) {
    const seen: (ZegoEvent | ZegoUnknownEvent)[] = [];
    const zego = zegoCallbacks({ secret: SECRET, ...options }).onAny((event) => void seen.push(event)).onUnknown((event) => void seen.push(event)).onError(() => undefined);
    const app = express();
    app.use(PATH, zego);
    return { app, zego, seen, send: sendTo(app, { path: PATH, secret: SECRET }) };
  }

  test.each(eventNames)('%s is delivered, the same in every form', async (name) => {
    const { seen, send } = application({ store: forgetful });
    const signing = { nonce: '7000000000000001', at: Date.now() };
    for (const form of wireForms) {
      seen.length = 0;
      const { status, text } = await send(name, {}, { ...signing, form });
      expect({ form, status, text, names: seen.map((event) => event.name) }).toMatchObject({ form, status: 200, names: [name] });
      const inForm = essence(seen[0]!);
      seen.length = 0;
      await send(name, {}, signing);
      expect(inForm).toEqual(essence(seen[0]!));
    }
  });

  test('the answer is told as it came: status, headers, text, and the body where it is JSON', async () => {
    const { zego, send } = application();
    const delivered = await send('room_logout');
    expect(delivered).toMatchObject({ status: 200, text: '{"outcome":"delivered"}', body: { outcome: 'delivered' } });
    expect(delivered.headers['content-type']).toMatch(/^application\/json\b/);
    // The answer that the page of "record" demands.
    expect(await send('record')).toMatchObject({ status: 200, text: '1' });
    zego.onBeforeSendMsg(() => ({ result: 3, reason: 'spam' }));
    expect((await send('before_send_msg')).body).toEqual({ result: 3, reason: 'spam' });
    expect(await send('room_login', {}, { secret: 'another' })).toMatchObject({ status: 401, body: { error: { code: 'bad_signature' } } });
    expect(await send('room_login', {}, { at: Date.now() - 3_600_000 })).toMatchObject({ status: 403, body: { error: { code: 'stale' } } });
  });

  test('a body that is sent again is what a retry is', async () => {
    const { seen, send } = application();
    const body = signBody({ ...schemas.room_logout.examples[0], room_id: 'r1' }, { secret: SECRET });
    const outcomes: unknown[] = [];
    for (const form of [undefined, ...wireForms]) outcomes.push((await send.body(body, { form })).body);
    expect(outcomes).toEqual([{ outcome: 'delivered' }, ...wireForms.map(() => ({ outcome: 'duplicate' }))]);
    expect(seen).toMatchObject([{ payload: { room_id: 'r1' } }]);
  });

  test('ids beyond 2^53 arrive exactly, as ZEGO writes them: as numbers in JSON', async () => {
    const { seen, send } = application({ store: forgetful });
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }), fc.constantFrom(...wireForms), fc.boolean(), async (id, form, isText) => {
        seen.length = 0;
        expect(await send('room_create', { room_session_id: isText ? String(id) : id }, { form })).toMatchObject({ status: 200 });
        expect(seen).toMatchObject([{ payload: { room_session_id: String(id) } }]);
      }),
      { numRuns: 15 },
    );
    expect(writeBody({ room_session_id: 6085791336856668982n }, 'json').text).toBe('{"room_session_id":6085791336856668982}');
  });

  test('sends to no other path than it was told, with further headers', async () => {
    const asked: { readonly method: string | undefined; readonly url: string | undefined; readonly type: string | undefined; readonly trace: unknown }[] = [];
    const app = express();
    app.use((req, res) => {
      asked.push({ method: req.method, url: req.originalUrl, type: req.headers['content-type'], trace: req.headers['x-trace'] });
      res.sendStatus(204);
    });
    await sendTo(app, { secret: SECRET })('room_login');
    await sendTo(app, { path: '/a/b?c=d', secret: SECRET })('room_login', {}, { form: 'form', headers: { 'x-trace': '7' } });
    await sendTo(app, { secret: SECRET })('room_login', {}, { headers: { 'content-type': 'text/plain' } });
    expect(asked).toEqual([
      { method: 'POST', url: '/', type: 'application/json', trace: undefined },
      { method: 'POST', url: '/a/b?c=d', type: 'application/x-www-form-urlencoded', trace: '7' },
      { method: 'POST', url: '/', type: 'text/plain', trace: undefined },
    ]);
  });

  test('reaches a server that runs already', async () => {
    const { app, seen } = application();
    const server = await listen(app);
    try {
      for (const target of [`http://127.0.0.1:${server.port}`, new URL(`http://127.0.0.1:${server.port}/elsewhere`)]) {
        expect(await sendTo(target, { path: PATH, secret: SECRET })('room_login', { user_account: `of ${String(target)}` })).toMatchObject({ status: 200, body: { outcome: 'delivered' } });
      }
      const whole = `http://127.0.0.1:${server.port}${PATH}`;
      for (const target of [whole, new URL(whole)]) {
        expect(await sendTo(target, { secret: SECRET })('room_login', { user_account: typeof target })).toMatchObject({ status: 200, body: { outcome: 'delivered' } });
      }
      expect(seen).toHaveLength(4);
    } finally {
      await server.close();
    }
  });
});

test('callbacks may be sent side by side', async () => {
  const left: string[] = [];
  const zego = zegoCallbacks({ secret: SECRET }).onRoomLogout(({ payload }) => void left.push(payload.user_account));
  const app: RequestListener = (req, res) => void zego(req as Parameters<typeof zego>[0], res as Parameters<typeof zego>[1], () => res.writeHead(404).end());
  const users = Array.from({ length: 20 }, (_none, index) => `user-${index}`);
  const send = sendTo(app, { secret: SECRET });
  const replies = await Promise.all(users.map((user): Promise<TestReply> => send('room_logout', { user_account: user })));
  expect(replies.map(({ status }) => status)).toEqual(users.map(() => 200));
  expect(left.sort()).toEqual([...users].sort());
});

describe('what cannot work is refused at once:', () => {
  const app: RequestListener = (_req, res) => void res.end();

  test.each(['api', '', 'http://other'])('the path %j', (path) => {
    expect(() => sendTo(app, { path, secret: SECRET })).toThrow(new TypeError(`Option "path" must start with "/"; it is ${JSON.stringify(path)}.`));
  });

  test('no secret', () => {
    const before = process.env['ZEGO_CALLBACK_SECRET'];
    delete process.env['ZEGO_CALLBACK_SECRET'];
    try {
      expect(() => sendTo('http://127.0.0.1:9')('room_login')).toThrow(TypeError);
    } finally {
      if (before !== undefined) process.env['ZEGO_CALLBACK_SECRET'] = before;
    }
  });

  test('a server that is not there', async () => {
    const gone = await listen(() => undefined);
    await gone.close();
    await expect(sendTo(`http://127.0.0.1:${gone.port}`, { secret: SECRET })('room_login')).rejects.toThrow('fetch failed');
  });
});
