import { randomInt } from 'node:crypto';
import { createClient } from 'redis';
import { type DeliveryStore, type JsonObject, type JsonValue, MemoryStore, signCallback } from '../../lib/index.js';
import { RedisStore } from '../../lib/redis/index.js';
import { eventNames, freshNonce, schemas, SECRET } from '../kit/callbacks.js';
import { forgetful } from '../kit/express.js';
import { type RedisServer, startRedis, whyNoRedis } from '../kit/redis.js';
import { honestCallback, type Refusal, type Target, targets, without, writers } from './kit.js';

const NOW = 1_760_000_000_000;
const TOLERANCE_MS = 300_000;
/** Machines may be busy with something else. */
jest.setTimeout(60_000);

const attacked = targets();

/** An example as ZEGO's pages give it, without what of it is signed. */
const unsigned = (name: 'room_logout' | 'room_login'): JsonObject => without(schemas[name].examples[0], 'timestamp', 'nonce', 'signature');
const business = unsigned('room_logout');

/** What of a callback is signed. */
interface Triple {
  readonly timestamp: JsonValue;
  readonly nonce: JsonValue;
  readonly signature: string;
}

function triple(timestamp: string | number, nonce = freshNonce()): Triple {
  return { timestamp, nonce, signature: signCallback({ timestamp, nonce }, SECRET) };
}

