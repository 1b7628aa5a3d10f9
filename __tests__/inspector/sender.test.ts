import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { createServer as createSecureServer, request as requestSecurely } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import fc from 'fast-check';
import { defineEvent, eventNames, keepRawBody, signCallback, zegoCallbacks, type DeliveryReport, type ZegoEvent, type ZegoUnknownEvent } from '../../lib/index.js';
import { inspector } from '../../lib/inspector/index.js';
import type { SendOrder, SendResult } from '../../lib/inspector/page/wire.js';
import { postHere } from '../../lib/inspector/post-here.js';
import { signedCallback as signedOfTesting, wireForms } from '../../lib/testing/index.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { expressVersions, forgetful } from '../kit/express.js';
import { essence } from '../kit/forms.js';
import { CALLBACKS, closeServers, MOUNT, PLAIN_ORDER, serve, type ServingOptions } from './serving.js';
import { tls } from './tls.js';

afterEach(closeServers);

/** An application that remembers what its handlers got, and what was told of each delivery. */
async function receiving(options: ServingOptions = {}) {
  const serving = await serve(options);
  const events: (ZegoEvent | ZegoUnknownEvent)[] = [];
  const reports: DeliveryReport[] = [];
  serving.zego.onAny((event) => void events.push(event)).onUnknown((event) => void events.push(event)).onDelivery((report) => void reports.push(report));
  return { ...serving, events, reports, example: async (name: string) => (await serving.event(name)).example };
}
const without = (fields: SendOrder['fields'], name: string): SendOrder['fields'] => Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
const outcomes = (replies: SendResult['replies']): string[] => replies.map(({ status, text }) => `${status} ${text}`);
const errors = (replies: SendResult['replies']): string[] => replies.map(({ status, text }) => `${status} ${(JSON.parse(text) as { error?: { code: string } }).error?.code ?? ''}`);
const refusal = async (asked: Promise<{ readonly status: number; readonly text: string }>): Promise<string> => {
  const { status, text } = await asked;
  return `${status} ${(JSON.parse(text) as { error: string }).error}`;
};

