import express, { type RequestHandler } from 'express';
import fc from 'fast-check';
import { type DeliveryReport, type JsonObject, MemoryStore, signCallback, zegoCallbacks, ZegoCallbackError, type ZegoCallbacks, type ZegoCallbacksOptions, type ZegoErrorCode } from '../lib/index.js';
import { errorStatuses, quote, typeName } from '../lib/errors.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';
import { listen, type Reply } from './kit/server.js';

/** The table of answers that users are promised. */
const promised: Readonly<Record<number, readonly ZegoErrorCode[]>> = {
  400: ['malformed_body'],
  401: ['missing_signature', 'bad_signature', 'unknown_app'],
  403: ['stale', 'replayed'],
  413: ['body_too_large'],
  415: ['unsupported_encoding'],
  422: ['invalid_payload'],
  500: ['handler_failed', 'unsafe_integer', 'internal'],
  503: ['handler_timeout', 'busy', 'store_unavailable'],
};

test('every code has the promised status, and there is no other code', () => {
  const expected = Object.entries(promised).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const));
  expect(errorStatuses).toEqual(Object.fromEntries(expected));
});

interface Case {
  readonly code: ZegoErrorCode;
  readonly why: string;
  readonly message: string;
  /** What only the operator is told, or a part of it. */
  readonly hint?: string;
  readonly options?: Partial<ZegoCallbacksOptions>;
  readonly upstream?: RequestHandler;
  readonly prepare?: (zego: ZegoCallbacks) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Callbacks that come before. */
  readonly before?: (body: JsonObject) => JsonObject;
  readonly body?: () => JsonObject | string;
}

const logout = (overrides: JsonObject = {}): JsonObject => signedCallback('room_logout', overrides);
const without = (key: string, overrides: JsonObject = {}): JsonObject => Object.fromEntries(Object.entries(logout(overrides)).filter(([name]) => name !== key));
const USUAL_CAUSE = "Usual cause: the secret must be the project's CallbackSecret (console, project information), not its ServerSecret or AppSign.";
const down = (): never => {
  throw new Error('connection refused');
};

