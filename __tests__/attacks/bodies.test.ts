import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants, createBrotliCompress, createDeflate, createGzip, deflateSync, gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import type { ZegoCallbackError } from '../../lib/index.js';
import { signedCallback } from '../kit/callbacks.js';
import { errorOf, expressVersions } from '../kit/express.js';
import { jsonText } from '../kit/forms.js';
import { connection, gate, head, honestCallback, type Measured, measured, MOUNT, type Target, targets } from './kit.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** The default of the option `limit`. */
const LIMIT = MIB;
/** Machines may be busy with something else. */
jest.setTimeout(60_000);

const attacked = targets();
const JSON_TYPE = { 'content-type': 'application/json' };

const compressors = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;
const encodings = Object.keys(compressors) as (keyof typeof compressors)[];

/** An honest callback of so many bytes. */
function padded(bytes: number): string {
  const body = { ...honestCallback(), user_nickname: '' };
  return jsonText({ ...body, user_nickname: 'x'.repeat(bytes - jsonText(body).length) });
}

describe.each(expressVersions)('a huge body, in Express $version,', ({ express }) => {
  const mounted = (limit?: number): Promise<Target> => attacked({ express, options: limit === undefined ? {} : { limit } });

  test('is 413 by its Content-Length before a byte of it has come', async () => {
    const one = await mounted();
    for (const length of [LIMIT + 1, GIB, Number.MAX_SAFE_INTEGER]) {
      const { write, answer } = await connection(one.port);
      await write(head('Connection: close', `Content-Length: ${length}`));
      expect(await answer).toMatch(/^HTTP\/1\.1 413 [^]*"code":"body_too_large"/);
    }
    expect(one.handled).toEqual([]);
    await one.expectHonestHandled();
  });

  test('is 413 from the first byte beyond the limit: with a length, in chunks, and in every encoding', async () => {
    const one = await mounted();
    for (const chunked of [false, true]) {
      expect(await one.send({ body: padded(LIMIT), chunked })).toBe('200 delivered');
      await one.expectRefused({ body: padded(LIMIT + 1), chunked }, '413 body_too_large');
      for (const encoding of encodings) {
        const headers = { 'content-encoding': encoding };
        expect(await one.send({ body: compressors[encoding](padded(LIMIT)), headers, chunked })).toBe('200 delivered');
        await one.expectRefused({ body: compressors[encoding](padded(LIMIT + 1)), headers, chunked }, '413 body_too_large');
      }
    }
  });

  test('is 413 when it turns out in several parts of one gzip', async () => {
    const one = await mounted(20_000);
    const parts = (bytes: number): Buffer => {
      const text = padded(bytes);
      return Buffer.concat(Array.from({ length: 10 }, (_, part) => gzipSync(text.slice(Math.ceil((part * bytes) / 10), Math.ceil(((part + 1) * bytes) / 10)))));
    };
    const headers = { 'content-encoding': 'gzip' };
    expect(await one.send({ body: parts(20_000), headers })).toBe('200 delivered');
    await one.expectRefused({ body: parts(20_001), headers }, '413 body_too_large');
  });

  const bomb = gzipSync(Buffer.alloc(8 * MIB));
  test.each(['gzip, gzip', 'gzip,gzip', 'gzip, deflate', 'br, gzip', 'gzip, identity', 'identity, gzip', 'GZIP, GZIP', 'x-gzip', 'compress', 'zstd', 'none', '*'])('in the Content-Encoding "%s" is 415, and nothing is unpacked', async (encoding) => {
    const one = await mounted();
    for (const body of [gzipSync(bomb), gzipSync(gzipSync(padded(2_000)))]) {
      for (const chunked of [false, true]) await one.expectRefused({ body, headers: { 'content-encoding': encoding }, chunked }, '415 unsupported_encoding');
    }
  });

  test.each([
    ['that ends too early', (packed: Buffer) => packed.subarray(0, -10)],
    ['that is damaged', (packed: Buffer) => Buffer.concat([packed.subarray(0, 30), Buffer.alloc(20, 0x55), packed.subarray(50)])],
    ['that is none', () => Buffer.from(padded(1_000))],
    ['of nothing', () => Buffer.alloc(0)],
  ])('or another one with compression %s is 400', async (_what, spoil) => {
    const one = await mounted();
    for (const encoding of encodings) {
      await one.expectRefused({ body: spoil(compressors[encoding](padded(1_000))), headers: { 'content-encoding': encoding } }, '400 malformed_body');
    }
  });
});

