import fc from 'fast-check';
import { eventNames, schemas, verifySignature, zegoCallbacks, type JsonObject, type JsonSchema, type JsonValue, type ZegoEvent, type ZegoEventName, type ZegoUnknownEvent } from '../../lib/index.js';
import { signBody, signedCallback, wireForms, writeBody, type Body, type BodyValue, type CallbackFields } from '../../lib/testing/index.js';
import { forgetful } from '../kit/express.js';
import { essence } from '../kit/forms.js';

const SECRET = 'a-callback-secret';
const NOW = 1_760_000_000_123;
const signing = { secret: SECRET, at: NOW };
const events = eventNames.map((name) => ({ name, schema: schemas[name], envelope: schemas[name]['x-zego'].envelope }));

/** A receiver that remembers nothing, so that the same callback can come in many forms. */
function receiver() {
  const seen: (ZegoEvent | ZegoUnknownEvent)[] = [];
  const zego = zegoCallbacks({ secret: SECRET, store: forgetful, signatureBinding: 'off', clock: () => NOW })
    .onAny((event) => void seen.push(event))
    .onUnknown((event) => void seen.push(event))
    .onError((error) => void (lastError = `${error.code}: ${error.message}`));
  let lastError: string | undefined;
  return {
    /** The event that its handlers see; or why they see none. */
    take: async (body: string | JsonObject, contentType?: string): Promise<ZegoEvent | ZegoUnknownEvent> => {
      seen.length = 0;
      const { status } = await zego.receive({ body, ...(contentType !== undefined && { contentType }) });
      const [event] = seen;
      if (status !== 200 || event === undefined) throw new Error(`${status} ${lastError ?? ''}`);
      return event;
    },
  };
}

/** Some examples have ids that JSON.parse() has rounded. In a body of objects and numbers nobody could tell them from right ones. */
function withSafeIds(value: JsonObject): JsonObject {
  const safe = (item: JsonValue): JsonValue => (typeof item === 'number' && Number.isInteger(item) && !Number.isSafeInteger(item) ? String(item) : item);
  return JSON.parse(JSON.stringify(value, (_key, item: JsonValue) => safe(item))) as JsonObject;
}

/** A field of any event, whose name the types cannot know here. */
const withField = (field: string, value: BodyValue | undefined): CallbackFields<'room_logout'> => ({ [field]: value });

/** Every field of the catalogue of which this is true. */
const fieldsThat = (isMeant: (schema: JsonSchema) => boolean): { readonly name: ZegoEventName; readonly field: string }[] =>
  events.flatMap(({ name, schema }) => Object.entries(schema.properties ?? {}).filter(([, of]) => isMeant(of)).map(([field]) => ({ name, field })));

describe.each(events)('signedCallback: $name', ({ name, schema, envelope }) => {
  const [documented] = schema.examples;
  const properties = Object.entries(schema.properties ?? {});

  test('is received in every form, as the same event', async () => {
    const { take } = receiver();
    const body = signedCallback(name, {}, signing);
    const event = await take(body);
    expect(event).toMatchObject({ name, appId: `${documented[envelope.appid] as string | number}`, timestamp: expect.any(Date) as unknown });
    expect(Math.abs(Number(event.timestamp) - NOW)).toBeLessThan(1000);
    for (const form of wireForms) {
      const { text, contentType } = writeBody(body, form);
      expect({ form, event: essence(await take(text, contentType)) }).toEqual({ form, event: essence(event) });
      expect({ form, event: essence(await take(text)) }).toEqual({ form, event: essence(event) });
    }
  });

  test('is what ZEGO documents, but for the signature, and survives JSON.stringify', () => {
    const body = signedCallback(name, {}, signing);
    const fresh = [envelope.timestamp, envelope.nonce, envelope.signature];
    const rest = (one: JsonObject): object => Object.fromEntries(Object.entries(one).filter(([field]) => !fresh.includes(field)));
    expect(rest(body)).toEqual(rest(withSafeIds(documented)));
    expect(JSON.parse(JSON.stringify(body))).toEqual(body);
    const [timestamp, nonce, signature] = fresh.map((field) => body[field] as string | number);
    expect(verifySignature({ timestamp: timestamp!, nonce: nonce!, signature: signature as string }, SECRET)).toBe(true);
    expect(typeof timestamp).toBe(typeof documented[envelope.timestamp]);
    // One example has nine digits: a time in 2001, in seconds.
    expect(`${timestamp!}`).toHaveLength(`${documented[envelope.timestamp] as string | number}`.length === 13 ? 13 : 10);
  });

  test('takes integers as numbers, texts and bigints, and handlers see numbers', async () => {
    const { take } = receiver();
    const { payload } = await take(signedCallback(name, {}, signing));
    const integers = properties.filter(([field, { type }]) => type === 'integer' && typeof payload[field as keyof typeof payload] === 'number').map(([field]) => field);
    for (const field of integers) {
      const value = (payload as Readonly<Record<string, number>>)[field]!;
      for (const given of [value, String(value), BigInt(value)]) {
        const event = await take(signedCallback(name, withField(field, given), signing));
        expect({ field, given, seen: (event.payload as JsonObject)[field] }).toEqual({ field, given, seen: value });
      }
    }
  });

  test('leaves out what is undefined, and nothing else', () => {
    const full = signedCallback(name, {}, { ...signing, nonce: '1' });
    for (const [field] of properties) {
      const others = Object.fromEntries(Object.entries(full).filter(([one]) => one !== field));
      expect(signedCallback(name, withField(field, undefined), { ...signing, nonce: '1' })).toEqual(others);
    }
  });

  test('takes another app id, spelled as ZEGO spells it', async () => {
    const body = signedCallback(name, {}, { ...signing, appId: 1234567890 });
    expect(typeof body[envelope.appid]).toBe(typeof documented[envelope.appid]);
    expect((await receiver().take(body)).appId).toBe('1234567890');
  });
});