const cases: readonly Case[] = [
  { code: 'malformed_body', why: 'an empty body', message: 'The body is empty.', hint: 'If another middleware reads the body first, it must leave it in req.body or req.rawBody.', body: () => '' },
  { code: 'malformed_body', why: 'text', message: 'The body is neither a JSON object, nor percent-encoded JSON, nor a form (Content-Type "application/json").', body: () => 'hello' },
  { code: 'malformed_body', why: 'two spellings', message: 'The body has both "signature" and "Signature"; only one of them can be meant.', body: () => ({ ...logout(), Signature: 'x' }) },
  { code: 'malformed_body', why: 'a list in the envelope', message: '"signature" must be a text or an integer; it is a list.', body: () => ({ ...logout(), signature: ['x'] }) },
  { code: 'malformed_body', why: 'a timestamp of other length', message: 'The timestamp must be 10 digits (s) or 13 (ms); it is "12".', body: () => ({ ...logout(), timestamp: '12' }) },
  { code: 'missing_signature', why: 'no signature', message: 'The callback has no signature.', hint: USUAL_CAUSE, body: () => without('signature') },
  { code: 'missing_signature', why: 'nothing at all', message: 'The callback has no signature and no timestamp and no nonce.', hint: USUAL_CAUSE, body: () => ({ event: 'room_logout' }) },
  { code: 'bad_signature', why: 'another secret', message: 'The signature does not match.', hint: USUAL_CAUSE, body: () => signedCallback('room_logout', {}, { secret: 'ServerSecret' }) },
  {
    code: 'unknown_app',
    why: 'an app without a secret',
    message: 'No secret is known for this app id.',
    hint: 'The function given as "secret" knows none for app id "77".',
    options: { secret: (appId) => (appId === '1' ? SECRET : undefined) },
    body: () => logout({ appid: '77' }),
  },
  {
    code: 'stale',
    why: 'an old callback',
    message: 'The timestamp is 301 s in the past; at most 300 s are accepted.',
    hint: 'Check this server\'s clock; the option "tolerance" (seconds) widens the window.',
    options: { clock: () => 1_700_000_301_000 },
    body: () => signedCallback('room_logout', {}, { at: 1_700_000_000_000 }),
  },
  {
    code: 'stale',
    why: 'a callback from the future',
    message: 'The timestamp is 301 s in the future; at most 300 s are accepted.',
    options: { clock: () => 1_700_000_000_000 },
    hint: 'Check this server\'s clock; the option "tolerance" (seconds) widens the window.',
    body: () => signedCallback('room_logout', {}, { at: 1_700_000_301_000 }),
  },
  {
    code: 'replayed',
    why: 'another event under a used signature',
    message: 'This signature has already been used for another event.',
    before: (body) => ({ ...body, room_id: 'the first' }),
  },
  { code: 'body_too_large', why: 'a body above the limit', message: 'The body is larger than this endpoint accepts.', hint: 'The body, decompressed, has more than 100 bytes; raise the option "limit" if callbacks may.', options: { limit: 100 } },
  { code: 'unsupported_encoding', why: 'an unknown compression', message: 'The content encoding is not supported; use gzip, deflate, br or none.', headers: { 'content-encoding': 'compress' } },
  {
    code: 'invalid_payload',
    why: 'a field that is missing and one that is wrong',
    message: 'The payload of room_logout does not match its schema: "room_id" is missing; "reason" must be an integer; it is a string.',
    hint: 'With the option invalidPayload: "unknown" such callbacks go to onUnknown and are answered 200.',
    body: () => without('room_id', { reason: 'not a number' }),
  },
  {
    code: 'handler_failed',
    why: 'a handler that rejects',
    message: 'A handler failed; the callback should be sent again.',
    hint: '1 of 1 handlers of "room_logout" failed: "database of a-callback-secret-for-tests down"',
    prepare: (zego) => zego.onRoomLogout(() => Promise.reject(new Error(`database of ${SECRET} down`))),
  },
  {
    code: 'unsafe_integer',
    why: 'a parser in front that rounds',
    message:
      '"room_session_id" is an integer beyond 2^53 that was rounded before the callbacks could read it, so it is refused rather than passed on wrong. Mount the callbacks before the JSON parser, or let it keep the bytes: express.json({ verify: keepRawBody }).',
    upstream: express.json(),
    body: () => JSON.stringify(signedCallback('room_create', { room_session_id: 'digits' })).replace('"digits"', '6085791336856668982'),
  },
  { code: 'internal', why: 'a function for the secret that throws', message: 'The callback could not be processed.', options: { secret: down } },
  {
    code: 'handler_timeout',
    why: 'a handler that does not end',
    message: 'The callback was not handled in time; it should be sent again.',
    hint: 'The handlers did not finish within 20 ms. If they finish later, the event counts as handled.',
    options: { handlerTimeout: 20 },
    prepare: (zego) => zego.onRoomLogout(() => new Promise(() => undefined)),
  },
  {
    code: 'busy',
    why: 'an event in the hands of another process',
    message: 'The event is being handled elsewhere; the callback should be sent again.',
    options: { store: Object.assign(new MemoryStore(), { claim: () => ({ state: 'busy' }) }) },
  },
  {
    code: 'store_unavailable',
    why: 'a store that is down',
    message: 'Deliveries cannot be recorded right now; the callback should be sent again.',
    options: { store: { claim: down, complete: down, release: down, bind: down }, storeErrors: 'reject' },
  },
];

async function ask({ options = {}, upstream, prepare, headers = {}, before, body = logout }: Case): Promise<{ reply: Reply; reports: DeliveryReport[]; sent: string }> {
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, ...options });
  zego.onDelivery((report) => void reports.push(report));
  prepare?.(zego);
  const app = express();
  if (upstream) app.use(upstream);
  app.use('/zego', zego);
  const server = await listen(app);
  const made = body();
  const sent = typeof made === 'string' ? made : JSON.stringify(made);
  if (before && typeof made !== 'string') await server.post('/zego', JSON.stringify(before(made)), { 'content-type': 'application/json' });
  const reply = await server.post('/zego', sent, { 'content-type': 'application/json', ...headers });
  await server.close();
  return { reply, reports, sent };
}

test('every code is reached below', () => {
  expect(new Set(cases.map(({ code }) => code))).toEqual(new Set(Object.keys(errorStatuses)));
});