describe('sending', () => {
  test('every event is delivered in every form, as it is documented, and answered as its product asks', async () => {
    const { send, events, example } = await receiving({ callbacks: { store: forgetful } });
    const documented: (ZegoEvent | ZegoUnknownEvent)[] = [];
    const reference = zegoCallbacks({ secret: SECRET, store: forgetful }).onAny((event) => void documented.push(event));
    for (const event of eventNames) {
      documented.length = 0;
      const { body: text } = await reference.receive({ body: signedOfTesting(event, {}, { secret: SECRET }) });
      const { id, nonce, timestamp, ...same } = essence(documented[0]!) as ZegoEvent;
      expect([id, nonce, timestamp]).not.toContain(undefined);
      const fields = await example(event);
      for (const form of wireForms) {
        events.length = 0;
        expect({ event, form, answered: outcomes(await send({ event, fields, form })) }).toEqual({ event, form, answered: [`200 ${text}`] });
        expect(events).toHaveLength(1);
        expect(essence(events[0]!)).toMatchObject(same);
      }
    }
  }, 120_000);

  test('what is changed is sent, and what is missing is left out', async () => {
    const { send, events, example } = await receiving();
    const fields = await example('room_logout');
    expect(errors(await send({ fields: without(fields, 'user_nickname') }))).toEqual(['422 invalid_payload']);
    await send({ fields: { ...without(fields, 'user_role'), room_id: 'mine', appid: '77', undocumented: ['x', { y: null }] } });
    expect(events).toMatchObject([{ appId: '77', payload: { room_id: 'mine', undocumented: ['x', { y: null }] } }]);
    expect(events[0]!.payload).not.toHaveProperty('user_role');
    await send({ fields: { ...without(fields, 'appid'), room_id: 'other' } });
    expect(events[1]).toMatchObject({ appId: fields['appid'] });
  });

  test('ids beyond 2^53 arrive exactly, and travel as numbers where ZEGO writes numbers', async () => {
    const { send, events, example, deliveries, detail } = await receiving({ callbacks: { store: forgetful } });
    const fields = await example('room_close');
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }), fc.constantFrom(...wireForms), async (id, form) => {
        events.length = 0;
        await send({ event: 'room_close', fields: { ...fields, room_session_id: String(id) }, form });
        expect(events).toMatchObject([{ payload: { room_session_id: String(id) } }]);
      }),
      { numRuns: 30 },
    );
    await send({ event: 'room_close', fields: { ...fields, room_session_id: '6085791336856668982' } });
    const { body } = await detail((await deliveries()).at(-1)!.id);
    expect(body.text).toContain('"room_session_id":6085791336856668982');
  });

  test('any text arrives as it was typed, in every form', async () => {
    const { send, events, example } = await receiving({ callbacks: { store: forgetful } });
    const fields = await example('room_logout');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom(...wireForms), async (text, form) => {
        events.length = 0;
        await send({ fields: { ...fields, user_nickname: text }, form });
        expect(events).toMatchObject([{ payload: { user_nickname: text } }]);
      }),
      { numRuns: 60 },
    );
  });

  test('a wrong signature looks like a right one', async () => {
    const { send, reports, deliveries, detail, example } = await receiving();
    for (const event of ['room_logout', 'mini_game_settled'] as const) {
      expect(errors(await send({ event, fields: await example(event), fault: 'wrong signature' }))).toEqual(['401 bad_signature']);
      const { signature } = await detail((await deliveries()).at(-1)!.id);
      expect(signature!.received).toMatch(/^[0-9a-f]{40}$/);
      expect(signature!.trials.map(({ matches }) => matches)).not.toContain(true);
    }
    expect(reports.map(({ code }) => code)).toEqual(['bad_signature', 'bad_signature']);
  });

  test.each([undefined, 1, 300, 86_400, 1_000_000_000])('a stale time is one that is refused, with a tolerance of %p s', async (tolerance) => {
    const { send, reports, example } = await receiving({ callbacks: tolerance === undefined ? {} : { tolerance } });
    // Its timestamp is in seconds, and the other's in ms.
    for (const event of ['room_logout', 'ai_agent_instance_status'] as const) expect({ event, errors: errors(await send({ event, fields: await example(event), fault: 'stale' })) }).toEqual({ event, errors: ['403 stale'] });
    for (const { skewMs } of reports) expect(Math.abs(skewMs!)).toBeGreaterThan((tolerance ?? 300) * 1000);
  });

  test('where none is refused, a stale time is an hour old', async () => {
    const { send, reports, example } = await receiving({ callbacks: { tolerance: false } });
    expect(outcomes(await send({ fields: await example('room_logout'), fault: 'stale' }))).toEqual(['200 {"outcome":"delivered"}']);
    expect(reports[0]!.skewMs! - 3_600_000).toBeGreaterThanOrEqual(0);
    expect(reports[0]!.skewMs! - 3_600_000).toBeLessThan(30_000);
  });

  test('times are those of the receiver\'s clock', async () => {
    const { send, example } = await receiving({ callbacks: { clock: () => 1_500_000_000_000 } });
    const fields = await example('room_logout');
    expect(outcomes(await send({ fields }))).toEqual(['200 {"outcome":"delivered"}']);
    expect(errors(await send({ fields, fault: 'stale' }))).toEqual(['403 stale']);
  });

  test('without a signature means without one', async () => {
    const { send, deliveries, detail, example } = await receiving();
    for (const event of ['room_logout', 'mini_game_settled'] as const) {
      expect(errors(await send({ event, fields: await example(event), fault: 'no signature' }))).toEqual(['401 missing_signature']);
      expect(Object.keys((await detail((await deliveries()).at(-1)!.id)).raw as object).filter((field) => /^signature$/i.test(field))).toEqual([]);
    }
  });

  test('repeats are the same bytes, or signed again each time with another nonce', async () => {
    const { send, deliveries, detail, example } = await receiving();
    const fields = await example('room_logout');
    const bodies = async (): Promise<string[]> => Promise.all((await deliveries()).slice(-4).map(async ({ id }) => (await detail(id)).body.text));
    const absorbed = ['200 {"outcome":"delivered"}', ...Array.from({ length: 3 }, () => '200 {"outcome":"duplicate"}')];
    expect(outcomes(await send({ fields, repeats: 4 }))).toEqual(absorbed);
    expect(new Set(await bodies()).size).toBe(1);
    expect(outcomes(await send({ fields: { ...fields, room_id: 'another' }, repeats: 4, repeat: 'signed again' }))).toEqual(absorbed);
    const signed = (await bodies()).map((body) => JSON.parse(body) as Record<'nonce' | 'signature' | 'timestamp' | 'room_id', string>);
    expect(new Set(signed.map(({ nonce }) => nonce)).size).toBe(4);
    expect(new Set(signed.map(({ room_id }) => room_id))).toEqual(new Set(['another']));
    for (const { nonce, timestamp, signature } of signed) expect(signature).toBe(signCallback({ nonce, timestamp }, SECRET));
  });

  test('the delay is between an answer and the next one', async () => {
    const { send, reports, example } = await receiving();
    const startedAt = performance.now();
    const replies = await send({ fields: await example('room_logout'), repeats: 3, delayMs: 150 });
    expect(performance.now() - startedAt).toBeGreaterThan(298);
    expect(replies).toHaveLength(3);
    expect(reports).toHaveLength(3);
    // The first one is not waited for.
    expect(await send({ fields: await example('room_logout'), delayMs: 60_000 })).toHaveLength(1);
  });

  test('with a look-up, the secret is that of the app in the fields', async () => {
    const secrets: Readonly<Record<string, readonly string[]>> = { 1: ['first', 'old'], 2: ['second'] };
    for (const secret of [(appId: string) => secrets[appId], async (appId: string) => secrets[appId]]) {
      const { send, order, example, events } = await receiving({ callbacks: { secret } });
      const fields = await example('room_logout');
      for (const appid of ['1', '2']) expect(outcomes(await send({ fields: { ...fields, appid } }))).toEqual(['200 {"outcome":"delivered"}']);
      expect(events.map(({ appId }) => appId)).toEqual(['1', '2']);
      expect(await refusal(order('send', { ...PLAIN_ORDER, fields: { ...fields, appid: '3' } }))).toBe('400 The function given as "secret" knows none for the app id "3", so nothing can be signed for it.');
      expect(errors(await send({ fields: { ...fields, appid: '3' }, fault: 'wrong signature' }))).toEqual(['401 unknown_app']);
      expect(errors(await send({ fields, fault: 'no signature' }))).toEqual(['401 missing_signature']);
      await closeServers();
    }
  });

  test.each([
    ['throws', () => { throw new Error('no vault'); }],
    ['rejects', async () => Promise.reject(new Error('no vault'))],
  ])('a look-up that %s is told', async (_what, secret: () => Promise<string>) => {
    const { order, example } = await receiving({ callbacks: { secret } });
    expect(await refusal(order('send', { ...PLAIN_ORDER, fields: await example('room_logout') }))).toBe('400 The function given as "secret" failed: no vault');
  });

  test('of several secrets, the first signs', async () => {
    const { send, example, deliveries, detail } = await receiving({ callbacks: { secret: ['new', 'old'] } });
    await send({ fields: await example('room_logout') });
    const { nonce, timestamp, signature } = (await detail((await deliveries())[0]!.id)).raw as Record<'nonce' | 'timestamp' | 'signature', string>;
    expect(signature).toBe(signCallback({ nonce, timestamp }, 'new'));
  });

  test('events of one\'s own are sent as well', async () => {
    const events = [
      defineEvent<'gift_sent', { gift_id: string }>({ name: 'gift_sent', discriminator: { field: 'event', value: 'gift' }, schema: { type: 'object', required: ['gift_id', 'amount'], properties: { gift_id: { type: 'string' }, amount: { type: 'integer' } } } }),
      defineEvent<'poll', { question: string }>({ name: 'poll', discriminator: { field: 'kind', value: 7, present: ['poll_id'] }, schema: { type: 'object', required: ['question'], properties: { question: { type: 'string' } } } }),
    ];
    const seen: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET, events }).onAny(({ name, payload, appId }) => void seen.push({ name, payload, appId }));
    const { send, event } = await serve({ mount: (app) => void app.use(MOUNT, inspector(zego)).use('/own', zego) });
    for (const form of wireForms) {
      seen.length = 0;
      for (const name of ['gift_sent', 'poll']) expect(outcomes(await send({ event: name, fields: { ...(await event(name)).example, extra: form }, form, path: '/own' }))).toEqual(['200 {"outcome":"delivered"}']);
      expect(seen).toMatchObject([{ name: 'gift_sent', appId: '1', payload: { gift_id: 'text', amount: 1, extra: form } }, { name: 'poll', payload: { question: 'text', extra: form } }]);
    }
  });

  test('the answer is told as it is, cut, and without secrets; nothing is followed', async () => {
    const { send, example } = await receiving({
      before: [
        ((req, res, next) => {
          if (req.method === 'POST' && req.url === '/long') res.send(`${'x'.repeat(1_990)}${SECRET}${'y'.repeat(200_000)}`);
          else if (req.url === '/moved') res.redirect(307, 'http://192.0.2.1/');
          else if (req.url === '/gone') req.socket.destroy();
          else if (req.url === '/half') { res.writeHead(200, { 'content-length': 1_000 }); res.write('half'); res.socket?.end(); }
          else next();
        }) satisfies RequestHandler,
      ],
    });
    const fields = await example('room_logout');
    const answers = async (path: string) => (await send({ fields, path }))[0]!;
    expect(await answers('/long')).toMatchObject({ status: 200, text: `${'x'.repeat(1_990)}•••${'y'.repeat(7)}` });
    expect(await answers('/moved')).toMatchObject({ status: 307 });
    expect(await answers('/nowhere')).toMatchObject({ status: 404 });
    expect(await answers('/gone')).toMatchObject({ status: 0, text: 'No answer: socket hang up' });
    expect(await answers('/half')).toMatchObject({ status: 0, text: 'No answer: aborted' });
    expect((await answers(`${CALLBACKS}?a=b`)).status).toBe(200);
    for (const { ms } of [await answers('/long')]) expect(ms).toBeGreaterThan(0);
  });

  test('a redacted field is not seen in what an echo answers', async () => {
    const echo: RequestHandler = (req, res, next) => { if (req.url === '/echo') req.pipe(res); else next(); };
    const serving = await receiving({ before: [echo], inspector: { redact: ['user_nickname'] } });
    const fields = { ...(await serving.example('room_logout')), user_nickname: 'Graceful Grace' };
    for (const form of wireForms) {
      const [echoed] = await serving.send({ fields, form, path: '/echo' });
      expect(echoed!.text).not.toMatch(/Graceful/);
      expect(echoed!.text).toContain('room_logout');
      await serving.send({ fields: { ...fields, room_id: form }, form });
      const delivery = (await serving.deliveries()).at(-1)!.id;
      for (const how of ['as it was', 'signed again'] as const) {
        const [resent] = await serving.resend({ delivery, how, path: '/echo' });
        expect(resent!.text).toContain('room_logout');
        expect(resent!.text).not.toMatch(/Graceful/);
      }
    }
  });
});