describe('a zip bomb of a gigabyte', () => {
  const MOST_MB = 20;
  const MOST_CPU_MS = 100;
  const NOTHING = Buffer.alloc(MIB);
  let server: Measured;

  const post = (body: Buffer, encoding: string, chunked = false): Promise<string> =>
    new Promise((resolve, reject) => {
      const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length };
      const req = request({ host: '127.0.0.1', port: server.port, path: MOUNT, method: 'POST', headers: { ...JSON_TYPE, 'content-encoding': encoding, ...length } }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('error', reject);
        res.on('end', () => {
          const status = res.statusCode ?? 0;
          resolve(`${status} ${errorOf({ status, headers: res.headers, text }).code ?? text}`);
        });
      });
      req.on('error', reject).end(body);
    });

  beforeAll(async () => {
    server = await measured();
    // What is done for the first time costs once, whoever sends it.
    for (let round = 0; round < 20; round += 1) {
      for (const encoding of encodings) {
        const answer = await post(compressors[encoding](jsonText(honestCallback())), encoding);
        if (answer !== '200 {"outcome":"delivered"}') throw new Error(answer);
      }
    }
    for (const encoding of encodings) await post(compressors[encoding](Buffer.alloc(2 * MIB)), encoding);
  });
  afterAll(() => server.stop());

  /** Never held unpacked: its zeros go through the compressor one mebibyte after the other. */
  async function zeros(compressor: Transform): Promise<Buffer> {
    const packed: Buffer[] = [];
    compressor.on('data', (chunk: Buffer) => void packed.push(chunk));
    for (let size = 0; size < GIB; size += NOTHING.length) {
      if (!compressor.write(NOTHING)) await once(compressor, 'drain');
    }
    const end = once(compressor, 'end');
    compressor.end();
    await end;
    return Buffer.concat(packed);
  }

  const bombs: readonly (readonly [string, string, () => Promise<Buffer>])[] = [
    ['gzip', 'gzip', () => zeros(createGzip({ level: 9 }))],
    ['gzip in a thousand members', 'gzip', async () => Buffer.concat(new Array<Buffer>(GIB / MIB).fill(gzipSync(NOTHING)))],
    ['deflate', 'deflate', () => zeros(createDeflate({ level: 9 }))],
    ['br', 'br', () => zeros(createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }))],
    // A window as large as it can be, and grown step by step: that much is unpacked before anybody sees the first byte.
    ['br with the largest window', 'br', () => zeros(createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } }))],
  ];

  test.each(bombs)(`as %s is 413 and costs less than ${MOST_MB} MB and ${MOST_CPU_MS} ms`, async (_name, encoding, make) => {
    const bomb = await make();
    for (const chunked of [false, true]) {
      // By its length a bomb may be refused unread; then the length is what is left out.
      if (!chunked && bomb.length > LIMIT) continue;
      let answer = '';
      // The processor's time in that process, threads and all. Time on the clock would depend on who else is busy.
      const { cpuMs, grownMb, handled } = await server.during(async () => {
        answer = await post(bomb, encoding, chunked);
      });
      expect([answer, handled]).toEqual(['413 body_too_large', 0]);
      expect(grownMb).toBeLessThan(MOST_MB);
      expect(cpuMs).toBeLessThan(MOST_CPU_MS);
    }
    expect(await post(compressors.br(jsonText(honestCallback())), 'br')).toBe('200 {"outcome":"delivered"}');
  });
});

/** Tells when the callbacks have been given so many requests. */
function arrivals(count: number): { readonly notice: RequestHandler; readonly all: Promise<void> } {
  const { opened, open } = gate();
  let seen = 0;
  return {
    all: opened,
    notice: (_req, _res, next) => {
      next();
      seen += 1;
      if (seen === count) open();
    },
  };
}