describe.each(cases)('$code, for $why,', (one) => {
  test('answers its status, code and message, and nothing else', async () => {
    const { reply } = await ask(one);
    expect([reply.status, reply.text]).toEqual([errorStatuses[one.code], JSON.stringify({ error: { code: one.code, message: one.message } })]);
    expect(reply.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(reply.text)) });
    expect(reply.headers['retry-after']).toEqual(errorStatuses[one.code] === 503 ? (expect.stringMatching(/^[1-9]\d*$/) as string) : undefined);
  });

  test('keeps the secret, the expected signature and the stack to itself', async () => {
    const { reply, sent } = await ask(one);
    const everything = reply.text + JSON.stringify(reply.headers);
    expect(everything).not.toContain(SECRET);
    expect(everything).not.toMatch(/[0-9a-f]{32}|^\s+at |\.[jt]s\b|connection refused/m);
    const fields = sent.startsWith('{') ? (JSON.parse(sent) as Record<string, string | undefined>) : {};
    const { timestamp = '', nonce = '' } = fields;
    expect(everything).not.toContain(signCallback({ timestamp, nonce }, SECRET));
  });

  test('is reported with its code, error and advice', async () => {
    const { reports } = await ask(one);
    const report = reports.at(-1)!;
    expect([report.status, report.code, report.outcome]).toEqual([errorStatuses[one.code], one.code, errorStatuses[one.code] < 500 ? 'refused' : 'failed']);
    expect(report.error).toBeInstanceOf(ZegoCallbackError);
    expect([report.error?.code, report.error?.message]).toEqual([one.code, one.message]);
    expect(report.error?.hint).toEqual(one.hint === undefined ? undefined : (expect.stringContaining(one.hint) as string));
  });
});

describe('the error', () => {
  test.each(Object.entries(errorStatuses))('%s follows the convention of http-errors', (name, status) => {
    const error = new ZegoCallbackError(name as ZegoErrorCode);
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.status, error.statusCode, error.expose, error.hint, error.errors, error.cause]).toEqual(['ZegoCallbackError', name, status, status, true, undefined, [], undefined]);
    expect(Object.keys(error.headers)).toEqual(status === 503 ? ['Retry-After'] : []);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  });

  test('carries what lies behind it', () => {
    const cause = new Error('why');
    const error = new ZegoCallbackError('handler_failed', { message: 'for the sender', hint: 'for the operator', cause, errors: [cause, 1] });
    expect([error.message, error.hint, error.cause, error.errors]).toEqual(['for the sender', 'for the operator', cause, [cause, 1]]);
  });
});

describe('a value in a message', () => {
  test('is quoted, cut, and cannot break the line', () => {
    expect(quote('plain')).toBe('"plain"');
    expect(quote('a\n"b"\u2028\u0085')).toBe('"a\\n\\"b\\"\\u2028\\u0085"');
    expect(quote('x'.repeat(65))).toBe(`"${'x'.repeat(64)}…"`);
    expect(quote(42)).toBe('"42"');
  });

  test('is harmless whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.anything({ withNullPrototype: true, withBigInt: true }), fc.constant(Symbol('s'))), (value) => {
        const quoted = quote(value);
        expect(quoted).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect((JSON.parse(quoted) as string).length).toBeLessThanOrEqual(65);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    [null, 'null'],
    [[], 'list'],
    [{}, 'object'],
    ['', 'string'],
    [1, 'number'],
    [undefined, 'undefined'],
  ])('%p is called %s', (value, name) => {
    expect(typeName(value)).toBe(name);
  });
});

test('a text from the body is cut and escaped before it stands in an answer', async () => {
  const event = `${'y'.repeat(100)}\u2028\n`;
  const timestamp = `${'9'.repeat(200)}\r\n`;
  const { reply } = await ask({ code: 'malformed_body', why: '', message: '', body: () => ({ ...sign({ event }, 'room_logout'), timestamp }) });
  expect([reply.status, reply.text]).toEqual([400, JSON.stringify({ error: { code: 'malformed_body', message: `The timestamp must be 10 digits (s) or 13 (ms); it is "${'9'.repeat(64)}…".` } })]);
});
