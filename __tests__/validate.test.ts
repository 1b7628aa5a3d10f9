import { Ajv2020 } from 'ajv/dist/2020';
import fc from 'fast-check';
import { type DeliveryReport, type EventInput, type JsonObject, type JsonSchema, type JsonValue, zegoCallbacks, type ZegoCallbacksOptions, type ZegoEventName } from '../lib/index.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from './kit/callbacks.js';
import { formText } from './kit/forms.js';

async function deliver(body: JsonObject | string, options: Partial<ZegoCallbacksOptions<readonly EventInput[]>> = {}): Promise<DeliveryReport & { readonly answer: string }> {
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, ...options }).onDelivery((report) => void reports.push(report));
  const { body: answer } = await zego.receive({ body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { ...reports[0]!, answer };
}

const told = ({ status, code, error }: DeliveryReport): string => `${status} ${code ?? 'ok'}${error === undefined ? '' : ` ${error.message}`}`;
const mismatch = (name: ZegoEventName, ...reasons: string[]): string => `422 invalid_payload The payload of ${name} does not match its schema: ${reasons.join('; ')}.`;

type Path = readonly string[];

interface SentField {
  readonly path: Path;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

const isMembers = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every field, at every depth, that both the schema knows and the example has. */
function sentFields(schema: JsonSchema, example: JsonValue | undefined, path: Path = []): SentField[] {
  const members = schema.properties ?? schema.anyOf?.find(({ properties }) => properties !== undefined)?.properties;
  if (Array.isArray(example) && schema.items !== undefined) return example.flatMap((item: JsonValue, index) => sentFields(schema.items!, item, [...path, String(index)]));
  if (members === undefined || !isMembers(example)) return [];
  return Object.entries(members).flatMap(([name, member]) => {
    if (example[name] === undefined) return [];
    const field = { path: [...path, name], schema: member, required: schema.required?.includes(name) ?? false };
    return [field, ...sentFields(member, example[name], field.path)];
  });
}

function changedAt(target: JsonValue | undefined, [key, ...rest]: Path, value: JsonValue | undefined): JsonValue | undefined {
  if (key === undefined) return value;
  if (Array.isArray(target)) {
    const copy: JsonValue[] = target.map((item: JsonValue) => item);
    copy[Number(key)] = changedAt(copy[Number(key)], rest, value) ?? null;
    return copy;
  }
  const members = isMembers(target) ? target : {};
  const entries = Object.entries({ ...members, [key]: changedAt(members[key], rest, value) });
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** A copy with another value at the path, or without it. */
const withValue = (body: JsonObject, path: Path, value: JsonValue | undefined): JsonObject => changedAt(body, path, value) as JsonObject;

const without = (body: JsonObject, ...keys: string[]): JsonObject => Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));

/** Without these, or with other values of them, it is another callback. */
function tellsApart(name: ZegoEventName, [top, ...rest]: Path): boolean {
  const { field, present, absent } = schemas[name]['x-zego'].discriminator;
  return rest.length === 0 && [field, ...(present ?? []), ...(absent ?? [])].includes(top!);
}

/** Nowhere else in any message. */
const MARK = 'Q7geheim';

const kindOf = ({ type, format, anyOf }: JsonSchema): string => (anyOf !== undefined ? 'anyOf' : format === 'uint64' || format === 'int64' ? 'id64' : (type ?? 'any'));

/** What no conversion can bring into a type, with what is said about it. */
function misfits({ items, ...schema }: JsonSchema): readonly [JsonValue, string][] {
  const word: [JsonValue, string] = [MARK, 'a string'];
  const fraction: [JsonValue, string] = [77.1234, 'a number'];
  const flag: [JsonValue, string] = [true, 'a boolean'];
  const list: [JsonValue, string] = [[MARK], 'a list'];
  const object: [JsonValue, string] = [{ [MARK]: MARK }, 'an object'];
  switch (kindOf(schema)) {
    case 'integer': return [word, fraction, flag, list, object];
    case 'number': return [word, flag, list, object];
    case 'id64': return [fraction, flag, list, object];
    case 'string': return [list, object];
    case 'object': return [word, fraction, flag, list];
    case 'array': return [fraction, flag, object, ...(items?.type === 'string' ? [] : [word])];
    default: return [];
  }
}

const EXPECTED: Readonly<Record<string, string>> = { integer: 'an integer', number: 'a number', id64: 'a string', string: 'a string', object: 'an object', array: 'an array' };

describe.each(eventNames)('the schema of %s', (name) => {
  const example = schemas[name].examples[0];
  const fields = sentFields(schemas[name], example).filter(({ path }) => !tellsApart(name, path));
  const send = (path: Path, value: JsonValue | undefined): Promise<DeliveryReport> => deliver(sign(withValue(example, path, value), name));

  test('lets any optional field be missing, null or empty', async () => {
    expect(told(await deliver(sign(example, name)))).toBe('200 ok');
    for (const { path } of fields.filter(({ required }) => !required)) {
      for (const value of [undefined, null, '']) expect(`${path.join('.')} ${told(await send(path, value))}`).toBe(`${path.join('.')} 200 ok`);
    }
  });

  test('names any required field that is missing', async () => {
    expect(schemas[name].required ?? []).toEqual(expect.arrayContaining(fields.filter(({ path, required }) => required && path.length === 1).map(({ path }) => path[0])));
    for (const { path } of fields.filter(({ required }) => required)) {
      expect(told(await send(path, undefined))).toBe(mismatch(name, `"${path.join('.')}" is missing`));
    }
  });

  test('names any field of another type, with both types and without its value', async () => {
    expect(misfits({ type: 'integer' }).length).toBeGreaterThan(0);
    for (const { path, schema } of fields) {
      for (const [value, came] of misfits(schema)) {
        const { status, error, answer } = await deliver(sign(withValue(example, path, value), name));
        expect(`${status} ${error?.message}`).toMatch(/^422 /);
        // Inside alternatives, it is one reason of several.
        expect(error?.errors).toContain(`"${path.join('.')}" must be ${EXPECTED[kindOf(schema)]}; it is ${came}`);
        expect(`${error?.message} ${error?.hint} ${answer}`).not.toMatch(new RegExp(`${MARK}|77\\.1234|\\[object`));
      }
      if (kindOf(schema) === 'id64') expect(told(await send(path, MARK))).toBe(mismatch(name, `"${path.join('.')}" must be a string of decimal digits; it is a string of another form`));
    }
  });

  test('is true of whatever reaches a handler, by an independent validator', async () => {
    const places = schemaPaths(schemas[name]);
    // Some arrive, some are refused; a property that is never put to the test would prove nothing.
    let delivered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...places), ANYTHING), { maxLength: 3 }), fc.constantFrom(JSON.stringify, (body: JsonObject) => formText(body, 'empty'), (body: JsonObject) => formText(body, 'json')), async (changes, write) => {
        const body = changes.reduce((changed, [path, value]) => withValue(changed, path, value), example);
        const { event, outcome, status } = await deliver(write(sign(body, name)));
        expect([200, 400, 422]).toContain(status);
        if (outcome !== 'delivered') return;
        delivered += 1;
        const validate = ORACLES.get(event!.name)!;
        expect({ valid: validate(event!.payload), errors: validate.errors, payload: event!.payload }).toMatchObject({ valid: true });
      }),
      { numRuns: 40, examples: [[[], JSON.stringify]] },
    );
    expect(delivered).toBeGreaterThan(0);
  });
});

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const ORACLES = new Map<string, ReturnType<typeof ajv.compile>>(eventNames.map((name) => [name, ajv.compile(schemas[name])]));