describe('a slow body', () => {
  const slowly: readonly (readonly [string, readonly string[], (body: Buffer) => Buffer])[] = [
    ['plain', [], (body) => body],
    ...encodings.map((encoding) => [encoding, [`Content-Encoding: ${encoding}`], (body: Buffer) => compressors[encoding](body)] as const),
  ];

  test.each(slowly)('that comes byte by byte is handled once it is complete: %s', async (_name, headers, encode) => {
    const one = await attacked();
    const body = encode(Buffer.from(jsonText({ ...honestCallback(), user_nickname: '礼物🎁' })));
    const { write, answer, socket } = await connection(one.port);
    let answered = false;
    socket.once('data', () => (answered = true));
    await write(head('Connection: close', `Content-Length: ${body.length}`, ...headers));
    // Slow to begin with, so that the first bytes do arrive alone.
    for (let at = 0; at < 20; at += 1) {
      await write(body.subarray(at, at + 1));
      await sleep(2);
    }
    for (let at = 20; at < body.length - 1; at += 1) await write(body.subarray(at, at + 1));
    await one.expectHonestHandled();
    expect([answered, one.handled.length]).toEqual([false, 1]);
    await write(body.subarray(-1));
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*\{"outcome":"delivered"\}$/);
    expect(one.handled.at(-1)?.payload).toMatchObject({ user_nickname: '礼物🎁' });
  });

  test.each(slowly)('is handled in chunks of one byte: %s', async (_name, headers, encode) => {
    const one = await attacked();
    const body = encode(Buffer.from(jsonText(honestCallback())));
    const { write, answer } = await connection(one.port);
    const chunks = Array.from(body, (byte) => Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
    await write(Buffer.concat([Buffer.from(head('Connection: close', 'Transfer-Encoding: chunked', ...headers)), ...chunks, Buffer.from('0\r\n\r\n')]));
    expect(await answer).toMatch(/^HTTP\/1\.1 200 [^]*\{"outcome":"delivered"\}$/);
    expect(one.handled).toHaveLength(1);
  });

  test('in each of 200 connections that send only half of it keeps no honest callback waiting; cut off, they leave nothing in flight', async () => {
    const SLOW = 200;
    const { notice, all } = arrivals(SLOW);
    const one = await attacked({ before: [notice] });
    const body = Buffer.from(jsonText(honestCallback()));
    const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);
    const kinds = [
      ...slowly.map(([, headers, encode]) => Buffer.concat([Buffer.from(head(`Content-Length: ${encode(body).length}`, ...headers)), half(encode(body))])),
      Buffer.from(`${head('Transfer-Encoding: chunked')}${body.length.toString(16)}\r\n${half(body).toString()}`),
    ];
    const slow = await Promise.all(Array.from({ length: SLOW }, () => connection(one.port)));
    await Promise.all(slow.map(({ write }, index) => write(kinds[index % kinds.length]!)));
    await all;
    for (let sent = 0; sent < 50; sent += 1) await one.expectHonestHandled();
    let idle = false;
    const whenIdle = one.zego.idle().then(() => (idle = true));
    await one.expectHonestHandled();
    expect([idle, one.errors]).toEqual([false, []]);
    for (const { socket } of slow) socket.destroy();
    await whenIdle;
    expect(one.errors.map(({ status, code }) => `${status} ${code}`)).toEqual(Array.from({ length: SLOW }, () => '400 malformed_body'));
    expect(one.handled).toHaveLength(51);
    await one.expectHonestHandled();
  });
});

