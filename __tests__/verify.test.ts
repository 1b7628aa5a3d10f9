import type * as Crypto from 'node:crypto';
import { createHash } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type * as Digest from '../lib/digest.js';
import { type DeliveryReport, type JsonObject, type JsonValue, type Secret, signCallback, verifySignature, zegoCallbacks, type ZegoCallbacksOptions } from '../lib/index.js';
import { eventNames, freshNonce, schemas, SECRET, sign, signedCallback } from './kit/callbacks.js';

/** ZEGO's published vector. */
const VECTOR = { secret: 'secret', timestamp: '1470820198', nonce: '123412', signature: '5bd59fd62953a8059fb7eaba95720f66d19e4517' };

const hash = (algorithm: 'sha1' | 'md5', text: string | Buffer, encoding: 'hex' | 'base64' = 'hex'): string => createHash(algorithm).update(text).digest(encoding);

/** The three parts sorted as bytes, by a road of its own: Buffers instead of characters. */
const sortedBytes = (...parts: string[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)).sort((a, b) => Buffer.compare(a, b)));

async function deliver(body: JsonObject, options: Partial<ZegoCallbacksOptions> = {}): Promise<{ status: number; body: string; report: DeliveryReport }> {
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, ...options }).onDelivery((report) => void reports.push(report));
  const answer = await zego.receive({ body: JSON.stringify(body) });
  return { status: answer.status, body: answer.body, report: reports[0]! };
}

const refusal = (code: string, message: string): string => JSON.stringify({ error: { code, message } });
const USUAL_CAUSE = "Usual cause: the secret must be the project's CallbackSecret (console, project information), not its ServerSecret or AppSign.";