describe('what cannot be sent is told in a sentence', () => {
  const senseless: readonly (readonly [member: string, order: unknown, sentence: string | RegExp])[] = [
    ['nothing', null, 'An order is an object; it is null.'],
    ['a list', [], 'An order is an object; it is a list.'],
    ['a text', 'send', /^(?:An order is an object; it is "send" \(string\)\.|The body is no JSON\.)$/],
    ['an event that is none', { event: 'no_such' }, 'There is no event named "no_such".'],
    ['no event', { event: 7 }, '"event" must be the name of an event; it is "7" (number).'],
    ['no fields', { fields: undefined }, '"fields" must be an object; it is undefined.'],
    ['a list of fields', { fields: [] }, '"fields" must be an object; it is a list.'],
    ['too many', { repeats: 101 }, '"repeats" must be a whole number from 1 to 100; it is "101" (number).'],
    ['none', { repeats: 0 }, '"repeats" must be a whole number from 1 to 100; it is "0" (number).'],
    ['parts', { repeats: 1.5 }, '"repeats" must be a whole number from 1 to 100; it is "1.5" (number).'],
    ['a negative delay', { delayMs: -1 }, '"delayMs" must be a whole number of ms from 0 to 60000; it is "-1" (number).'],
    ['more than a minute', { repeats: 3, delayMs: 30_001 }, '3 times with 30001 ms between them is more than a minute.'],
    ['a strange form', { form: 'xml' }, '"form" must be one of "json", "percent", "form"; it is "xml" (string).'],
    ['a strange fault', { fault: 'bad' }, '"fault" must be one of "none", "wrong signature", "stale", "no signature"; it is "bad" (string).'],
    ['a strange repeat', { repeat: true }, '"repeat" must be one of "same", "signed again"; it is "true" (boolean).'],
    ...['//evil.example/', 'http://evil.example/', '/\\evil.example', '', 'zego', '/a b', '/a#b', '/ä', '/a\r\nX: y'].map((path) => [path, { path }, `"path" must be a path on this server, from its root, such as "/api/zego/callbacks"; it is ${JSON.stringify(path)} (string).`] as const),
  ];

  test.each(senseless)('%s', async (_what, given, sentence) => {
    const { order, reports } = await receiving();
    const asked = typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...PLAIN_ORDER, ...given } : given;
    const told = await refusal(order('send', asked));
    expect(told.slice(4)).toMatch(typeof sentence === 'string' ? new RegExp(`^${sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : sentence);
    expect(told.slice(0, 3)).toBe(told.includes('no event named') ? '404' : '400');
    expect(reports).toEqual([]);
  });

  test.each(['{', 'null x', '', '\u0000', '{"event":'])('%p is no JSON', async (body) => {
    const { ask, token } = await receiving();
    const headers = { 'content-type': 'application/json', 'x-zego-inspector': await token() };
    expect(await refusal(ask('/send', { method: 'POST', headers, body }))).toMatch(/^400 The body is (?:no JSON|empty; an order is expected)\.$/);
  });

  test('anything at all is answered, and nothing is sent elsewhere', async () => {
    const { order } = await receiving();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.record({ event: fc.jsonValue(), fields: fc.jsonValue(), path: fc.string(), form: fc.constantFrom('json', 'x'), repeats: fc.constantFrom(1, 'x'), repeat: fc.constant('same'), delayMs: fc.constant(0), fault: fc.constant('none'), delivery: fc.jsonValue(), how: fc.constantFrom('as it was', 'signed again') }, { requiredKeys: [] })), fc.constantFrom('send' as const, 'resend' as const), async (given, path) => {
        const { status } = await order(path, given);
        expect([400, 404]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  test('compressed orders are not taken', async () => {
    const { port, token, example } = await receiving();
    const headers = { 'content-type': 'application/json', 'x-zego-inspector': await token(), 'content-encoding': 'gzip' };
    const body = gzipSync(JSON.stringify({ ...PLAIN_ORDER, fields: await example('room_logout') }));
    const reply = await fetch(`http://127.0.0.1:${port}${MOUNT}/send`, { method: 'POST', headers, body });
    expect({ status: reply.status, text: await reply.text() }).toEqual({ status: 400, text: '{"error":"The body could not be read."}' });
  });
});

describe('sending again', () => {
  test.each(wireForms)('as it was: the same bytes, form and type (%s)', async (form) => {
    const { send, resend, deliveries, detail, example } = await receiving();
    await send({ fields: await example('room_logout'), form });
    expect(outcomes(await resend({ delivery: 1 }))).toEqual(['200 {"outcome":"duplicate"}']);
    const [first, second] = await Promise.all((await deliveries()).map(({ id }) => detail(id)));
    expect(second!.body).toEqual(first!.body);
    expect(second!.summary).toMatchObject({ form, retryOf: 1 });
  });

  test.each(wireForms)('signed again: what was refused is delivered, in the form in which it came (%s)', async (form) => {
    const { send, resend, events, example, deliveries } = await receiving();
    for (const fault of ['wrong signature', 'stale', 'no signature'] as const) {
      await send({ fields: { ...(await example('room_logout')), room_id: fault, extra: '9007199254740993' }, form, fault });
      const refused = (await deliveries()).at(-1)!;
      expect(refused).toMatchObject({ outcome: 'refused', form });
      expect(outcomes(await resend({ delivery: refused.id, how: 'signed again' }))).toEqual(['200 {"outcome":"delivered"}']);
      expect((await deliveries()).at(-1)).toMatchObject({ outcome: 'delivered', form });
      expect(events.at(-1)).toMatchObject({ payload: { room_id: fault, extra: '9007199254740993' } });
    }
  });

  test('every event can be signed again, whatever its envelope is called', async () => {
    const { send, resend, example } = await receiving({ callbacks: { store: forgetful } });
    let delivery = 0;
    for (const event of eventNames) {
      const [first] = await send({ event, fields: await example(event) });
      delivery += 1;
      const [again] = await resend({ delivery, how: 'signed again' });
      delivery += 1;
      expect({ event, status: again!.status, text: again!.text }).toEqual({ event, status: 200, text: first!.text });
    }
  }, 60_000);

  test('what is not kept is told', async () => {
    const { send, order, example, askRoot } = await receiving({ inspector: { keep: 1 } });
    await send({ fields: await example('room_logout'), repeats: 2 });
    for (const how of ['as it was', 'signed again'] as const) {
      for (const delivery of [1, 3]) expect(await refusal(order('resend', { delivery, how, path: CALLBACKS }))).toMatch(new RegExp(`^404 The (?:bytes|fields) of delivery ${delivery} are not k(?:ept|nown), so it cannot be s(?:ent as it was|igned again)\\.$`));
    }
    await askRoot(CALLBACKS, { method: 'POST', body: 'not JSON' });
    expect(await refusal(order('resend', { delivery: 3, how: 'signed again', path: CALLBACKS }))).toBe('404 The fields of delivery 3 are not known, so it cannot be signed again.');
    expect((await order('resend', { delivery: 3, how: 'as it was', path: CALLBACKS })).status).toBe(200);
    expect(await refusal(order('resend', { delivery: 0, how: 'as it was', path: CALLBACKS }))).toBe('400 "delivery" must be the number of a delivery; it is "0" (number).');
  });

  test.each(expressVersions)('behind a parser that took the bytes, signed again alone (Express $version)', async ({ express: used }) => {
    const serving = await receiving({ express: used, before: [used.json()] });
    await serving.askRoot(CALLBACKS, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(signedCallback('room_logout', { room_id: 'parsed' })) });
    expect(await serving.deliveries()).toMatchObject([{ form: 'parsed', outcome: 'delivered' }]);
    expect(await refusal(serving.order('resend', { delivery: 1, how: 'as it was', path: CALLBACKS }))).toBe('404 The bytes of delivery 1 are not kept, so it cannot be sent as it was.');
    expect(outcomes(await serving.resend({ delivery: 1, how: 'signed again' }))).toEqual(['200 {"outcome":"duplicate"}']);
  });
});