describe('a request that is broken off', () => {
  const body = (): Buffer => Buffer.from(jsonText(honestCallback()));
  const packed = (): Buffer => gzipSync(body());
  const chunk = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  const chunked = head('Transfer-Encoding: chunked');
  const moments: readonly (readonly [string, () => readonly (string | Buffer)[]])[] = [
    ['before its body', () => [head('Content-Length: 1000')]],
    ['in the middle of its body', () => [head(`Content-Length: ${body().length}`), body().subarray(0, 100)]],
    ['one byte before its end', () => [head(`Content-Length: ${body().length}`), body().subarray(0, -1)]],
    ['before its first chunk', () => [chunked]],
    ['in the size of a chunk', () => [chunked, '1']],
    ['in the middle of a chunk', () => [chunked, chunk(body()).subarray(0, 100)]],
    ['between two chunks', () => [chunked, chunk(body().subarray(0, 100))]],
    ['before the last chunk, with its body complete', () => [chunked, chunk(body())]],
    ['in the middle of a compressed body', () => [head(`Content-Length: ${packed().length}`, 'Content-Encoding: gzip'), packed().subarray(0, 50)]],
    ['in the checksum of a compressed body', () => [head(`Content-Length: ${packed().length}`, 'Content-Encoding: gzip'), packed().subarray(0, -4)]],
    ['in the middle of a compressed chunk', () => [head('Transfer-Encoding: chunked', 'Content-Encoding: br'), chunk(brotliCompressSync(body())).subarray(0, 50)]],
    ['behind the complete compressed body, before the last chunk', () => [head('Transfer-Encoding: chunked', 'Content-Encoding: gzip'), chunk(packed())]],
    ['after more than the limit', () => [chunked, chunk(Buffer.alloc(LIMIT + 1, ' '))]],
  ];
  const ways = [
    ['closed', (socket) => socket.destroy()],
    ['ended by one side', (socket) => socket.end()],
    ['reset', (socket) => socket.resetAndDestroy()],
  ] as const satisfies readonly (readonly [string, (socket: Socket) => unknown])[];

  test.each(moments.flatMap(([moment, parts]) => ways.map(([way, cut]) => [moment, way, parts, cut] as const)))('%s, by a connection that is %s, is refused, calls no handler, and leaves nothing in flight', async (_moment, _way, parts, cut) => {
    const { notice, all } = arrivals(1);
    const one = await attacked({ before: [notice] });
    const told = new Promise<ZegoCallbackError>((resolve) => void one.zego.onError(resolve));
    const { write, socket, answer } = await connection(one.port);
    for (const part of parts()) await write(part);
    await all;
    cut(socket);
    const { status, code } = await told;
    await answer;
    await one.zego.idle();
    const tooLarge = parts().some(({ length }) => length > LIMIT);
    // Too large or broken off: whichever is noticed first.
    expect(tooLarge ? ['400 malformed_body', '413 body_too_large'] : ['400 malformed_body']).toContain(`${status} ${code}`);
    expect([one.errors.length, one.handled]).toEqual([1, []]);
    await one.expectHonestHandled();
  });

  test.each(ways)('in its headers, by a connection that is %s, never reaches the callbacks', async (_way, cut) => {
    const one = await attacked();
    const { write, socket, answer } = await connection(one.port);
    await write(head(`Content-Length: ${body().length}`).slice(0, -4));
    cut(socket);
    expect(await answer).toMatch(/^(?:HTTP\/1\.1 400 Bad Request\r\n[^]*)?$/);
    await one.expectHonestHandled();
    await one.zego.idle();
    expect([one.errors, one.handled.length]).toEqual([[], 1]);
  });

  test.each(ways)('while its handler runs, by a connection that is %s, is handled to the end, and its retry is a duplicate', async (_way, cut) => {
    const started = gate();
    const finish = gate();
    const one = await attacked();
    let done = 0;
    one.zego.onRoomLogin(async () => {
      started.open();
      await finish.opened;
      done += 1;
    });
    const login = jsonText(signedCallback('room_login'));
    const { write, socket, answer } = await connection(one.port);
    await write(`${head('Connection: close', `Content-Length: ${Buffer.byteLength(login)}`)}${login}`);
    await started.opened;
    cut(socket);
    await one.expectHonestHandled();
    finish.open();
    await answer;
    await one.zego.idle();
    expect([done, one.errors]).toEqual([1, []]);
    expect(await one.send(login)).toBe('200 duplicate');
    expect(done).toBe(1);
  });
});
