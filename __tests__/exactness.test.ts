import type { RequestHandler } from 'express';
import fc from 'fast-check';
import { eventNames, keepRawBody, schemas, zegoCallbacks, type DeliveryReport, type JsonObject, type JsonSchema, type JsonValue, type ZegoEvent, type ZegoEventName } from '../lib/index.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';
import { expressVersions, forgetful, receiver, type Exchange, type Receiver } from './kit/express.js';
import { essence, formText, jsonText, percentText, wireForms, type Writable, type WritableObject } from './kit/forms.js';

const ID = 6085791336856668982n;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const JSON_TYPE = { 'content-type': 'application/json' };
const jsonForms = wireForms.filter(({ kind }) => kind !== 'form');

const signedWritable = (name: ZegoEventName, fields: WritableObject): WritableObject => ({ ...signedCallback(name), ...fields });
/** What a handler must see: each integer that no number can hold as its digits. */
function seen(value: Writable): JsonValue {
  if (typeof value === 'bigint') return value >= -MAX_SAFE && value <= MAX_SAFE ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Writable[]).map(seen);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, seen(item)]));
}

const unsafe = fc.oneof(
  fc.constantFrom(MAX_SAFE + 1n, MAX_SAFE + 2n, -MAX_SAFE - 1n, -MAX_SAFE - 2n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n - 1n, ID),
  fc.bigInt({ min: MAX_SAFE + 1n, max: 2n ** 64n }),
  fc.bigInt({ min: -(2n ** 63n), max: -MAX_SAFE - 1n }),
  fc.bigInt({ min: 10n ** 30n, max: 10n ** 60n }),
);
const confusingText = fc.string({ unit: fc.constantFrom('"', '\\', '9', '1', '-', '.', 'e', ':', ',', '{', '}', '[', ']', ' ', 'u', '\n'), maxLength: 30 });
const key = fc.oneof(fc.constantFrom('id', 'list', '9007199254740993'), confusingText.map((text) => `k${text}`));
/** Any JSON, with integers of any size anywhere in it. */
const tree = fc.letrec<{ leaf: Writable; node: Writable }>((tie) => ({
  leaf: fc.oneof(unsafe, fc.maxSafeInteger(), fc.double({ min: -1e15, max: 1e15, noNaN: true, noInteger: true }), confusingText, fc.boolean(), fc.constant(null)),
  node: fc.oneof({ depthSize: 'medium' }, tie('leaf'), fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(key, tie('node'), { maxKeys: 4, noNullPrototype: true })),
})).node;