describe('a forged body with a captured triple', () => {
  /** The fourth digit sees to it that what is left behind three moved ones still sorts behind the timestamp. */
  const splittable = (length: number): string => `7458${String(randomInt(1e8)).padStart(8, '0')}7324902`.slice(0, length);
  const toMs = ({ timestamp, nonce }: Triple): Triple => triple(`${timestamp as string}${(nonce as string).slice(0, 3)}`, (nonce as string).slice(3));
  const toSeconds = ({ timestamp, nonce }: Triple): Triple => triple((timestamp as string).slice(0, 10), (timestamp as string).slice(10) + (nonce as string));

  /** Everything that leaves the signature what it is. */
  const tricks: readonly { trick: string; unit: 's' | 'ms'; respell: (captured: Triple) => JsonObject }[] = [
    { trick: 'as it was', unit: 's', respell: (captured) => ({ ...captured }) },
    { trick: 'in upper case', unit: 's', respell: (captured) => ({ ...captured, signature: captured.signature.toUpperCase() }) },
    { trick: 'under other names', unit: 's', respell: ({ timestamp, nonce, signature }) => ({ Timestamp: timestamp, SignatureNonce: nonce, Signature: signature }) },
    { trick: 'with numbers for texts', unit: 's', respell: (captured) => ({ ...captured, timestamp: Number(captured.timestamp), nonce: Number(captured.nonce) }) },
    { trick: 'with three digits of the nonce moved to the timestamp', unit: 's', respell: (captured) => ({ ...toMs(captured) }) },
    { trick: 'with three digits of the timestamp moved to the nonce', unit: 'ms', respell: (captured) => ({ ...toSeconds(captured) }) },
  ];
  const forgeries: readonly (readonly [string, JsonObject])[] = [
    ['another value', { room_id: 'forged' }],
    ['another app', { appid: '2' }],
    ['another event', unsigned('room_login')],
    ['an event that no schema describes', { event: 'room_forged' }],
    ['one field more', { forged: '' }],
  ];
  const handledBy = (...servers: readonly Target[]): number => [...new Set(servers)].reduce((sum, { handled }) => sum + handled.length, 0);

  async function forge(capturedAt: Target, forgedAt: Target): Promise<void> {
    for (const { trick, unit, respell } of tricks) {
      for (const { form, write } of writers) {
        const at = unit === 's' ? String(NOW / 1000) : `${NOW / 1000}745`;
        // With the shortest nonce that is tied to its event, and one that a number can hold.
        const captured = triple(at, splittable(unit === 's' ? 12 : 9));
        const original = { ...business, user_account: `${trick} in ${form}`, ...captured };
        const before = handledBy(capturedAt, forgedAt);
        expect(await capturedAt.send(write(original))).toBe('200 delivered');
        const answers: string[] = [];
        for (const [what, overrides] of forgeries) {
          answers.push(`${what}: ${await forgedAt.send(write({ ...business, ...overrides, ...respell(captured) }))}`);
        }
        expect([trick, form, ...answers]).toEqual([trick, form, ...forgeries.map(([what]) => `${what}: 403 replayed`)]);
        expect([await forgedAt.send(write(original)), await capturedAt.send(write(original))]).toEqual(['200 duplicate', '200 duplicate']);
        expect(handledBy(capturedAt, forgedAt) - before).toBe(1);
        await forgedAt.expectHonestHandled();
      }
    }
  }

  const options = (store: DeliveryStore) => ({ options: { store, clock: () => NOW } });

  test('is 403 replayed, however the triple is written, and the original stays a duplicate', async () => {
    const one = await attacked(options(new MemoryStore({ clock: () => NOW })));
    await forge(one, one);
  });

  test('is 403 replayed where two servers share a store, and it was captured at the other', async () => {
    const store = new MemoryStore({ clock: () => NOW });
    await forge(await attacked(options(store)), await attacked(options(store)));
  });

  const missing = whyNoRedis();
  if (missing !== undefined) process.stderr.write(`The attacks on two servers with RedisStore do not run: ${missing}.\n`);

  (missing === undefined ? describe : describe.skip)('with Redis', () => {
    let redis: RedisServer;
    let client: ReturnType<typeof createClient>;
    beforeAll(async () => {
      redis = await startRedis();
      client = createClient({ url: `redis://127.0.0.1:${redis.port}` });
      await client.connect();
    });
    afterAll(async () => {
      await client.close();
      await redis.stop();
    });

    test('is 403 replayed where two servers share it, and it was captured at the other', async () => {
      const store = (): DeliveryStore => new RedisStore({ sendCommand: (command) => client.sendCommand([...command]) });
      await forge(await attacked(options(store())), await attacked(options(store())));
    });
  });

  test.each(['while the original is being handled', 'after the original has been handled'])('is 403 replayed %s', async (when) => {
    const { zego, ...one } = await attacked({ options: { clock: () => NOW } });
    let finish: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      zego.onRoomLogout(({ payload }) => (payload.user_account.startsWith('honest') ? undefined : new Promise<void>((done) => {
        finish = done;
        resolve();
      })));
    });
    const original = JSON.stringify({ ...business, ...triple(String(NOW / 1000)) });
    const first = one.send(original);
    await started;
    const forged = original.replace('"rid_', '"forged_');
    if (when.startsWith('while')) await one.expectRefused(forged, '403 replayed');
    finish();
    expect(await first).toBe('200 delivered');
    await one.expectRefused(forged, '403 replayed');
  });

  test.each([
    ['in the present', 0, TOLERANCE_MS],
    ['as far in the future as is accepted', TOLERANCE_MS, 2 * TOLERANCE_MS],
  ])('that was sent %s is 403 replayed as long as it is fresh, to the millisecond, then 403 stale', async (_when, ahead, freshForMs) => {
    let now = NOW;
    const one = await attacked({ options: { clock: () => now } });
    const original = { ...business, ...triple(String((NOW + ahead) / 1000)) };
    const forged = JSON.stringify({ ...original, room_id: 'forged' });
    expect(await one.send(JSON.stringify(original))).toBe('200 delivered');
    for (const later of [1, freshForMs / 2, freshForMs - 1, freshForMs]) {
      now = NOW + later;
      await one.expectRefused(forged, '403 replayed');
      expect(await one.send(JSON.stringify(original))).toBe('200 duplicate');
    }
    now = NOW + freshForMs + 1;
    await one.expectRefused(forged, '403 stale');
    await one.expectRefused(JSON.stringify(original), '403 stale');
  });
});