describe('signCallback', () => {
  test.each([
    ['texts', VECTOR.timestamp, VECTOR.nonce],
    ['numbers', Number(VECTOR.timestamp), Number(VECTOR.nonce)],
  ])('signs the published vector given as %s', (_kind, timestamp, nonce) => {
    expect(signCallback({ timestamp, nonce }, VECTOR.secret)).toBe(VECTOR.signature);
  });

  test('sorts secret, timestamp and nonce as UTF-8 bytes, whatever characters they hold', () => {
    // UTF-16 puts every astral character below U+E000; UTF-8 does not.
    const unit = fc.oneof(fc.constantFrom('0', 'a', '\u007f', '\u0080', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f600}', '\u{10ffff}'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
    const text = fc.string({ unit, maxLength: 6 });
    fc.assert(
      fc.property(text, text, text, (secret, timestamp, nonce) => {
        expect(signCallback({ timestamp, nonce }, secret)).toBe(hash('sha1', sortedBytes(secret, timestamp, nonce)));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('verifySignature', () => {
  const verified = (signature: string, secret: string | readonly string[] = VECTOR.secret): boolean => verifySignature({ ...VECTOR, signature }, secret);

  test('accepts the published vector', () => {
    expect(verified(VECTOR.signature)).toBe(true);
  });

  test('accepts hex in upper and in mixed case', () => {
    fc.assert(
      fc.property(fc.mixedCase(fc.constant(VECTOR.signature)), (signature) => {
        expect(verified(signature)).toBe(true);
      }),
    );
  });

  test.each([
    ['the first of several', [VECTOR.secret, 'other', 'third'], true],
    ['the last of several', ['other', 'third', VECTOR.secret], true],
    ['none of several', ['other', 'third'], false],
    ['an empty list', [], false],
  ])('tries every secret: %s', (_title, secrets, expected) => {
    expect(verified(VECTOR.signature, secrets)).toBe(expected);
  });

  test('refuses every change of a single character', () => {
    const ascii = Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code));
    const accepted = Array.from(VECTOR.signature).flatMap((right, at) =>
      ascii.filter((wrong) => wrong.toLowerCase() !== right && verified(VECTOR.signature.slice(0, at) + wrong + VECTOR.signature.slice(at + 1))).map((wrong) => `${wrong} at ${at}`),
    );
    expect(accepted).toEqual([]);
  });

  test('refuses characters that only share their low byte with the right ones', () => {
    const accepted = Array.from(VECTOR.signature).flatMap((right, at) =>
      [0x100, 0x200, 0xff00].filter((page) => verified(VECTOR.signature.slice(0, at) + String.fromCharCode(page + right.charCodeAt(0)) + VECTOR.signature.slice(at + 1))),
    );
    expect(accepted).toEqual([]);
  });

  test.each([
    ['an empty one', ''],
    ['every truncation', ...Array.from(VECTOR.signature, (_, length) => VECTOR.signature.slice(0, length))],
    ['over-long ones', `${VECTOR.signature}0`, `0${VECTOR.signature}`, `${VECTOR.signature} `, `${VECTOR.signature}\0`, VECTOR.signature.repeat(2), VECTOR.signature.repeat(1000)],
    ['astral ones of the right length', '\u{1f600}'.repeat(VECTOR.signature.length / 2)],
  ])('refuses %s', (_title, ...signatures) => {
    expect(signatures.filter((signature) => verified(signature))).toEqual([]);
  });
});

describe('the signature of a callback', () => {
  test.each(eventNames)('may be in upper case: %s', async (name) => {
    const { envelope } = schemas[name]['x-zego'];
    const body = signedCallback(name);
    const { status, report } = await deliver({ ...body, [envelope.signature]: (body[envelope.signature] as string).toUpperCase() });
    expect(`${status} ${report.outcome}`).toBe('200 delivered');
  });

  test('may be made with any of several secrets', async () => {
    const body = signedCallback('room_logout', {}, { secret: 'the older one' });
    const { status } = await deliver(body, { secret: [SECRET, 'the older one'] });
    const without = await deliver(body, { secret: [SECRET, 'another one'] });
    expect([status, without.status, without.body]).toEqual([200, 401, refusal('bad_signature', 'The signature does not match.')]);
    expect(without.report.error?.hint).toBe(USUAL_CAUSE);
  });
});

describe('the secret of an app', () => {
  const body = (): JsonObject => signedCallback('room_logout');

  test.each<[string, Secret]>([
    ['a text', () => SECRET],
    ['a list', () => ['an older one', SECRET]],
    ['a promise of a text', async () => SECRET],
    ['a promise of a list', async () => ['an older one', SECRET]],
    ['a promise made by Node', () => later(1, SECRET)],
  ])('may be looked up as %s', async (_title, secret) => {
    const { status, report } = await deliver(body(), { secret });
    expect(`${status} ${report.outcome}`).toBe('200 delivered');
  });

  test('is looked up by the app id as it was sent, as text', async () => {
    const asked: string[] = [];
    const secret = (appId: string): string => {
      asked.push(appId);
      return SECRET;
    };
    await deliver(signedCallback('room_logout', { appid: '12345' }), { secret });
    await deliver(signedCallback('room_create', { appid: 678 }), { secret });
    expect(asked).toEqual(['12345', '678']);
  });

  test('is that of the app, not of another one on the same endpoint', async () => {
    const secrets: Readonly<Record<string, string>> = { 1: 'secret of one', 2: 'secret of two' };
    const secret = (appId: string): string | undefined => secrets[appId];
    const own = await deliver(signedCallback('room_logout', { appid: '1' }, { secret: 'secret of one' }), { secret });
    const foreign = await deliver(signedCallback('room_logout', { appid: '1' }, { secret: 'secret of two' }), { secret });
    expect([own.status, foreign.status, foreign.report.code]).toEqual([200, 401, 'bad_signature']);
  });

  test.each<[string, Secret]>([
    ['undefined', () => undefined],
    ['an empty text', () => ''],
    ['an empty list', () => []],
    ['a list of empty texts', () => ['', '']],
    ['a promise of undefined', async () => undefined],
    ['a promise of an empty list', async () => []],
  ])('is unknown when the look-up gives %s', async (_title, secret) => {
    const answer = await deliver(body(), { secret });
    expect(`${answer.status} ${answer.body}`).toBe(`401 ${refusal('unknown_app', 'No secret is known for this app id.')}`);
    expect(answer.report.error?.hint).toBe('The function given as "secret" knows none for app id "1".');
  });

  test.each<[string, Secret]>([
    ['throws', () => { throw new Error('the vault is closed'); }],
    ['rejects', async () => { throw new Error('the vault is closed'); }],
  ])('that cannot be looked up, because the function %s, is our failure and tells the sender nothing', async (_title, secret) => {
    const answer = await deliver(body(), { secret });
    expect(`${answer.status} ${answer.body}`).toBe(`500 ${refusal('internal', 'The callback could not be processed.')}`);
    expect(answer.report.error?.cause).toMatchObject({ message: 'the vault is closed' });
  });
});

describe('a callback that lacks a part of its signature', () => {
  const parts = ['signature', 'timestamp', 'nonce'] as const;
  const subsets = Array.from({ length: 7 }, (_, i) => parts.filter((_part, bit) => ((i + 1) >> bit) % 2 === 1));
  const empties = [['absent', undefined], ['empty', ''], ['null', null]] as const;

  test.each(subsets.flatMap((missing) => empties.map(([kind, value]) => [missing.join(' and '), kind, missing, value] as const)))('is refused when %s is %s', async (_names, _kind, missing, value) => {
    const body = signedCallback('room_logout');
    const incomplete = Object.fromEntries(
      Object.entries(body).flatMap(([key, kept]): [string, JsonValue][] => (!missing.some((part) => part === key) ? [[key, kept]] : value === undefined ? [] : [[key, value]])),
    );
    const answer = await deliver(incomplete);
    expect(`${answer.status} ${answer.body}`).toBe(`401 ${refusal('missing_signature', `The callback has no ${missing.join(' and no ')}.`)}`);
    expect(answer.report.error?.hint).toBe(`Usually no callback of ZEGO but a scanner, a health check or a test by hand. ${USUAL_CAUSE}`);
  });
});

describe('the timestamp', () => {
  const signedAt = (timestamp: string | number): JsonObject => {
    const nonce = freshNonce();
    return { ...schemas.room_logout.examples[0], timestamp, nonce, signature: signCallback({ timestamp, nonce }, SECRET) };
  };

  test.each([
    '147082019', '14708201980', '147082019800', '14708201980000', '1470820198.0', '+470820198', '-470820198', ' 1470820198', '1470820198 ', '1470820198\n',
    '0x57ab0000', '1470820e18', 'yesterday!', '１４７０８２０１９８', '١٤٧٠٨٢٠١٩٨', 0, 147082019, -1470820198, 14708201980,
  ])('%j is refused, however well it is signed', async (timestamp) => {
    const answer = await deliver(signedAt(timestamp), { tolerance: false });
    expect(`${answer.status} ${answer.report.code}`).toBe('400 malformed_body');
    expect(answer.report.error?.message).toMatch(/^The timestamp must be 10 digits \(s\) or 13 \(ms\); it is "[^\p{Cc}]*"\.$/u);
  });

  test.each([
    ['seconds in a text', '1470820198', 1470820198000],
    ['seconds in a number', 1470820198, 1470820198000],
    ['milliseconds in a text', '1470820198123', 1470820198123],
    ['milliseconds in a number', 1470820198123, 1470820198123],
  ])('is read as %s', async (_title, timestamp, ms) => {
    const { status, report } = await deliver(signedAt(timestamp), { clock: () => ms + 42 });
    expect(status).toBe(200);
    expect(report.event?.timestamp).toEqual(new Date(ms));
    expect(report.skewMs).toBe(42);
  });

  const sent = 1_700_000_000_000;
  const spelled = [['s', sent / 1000], ['ms', sent]] as const;
  const tolerances = [[undefined, 300], [60, 60], [0.5, 0.5]] as const;
  const edges = tolerances.flatMap(([tolerance, seconds]) => spelled.flatMap(([unit, timestamp]) => [1, -1].map((side) => ({ tolerance, seconds, unit, timestamp, side, when: side > 0 ? 'past' : 'future' }))));

  test.each(edges)('in $unit may lie exactly $seconds s in the $when and not a millisecond more (tolerance $tolerance)', async ({ tolerance, seconds, timestamp, side, when }) => {
    const at = (skew: number): Promise<Awaited<ReturnType<typeof deliver>>> => deliver(signedAt(timestamp), { tolerance, clock: () => sent + side * skew });
    const within = await at(seconds * 1000);
    expect(`${within.status} ${within.report.skewMs}`).toBe(`200 ${side * seconds * 1000}`);
    const beyond = await at(seconds * 1000 + 1);
    expect(`${beyond.status} ${beyond.report.code}`).toBe('403 stale');
    expect(beyond.body).toBe(refusal('stale', `The timestamp is ${Math.round(seconds + 0.001)} s in the ${when}; at most ${seconds} s are accepted.`));
    expect(beyond.report.error?.hint).toBe('Check this server\'s clock; the option "tolerance" (seconds) widens the window.');
  });

  test.each([0, 8_640_000_000_000])('may be anything when the tolerance is false (clock at %d)', async (now) => {
    const { status, report } = await deliver(signedAt(sent), { tolerance: false, clock: () => now });
    expect(`${status} ${report.skewMs}`).toBe(`200 ${now - sent}`);
  });

  test('is only looked at once the signature is right', async () => {
    const answer = await deliver({ ...signedAt(sent), signature: VECTOR.signature }, { clock: () => 0 });
    expect(`${answer.status} ${answer.report.code}`).toBe('401 bad_signature');
  });
});

/** ZEGO's pages sign mini games in these ways; `joined` is app id, nonce, secret and timestamp. */
const miniGameWays: readonly { way: string; make: (joined: string, sorted: Buffer) => string }[] = [
  { way: 'MD5 in hex', make: (joined) => hash('md5', joined) },
  { way: 'MD5 in upper-case hex', make: (joined) => hash('md5', joined).toUpperCase() },
  { way: 'Base64 of the SHA-1 of the sorted text', make: (_joined, sorted) => hash('sha1', sorted, 'base64') },
  { way: 'Base64 of the SHA-1 of the joined text', make: (joined) => hash('sha1', joined, 'base64') },
  { way: 'percent-encoded Base64 of the sorted text', make: (_joined, sorted) => encodeURIComponent(hash('sha1', sorted, 'base64')) },
  { way: 'percent-encoded Base64 of the joined text', make: (joined) => encodeURIComponent(hash('sha1', joined, 'base64')) },
  { way: 'Base64 with escapes in lower case', make: (joined) => encodeURIComponent(hash('sha1', joined, 'base64')).replace(/%../g, (escape) => escape.toLowerCase()) },
];
const commonWay = { way: 'the common SHA-1', make: (_joined: string, sorted: Buffer): string => hash('sha1', sorted) };

function resigned(body: JsonObject, name: keyof typeof schemas, make: (joined: string, sorted: Buffer) => string, secret = SECRET): JsonObject {
  const { envelope } = schemas[name]['x-zego'];
  const text = (key: string): string => `${body[key] as string | number}`;
  const [appId, nonce, timestamp] = [text(envelope.appid), text(envelope.nonce), text(envelope.timestamp)];
  return { ...body, [envelope.signature]: make(appId + nonce + secret + timestamp, sortedBytes(secret, timestamp, nonce)) };
}

describe.each(['mini_game_started', 'mini_game_settled'] as const)('%s', (name) => {
  test.each([...miniGameWays, commonWay])('is accepted when signed as $way', async ({ make }) => {
    const answer = await deliver(resigned(signedCallback(name), name, make));
    expect(`${answer.status} ${answer.report.outcome} ${answer.body}`).toBe('200 delivered {"Code":200,"Message":"succeed"}');
  });

  test.each([...miniGameWays, commonWay])('is refused when signed as $way with another secret', async ({ make }) => {
    const answer = await deliver(resigned(signedCallback(name), name, make, 'another secret'));
    expect(`${answer.status} ${answer.body}`).toBe(`401 ${refusal('bad_signature', 'The signature does not match.')}`);
  });

  test.each([
    ['without its padding', (text: string) => text.replace('=', '')],
    ['with white space in it', (text: string) => `${text.slice(0, 9)} ${text.slice(9)}`],
    ['with more padding', (text: string) => `${text}=`],
  ])('is refused when signed as Base64 %s, though the bytes are the same', async (_title, spell) => {
    const answer = await deliver(resigned(signedCallback(name), name, (joined) => spell(hash('sha1', joined, 'base64'))));
    expect(`${answer.status} ${answer.report.code}`).toBe('401 bad_signature');
  });

  test.each([...miniGameWays, commonWay])('is refused when a single character of $way is changed', async ({ make }) => {
    const body = resigned(signedCallback(name), name, make);
    const signature = body['Signature'] as string;
    // Upper and lower case are the same in hex and in escapes, and the last digit of this Base64 has bits to spare.
    const digest = (text: string): string => (/^[0-9a-f]+$/i.test(text) ? text.toLowerCase() : Buffer.from(decodeURIComponent(text), 'base64').toString('hex'));
    const changes = Array.from(signature).map((right, at) => signature.slice(0, at) + (right === '0' ? '1' : '0') + signature.slice(at + 1));
    const zego = zegoCallbacks({ secret: SECRET });
    for (const changed of changes.filter((text) => /%(?![0-9a-f]{2})/i.test(text) || digest(text) !== digest(signature))) {
      const { status } = await zego.receive({ body: { ...body, Signature: changed } });
      expect(`${changed} ${status}`).toBe(`${changed} 401`);
    }
    expect((await zego.receive({ body })).status).toBe(200);
  });
});

describe('percent-encoded Base64', () => {
  const name = 'mini_game_settled';

  test.each(['%', '%zz', '%E0%A4%A', `%E0${'a'.repeat(37)}`, '%ff'.padEnd(32, '0')])('that cannot be decoded is refused: %s', async (signature) => {
    const answer = await deliver({ ...signedCallback(name), Signature: signature });
    expect(`${answer.status} ${answer.body}`).toBe(`401 ${refusal('bad_signature', 'The signature does not match.')}`);
  });
  // Each "+" and "/" becomes three characters, so the text may well be as long as an MD5 or a SHA-1 in hex.
  const lengths = [30, 32, 34, 36, 38, 40];

  test.each(lengths)('is accepted when it is %d characters long', async (length) => {
    const nonces = Array.from({ length: 100_000 }, (_, i) => `nonce${i}`);
    const timestamp = 1_700_000_000;
    const { AppId } = schemas[name].examples[0];
    const way = (nonce: string): string => encodeURIComponent(hash('sha1', `${AppId as number}${nonce}${SECRET}${timestamp}`, 'base64'));
    const nonce = nonces.find((candidate) => way(candidate).length === length)!;
    const body = { ...schemas[name].examples[0], Timestamp: timestamp, SignatureNonce: nonce, Signature: way(nonce) };
    const answer = await deliver(body, { clock: () => timestamp * 1000 });
    expect(`${answer.status} ${answer.report.outcome} ${answer.report.code}`).toBe('200 delivered undefined');
  });
});

describe('the ways of mini games', () => {
  const others = eventNames.filter((name) => schemas[name]['x-zego'].product !== 'mini_game');

  test.each(others)('are not accepted for %s', async (name) => {
    const zego = zegoCallbacks({ secret: SECRET });
    for (const { way, make } of miniGameWays) {
      const { status, body } = await zego.receive({ body: resigned(signedCallback(name), name, make) });
      expect(`${way}: ${status} ${body}`).toBe(`${way}: 401 ${refusal('bad_signature', 'The signature does not match.')}`);
    }
  });

  test('are not accepted for a callback that no schema describes', async () => {
    const body = sign({ ...schemas.mini_game_started.examples[0], ReportType: 1, MiniGameId: '' }, 'mini_game_started');
    const zego = zegoCallbacks({ secret: SECRET });
    expect((await zego.receive({ body })).outcome).toBe('unknown');
    for (const { make } of miniGameWays) expect((await zego.receive({ body: resigned(body, 'mini_game_started', make) })).status).toBe(401);
  });
});

describe('an error of this stage', () => {
  const now = Date.now();
  const nonce = freshNonce();
  const good = (): JsonObject => signedCallback('room_logout', {}, { at: now, nonce });
  const game = (): JsonObject => signedCallback('mini_game_settled', {}, { at: now, nonce });
  const cases: readonly [string, () => JsonObject, JsonObject, Partial<ZegoCallbacksOptions>, string][] = [
    ['a wrong signature', good, { signature: VECTOR.signature }, {}, 'bad_signature'],
    ['a wrong signature of a mini game', game, { Signature: VECTOR.signature }, {}, 'bad_signature'],
    ['a stale callback', good, {}, { clock: () => now + 1e9 }, 'stale'],
    ['a missing signature', good, { signature: '' }, {}, 'missing_signature'],
    ['a missing nonce', good, { nonce: '' }, {}, 'missing_signature'],
    ['a malformed timestamp', good, { timestamp: '17' }, {}, 'malformed_body'],
    ['an unknown app', good, {}, { secret: () => [''] }, 'unknown_app'],
  ];

  test.each(cases)('after %s shows nothing of the secret or of the expected signature', async (_title, signed, overrides, options, code) => {
    const body = signed();
    const { report, ...answer } = await deliver({ ...body, ...overrides }, options);
    expect(report.code).toBe(code);
    const shown = `${answer.body} ${JSON.stringify(report.error)} ${inspect(report.error, { depth: 9, showHidden: true })} ${report.error?.hint}`.toLowerCase();
    const like = 'Signature' in body ? 'mini_game_settled' : 'room_logout';
    const expected = [...miniGameWays, commonWay].map(({ make }) => resigned(body, like, make)[schemas[like]['x-zego'].envelope.signature] as string);
    // Halves, so that a cut text is found as well.
    const secrets = [SECRET, ...expected].flatMap((text) => [text.slice(0, text.length / 2), text.slice(text.length / 2)]);
    expect(secrets.filter((text) => shown.includes(text.toLowerCase()))).toEqual([]);
  });
});

describe.each([
  ['crypto.hash', { createHash: undefined }],
  ['Hash objects, before Node 20.12', { hash: undefined }],
])('a digest made with %s', (_way, without) => {
  test('is that of the algorithm, in the encoding', () => {
    jest.isolateModules(() => {
      jest.doMock('node:crypto', () => ({ ...jest.requireActual<typeof Crypto>('node:crypto'), ...without }));
      const { digest } = jest.requireActual<typeof Digest>('../lib/digest.js');
      fc.assert(
        fc.property(fc.constantFrom('sha1', 'md5', 'sha256'), fc.string({ unit: 'grapheme' }), fc.constantFrom('hex', 'base64url'), (algorithm, text, encoding) => {
          expect(digest(algorithm, text, encoding)).toBe(createHash(algorithm).update(text).digest(encoding));
        }),
      );
    });
    jest.dontMock('node:crypto');
  });
});