describe.each(expressVersions)('on Express $version', ({ express: used }) => {
  const parsers: readonly (readonly [what: string, before: readonly RequestHandler[]])[] = [
    ['nothing', []],
    ['json()', [used.json()]],
    ['json({ verify: keepRawBody })', [used.json({ verify: keepRawBody })]],
    ['urlencoded()', [used.urlencoded({ extended: true })]],
    ['text()', [used.text({ type: '*/*' })]],
    ['raw()', [used.raw({ type: '*/*' })]],
    ['a pause', [(req, _res, next) => { req.pause(); next(); }]],
    ['a wait', [(_req, _res, next) => void setTimeout(next, 20)]],
  ];

  test.each(parsers)('orders are taken behind %s', async (_what, before) => {
    const { send, events, example } = await receiving({ express: used, before });
    expect(outcomes(await send({ event: 'before_send_msg', fields: await example('before_send_msg') }))).toEqual(['200 {"result":0}']);
    expect(events.map(({ name }) => name)).toEqual(['before_send_msg']);
  });

  test('{} behind json() is an order without anything, not one that is waited for', async () => {
    const { order } = await receiving({ express: used, before: [used.json()] });
    expect(await refusal(order('send', {}))).toBe('400 "event" must be the name of an event; it is undefined.');
  });
});

