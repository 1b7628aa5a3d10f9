import fc from 'fast-check';
import type { JsonObject, JsonValue, ZegoEventName } from '../../lib/index.js';
import type { Change } from '../../lib/inspector/page/wire.js';
import { eventNames, schemas, sign, signedCallback } from '../kit/callbacks.js';
import { forgetful } from '../kit/express.js';
import { formText, jsonText, percentText, type Writable, type WritableObject } from '../kit/forms.js';
import { traced } from './traced.js';

const write: Readonly<Record<string, (body: WritableObject) => string>> = {
  json: (body) => jsonText(body),
  percent: (body) => percentText(body),
  form: (body) => formText(body, 'indexed'),
  'form with JSON text': (body) => formText(body, 'json'),
};

describe.each(Object.keys(write))('a body in the form of %s', (form) => {
  const { detail } = traced({ store: forgetful, signatureBinding: 'off', invalidPayload: 'unknown' });

  test('differs from the payload in nothing but what the changes tell, for any event', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...eventNames).chain((name) => fc.record({ name: fc.constant(name), fields: fieldsOf(name) })),
        async ({ name, fields }) => {
          const body = { ...signedCallback(name), ...fields };
          const { raw, payload, changes } = await detail(write[form]!(body));
          expect(payload).toBeDefined();
          const envelope = Object.values(schemas[name]['x-zego'].envelope);
          const business = Object.fromEntries(Object.entries(raw as JsonObject).filter(([key]) => !envelope.includes(key)));
          // What the changes tell makes the payload of the body, and the body of the payload. JSON has no undefined.
          const native = form === 'json' || form === 'percent' ? nativeBusiness(body, envelope) : business;
          const wanted = differences(native, payload);
          expect(changes.map(({ path }) => path).sort()).toEqual([...wanted.keys()].sort());
          for (const change of changes) expect({ path: change.path, ...sidesOf(change) }).toEqual({ path: change.path, ...wanted.get(change.path) });
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Values for the fields of an event, right and wrong, with ids that no double holds. */
function fieldsOf(name: ZegoEventName): fc.Arbitrary<WritableObject> {
  const names = Object.keys(schemas[name].properties ?? {});
  const wide = fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n });
  const leaf = fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.integer().map(String), wide, wide.map(String), fc.boolean(), fc.constant(null), fc.constant(''), fc.constant('true'), fc.constant(' 7 '));
  const carried = wide.chain((id) => fc.constantFrom(jsonText({ id, n: '1', list: [id] }), encodeURIComponent(jsonText({ id })), '[]', '{}', '{"broken":'));
  const value: fc.Arbitrary<Writable> = fc.oneof(leaf, carried, fc.array(leaf, { maxLength: 3 }), fc.constant({}), fc.record({ a: leaf, b: fc.array(leaf, { maxLength: 2 }) }));
  return fc.dictionary(fc.constantFrom(...names, 'undocumented'), value, { maxKeys: 6, noNullPrototype: true });
}

function nativeBusiness(body: WritableObject, envelope: readonly (string | null)[]): JsonObject {
  const native = JSON.parse(jsonText(body)) as JsonObject;
  const wide = bigintsIn(body);
  return Object.fromEntries(Object.entries(mark(native, '', wide) as JsonObject).filter(([key]) => !envelope.includes(key)));
}

/** The paths of bigints, with their digits. */
function bigintsIn(value: Writable, path = '', found = new Map<string, bigint>()): Map<string, bigint> {
  if (typeof value === 'bigint') found.set(path, value);
  else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) bigintsIn(item, `${path}/${key}`, found);
  return found;
}

const WIDE = 'wide:';

/** A number that was wide stands as a marked text. */
function mark(value: JsonValue, path: string, wide: ReadonlyMap<string, bigint>): JsonValue {
  const digits = wide.get(path);
  if (digits !== undefined) return `${WIDE}${digits}`;
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => mark(item, `${path}/${index}`, wide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mark(item, `${path}/${key}`, wide)]));
}

interface Sides {
  readonly before: string;
  readonly after: string;
}

function sidesOf({ before, after }: Change): Sides {
  return { before, after };
}

const shown = (value: unknown): string => {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
};

/** Every difference, told by a second, simpler opinion: what is at a path in one and not, or otherwise, in the other. */
function differences(before: unknown, after: unknown, path = '', found = new Map<string, Sides>()): Map<string, Sides> {
  const isWide = typeof before === 'string' && before.startsWith(WIDE);
  if (isWide) {
    const digits = before.slice(WIDE.length);
    const rounded = Number(digits);
    if (digits === after) found.set(path, { before: BigInt(rounded) === BigInt(digits) ? digits : String(rounded), after: digits });
    else found.set(path, { before: digits, after: shown(after) });
    return found;
  }
  const bare = unmarked(before);
  const bothAreLists = Array.isArray(before) && Array.isArray(after);
  const bothAreObjects = isMembers(before) && isMembers(after);
  if (!bothAreLists && !bothAreObjects) {
    if (bare === after) return found;
    found.set(path, { before: shown(bare), after: shown(after) });
  }
  const inner = typeof before === 'string' ? carried(before) : before;
  const comparable = (Array.isArray(inner) && (Array.isArray(after) || inner.length === 0)) || (isMembers(inner) && (isMembers(after) || (Array.isArray(after) && isNumbered(inner, before))));
  if (typeof inner !== 'object' || inner === null || typeof after !== 'object' || after === null || !comparable) return found;
  const isList = Array.isArray(after);
  const items: Record<string, unknown> = Object.fromEntries(Object.entries(isList && isMembers(inner) ? Object.values(inner) : inner));
  for (const key of new Set([...Object.keys(items), ...Object.keys(after)])) {
    const below = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(items, key)) found.set(below, { before: '', after: shown(Reflect.get(after, key)) });
    else if (!Object.hasOwn(after, key)) found.set(below, { before: shown(unmarked(items[key])), after: '' });
    else differences(items[key], Reflect.get(after, key), below, found);
  }
  return found;
}

