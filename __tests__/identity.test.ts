import fc from 'fast-check';
import { type JsonObject, type JsonValue, zegoCallbacks, type ZegoEvent, type ZegoUnknownEvent } from '../lib/index.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from './kit/callbacks.js';
import { formText } from './kit/forms.js';

const AT = 1_700_000_000_000;
const NONCE = '4820198123412774';
const SENT = { at: AT, nonce: NONCE };
const RESIGNED = { at: AT + 2000, nonce: '9920198123412771' };

async function receive(body: JsonObject | string): Promise<ZegoEvent | ZegoUnknownEvent> {
  let seen: ZegoEvent | ZegoUnknownEvent | undefined;
  const zego = zegoCallbacks({ secret: SECRET, clock: () => AT })
    .onAny((event) => void (seen = event))
    .onUnknown((event) => void (seen = event));
  const answer = await zego.receive({ body: typeof body === 'string' ? body : JSON.stringify(body) });
  if (seen === undefined) throw new Error(`not delivered: ${answer.status} ${answer.body}`);
  return seen;
}

const idOf = async (body: JsonObject | string): Promise<string> => (await receive(body)).id;

/** A field that no schema knows, so that the order of its keys is nobody's but the sender's. */
const UNKNOWN: JsonObject = { added: { list: [{ b: 1, a: ['x', { z: true, y: '' }] }, []], flag: false, none: {} } };

/** The same value with the keys of all objects in another order. */
function shuffled(value: JsonValue, random: () => number): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => shuffled(item, random));
  const entries = Object.entries(value).map(([key, item]) => ({ key, item: shuffled(item, random), rank: random() }));
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, item }) => [key, item]));
}

/** The value without keys that could reach a prototype, and with the others in order. */
function canonical(value: JsonValue): string {
  const withoutPrototypeKeys = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(withoutPrototypeKeys);
    if (typeof part !== 'object' || part === null) return part;
    const kept = Object.entries(part).filter(([key]) => !['__proto__', 'constructor', 'prototype'].includes(key));
    return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, withoutPrototypeKeys(item)]));
  };
  return JSON.stringify(withoutPrototypeKeys(value));
}

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
}

/** Something else of the same type. */
function changed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return /^\d+$/.test(value) ? String(BigInt(value) + 1n) : `${value}x`;
  // Above 2^53 a double needs more than 1 to become another one.
  if (typeof value === 'number') return Number.isSafeInteger(value) || !Number.isInteger(value) ? value + 1 : value * 1.01;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return ['x'];
  // Every null of an example stands for a list of objects.
  return value === null ? [{ x: 'x' }] : { x: 'x' };
}

/** Every copy of the value in which exactly one leaf is something else, with the path of that leaf. */
function variants(value: JsonValue, path = ''): [string, JsonValue][] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value as JsonObject) : [];
  if (entries.length === 0) return [[path, changed(value)]];
  return entries.flatMap(([key, item]) =>
    variants(item, `${path}/${key}`).map(([at, other]): [string, JsonValue] => [
      at,
      Array.isArray(value) ? value.map((kept: JsonValue, index) => (String(index) === key ? other : kept)) : { ...(value as JsonObject), [key]: other },
    ]),
  );
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce((below: unknown, key) => (typeof below === 'object' && below !== null ? (below as Record<string, unknown>)[key] : undefined), value);
}