describe('whoever goes away', () => {
  test('in the middle of a series ends it, and is no failure', async () => {
    const failures: unknown[] = [];
    const note: ErrorRequestHandler = (error, _req, _res, next) => {
      failures.push(error);
      next(error);
    };
    const { port, token, reports, example } = await receiving({ mount: (app, middleware) => void app.use(MOUNT, middleware).use(note) });
    const { promise: three, resolve } = withResolvers();
    const body = JSON.stringify({ ...PLAIN_ORDER, fields: await example('room_logout'), repeats: 100, delayMs: 100 });
    const req = request({ host: '127.0.0.1', port, path: `${MOUNT}/send`, method: 'POST', headers: { 'content-type': 'application/json', 'x-zego-inspector': await token(), 'content-length': Buffer.byteLength(body) } });
    req.on('error', () => undefined);
    req.end(body);
    const watching = setInterval(() => { if (reports.length >= 3) resolve(); }, 5);
    await three;
    clearInterval(watching);
    req.destroy();
    await sleep(400);
    const sent = reports.length;
    await sleep(400);
    expect(reports.length).toBe(sent);
    expect(failures).toEqual([]);
  });

  test('before the order is complete is no failure', async () => {
    const { port, token, deliveries } = await receiving();
    const req = request({ host: '127.0.0.1', port, path: `${MOUNT}/send`, method: 'POST', headers: { 'content-type': 'application/json', 'x-zego-inspector': await token(), 'content-length': 1_000 } });
    const closed = new Promise((resolve) => req.on('error', () => undefined).once('close', resolve));
    req.write('{"event":');
    await sleep(50);
    req.destroy();
    await closed;
    expect(await deliveries()).toEqual([]);
  });
});

