import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Request, RequestHandler } from 'express';
import { zegoCallbacks, type ZegoCallbackError } from '../../lib/index.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { expressVersions, MOUNT, receiver, type Receiver, type ReceiverOptions } from '../kit/express.js';
import { jsonText, percentText } from '../kit/forms.js';
import { listen } from '../kit/server.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What a serverless host or another middleware puts on a request. */
const set = (fields: (bytes: Buffer) => object): RequestHandler =>
  (req, _res, next) => {
    void consume(req).then((bytes) => {
      Object.assign(req, fields(bytes));
      next();
    }, next);
  };

async function consume(req: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe.each(expressVersions)('in Express $version', ({ express }) => {
  const open: Receiver[] = [];
  const mounted = async (options: Omit<ReceiverOptions, 'express'>): Promise<Receiver> => {
    const mount = await receiver({ express, ...options });
    open.push(mount);
    return mount;
  };
  afterEach(() => Promise.all(open.splice(0).map((mount) => mount.close())));

  const body = signedCallback('room_login', { user_nickname: 'Zoë 张伟 😀' });
  const json = jsonText(body);

  async function expectDelivered(mount: Receiver, sent: Parameters<Receiver['exchange']>[0] = { body: json, headers: JSON_TYPE }): Promise<void> {
    const { status, message, event } = await mount.exchange(sent);
    expect({ status, message }).toEqual({ status: 200, message: undefined });
    expect(event).toMatchObject({ name: 'room_login', nonce: body['nonce'], payload: { user_nickname: body['user_nickname'] } });
  }

  describe('the body is found', () => {
    test.each<[where: string, before: RequestHandler]>([
      ['in req.rawBody, a Buffer', set((rawBody) => ({ rawBody }))],
      ['in req.rawBody, a Uint8Array that is part of a larger one', set((bytes) => ({ rawBody: new Uint8Array(Buffer.concat([Buffer.from('{'), bytes, Buffer.from('}')])).subarray(1, bytes.length + 1) }))],
      ['in req.rawBody, a string', set((bytes) => ({ rawBody: bytes.toString() }))],
      ['in req.rawBody rather than in what somebody made of it', set((rawBody) => ({ rawBody, body: { signature: 'another' } }))],
      ['in req.body, a Buffer', set((bytes) => ({ body: bytes }))],
      ['in req.body, a Uint8Array', set((bytes) => ({ body: new Uint8Array(bytes) }))],
      ['in req.body, a string', set((bytes) => ({ body: bytes.toString() }))],
      ['in req.body, an object', set((bytes) => ({ body: JSON.parse(bytes.toString()) as object }))],
      ['in req.body, an object without a prototype', set((bytes) => ({ body: Object.assign(Object.create(null) as object, JSON.parse(bytes.toString()) as object) }))],
      ['in req.body, when req.rawBody says nothing', set((bytes) => ({ rawBody: undefined, body: bytes.toString() }))],
    ])('%s', async (_where, before) => {
      await expectDelivered(await mounted({ before: [before] }));
    });

    test.each<[where: string, before: RequestHandler]>([
      ['as it is', (_req, _res, next) => next()],
      ['behind a parser that left {}', (req, _res, next) => { req.body = {}; next(); }],
      ['behind a parser that left undefined', (req, _res, next) => { req.body = undefined; next(); }],
      ['behind a parser that left null', (req, _res, next) => { req.body = null; next(); }],
      ['behind parsers that did not match', express.urlencoded({ extended: true })],
      ['after a while', (_req, _res, next) => void setImmediate(setImmediate, next)],
      ['while a logger looks on', (req, _res, next) => { req.on('data', () => undefined); next(); }],
      ['behind a middleware that paused it', (req, _res, next) => { req.pause(); next(); }],
      ['behind a middleware that paused it a while ago', (req, _res, next) => { req.pause(); setImmediate(setImmediate, next); }],
    ])('in the unread stream: %s', async (_where, before) => {
      const mount = await mounted({ before: [before] });
      await expectDelivered(mount);
      await expectDelivered(mount, { body: json, headers: JSON_TYPE, chunked: true });
      await expectDelivered(mount, { body: percentText(body), chunked: true });
      await expectDelivered(mount, { body: gzipSync(json), headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, chunked: true });
    });
  });

  describe('a body that somebody consumed is refused, and the request never hangs', () => {
    const nobodyLeftIt = /^If another middleware reads the body first, it must leave it/;
    test.each<[how: string, hint: RegExp, before: RequestHandler]>([
      ['and left nothing', nobodyLeftIt, set(() => ({}))],
      ['and left undefined', nobodyLeftIt, set(() => ({ body: undefined }))],
      ['and left null', nobodyLeftIt, set(() => ({ body: null }))],
      ['and left an empty text', nobodyLeftIt, set(() => ({ body: '' }))],
      ['and left empty bytes', nobodyLeftIt, set(() => ({ rawBody: Buffer.alloc(0) }))],
      ['and left {}', /^req\.body is \{\} and the request has been read/, set(() => ({ body: {} }))],
      ['by letting it flow', nobodyLeftIt, (req, _res, next) => { req.on('end', next).resume(); }],
    ])('%s', async (_how, hint, before) => {
      const mount = await mounted({ before: [before] });
      for (const chunked of [false, true]) {
        const { status, code, message, event, report } = await mount.exchange({ body: json, headers: JSON_TYPE, chunked });
        expect({ status, code, message, event }).toEqual({ status: 400, code: 'malformed_body', message: 'The body is empty.', event: undefined });
        expect(report?.error?.hint).toMatch(hint);
      }
    });

    test.each([
      ['list', [body]],
      ['list', []],
      ['number', 5],
      ['boolean', true],
    ])('and left a %s', async (_type, left) => {
      const mount = await mounted({ before: [set(() => ({ body: left }))] });
      expect(await mount.exchange({ body: json, headers: JSON_TYPE })).toMatchObject({ status: 400, code: 'malformed_body', event: undefined });
    });
  });

  test.each([
    ['no body', {}],
    ['no body and no length', { chunked: true }],
    ['nothing but white space', { body: ' \r\n' }],
    ['nothing but a byte order mark', { body: '\ufeff' }],
    ['nothing, compressed', { body: gzipSync(''), headers: { 'content-encoding': 'gzip' } }],
  ])('%s is answered 400', async (_what, sent) => {
    for (const before of [[], [express.json()], [express.urlencoded({ extended: false })]]) {
      const mount = await mounted({ before });
      const { status, code, message, event } = await mount.exchange(sent);
      expect({ status, code, message, event }).toEqual({ status: 400, code: 'malformed_body', message: 'The body is empty.', event: undefined });
    }
  });

  describe('a body over the limit is answered 413', () => {
    const limit = 2_048;
    const over = jsonText({ ...body, x: 'x'.repeat(limit) });

    test.each<[where: string, before: RequestHandler[], sent: Parameters<Receiver['exchange']>[0]]>([
      ['by its Content-Length', [], { body: over }],
      ['without a Content-Length', [], { body: over, chunked: true }],
      ['after decompression', [], { body: gzipSync(over), headers: { 'content-encoding': 'gzip' } }],
      ['after decompression, without a Content-Length', [], { body: gzipSync(over), headers: { 'content-encoding': 'gzip' }, chunked: true }],
      ['in req.rawBody', [set((rawBody) => ({ rawBody }))], { body: over }],
      ['in req.body, a string', [express.text({ type: () => true })], { body: over }],
      ['in req.body, a Buffer', [express.raw({ type: () => true })], { body: over }],
    ])('%s', async (_where, before, sent) => {
      const mount = await mounted({ before, options: { limit } });
      const { status, code, message, event, report } = await mount.exchange(sent);
      expect({ status, code, event }).toEqual({ status: 413, code: 'body_too_large', event: undefined });
      expect(message).toMatch(/larger than this endpoint accepts/);
      expect(report?.error?.hint).toContain(`${limit} bytes`);
      await expectDelivered(mount);
    });

    test('and one that has exactly the limit is not', async () => {
      const padding = limit - Buffer.byteLength(jsonText({ ...body, x: '' }));
      const full = jsonText({ ...body, x: 'x'.repeat(padding) });
      const mount = await mounted({ options: { limit } });
      await expectDelivered(mount, { body: full });
      await expectDelivered(mount, { body: gzipSync(full), headers: { 'content-encoding': 'gzip' } });
      expect(await mount.exchange({ body: `${full} ` })).toMatchObject({ status: 413, code: 'body_too_large', event: undefined });
    });
  });

  test.each(['compress', 'nonsense', 'gzip, br'])('the Content-Encoding %j is answered 415', async (encoding) => {
    const { status, code, message, event } = await (await mounted({})).exchange({ body: json, headers: { 'content-encoding': encoding } });
    expect({ status, code, event }).toEqual({ status: 415, code: 'unsupported_encoding', event: undefined });
    expect(message).toMatch(/gzip, deflate, br/);
  });

  test.each([
    ['that is none', Buffer.from(json), 'gzip'],
    ['that ends too early', gzipSync(json).subarray(0, -20), 'gzip'],
    ['of another kind', gzipSync(json), 'br'],
    ['of another kind', gzipSync(json), 'deflate'],
  ])('compression %s is answered 400', async (_what, sent, encoding) => {
    const { status, code, message, event } = await (await mounted({})).exchange({ body: sent, headers: { 'content-encoding': encoding } });
    expect({ status, code, event }).toEqual({ status: 400, code: 'malformed_body', event: undefined });
    expect(message).toMatch(/could not be read or decompressed/);
  });

  test('the name of a Content-Encoding may be written in capitals, and identity is none', async () => {
    const mount = await mounted({});
    await expectDelivered(mount, { body: gzipSync(json), headers: { 'content-encoding': 'GZIP' } });
    await expectDelivered(mount, { body: json, headers: { 'content-encoding': 'identity' } });
  });

  test('a sender that goes away in the middle leaves no delivery behind', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const error = new Promise<ZegoCallbackError>((resolve) => void zego.onError(resolve));
    const server = await listen(express().use(MOUNT, zego));
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`POST ${MOUNT} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json.slice(0, 50)}`, () => socket.destroy());
    expect(await error).toMatchObject({ code: 'malformed_body', status: 400, message: 'The request was aborted before its body arrived.' });
    await zego.idle();
    await server.close();
  });
});