describe('one mount without a parser', () => {
  let mount: Receiver;
  beforeAll(async () => {
    mount = await receiver();
  });
  afterAll(() => mount.close());

  async function delivered(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<NonNullable<Exchange['event']>> {
    const { status, message, event } = await mount.exchange({ body, headers });
    expect({ status, message }).toEqual({ status: 200, message: undefined });
    return event!;
  }

  test.each(wireForms)('room_session_id arrives as its digits, and equals the room_seq of the login, from $name', async ({ write, headers }) => {
    const created = await delivered(write(signedWritable('room_create', { room_session_id: ID })), headers);
    const login = await delivered(write(signedCallback('room_login', { room_seq: String(ID) })), headers);
    if (created.name !== 'room_create' || login.name !== 'room_login' || 'reasons' in created || 'reasons' in login) throw new Error(`got ${created.name} and ${login.name}`);
    expect(created.payload.room_session_id).toBe('6085791336856668982');
    expect(login.payload.room_seq).toBe(created.payload.room_session_id);
  });

  test('integers beyond 2^53 anywhere in JSON arrive as their digits, and nothing else is touched', async () => {
    await fc.assert(
      fc.asyncProperty(unsafe, tree, fc.nat({ max: jsonForms.length - 1 }), async (id, value, index) => {
        const fields = { room_session_id: id, room_id: id, undocumented: id, tree: value, list: [[id, { id }]] };
        const { write, headers } = jsonForms[index]!;
        const event = await delivered(write(signedWritable('room_create', fields)), headers);
        expect(event.payload).toMatchObject({ room_session_id: String(id), room_id: String(id), undocumented: String(id), list: [[String(id), { id: String(id) }]] });
        expect((event.payload as WritableObject)['tree']).toStrictEqual(seen(value));
      }),
      { numRuns: 400 },
    );
  });

  test('integers beyond 2^53 arrive as their digits from forms, from JSON text in forms too', async () => {
    const forms = wireForms.filter(({ kind }) => kind === 'form');
    await fc.assert(
      fc.asyncProperty(unsafe, fc.array(unsafe, { minLength: 1, maxLength: 5 }), fc.constantFrom(...forms), async (id, list, { write, headers }) => {
        const room = await delivered(write(signedWritable('room_create', { room_session_id: id, undocumented: id })), headers);
        expect(room.payload).toMatchObject({ room_session_id: String(id), undocumented: String(id) });
        const agent = await delivered(write(signedWritable('ai_agent_asr_result', { Sequence: id, Data: { ...(schemas.ai_agent_asr_result.examples[0]['Data'] as JsonObject), undocumented: id, list } })), headers);
        expect(agent.payload).toMatchObject({ Sequence: String(id), Data: { undocumented: String(id), list: list.map(String) } });
      }),
      { numRuns: 100 },
    );
  });

  describe('JSON that a text field carries', () => {
    const media = { msg_type: 11 };
    test.each<[event: ZegoEventName, field: string, others: WritableObject, write: (value: Writable) => string]>([
      ['stream_create', 'stream_attr', {}, (value) => jsonText(value)],
      ['procedure', 'extra_params', {}, (value) => jsonText(value)],
      ['send_msg', 'msg_body', media, (value) => encodeURIComponent(jsonText(value))],
      ['send_msg', 'msg_body', media, (value) => encodeURIComponent(jsonText(value)).replaceAll('%20', '+')],
      ['send_msg', 'msg_body', media, (value) => jsonText(value)],
      ['before_send_msg', 'msg_body', media, (value) => encodeURIComponent(jsonText(value))],
    ])('keeps its digits: %s.%s', async (name, field, others, writeCarried) => {
      await fc.assert(
        fc.asyncProperty(unsafe, tree, fc.constantFrom(...wireForms), async (id, value, { write, headers }) => {
          const carried = { id, list: [id], tree: value, 'a text': 'a b' };
          const event = await delivered(write(signedWritable(name, { ...others, [field]: writeCarried(carried) })), headers);
          expect((event.payload as WritableObject)[field]).toStrictEqual(seen(carried));
        }),
        { numRuns: 50 },
      );
    });
  });

  test('every way of writing a number is kept: safe integers and doubles as numbers, the rest as it was written', async () => {
    const token = fc.stringMatching(/^-?(?:0|[1-9]\d{0,24})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/);
    const asSeen = (text: string): JsonValue => {
      const isExact = /[.eE]/.test(text) ? Number.isFinite(Number(text)) : Number.isSafeInteger(Number(text));
      return isExact ? Number(text) : text;
    };
    const check = async (text: string): Promise<void> => {
      const json = jsonText(signedWritable('room_create', { x: '@', y: { z: ['@'] } })).replaceAll('"@"', text);
      for (const body of [json, encodeURIComponent(json)]) {
        const { x, y } = (await delivered(body)).payload as WritableObject;
        expect(x).toBe(asSeen(text));
        expect(y).toStrictEqual({ z: [asSeen(text)] });
      }
    };
    for (const text of ['-0', '0', '-1', '1e400', '-1e400', '1E+2', '1e-400', '0.1', '1.0', '9007199254740991', '-9007199254740991', '9007199254740992', '1e20', '12345678901234567890.5']) await check(text);
    await fc.assert(fc.asyncProperty(token, check), { numRuns: 200 });
  });

  describe('documented 64-bit ids', () => {
    /** Paths of the fields that a schema says are 64-bit integers. */
    function paths(schema: JsonSchema, above: readonly string[] = []): string[][] {
      return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
        const path = [...above, name];
        return property.format === 'uint64' || property.format === 'int64' ? [path] : paths(property, path);
      });
    }
    const replaced = (value: Writable, [first, ...rest]: readonly string[], by: Writable): Writable =>
      first === undefined ? by : { ...(value as WritableObject), [first]: replaced((value as WritableObject)[first] ?? {}, rest, by) };
    const at = (value: unknown, path: readonly string[]): unknown => path.reduce((below, name) => (below as Record<string, unknown>)[name], value);

    const fields = eventNames.flatMap((name) => paths(schemas[name]).map((path) => [name, path.join('.'), path] as const));

    test('are in the catalogue, the Sequence of the AI agent among them', () => {
      const named = fields.map(([name, path]) => `${name} ${path}`);
      expect(named).toEqual(expect.arrayContaining(['room_create room_session_id', 'room_login room_seq', 'room_logout session_id']));
      const sequences = eventNames.filter((name) => schemas[name]['x-zego'].product === 'ai_agent' && schemas[name].properties?.['Sequence'] !== undefined);
      expect(sequences).not.toHaveLength(0);
      expect(named).toEqual(expect.arrayContaining(sequences.map((name) => `${name} Sequence`)));
    });

    test.each(fields)('%s.%s is a string of digits, however it was sent', async (name, _path, path) => {
      for (const [sent, expected] of [
        [1921825797275873281n, '1921825797275873281'],
        ['1921825797275873281', '1921825797275873281'],
        [-1921825797275873281n, '-1921825797275873281'],
        [42, '42'],
      ] as const) {
        const event = await delivered(jsonText(replaced(signedCallback(name), path, sent)));
        expect(at(event.payload, path)).toBe(expected);
      }
    });
  });

  test('an ordinary number beyond 2^53 is refused, because no handler may see a wrong type or a wrong number', async () => {
    const { status, code, message, event } = await mount.exchange({ body: jsonText(signedWritable('room_login', { user_update_seq: MAX_SAFE + 2n })) });
    expect({ status, code, event }).toEqual({ status: 422, code: 'invalid_payload', event: undefined });
    expect(message).toContain('"user_update_seq" must be an integer');
  });

  test('an ordinary number beyond 2^53 keeps its digits on the way to onUnknown', async () => {
    const lenient = await receiver({ options: { invalidPayload: 'unknown' } });
    const { status, event, report } = await lenient.exchange({ body: jsonText(signedWritable('room_login', { user_update_seq: MAX_SAFE + 2n })) });
    await lenient.close();
    expect({ status, outcome: report?.outcome }).toEqual({ status: 200, outcome: 'unknown' });
    expect(event?.payload).toHaveProperty('user_update_seq', String(MAX_SAFE + 2n));
  });
});

