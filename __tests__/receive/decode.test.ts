import { parse as simpleParser } from 'node:querystring';
import fc from 'fast-check';
import { type CallbackInput, type DeliveryReport, type JsonObject, type JsonValue, ZegoCallbackError, zegoCallbacks } from '../../lib/index.js';
import { decode } from '../../lib/receive/decode.js';
import { MAX_DEPTH } from '../../lib/receive/json.js';
import { eventNames, schemas, SECRET, signedCallback } from '../kit/callbacks.js';
import { formText, jsonText, percentText } from '../kit/forms.js';

const LIMIT = 1_000_000;
const read = (body: CallbackInput['body'], rest: { contentType?: string; wireLength?: number } = {}): ReturnType<typeof decode> => decode({ body, ...rest }, LIMIT);

/** What the refusal says, or that there was none. */
function refusal(body: CallbackInput['body'], rest: { contentType?: string; wireLength?: number } = {}, limit = LIMIT): string {
  try {
    decode({ body, ...rest }, limit);
    return 'accepted';
  } catch (error) {
    if (error instanceof ZegoCallbackError) return `${error.status} ${error.code} ${error.message}`;
    throw error;
  }
}

/** Texts that are hard to carry, but valid. */
const text = fc.string({ unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom('%', '+', '&', '=', '%41', '%zz', ' ', '"', '\\', '[', ']', '{', '}', '\ufeff')) });
const body = fc.dictionary(text.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key)), text, { minKeys: 1, noNullPrototype: true });

describe('the form of a body', () => {
  const flat = { event: 'room_logout', name: 'Zoë 张三 😀 100% + & = []' };

  test.each<[string, string, string]>([
    ['JSON', jsonText(flat), 'json'],
    ['JSON behind a byte order mark', `\ufeff${jsonText(flat)}`, 'json'],
    ['JSON in white space', `\r\n\t ${JSON.stringify(flat, null, 2)}\n `, 'json'],
    ['percent-encoded JSON', percentText(flat), 'percent'],
    ['percent-encoded JSON with plus for space', percentText(flat, true), 'percent'],
    ['percent-encoded JSON in lower-case escapes', percentText(flat).replace(/%../g, (escape) => escape.toLowerCase()), 'percent'],
    ['percent-encoded JSON behind encoded white space', `%20%0A%0d%09+${percentText(flat)}%0A`, 'percent'],
    ['percent-encoded JSON behind an encoded byte order mark', `%EF%BB%BF${percentText(flat)}`, 'percent'],
    ['percent-encoded JSON with bare braces', percentText(flat).replaceAll('%7B', '{').replaceAll('%7D', '}'), 'percent'],
    ['percent-encoded JSON as the only key of a form', `${percentText(flat)}=`, 'percent'],
    ['a form', formText(flat, 'empty'), 'form'],
    ['a form in white space', `\n ${formText(flat, 'empty')}\r\n`, 'form'],
  ])('is told by its content: %s', (_title, written, bodyForm) => {
    for (const contentType of [undefined, 'application/json', 'application/x-www-form-urlencoded', 'text/plain', 'nonsense']) {
      const declared = contentType === undefined ? {} : { contentType };
      for (const input of [written, Buffer.from(written), new Uint8Array(Buffer.from(written))]) {
        expect(read(input, declared)).toEqual({ fields: flat, bodyForm, isForm: bodyForm === 'form', droppedKeys: false });
      }
    }
  });

  test('makes no difference to what comes out', () => {
    fc.assert(
      fc.property(body, (fields) => {
        const roundTrip = (written: string): JsonObject => read(written).fields;
        expect(roundTrip(jsonText(fields))).toEqual(fields);
        expect(roundTrip(percentText(fields))).toEqual(fields);
        expect(roundTrip(percentText(fields, true))).toEqual(fields);
        // Brackets in a name mean something in a form.
        fc.pre(Object.keys(fields).every((key) => !key.includes('[')));
        fc.pre(formText(fields, 'empty').trim() !== '' && !/^(?:%EF%BB%BF|\+|%20|%0[9AD])*%7B/i.test(formText(fields, 'empty')));
        expect(roundTrip(formText(fields, 'empty'))).toEqual(fields);
      }),
      { numRuns: 1000 },
    );
  });

  test('is read from the part of a buffer that is meant', () => {
    const written = Buffer.from(`garbage${jsonText(flat)}garbage`);
    expect(read(written.subarray(7, -7)).fields).toEqual(flat);
  });

  test('lets URLs keep their escapes, even invalid ones, in JSON', () => {
    const url = { url: 'https://example.com/a%20b?c=%2F%xxxxxx+d' };
    expect(read(jsonText(url)).fields).toEqual(url);
  });

  test('keeps 64-bit integers exact', () => {
    const written = '{"id":6085791336856668982,"list":[{"id":-9007199254740993}]}';
    const exact = { id: '6085791336856668982', list: [{ id: '-9007199254740993' }] };
    for (const wire of [written, encodeURIComponent(written)]) expect(read(wire).fields).toEqual(exact);
    expect(read('id=6085791336856668982&list[0][id]=-9007199254740993').fields).toEqual(exact);
  });

  test('leaves prototype keys out in all of them', () => {
    const json = '{"__proto__":{"polluted":1},"a":"1"}';
    for (const wire of [json, encodeURIComponent(json), '__proto__[polluted]=1&a=1', JSON.parse(json) as object]) {
      expect(read(wire)).toMatchObject({ fields: { a: '1' }, droppedKeys: true });
      expect(Object.keys(read(wire).fields)).toEqual(['a']);
    }
  });
});