describe('a timestamp', () => {
  const units = [['s', (ms: number) => ms / 1000], ['ms', (ms: number) => ms]] as const;
  const sides = [['past', 1], ['future', -1]] as const;
  const edges = units.flatMap(([unit, write]) => sides.flatMap(([side, sign]) => writers.map(({ form, write: body }) => ({ unit, side, form, sign, text: (ms: number) => body({ ...business, ...triple(String(write(ms))) }) }))));

  test.each(edges)('in $unit, a millisecond too far in the $side, is 403 stale in $form, and at the edge it is accepted', async ({ sign, text }) => {
    let now = NOW;
    const one = await attacked({ options: { clock: () => now } });
    const callback = text(NOW);
    now = NOW + sign * (TOLERANCE_MS + 1);
    await one.expectRefused(callback, '403 stale');
    now = NOW + sign * TOLERANCE_MS;
    expect(await one.send(callback)).toBe('200 delivered');
  });

  test.each(edges)('in $unit, a whole second too far in the $side, is 403 stale in $form', async ({ sign, text }) => {
    const one = await attacked({ options: { clock: () => NOW } });
    await one.expectRefused(text(NOW - sign * (TOLERANCE_MS + 1000)), '403 stale');
    expect(await one.send(text(NOW - sign * TOLERANCE_MS))).toBe('200 delivered');
  });

  test.each(eventNames)('of %s may come in ms where s is usual, and the reverse: it is the same time', async (name) => {
    const one = await attacked({ options: { clock: () => NOW, store: forgetful } });
    const { envelope } = schemas[name]['x-zego'];
    for (const timestamp of [NOW / 1000, NOW]) {
      for (const written of [timestamp, String(timestamp)]) {
        const { nonce, signature } = triple(timestamp);
        const reply = await one.reply(JSON.stringify({ ...schemas[name].examples[0], [envelope.timestamp]: written, [envelope.nonce]: nonce, [envelope.signature]: signature }));
        expect([reply.status, one.handled.at(-1)?.name, one.handled.at(-1)?.timestamp, one.handled.at(-1)?.nonce]).toEqual([200, name, new Date(NOW), nonce]);
      }
    }
  });

  test.each([
    ['s', 'ms', String(NOW / 1000), String(NOW)],
    ['ms', 's', String(NOW), String(NOW / 1000)],
  ])('that was signed in %s does not count in %s', async (_from, _to, signedAs, sentAs) => {
    const one = await attacked({ options: { clock: () => NOW } });
    for (const { write } of writers) await one.expectRefused(write({ ...business, ...triple(signedAs), timestamp: sentAs }), '401 bad_signature');
  });

  const s = String(NOW / 1000);
  const fullWidth = (text: string): string => text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
  const wrong: readonly (readonly [string, JsonValue, Refusal])[] = [
    ...[1, 2, 9, 11, 12, 14, 15, 16, 20].map((length) => [`${length} digits`, String(NOW).padEnd(20, '0').slice(0, length), '400 malformed_body'] as const),
    ...[`+${s}`, `-${s}`, `+${s.slice(1)}`, `-${s.slice(1)}`].map((text) => ['a sign', text, '400 malformed_body'] as const),
    ...['1.76e9', '1760000e+3', '176000000.e1'].map((text) => ['an exponent', text, '400 malformed_body'] as const),
    ...['0x68e7f900', '0x68e7f90000'].map((text) => ['hex', text, '400 malformed_body'] as const),
    ...[` ${s}`, `${s} `, `${s}\n`, `\t${s}`, `${s.slice(0, 5)} ${s.slice(5)}`, `${s}\u00a0`, ` ${s.slice(1)}`].map((text) => ['white space', text, '400 malformed_body'] as const),
    ...[fullWidth(s), fullWidth(s.slice(0, 1)) + s.slice(1), s.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))].map((text) => ['other digits', text, '400 malformed_body'] as const),
    ...[`${s}.0`, `${s},0`, '176000000.', `${s}n`, `${s}\u0000`, 'NaN', 'Infinity', '1_760_000_0', new Date(NOW).toISOString()].map((text) => ['something else', text, '400 malformed_body'] as const),
    ['nothing', '', '401 missing_signature'],
  ];

  test.each(wrong)('of %s (%j) is refused, however well it is signed', async (_what, timestamp, refusal) => {
    // No tolerance, so that only the form can be what is wrong.
    const one = await attacked({ options: { tolerance: false } });
    for (const { write } of writers) await one.expectRefused(write({ ...business, ...triple(timestamp as string) }), refusal);
  });

  test.each([0, 1, 176_000_000, -1_760_000_000, 17_600_000_000, 1_760_000_000.5, 1e300, true, null, [s], { s }])('of %j in JSON is refused, however well it is signed', async (timestamp) => {
    const one = await attacked({ options: { tolerance: false } });
    const { nonce, signature } = triple(JSON.stringify(timestamp));
    await one.expectRefused(JSON.stringify({ ...business, timestamp, nonce, signature }), timestamp === null ? '401 missing_signature' : '400 malformed_body');
  });
});