test.each(fieldsThat(({ format }) => format === 'uint64' || format === 'int64'))('$name keeps every digit of $field, given as text or as bigint, in every form', async ({ name, field }) => {
  const { take } = receiver();
  await fc.assert(
    fc.asyncProperty(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), fc.constantFrom(...wireForms), fc.boolean(), async (id, form, isText) => {
      const { text, contentType } = writeBody(signedCallback(name, withField(field, isText ? String(id) : id), signing), form);
      expect((await take(text, contentType)).payload).toMatchObject({ [field]: String(id) });
    }),
    { numRuns: 20 },
  );
});

test.each(fieldsThat((schema) => schema['x-zego-carries'] !== undefined))('$name writes an object for $field as the text that the field carries', ({ name, field }) => {
  const carried = { cid: 0, name: 'Zoë & co', list: [1, '2'] };
  const text = signedCallback(name, withField(field, carried), signing)[field] as string;
  const isEncoded = schemas[name].properties?.[field]?.['x-zego-carries'] === 'urlencoded-json';
  expect(JSON.parse(isEncoded ? decodeURIComponent(text) : text)).toEqual(carried);
});

test('JSON in a text is parsed again for the handlers', async () => {
  const { take } = receiver();
  for (const form of wireForms) {
    const { text, contentType } = writeBody(signedCallback('stream_create', { stream_attr: { cid: 7, tags: ['a', 'b'] } }, signing), form);
    expect((await take(text, contentType)).payload).toMatchObject({ stream_attr: { cid: 7, tags: ['a', 'b'] } });
  }
});

test('a required field that is left out is missed', async () => {
  for (const field of schemas.room_logout.required ?? []) {
    await expect(receiver().take(signedCallback('room_logout', withField(field, undefined), signing))).rejects.toThrow(new RegExp(`^422 invalid_payload: .*"${field}" is missing`));
  }
});

test('the signature covers none of the fields: changed afterwards, it stays valid', async () => {
  const body = { ...signedCallback('room_logout', {}, signing), room_id: 'another' };
  expect((await receiver().take(body)).payload).toMatchObject({ room_id: 'another' });
});

describe('signBody', () => {
  const spellings = fc.constantFrom(
    { timestamp: 'timestamp', nonce: 'nonce', signature: 'signature' },
    { timestamp: 'Timestamp', nonce: 'Nonce', signature: 'Signature' },
    { timestamp: 'timestamp', nonce: 'SignatureNonce', signature: 'SIGNATURE' },
  );
  const times = fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 });

  test('keeps spelling, unit and type of the timestamp, and all other fields', () => {
    fc.assert(
      fc.property(spellings, times, fc.boolean(), fc.boolean(), fc.string(), (spelling, at, isText, isInMs, room) => {
        const digits = isInMs ? 1_499_676_978_000 : 1_499_676_978;
        const body: Body = { [spelling.timestamp]: isText ? String(digits) : digits, [spelling.nonce]: 'old', [spelling.signature]: 'old', room };
        const signed = signBody(body, { secret: SECRET, at });
        const wanted = isInMs ? at : Math.floor(at / 1000);
        expect(signed).toEqual({ ...body, [spelling.timestamp]: isText ? String(wanted) : wanted, [spelling.nonce]: expect.stringMatching(/^\d{16}$/) as unknown, [spelling.signature]: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown });
        const fields = { timestamp: signed[spelling.timestamp] as string, nonce: signed[spelling.nonce] as string, signature: signed[spelling.signature] as string };
        expect(verifySignature(fields, SECRET)).toBe(true);
        expect(verifySignature(fields, `${SECRET}x`)).toBe(false);
      }),
    );
  });

  test('signs a body that has no signature yet, with seconds and the usual names', () => {
    expect(Object.keys(signBody({ room_id: 'r' }, { secret: SECRET }))).toEqual(['room_id', 'timestamp', 'nonce', 'signature']);
    expect(signBody({}, { secret: SECRET, at: new Date(NOW), nonce: 7 })).toMatchObject({ timestamp: Math.floor(NOW / 1000), nonce: 7 });
  });

  test('has another nonce each time', () => {
    expect(new Set(Array.from({ length: 200 }, () => signBody({}, signing)['nonce'])).size).toBe(200);
  });
});

describe('the secret', () => {
  const before = process.env['ZEGO_CALLBACK_SECRET'];
  afterEach(() => {
    if (before === undefined) delete process.env['ZEGO_CALLBACK_SECRET'];
    else process.env['ZEGO_CALLBACK_SECRET'] = before;
  });

  test.each([undefined, ''])('is missed: %j', (secret) => {
    delete process.env['ZEGO_CALLBACK_SECRET'];
    const wanted = new TypeError('A callback cannot be signed without a secret: pass { secret }, or set ZEGO_CALLBACK_SECRET. It must be the one that the receiver has.');
    expect(() => signedCallback('room_logout', {}, { secret })).toThrow(wanted);
    expect(() => signBody({}, { secret })).toThrow(wanted);
  });

  test('comes from the environment where none is given', async () => {
    process.env['ZEGO_CALLBACK_SECRET'] = SECRET;
    await expect(receiver().take(signedCallback('room_logout', {}, { at: NOW }))).resolves.toMatchObject({ name: 'room_logout' });
    process.env['ZEGO_CALLBACK_SECRET'] = 'another';
    await expect(receiver().take(signedCallback('room_logout', {}, { at: NOW }))).rejects.toThrow('401 bad_signature');
    await expect(receiver().take(signedCallback('room_logout', {}, signing))).resolves.toMatchObject({ name: 'room_logout' });
  });
});