describe('a body that cannot be decoded', () => {
  const neither = 'The body is neither a JSON object, nor percent-encoded JSON, nor a form';
  const deepJson = `{"a":${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}}`;

  test.each<[string, CallbackInput['body'], string]>([
    ['nothing', '', 'The body is empty.'],
    ['no bytes', Buffer.alloc(0), 'The body is empty.'],
    ['white space', ' \r\n\t', 'The body is empty.'],
    ['a byte order mark', '\ufeff', 'The body is empty.'],
    ['a word', 'hello', `${neither}.`],
    ['a number', '42', `${neither}.`],
    ['null', 'null', `${neither}.`],
    ['a list', '[{"event":"room_logout"}]', `${neither}.`],
    ['a list that looks like a form', '["a=b"]', `${neither}.`],
    ['a JSON text', '"a=b"', `${neither}.`],
    ['XML', '<event>room_logout</event>', `${neither}.`],
    ['JSON that ends early', '{"event":"room_logout"', 'The body starts like JSON but is not: unexpected character at position 22.'],
    ['JSON with a comma too many', '{"event":"room_logout",}', 'The body starts like JSON but is not: unexpected character at position 23.'],
    ['JSON nested too deep', deepJson, `The body starts like JSON but is not: nested deeper than ${MAX_DEPTH} levels.`],
    ['percent-encoded JSON that ends early', '%7B%22event%22', 'The body is percent-encoded, but what it decodes to is not JSON: unexpected character at position 8.'],
    ['percent-encoded JSON with an invalid escape', '%7B%22event%zz%7D', 'The body is percent-encoded JSON with an invalid escape.'],
    ['percent-encoded JSON that is not UTF-8', '%7B%22event%22%3A%22%FF%22%7D', 'The body is percent-encoded JSON with an invalid escape.'],
    ['percent-encoded JSON nested too deep', encodeURIComponent(deepJson), `The body is percent-encoded, but what it decodes to is not JSON: nested deeper than ${MAX_DEPTH} levels.`],
    ['a form with a conflict', 'event=x&event[]=y', 'The form cannot be decoded: field "event" comes both as a value and as a list.'],
    ['a form nested too deep', `a${'[b]'.repeat(MAX_DEPTH)}=1`, `The form cannot be decoded: brackets nested deeper than ${MAX_DEPTH} levels.`],
    ['a form with too many fields', 'a=1&'.repeat(10_001), 'The form cannot be decoded: more than 10000 fields.'],
    ['an empty object from a parser', {}, 'The body is empty.'],
    ['a list from a parser', [{ event: 'room_logout' }], 'The body is a list; expected an object.'],
    ['a conflict from a simple parser', { event: 'x', 'event[a]': 'y' }, 'The form cannot be decoded: field "event" comes both as a value and as a list.'],
    ['too much nesting from a parser', JSON.parse(deepJson) as object, `The body is nested deeper than ${MAX_DEPTH} levels, or has no end.`],
  ])('because it is %s is refused with the reason', async (_title, input, message) => {
    expect(refusal(input)).toBe(`400 malformed_body ${message}`);
    const { status, body: answer } = await zegoCallbacks({ secret: SECRET }).receive({ body: input });
    expect(`${status} ${answer}`).toBe(`400 ${JSON.stringify({ error: { code: 'malformed_body', message } })}`);
  });

  test('is told what its Content-Type was, shortly and without control characters', () => {
    expect(refusal('hello', { contentType: 'text/html' })).toBe(`400 malformed_body ${neither} (Content-Type "text/html").`);
    expect(refusal('hello', { contentType: `a\nb\u009b${'x'.repeat(5000)}` })).toMatch(/^[^\p{Cc}]{1,300}$/u);
  });

  test.each<[string, unknown]>([['null', null], ['undefined', undefined], ['a number', 42], ['a boolean', true], ['a function', () => 1], ['a symbol', Symbol('x')]])('because the caller handed over %s is refused, not thrown', async (_title, input) => {
    const { status, body: answer } = await zegoCallbacks({ secret: SECRET }).receive({ body: input as string });
    expect(status).toBe(400);
    expect(answer).toMatch(/"malformed_body","message":"The body is (?:a |an )?\w+; expected an object\."/);
  });

  // What a sender wrote must not come back, nor go into logs; faults are told by kind and place.
  const fault = fc.constantFrom<((mark: string) => string)[]>(
    (mark) => mark,
    (mark) => `{"${mark}`,
    (mark) => `{"a": [${mark}}`,
    (mark) => `{"position ${mark}":x`,
    (mark) => `{${mark}: 1}`,
    (mark) => `{"a":"${mark}\n"}`,
    (mark) => `{"a":1} ${mark}`,
    (mark) => `{"a":"\\${mark}"}`,
    (mark) => `%7B%22${mark}`,
    (mark) => `%7B%22a%22%3A [${mark}%7D`,
    (mark) => `%7B${mark}%zz`,
    (mark) => `{%22a%22: [${mark}}`,
    (mark) => `["${mark}"]`,
    (mark) => `a=${mark}&a[]=${mark}`,
    (mark) => `"${mark}=1"`,
  );

  test('never sees its content in the message', async () => {
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onDelivery((report) => void reports.push(report));
    await fc.assert(
      fc.asyncProperty(fault, fc.constantFrom('geheim', 'Q7Q7Q7', '31337'), async (make, mark) => {
        const { status, body: answer } = await zego.receive({ body: make(mark) });
        const { error } = reports.pop()!;
        expect(status).toBe(400);
        expect(`${make(mark)} -> ${`${answer} ${error?.message} ${error?.hint}`.includes(mark)}`).toBe(`${make(mark)} -> false`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the limit', () => {
  const written = jsonText({ event: 'room_logout', name: '😀'.repeat(100) });
  const bytes = Buffer.byteLength(written);

  test.each<[string, CallbackInput['body']]>([['a text', written], ['bytes', Buffer.from(written)]])('counts the bytes of %s, not its characters', (_title, input) => {
    expect(bytes).toBeGreaterThan(written.length);
    expect(refusal(input, {}, bytes)).toBe('accepted');
    expect(refusal(input, {}, bytes - 1)).toBe('413 body_too_large The body is larger than this endpoint accepts.');
  });
});

describe('what an upstream parser made', () => {
  test.each(eventNames)('of %s gives the same fields as the text', (name) => {
    // Its one number beyond 2^53 would be refused here: it is rounded by then.
    const callback = Object.fromEntries(Object.entries(signedCallback(name)).map(([key, value]) => [key, typeof value === 'number' && !Number.isSafeInteger(value) ? String(value) : value]));
    expect(read(callback)).toEqual({ ...read(jsonText(callback)), bodyForm: 'parsed' });
    const simple = simpleParser(formText(callback, 'indexed'), '&', '=', { maxKeys: 0 });
    expect(JSON.parse(JSON.stringify(read(simple, { contentType: 'application/x-www-form-urlencoded' })))).toEqual({ ...read(formText(callback, 'indexed')), bodyForm: 'parsed' });
  });

  test('is not changed', () => {
    const parsed = signedCallback('stream_create', { 'x[y]': '1', added: { constructor: 1 } });
    const before = JSON.stringify(parsed);
    read(parsed);
    expect(JSON.stringify(parsed)).toBe(before);
  });

  test.each(['note[1', 'a[b]'])('keeps its lists, also of one and of none, beside a field named %j', (key) => {
    const { fields } = read({ none: [], one: ['x'], two: ['x', 'y'], objects: [{ a: 1 }], [key]: 'z' });
    expect(fields).toMatchObject({ none: [], one: ['x'], two: ['x', 'y'], objects: [{ a: 1 }] });
  });

  test('may hold BigInts, from a parser that knows them', () => {
    expect(read({ id: 6085791336856668982n, list: [1n] }).fields).toEqual({ id: '6085791336856668982', list: ['1'] });
  });

  test('tells where a number has been rounded', () => {
    expect(read({ a: 1, b: { c: [2 ** 53] } })).toMatchObject({ roundedAt: 'b.c[0]' });
    expect(read({ a: 1, b: { c: [2 ** 53 - 1] } })).not.toHaveProperty('roundedAt');
  });
});

describe('JSON that an upstream parser took for a form', () => {
  const throughFormParser = (written: string): ReturnType<typeof read> => read(simpleParser(written), { wireLength: Buffer.byteLength(written) });
  const advice = 'The body is JSON, but something in front of this endpoint read it as a form.';

  test.each(['room_logout', 'send_msg', 'cloud_recording_file_uploaded'] as const)('is read when it was percent-encoded: %s', (name) => {
    const callback = signedCallback(name, { note: 'a b+c=d&e' });
    for (const written of [percentText(callback), percentText(callback, true)]) expect(throughFormParser(written)).toEqual({ fields: callback, bodyForm: 'percent', isForm: false, droppedKeys: false });
  });

  test('is read when it was plain and nothing in it means anything to a form', () => {
    const callback = { ...schemas.room_logout.examples[0] };
    expect(throughFormParser(jsonText(callback))).toEqual({ fields: callback, bodyForm: 'json', isForm: false, droppedKeys: false });
  });

  test('is read right or refused, never read wrongly', () => {
    const pieces = fc.constantFrom('a', 'é', '😀', '%2F', '%20', '%22', '%', '+', ' ', '/', '&', '=', '[', ']', '%E4%BD%A0', '%FF');
    const value = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));
    const fields = fc.record({ event: fc.constant('room_logout'), url: value, note: value });
    const outcome = (written: string): JsonValue => {
      try {
        return throughFormParser(written).fields;
      } catch (error) {
        return (error as Error).message;
      }
    };
    fc.assert(
      fc.property(fields, (sent) => {
        expect([sent, advice]).toContainEqual(outcome(jsonText(sent)));
        expect(outcome(percentText(sent))).toEqual(sent);
        expect(outcome(percentText(sent, true))).toEqual(sent);
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused with the mend when nobody knows how long it was', () => {
    const parsed = { [jsonText({ event: 'room_logout' })]: '' };
    expect(refusal(parsed)).toBe(`400 malformed_body ${advice}`);
    try {
      read(parsed);
    } catch (error) {
      expect((error as ZegoCallbackError).hint).toContain('keepRawBody');
    }
  });
});