describe('a signature', () => {
  const LENGTH = 40;
  const callback = honestCallback;
  const signatureOf = (body: JsonObject): string => body['signature'] as string;
  const each = async (make: (right: string) => readonly string[]): Promise<void> => {
    const one = await attacked();
    const body = callback();
    for (const signature of make(signatureOf(body))) {
      for (const { write } of writers) await one.expectRefused(write({ ...body, signature }), signature === '' ? '401 missing_signature' : '401 bad_signature');
    }
    expect(await one.send(JSON.stringify(body))).toBe('200 delivered');
  };

  test.each(writers)('in upper or in mixed case is accepted in $form', async ({ write }) => {
    const one = await attacked();
    const inMixed = (text: string): string => Array.from(text, (digit, at) => (at % 2 === 0 ? digit.toUpperCase() : digit)).join('');
    for (const respell of [(text: string) => text.toUpperCase(), inMixed]) {
      const body = callback();
      expect(await one.send(write({ ...body, signature: respell(signatureOf(body)) }))).toBe('200 delivered');
      expect(await one.send(write(body))).toBe('200 duplicate');
    }
  });

  test('that is truncated, at either end and by however much, is refused', () =>
    each((right) => Array.from(right, (_, length) => [right.slice(0, length), right.slice(length + 1)]).flat()));

  test('that is extended is refused', () =>
    each((right) => {
      const extra = ['0', 'f', ' ', '\n', '\u0000', '=', '%00', right, 'a'.repeat(10_000)];
      return extra.flatMap((more) => [right + more, more + right]);
    }));

  test('with a NUL in it, or cut off by one, is refused', () =>
    each((right) => Array.from(right, (_, at) => [`${right.slice(0, at)}\u0000${right.slice(at + 1)}`, `${right.slice(0, at)}\u0000${right.slice(at)}`]).flat()));

  test('with a single digit changed, to another or to something that is none, is refused', () =>
    each((right) => Array.from(right, (digit, at) => [digit === '0' ? '1' : '0', 'g', ' ', '-'].filter((other) => other !== digit).map((other) => right.slice(0, at) + other + right.slice(at + 1))).flat()));

  test('with digits that only look alike, or share their low byte, is refused', () =>
    each((right) => {
      const alike: Readonly<Record<string, string>> = { a: '\u0430', b: '\u042c', c: '\u0441', d: '\u0501', e: '\u0435', f: '\u0192', 0: '\u041e', 1: '\u0031\u0327', 3: '\u0417' };
      const fullWidth = (digit: string): string => String.fromCharCode(digit.charCodeAt(0) + 0xfee0);
      const lowByte = (digit: string): string => String.fromCharCode(digit.charCodeAt(0) + 0x100);
      const one = [fullWidth, lowByte, (digit: string) => alike[digit] ?? `${digit}\u200b`].flatMap((swap) => Array.from(right, (digit, at) => right.slice(0, at) + swap(digit) + right.slice(at + 1)));
      return [...one, Array.from(right, fullWidth).join(''), Array.from(right, lowByte).join(''), Array.from(right, (digit) => alike[digit] ?? digit).join('')];
    }));

  test.each(['0', 'f', 'g', '\u0000', '\ud83d\ude00', '\u0130', 'undefined', '[object Object]', 'true'])('of nothing but %j is refused', (digit) =>
    each(() => [digit, digit.repeat(LENGTH), digit.repeat(LENGTH / 2), digit.repeat(28), digit.repeat(32)]));

  test('that is the digest in another writing, or of something near, is refused', () =>
    each((right) => {
      const bytes = Buffer.from(right, 'hex');
      return [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('latin1'), `0x${right}`, `sha1=${right}`, Array.from(right).reverse().join(''), right.replace(/(..)/g, '$1:').slice(0, -1)];
    }));

  test('over the fields in another order, or with other secrets of ZEGO\'s kind, is refused', async () => {
    const one = await attacked();
    for (const secret of ['', ' ', `${SECRET} `, `${SECRET}\n`, SECRET.toUpperCase(), SECRET.slice(1), `${SECRET}\u0000`]) {
      for (const { write } of writers) await one.expectRefused(write(honestCallback({ secret })), '401 bad_signature');
    }
  });
});