describe('where it is sent', () => {
  test('is the server that was asked, whatever name it was asked by', async () => {
    const hosts: (string | undefined)[] = [];
    const note: RequestHandler = (req, _res, next) => {
      if (req.originalUrl === CALLBACKS) hosts.push(req.headers.host);
      next();
    };
    const { order, example } = await receiving({ before: [note], inspector: { authorize: () => true } });
    const reply = await order('send', { ...PLAIN_ORDER, fields: await example('room_logout') }, { host: 'evil.example:81' });
    expect(outcomes((JSON.parse(reply.text) as SendResult).replies)).toEqual(['200 {"outcome":"delivered"}']);
    expect(hosts).toEqual(['evil.example:81']);
  });

  test('is an encrypted server over TLS', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const app = express().use(MOUNT, inspector(zego)).use(CALLBACKS, zego);
    const server = createSecureServer(tls, app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = async (path: string, sent?: { readonly headers: Readonly<Record<string, string>>; readonly body: string }): Promise<string> => {
      const req = requestSecurely({ host: '127.0.0.1', port, path: `${MOUNT}${path}`, method: sent === undefined ? 'GET' : 'POST', headers: sent?.headers ?? {}, ca: tls.cert, checkServerIdentity: () => undefined, agent: false });
      req.end(sent?.body);
      const [res] = (await once(req, 'response')) as [AsyncIterable<Buffer>];
      const chunks: Buffer[] = [];
      for await (const chunk of res) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    };
    const token = /content="([\w-]{20,})"/.exec(await ask('/'))![1]!;
    const { example } = JSON.parse(await ask('/catalogue/room_logout')) as { example: object };
    const result = await ask('/send', { headers: { 'content-type': 'application/json', 'x-zego-inspector': token }, body: JSON.stringify({ ...PLAIN_ORDER, fields: example }) });
    expect(outcomes((JSON.parse(result) as SendResult).replies)).toEqual(['200 {"outcome":"delivered"}']);
    await new Promise((resolve) => server.close(resolve));
  });

  test('nobody is waited for longer than the limit', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const here = { address: '127.0.0.1', port, isEncrypted: false, host: 'localhost' };
    const post = { path: '/', bytes: Buffer.from('{}'), contentType: '' };
    const never = new AbortController().signal;
    expect(await postHere(here, post, never, 50)).toMatchObject({ status: 0, text: 'No answer: it took longer than 0.05 s' });
    const gone = new AbortController();
    const waiting = postHere(here, post, gone.signal);
    await once(silent, 'request');
    gone.abort();
    await expect(waiting).rejects.toBe(gone.signal.reason);
    await expect(postHere(here, post, gone.signal)).rejects.toBe(gone.signal.reason);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    expect(await postHere(here, post, never)).toMatchObject({ status: 0, text: expect.stringMatching(/^No answer: connect ECONNREFUSED/) as string });
  });
});

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