/** Every place that a schema knows, list items as the first of them. */
function schemaPaths(schema: JsonSchema, path: Path = []): Path[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, member]) => [[...path, key], ...schemaPaths(member, [...path, key])]);
  const items = schema.items === undefined ? [] : [[...path, '0'], ...schemaPaths(schema.items, [...path, '0'])];
  return [...below, ...items, ...(schema.anyOf ?? []).flatMap((alternative) => schemaPaths(alternative, path))];
}

const ANYTHING = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>,
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.maxSafeInteger().map(String),
  fc.constantFrom<JsonValue[]>('', ' ', null, 0, '0', 1.5, '1.5', '+5', '-0', '6085791336856668982', 'true', true, [], {}, [[]], [null], [''], [{}], [0], { 0: 'a' }, { 0: {}, 1: null }, '[]', '{}', '[{}]', '[null]', '[1,"2"]', '{"0":1}'),
);

describe('a field that carries JSON', () => {
  const carrying = eventNames.flatMap((name) => sentFields(schemas[name], schemas[name].examples[0]).filter(({ schema }) => schema['x-zego-carries'] !== undefined).map((field) => ({ name, ...field })));

  test.each(carrying)('$path of $name that is neither text nor what it carries is refused, and the reason does not say that it was expected', async ({ name, path, schema }) => {
    const allowed = schema.anyOf!.map(({ type }) => type);
    const value = allowed.includes('array') ? { [MARK]: MARK } : [MARK];
    const { status, error } = await deliver(sign(withValue(schemas[name].examples[0], path, value), name));
    expect(`${status} ${error?.errors.length}`).toBe('422 1');
    const [, expected, came] = /^".*" must be (.*); it is (.*)$/.exec(String(error?.errors[0]))!;
    expect(came).toBe(allowed.includes('array') ? 'an object' : 'a list');
    expect(expected).not.toContain(came);
    expect(error?.message).not.toContain(MARK);
  });
});