describe('an endpoint for several apps', () => {
  const secrets: Readonly<Record<string, string | readonly string[]>> = { 1: SECRET, 2: 'secret of two', 3: ['new secret of three', 'old secret of three'] };
  const lookUps: readonly (readonly [string, (appId: string) => Promise<string | readonly string[] | undefined> | string | readonly string[] | undefined])[] = [
    ['a Map', (appId) => new Map(Object.entries(secrets)).get(appId)],
    ['a plain object', (appId) => secrets[appId]],
    ['a database that answers late', async (appId) => new Promise((resolve) => setImmediate(resolve, new Map(Object.entries(secrets)).get(appId)))],
  ];

  describe.each(lookUps)('whose secrets come from %s', (_source, secret) => {
    const sent = (appid: JsonValue, signedWith: string): Record<string, JsonValue> => ({ ...honestCallback({ secret: signedWith }), appid });

    test('accepts each app under its own secrets', async () => {
      const one = await attacked({ options: { secret } });
      for (const { write } of writers) {
        for (const [appId, known] of Object.entries(secrets)) {
          for (const own of [known].flat()) {
            expect(await one.send(write(sent(appId, own)))).toBe('200 delivered');
            expect(one.handled.at(-1)?.appId).toBe(appId);
          }
        }
      }
      await one.expectHonestHandled();
    });

    test('refuses a signature for another app\'s secret with 401 bad_signature', async () => {
      const one = await attacked({ options: { secret } });
      for (const { write } of writers) {
        for (const [appId, known] of Object.entries(secrets)) {
          for (const foreign of Object.values(secrets).flat().filter((other) => ![known].flat().includes(other))) await one.expectRefused(write(sent(appId, foreign)), '401 bad_signature');
        }
      }
    });

    test('refuses an unknown app with 401 unknown_app, whoever\'s secret signed it', async () => {
      const one = await attacked({ options: { secret } });
      for (const { write } of writers) {
        for (const appId of ['4', '', ' 1', '1 ', '01', '1.0', '+1', '１', '1\u0000', 'null', 'undefined', '*', 'x'.repeat(10_000)]) {
          for (const signedWith of [SECRET, '', 'undefined']) await one.expectRefused(write(sent(appId, signedWith)), '401 unknown_app');
        }
      }
    });

    test.each(Object.getOwnPropertyNames(Object.prototype))('takes the app id %j for that of an unknown app, although every object has such a member', async (appId) => {
      const one = await attacked({ options: { secret } });
      for (const { write } of writers) await one.expectRefused(write(sent(appId, SECRET)), '401 unknown_app');
    });

    test('refuses an app id that is absent or null with 401 unknown_app', async () => {
      const one = await attacked({ options: { secret } });
      const nameless = without(sent('1', SECRET), 'appid');
      for (const { write } of writers) {
        for (const body of [nameless, { ...nameless, appid: null }]) await one.expectRefused(write(body), '401 unknown_app');
      }
    });

    test.each([[['1']], [['1', '2']], [[]], [{ id: '1' }], [{ toString: '1' }], [true], [1.5]])('refuses the app id %j with 400 malformed_body', async (appId) => {
      const one = await attacked({ options: { secret } });
      await one.expectRefused(JSON.stringify(sent(appId, SECRET)), '400 malformed_body');
    });

    test('refuses two app ids with 400 malformed_body, one of them known or both', async () => {
      const one = await attacked({ options: { secret } });
      for (const { write } of writers) {
        for (const other of ['1', '2', '4', '']) await one.expectRefused(write({ ...sent('1', SECRET), AppId: other }), '400 malformed_body');
      }
    });
  });
});