function withValue(body: JsonObject, [key, ...rest]: string[], value: JsonValue | undefined): JsonObject {
  const inner = rest.length === 0 ? value : withValue(body[key!] as JsonObject, rest, value);
  return Object.fromEntries(Object.entries({ ...body, [key!]: inner }).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** What ZEGO sends beside its envelope and beside what names the event. */
function businessFields(name: keyof typeof schemas): JsonObject {
  const { envelope, discriminator } = schemas[name]['x-zego'];
  const others = new Set<string | null>([...Object.values(envelope), discriminator.field]);
  return Object.fromEntries(Object.entries(schemas[name].examples[0]).filter(([key]) => !others.has(key)));
}

describe.each(eventNames)('the id of %s', (name) => {
  const { identity, envelope } = schemas[name]['x-zego'];
  const body = signedCallback(name, UNKNOWN, SENT);

  test('can name a queue job', async () => {
    expect(await idOf(body)).toMatch(/^[A-Za-z0-9_-]{20,64}$/);
  });

  test.each([
    ['documented ones alone', {}],
    ['unknown texts and numbers among them', { zz: 1, added: 'x', mm: '' }],
    ['unknown objects and lists among them', UNKNOWN],
  ])('is the same for every order of keys, at every depth, with %s', async (_title, unknown) => {
    const sent = signedCallback(name, unknown, SENT);
    const id = await idOf(sent);
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        expect(await idOf(shuffled(sent, generator(seed)) as JsonObject)).toBe(id);
      }),
      { numRuns: 8 },
    );
  });

  test('is another one when any business field is another one, at any depth', async () => {
    const ids = new Map([[await idOf(body), 'the original']]);
    for (const [path, fields] of variants({ ...businessFields(name), ...UNKNOWN })) {
      const id = await idOf({ ...body, ...(fields as JsonObject) });
      expect(`${path} differs from ${ids.get(id)}`).toBe(`${path} differs from undefined`);
      ids.set(id, path);
    }
  });

  test('does not depend on how the envelope is spelled', async () => {
    const other: Readonly<Record<string, string>> = {
      event: 'Event', Event: 'event', [envelope.appid]: envelope.appid === 'AppID' ? 'app_id' : 'AppID', timestamp: 'Timestamp', Timestamp: 'timestamp',
      [envelope.nonce]: envelope.nonce === 'nonce' ? 'SignatureNonce' : 'nonce', signature: 'Signature', Signature: 'signature',
    };
    const respelled = Object.fromEntries(Object.entries(body).map(([key, value]) => [other[key] ?? key, value]));
    expect(Object.keys(respelled)).not.toEqual(Object.keys(body));
    expect(await idOf(respelled)).toBe(await idOf(body));
  });

  test('does not depend on letter case of the signature, nor on numbers that are texts', async () => {
    const id = await idOf(body);
    expect(await idOf({ ...body, [envelope.signature]: (body[envelope.signature] as string).toUpperCase() })).toBe(id);
    const texts = { [envelope.timestamp]: `${body[envelope.timestamp] as string | number}`, [envelope.appid]: `${body[envelope.appid] as string | number}` };
    expect(await idOf({ ...body, ...texts })).toBe(id);
  });

  test('is another one for another app', async () => {
    expect(await idOf({ ...body, [envelope.appid]: '4711' })).not.toBe(await idOf(body));
  });

  const sameAfterSigningAgain = async (fields: JsonObject): Promise<boolean> => (await idOf(sign(fields, name, SENT))) === (await idOf(sign(fields, name, RESIGNED)));

  test('survives a new timestamp and nonce exactly where the payload names the occurrence', async () => {
    const { payload } = await receive(body);
    const named = identity?.every((path) => ![undefined, null, ''].includes(valueAt(payload, path) as string)) ?? false;
    expect(await sameAfterSigningAgain(schemas[name].examples[0])).toBe(named);
  });

  const incomplete = identity === null ? [schemas[name].examples[0]] : identity.flatMap((path) => [undefined, '', null].map((value) => withValue(schemas[name].examples[0], path.split('.'), value)));

  test('depends on both timestamp and nonce where nothing, or not everything, names the occurrence', async () => {
    for (const fields of incomplete) {
      const first = sign(fields, name, SENT);
      const { status, outcome } = await zegoCallbacks({ secret: SECRET, clock: () => AT }).receive({ body: JSON.stringify(first) });
      // Required fields cannot be missing, and the ones that tell events apart lead elsewhere.
      expect([200, 422]).toContain(status);
      if (outcome !== 'delivered') continue;
      const ids = await Promise.all([first, sign(fields, name, { ...SENT, at: RESIGNED.at }), sign(fields, name, { ...SENT, nonce: RESIGNED.nonce })].map(idOf));
      expect(`${new Set(ids).size} ids for ${JSON.stringify(fields)}`).toMatch(/^3 ids/);
    }
  });
});