describe.each(expressVersions)('behind the parsers of Express $version', ({ express }) => {
  const open: Receiver[] = [];
  const mounted = async (...before: RequestHandler[]): Promise<Receiver> => {
    const mount = await receiver({ express, before });
    open.push(mount);
    return mount;
  };
  afterEach(() => Promise.all(open.splice(0).map((mount) => mount.close())));

  test('a rounded id is answered 500 unsafe_integer with the mend, and reaches no handler', async () => {
    const mount = await mounted(express.json());
    const body = jsonText(signedWritable('room_create', { room_session_id: ID }));
    const { status, code, message, event, report } = await mount.exchange({ body, headers: JSON_TYPE });
    expect({ status, code, event }).toEqual({ status: 500, code: 'unsafe_integer', event: undefined });
    expect(message).toMatch(/^"room_session_id" is an integer beyond 2\^53 that was rounded/);
    expect(message).toMatch(/Mount the callbacks before the JSON parser/);
    expect(message).toMatch(/express\.json\(\{ verify: keepRawBody \}\)/);
    expect(report).toMatchObject({ outcome: 'failed', code: 'unsafe_integer', bodyForm: 'parsed' });
  });

  test('wherever it stands, a rounded integer is named by its path', async () => {
    const mount = await mounted(express.json());
    const places: readonly (readonly [Writable, string])[] = [
      [{ list: [1, { id: ID }] }, 'x.list[1].id'],
      [[[ID]], 'x[0][0]'],
    ];
    for (const [x, path] of places) {
      const { status, code, message, event } = await mount.exchange({ body: jsonText(signedWritable('room_login', { x })), headers: JSON_TYPE });
      expect({ status, code, event }).toEqual({ status: 500, code: 'unsafe_integer', event: undefined });
      expect(message).toContain(`"${path}"`);
    }
  });

  test('nobody learns of a rounded id without a signature', async () => {
    const mount = await mounted(express.json());
    const { status, code, event } = await mount.exchange({ body: jsonText({ ...signedWritable('room_create', { room_session_id: ID }), signature: '0'.repeat(40) }), headers: JSON_TYPE });
    expect({ status, code, event }).toEqual({ status: 401, code: 'bad_signature', event: undefined });
  });

  test('a string of digits passes express.json() unharmed', async () => {
    const mount = await mounted(express.json());
    const { status, event } = await mount.exchange({ body: jsonText(signedCallback('room_login', { room_seq: String(ID) })), headers: JSON_TYPE });
    expect(status).toBe(200);
    expect(event?.payload).toHaveProperty('room_seq', '6085791336856668982');
  });

  test('keepRawBody makes every integer exact behind express.json() and express.urlencoded()', async () => {
    const mount = await mounted(express.json({ verify: keepRawBody }), express.urlencoded({ extended: true, verify: keepRawBody }));
    const plain = await receiver();
    open.push(plain);
    // These parsers themselves refuse percent-encoded JSON and forms that call themselves JSON, and in Express 4 br.
    const forms = wireForms.filter(({ kind, headers }) => (kind === 'json' || headers['content-type'] !== 'application/json') && headers['content-encoding'] !== 'br');
    await fc.assert(
      fc.asyncProperty(unsafe, fc.constantFrom(...forms), async (id, { write, headers }) => {
        const body = signedWritable('room_create', { room_session_id: id, x: id, y: [id, id], text: 'a+b c%41' });
        const { status, event } = await mount.exchange({ body: write(body), headers });
        expect(status).toBe(200);
        expect(event?.payload).toMatchObject({ room_session_id: String(id), x: String(id), text: 'a+b c%41' });
        const { event: expected } = await plain.exchange({ body: write(body), headers });
        expect(essence(event!)).toStrictEqual(essence(expected!));
      }),
      { numRuns: 100 },
    );
  });

  test('BigInts of an upstream reviver arrive as their digits', async () => {
    const reviver = (_key: string, value: unknown): unknown => (typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value);
    const mount = await mounted(express.json({ reviver }));
    const body = sign({ ...schemas.room_create.examples[0], room_session_id: `${ID}n`, id_name: '5n', x: { list: [`-${ID}n`, 1.5] } }, 'room_create');
    const { status, event } = await mount.exchange({ body: jsonText(body), headers: JSON_TYPE });
    expect(status).toBe(200);
    expect(event?.payload).toMatchObject({ room_session_id: '6085791336856668982', id_name: '5', x: { list: ['-6085791336856668982', 1.5] } });
  });
});