describe('a payload with several faults', () => {
  const body = without({ ...schemas.room_logout.examples[0], reason: MARK, session_id: [], user_account: { [MARK]: 1 }, room_seq: '' }, 'room_id');
  const reasons = [
    '"room_id" is missing',
    '"room_seq" must be a string of decimal digits; it is a string of another form',
    '"user_account" must be a string; it is an object',
    '"session_id" must be a string; it is a list',
    '"reason" must be an integer; it is a string',
  ];

  test('is refused with all of them in one message', async () => {
    const { answer, ...report } = await deliver(sign(body, 'room_logout'));
    expect(told(report)).toBe(mismatch('room_logout', ...reasons));
    expect(report.error?.errors).toEqual(reasons);
    expect(JSON.parse(answer)).toEqual({ error: { code: 'invalid_payload', message: report.error?.message } });
    expect(report.error?.hint).toContain('invalidPayload');
  });

  test('goes to onUnknown with all of them when the option says so, and is answered 200', async () => {
    const known: string[] = [];
    const unknown: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET, invalidPayload: 'unknown' })
      .onAny((event) => void known.push(event.name))
      .onUnknown((event) => void unknown.push(event));
    const signed = sign(body, 'room_logout');
    const { status, body: answer, outcome } = await zego.receive({ body: JSON.stringify(signed) });
    expect(`${status} ${outcome} ${answer}`).toBe('200 unknown {"outcome":"unknown"}');
    const payload = without(signed, 'event', 'appid', 'timestamp', 'nonce', 'signature');
    expect(known).toEqual([]);
    expect(unknown).toEqual([expect.objectContaining({ name: 'room_logout', product: 'rtc', appId: '1', payload, raw: signed, reasons })]);
  });

  test.each([
    ['record', { begin_time: 'x' }, '1'],
    ['mini_game_settled', { ReportTime: 'x' }, '{"Code":200,"Message":"succeed"}'],
    ['before_send_msg', { conv_type: 'x' }, '{"result":0}'],
  ] as const)('still gets the answer that the product asks for when the option says so: %s', async (name, overrides, expected) => {
    const { answer, ...report } = await deliver(signedCallback(name, overrides), { invalidPayload: 'unknown' });
    expect(`${report.outcome} ${told(report)} ${answer}`).toBe(`unknown 200 ok ${expected}`);
  });

  test('is still refused when its signature is wrong', async () => {
    expect(told(await deliver({ ...sign(body, 'room_logout'), signature: '0'.repeat(40) }, { invalidPayload: 'unknown' }))).toMatch(/^401 bad_signature /);
  });
});

describe('control characters in the name of a field', () => {
  const HOSTILE = 'a\nb\r\u001b[31m\u0085\u009b\u2028\u202e"\\';
  const inert = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;

  test('are escaped in the reasons of an event of your own', async () => {
    const own = { name: 'own', discriminator: { field: 'event', value: 'own' }, schema: { type: 'object', required: [HOSTILE], properties: { [HOSTILE]: { type: 'integer' } } } } as const;
    for (const fields of [{}, { [HOSTILE]: 'x' }]) {
      const { status, error, answer } = await deliver(sign({ event: 'own', appid: '1', ...fields }, 'room_logout'), { events: [own] });
      expect(status).toBe(422);
      for (const text of [error!.message, answer, ...error!.errors.map(String)]) expect(text).toMatch(inert);
    }
  });

  test('are escaped where a rounded number is refused', async () => {
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onDelivery((report) => void reports.push(report));
    const { status, body } = await zego.receive({ body: signedCallback('room_logout', { [HOSTILE]: { list: [0, 2 ** 60] } }) });
    expect(`${status} ${reports[0]?.code}`).toBe('500 unsafe_integer');
    for (const text of [body, reports[0]!.error!.message]) expect(text).toMatch(inert);
  });

  test('do not make a message long', async () => {
    const { error } = await deliver(sign({ event: 'own', appid: '1' }, 'room_logout'), {
      events: [{ name: 'own', discriminator: { field: 'event', value: 'own' }, schema: { type: 'object', required: ['x'.repeat(5000)] } }],
    });
    expect(error?.message).toMatch(/^The payload of own does not match its schema: "x+…" is missing\.$/);
    expect(error?.message.length).toBeLessThan(500);
  });
});

describe('a number that a parser in front has rounded', () => {
  test.each<[JsonObject, string]>([
    [{ room_session_id: 6085791336856669000 }, 'room_session_id'],
    [{ added: { list: [1, { id: -(2 ** 53) }] } }, 'added.list[1].id'],
  ])('is refused with the place and the mend: %j', async (overrides, place) => {
    const zego = zegoCallbacks({ secret: SECRET, invalidPayload: 'unknown' });
    const { status, body } = await zego.receive({ body: signedCallback('room_close', { room_session_id: '1', ...overrides }) });
    expect(status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'unsafe_integer', message: expect.stringMatching(/express\.json\(\{ verify: keepRawBody \}\)/) as string } });
    expect(body).toContain(`"\\"${place}\\" is an integer beyond 2^53`);
  });
});