describe('an id', () => {
  test('differs between events and products with the same payload', async () => {
    const fields = { room_id: 'r', user_ids: [], operator_account: 'o' };
    const [, ...names] = ['room_destroy', 'new_event', 'newer_event'];
    const known = await idOf(sign({ event: 'room_destroy', appid: '1', ...fields }, 'room_destroy', SENT));
    const unknown = await Promise.all(names.map((event) => idOf(sign({ event, appid: '1', ...fields }, 'room_destroy', SENT))));
    expect(new Set([known, ...unknown]).size).toBe(3);
  });

  test('tells any two values of an unknown field apart, and takes none for two', async () => {
    const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
    await fc.assert(
      fc.asyncProperty(value, value, async (one, other) => {
        const same = (await idOf(signedCallback('room_logout', { added: one }, SENT))) === (await idOf(signedCallback('room_logout', { added: other }, SENT)));
        expect(same).toBe(canonical(one) === canonical(other));
      }),
      { numRuns: 300 },
    );
  });

  test('is the same from JSON and from a form', async () => {
    const body = signedCallback('stream_create', {}, SENT);
    const ids = await Promise.all([JSON.stringify(body), formText(body, 'empty'), formText(body, 'indexed'), formText(body, 'json')].map(idOf));
    expect(new Set(ids).size).toBe(1);
  });

  test('is not moved by an empty optional number, which counts as absent', async () => {
    const { user_update_seq: sequence, ...body } = signedCallback('room_logout', {}, SENT);
    const without = await idOf(body);
    expect(await idOf({ ...body, user_update_seq: '' })).toBe(without);
    expect(await idOf({ ...body, user_update_seq: sequence! })).not.toBe(without);
  });
});

describe('the id of a callback that no schema describes', () => {
  const unknown = (fields: JsonObject, sent = SENT): JsonObject => sign({ event: 'room_renamed', appid: '1', room_id: 'r', ...fields }, 'room_logout', sent);

  test('depends on payload, timestamp and nonce, and on nothing else', async () => {
    const id = await idOf(unknown({}));
    expect(await idOf(unknown({}))).toBe(id);
    expect(id).toMatch(/^[A-Za-z0-9_-]{20,64}$/);
    const others = [unknown({ room_id: 's' }), unknown({ more: null }), unknown({ appid: '2' }), unknown({ event: 'x' }), unknown({}, { ...SENT, at: RESIGNED.at }), unknown({}, { ...SENT, nonce: RESIGNED.nonce })];
    expect(new Set([id, ...(await Promise.all(others.map(idOf)))]).size).toBe(others.length + 1);
  });

  test('is the same for every order of keys', async () => {
    const body = unknown(UNKNOWN);
    const id = await idOf(body);
    for (const seed of [1, 2, 3, 4, 5]) expect(await idOf(shuffled(body, generator(seed)) as JsonObject)).toBe(id);
  });

  test('does not let its parts run into each other', async () => {
    const one = await idOf(unknown({ event: 'a\nb', appid: 'c' }));
    const other = await idOf(unknown({ event: 'a', appid: 'b\nc' }));
    expect(one).not.toBe(other);
  });
});

test('no text can pass for other text, a number or another field, whatever it consists of', async () => {
  const piece = fc.constantFrom('a', '1', ':', '"', '=', ';', ' ', '{', '[', '\\', '\u0000', 'é', '\u{1f600}', '\ud800', '\udc00', '\ufffd');
  const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  const value = fc.oneof(text, fc.integer({ min: -2, max: 12 }), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 2 }), fc.dictionary(text, fc.oneof(text, fc.array(fc.oneof(text, fc.nat(9)), { maxLength: 2 })), { maxKeys: 2 }));
  const fields = fc.dictionary(text.map((key) => `x${key}`), value, { maxKeys: 3 });
  const body = fc.record({ fields, appid: text });
  await fc.assert(
    fc.asyncProperty(body, body, async (one, other) => {
      const [first, second] = [one, other].map(({ fields: more, appid }) => JSON.stringify(sign({ ...schemas.room_logout.examples[0], ...more, appid }, 'room_logout', SENT)));
      const [id, otherId] = [await idOf(first!), await idOf(second!)];
      expect(id === otherId).toBe(canonical([one.appid, one.fields]) === canonical([other.appid, other.fields]));
    }),
    { numRuns: 2_000 },
  );
});

test('looks into what a parser in front has made of a value', async () => {
  const sent = signedCallback('room_logout', {}, SENT);
  const ids: string[] = [];
  for (const added of [new Date(0), new Date(1), {}, { at: new Date(0) }]) {
    const zego = zegoCallbacks({ secret: SECRET, clock: () => AT }).onRoomLogout(({ id }) => void ids.push(id));
    await zego.receive({ body: { ...sent, added } });
  }
  expect(new Set(ids).size).toBe(4);
});