describe('an object given to receive()', () => {
  async function received(body: object): Promise<{ status: number; text: string; event: ZegoEvent | undefined }> {
    let event: ZegoEvent | undefined;
    const zego = zegoCallbacks({ secret: SECRET, store: forgetful })
      .onAny((one) => void (event = one))
      .onError(() => undefined);
    const answer = await zego.receive({ body });
    return { status: answer.status, text: answer.body, event };
  }

  test('with a rounded integer is answered 500 unsafe_integer, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(unsafe, fc.constantFrom('room_session_id', 'undocumented'), async (id, field) => {
        const { status, text, event } = await received({ ...signedCallback('room_create'), room_session_id: '1', [field]: Number(id) });
        expect({ status, event }).toEqual({ status: 500, event: undefined });
        expect(text).toContain('"code":"unsafe_integer"');
        expect(text).toContain('keepRawBody');
      }),
    );
  });

  test('keeps BigInts, strings of digits, safe integers and doubles', async () => {
    await fc.assert(
      fc.asyncProperty(unsafe, tree, async (id, value) => {
        const { status, event } = await received({ ...signedCallback('room_create'), room_session_id: id, undocumented: String(id), tree: value });
        expect(status).toBe(200);
        expect(event?.payload).toMatchObject({ room_session_id: String(id), undocumented: String(id) });
        expect((event?.payload as unknown as WritableObject)['tree']).toStrictEqual(seen(value));
      }),
    );
  });

  test.each([Infinity, -Infinity, NaN])('with %p is refused', async (value) => {
    const { status, text, event } = await received({ ...signedCallback('room_create'), room_session_id: '1', x: value });
    expect({ status, event }).toEqual({ status: 500, event: undefined });
    expect(text).toContain('"code":"unsafe_integer"');
  });

  test('keeps its lists when a simple form parser left brackets in other keys', async () => {
    const { status, event } = await received({ ...signedCallback('room_login'), 'many[]': ['1', '2'], 'one[]': '1', 'x[y]': '1', list: ['one'], none: [] });
    expect(status).toBe(200);
    expect(event?.payload).toMatchObject({ many: ['1', '2'], one: ['1'], x: { y: '1' }, list: ['one'], none: [] });
  });

  test('is the same event as its JSON text', async () => {
    const body = signedCallback('stream_create');
    const fromObject = await received(body);
    const fromText = await received(Buffer.from(jsonText(body)));
    const fromPercent = await received(Buffer.from(percentText(body)));
    expect(fromObject.status).toBe(200);
    expect(essence(fromObject.event!)).toStrictEqual(essence(fromText.event!));
    expect(essence(fromObject.event!)).toStrictEqual(essence(fromPercent.event!));
  });
});