/** As parsers of forms write long lists; what is an object anyway can only have become a list in this way. */
function isNumbered(inner: object, before: unknown): boolean {
  return typeof before !== 'string' || Object.keys(inner).every((key) => /^\d+$/.test(key));
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unmarked(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(WIDE) ? value.slice(WIDE.length) : value;
  if (Array.isArray(value)) return value.map(unmarked);
  return isMembers(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unmarked(item)])) : value;
}

/** What a text carries, with its wide numbers marked: they are the only ones of 16 digits and more here. */
function carried(text: string): unknown {
  for (const decode of [(one: string) => one, decodeURIComponent]) {
    try {
      const json = decode(text);
      if (/^\s*[[{]/.test(json)) return JSON.parse(json.replace(/([:[,])(\d{16,})/g, `$1"${WIDE}$2"`)) as unknown;
    } catch {
      // no JSON
    }
  }
  return undefined;
}

describe('a change says', () => {
  const { detail } = traced({ store: forgetful });
  const changesOf = async (name: ZegoEventName, text: string) => {
    const { changes } = await detail(text);
    return { changes, of: (path: string) => changes.find((change) => change.path === path), name };
  };
  const EXACT = '6085791336856668983';
  const withWide = (name: ZegoEventName, field: string): string => JSON.stringify(sign({ ...schemas[name].examples[0], [field]: '#' }, name)).replace('"#"', EXACT);

  test.each([
    ['JSON', (json: string) => json],
    ['percent-encoded JSON', (json: string) => encodeURIComponent(json)],
    ['percent-encoded JSON with plus', (json: string) => encodeURIComponent(json).replaceAll('%20', '+')],
    ['percent-encoded JSON as the key of a form', (json: string) => `${encodeURIComponent(json)}=`],
    ['JSON behind a byte order mark', (json: string) => `\ufeff ${json}\n`],
  ])('what JSON.parse() would have made of an id in %s', async (_form, wrap) => {
    const { of } = await changesOf('room_create', wrap(withWide('room_create', 'room_session_id')));
    expect(of('room_session_id')).toEqual({ path: 'room_session_id', kind: 'exact id', before: String(JSON.parse(EXACT)), after: EXACT });
    expect(of('room_session_id')!.before).not.toBe(EXACT);
  });

  test('that a wide number which JSON.parse() happens to hold became a text', async () => {
    const { of } = await changesOf('room_create', withWide('room_create', 'room_session_id').replace(EXACT, String(2n ** 60n)));
    expect(of('room_session_id')).toMatchObject({ kind: 'number to text', before: String(2n ** 60n), after: String(2n ** 60n) });
  });

  test('which kind it is', async () => {
    const body = { ...signedCallback('stream_create', { stream_attr: '{"cid":"7"}', create_time_ms: '', channel_id: 5 }), undocumented: '5' };
    const { of } = await changesOf('stream_create', JSON.stringify(body));
    expect(of('stream_attr')).toMatchObject({ kind: 'parsed JSON', before: '{"cid":"7"}' });
    expect(of('stream_seq')?.kind).toBe('text to number');
    expect(of('channel_id')).toMatchObject({ kind: 'number to text', before: '5', after: '5' });
    expect(of('create_time_ms')).toMatchObject({ kind: 'left out', before: '', after: '' });
    expect(of('undocumented')).toBeUndefined();
    expect(of('event')).toBeUndefined();
  });

  test('where an id stands in JSON that a text carries', async () => {
    const body = signedCallback('stream_create', { stream_attr: `{"ids":[1,${EXACT}]}` });
    const { of } = await changesOf('stream_create', JSON.stringify(body));
    expect(of('stream_attr')?.kind).toBe('parsed JSON');
    expect(of('stream_attr.ids[1]')).toMatchObject({ kind: 'exact id', after: EXACT });
  });

  test('which lists a form could not say', async () => {
    const name = eventNames.find((one) => schemas[one].required?.some((field) => schemas[one].properties?.[field]?.type === 'array'))!;
    const list = schemas[name].required!.find((field) => schemas[name].properties?.[field]?.type === 'array')!;
    const body = Object.fromEntries(Object.entries(signedCallback(name)).filter(([field]) => field !== list));
    const { of } = await changesOf(name, formText(body, 'indexed'));
    expect(of(list)).toEqual({ path: list, kind: 'added', before: '', after: '[]' });
  });

  test('what a parser in front with bigints kept', async () => {
    const body = { ...signedCallback('room_create'), room_session_id: BigInt(EXACT) };
    const { changes } = await detail(body);
    expect(changes.find(({ path }) => path === 'room_session_id')).toMatchObject({ kind: 'exact id', after: EXACT });
  });

  test('nothing where the payload is the body', async () => {
    const { changes } = await detail(JSON.stringify(sign({ event: 'hello', appid: '1', a: [1, { b: null }], c: 'x' }, 'room_login')));
    expect(changes).toEqual([]);
  });
});