describe.each(['__proto__', 'constructor', 'prototype'])('the key %s reaches no prototype and is noticed', (bad) => {
  const escaped = Array.from(bad, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const evil = { polluted: 'yes', [bad]: { polluted: 'yes' } };
  /** An object with the key as its own, which no literal or assignment makes. */
  const own = (value: Writable): WritableObject => JSON.parse(`{"${bad}":${jsonText(value)}}`) as WritableObject;
  const nested: WritableObject = { list: [own(evil), 'kept'], deep: { er: own(evil), kept: 'kept' }, kept: 'kept' };
  const bodies: Readonly<Record<string, () => WritableObject>> = {
    'at the top': () => ({ ...signedCallback('room_login'), ...own(evil), kept: 'kept' }),
    'nested in undocumented fields': () => signedWritable('room_login', { kept: nested }),
    'nested in documented fields': () => signedWritable('ai_agent_asr_result', { Data: { ...(schemas.ai_agent_asr_result.examples[0]['Data'] as JsonObject), ...own(evil), nested } }),
  };
  const places = Object.keys(bodies);

  function expectClean(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
    expect(Object.keys(value)).not.toContain(bad);
    Object.values(value).forEach(expectClean);
  }

  async function expectDropped(sent: Parameters<Receiver['exchange']>[0], options: Parameters<typeof receiver>[0] = {}): Promise<void> {
    const before = Object.getOwnPropertyNames(Object.prototype);
    // A fresh receiver, because each kind of notice is given once a minute.
    const mount = await receiver(options);
    const { status, event, report } = await mount.exchange(sent);
    await mount.close();
    expect(status).toBe(200);
    expectClean(event?.payload);
    expect(JSON.stringify(event?.payload)).toContain('kept');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(report?.notices).toContainEqual(expect.objectContaining({ kind: 'dropped_key', event: event?.name }));
  }

  describe.each(places)('%s', (place) => {
    const body = bodies[place]!();

    // Text in an undocumented field stays a text, whatever it says.
    const forms = wireForms.filter(({ name }) => place !== 'nested in undocumented fields' || name !== 'form with JSON text');

    test.each(forms.map((form) => [form.name, form] as const))('of %s', async (_name, { write, headers }) => {
      await expectDropped({ body: write(body), headers });
    });

    test('of JSON in which it is escaped', async () => {
      const text = jsonText(body).replaceAll(`"${bad}"`, `"${escaped}"`);
      expect(text).not.toContain(bad);
      await expectDropped({ body: text });
      await expectDropped({ body: encodeURIComponent(text) });
    });

    test.each(expressVersions)('of JSON parsed by express.json() of Express $version', async ({ express }) => {
      await expectDropped({ body: jsonText(body), headers: JSON_TYPE }, { express, before: [express.json()] });
    });

    test('of an object given to receive()', async () => {
      const reports: DeliveryReport[] = [];
      let event: ZegoEvent | undefined;
      const zego = zegoCallbacks({ secret: SECRET })
        .onAny((one) => void (event = one))
        .onDelivery((report) => void reports.push(report));
      expect(await zego.receive({ body })).toMatchObject({ status: 200 });
      expectClean(event?.payload);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(reports[0]?.notices).toContainEqual(expect.objectContaining({ kind: 'dropped_key', event: event?.name }));
    });
  });

  test.each([`${bad}=1`, `${bad}[polluted]=yes`, `x[${bad}][polluted]=yes`, `x[0][${bad}]=yes`, `x[${bad}][]=yes`, `${bad}[${bad}][polluted]=yes`, `x%5B${bad.replaceAll('_', '%5F')}%5D%5Bpolluted%5D=yes`])(
    'of a form: %s',
    async (pair) => {
      await expectDropped({ body: `${formText(signedCallback('room_login', { kept: 'kept' }), 'empty')}&${pair}` });
    },
  );

  test('of JSON that a text field carries', async () => {
    const carried = jsonText({ ...own(evil), cid: 0, kept: 'kept' });
    for (const text of [carried, carried.replaceAll(bad, escaped)]) {
      await expectDropped({ body: jsonText(signedCallback('stream_create', { stream_attr: text })) });
      await expectDropped({ body: jsonText(signedCallback('send_msg', { msg_type: 11, msg_body: encodeURIComponent(text) })) });
    }
  });
});
