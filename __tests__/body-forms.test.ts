import express from 'express';
import fc from 'fast-check';
import { zegoCallbacks, type JsonSchema } from '../lib/index.js';
import { eventNames, schemas, SECRET, signedCallback } from './kit/callbacks.js';
import { expressVersions, MOUNT, receiver, type Exchange, type Receiver } from './kit/express.js';
import { essence, formText, jsonText, percentText, wireForms, type WireForm, type Writable, type WritableObject } from './kit/forms.js';
import { listen } from './kit/server.js';

const digits = (value: Writable | undefined): string => (typeof value === 'string' ? value : jsonText(value ?? null));
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('every event', () => {
  const bodies = new Map(eventNames.map((name) => [name, signedCallback(name)]));
  type Outcome = Readonly<Record<string, { readonly status: number; readonly answer: string; readonly event: object | undefined }>>;

  /** All events, each once, to one mount that has no parser in front. */
  async function deliverAll({ headers, write }: WireForm): Promise<Outcome> {
    const seen = new Map<string | undefined, object>();
    const zego = zegoCallbacks({ secret: SECRET }).onAny((event, { req }) => void seen.set(req?.get('x-case'), essence(event)));
    const server = await listen(express().use(MOUNT, zego), { keepAlive: true, timeoutMs: 5_000 });
    const replies = await Promise.all(
      Array.from(bodies, async ([name, body]) => {
        const { status, text } = await server.send({ path: MOUNT, body: write(body), headers: { ...headers, 'x-case': name } });
        return [name, { status, answer: text }] as const;
      }),
    );
    await server.close();
    return Object.fromEntries(replies.map(([name, reply]) => [name, { ...reply, event: seen.get(name) }]));
  }

  const [plainJson, ...otherForms] = wireForms;
  let plain: Outcome;
  beforeAll(async () => {
    plain = await deliverAll(plainJson!);
  });

  test.each(eventNames)('%s arrives from plain JSON with its envelope read', (name) => {
    const { envelope, product } = schemas[name]['x-zego'];
    const body = bodies.get(name)!;
    const timestamp = digits(body[envelope.timestamp]);
    expect(plain[name]).toMatchObject({
      status: 200,
      event: {
        id: expect.stringMatching(/^[\w-]+$/) as string,
        name,
        product,
        appId: digits(body[envelope.appid]),
        nonce: body[envelope.nonce],
        timestamp: new Date(Number(timestamp.padEnd(13, '0'))),
      },
    });
  });

  test.each(otherForms)('arrives from $name as from plain JSON', async (form) => {
    expect(await deliverAll(form)).toStrictEqual(plain);
  });
});

describe('one mount without a parser', () => {
  let mount: Receiver;
  beforeAll(async () => {
    mount = await receiver();
  });
  afterAll(() => mount.close());

  const post = (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Exchange> => mount.exchange({ body, headers });
  const told = ({ status, code, message, event }: Exchange): object => ({ status, code, message, event: event && essence(event) });
  /** What came of the plain JSON, which everything else is held against. */
  const fromJson = async (body: WritableObject): Promise<object> => {
    const exchange = await post(jsonText(body));
    expect(exchange).toMatchObject({ status: 200, code: undefined });
    return told(exchange);
  };

  describe('numbers and strings', () => {
    /** Turns the documented leaves of a body into strings or, where they are digits, into numbers. */
    function retyped(schema: JsonSchema | undefined, value: Writable, to: 'string' | 'number'): Writable {
      if (schema === undefined || schema['x-zego-carries'] !== undefined) return value;
      const known = schema.anyOf?.[0]?.properties ? schema.anyOf[0] : schema;
      if (Array.isArray(value)) return (value as readonly Writable[]).map((item) => retyped(known.items, item, to));
      if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, retyped(known.properties?.[key], item, to)]));
      }
      if (!['integer', 'number', 'string'].includes(known.type ?? '')) return value;
      if (to === 'string') return typeof value === 'number' ? String(value) : value;
      return typeof value === 'string' && /^(?:0|-?[1-9]\d*)$/.test(value) ? BigInt(value) : value;
    }

    test.each(eventNames)('%s is the same with every number as a string and every string of digits as a number', async (name) => {
      const body = signedCallback(name);
      const { appid, timestamp, nonce } = schemas[name]['x-zego'].envelope;
      const envelope = { type: 'object', properties: { [appid]: { type: 'integer' }, [timestamp]: { type: 'integer' }, [nonce]: { type: 'integer' } } };
      const expected = await fromJson(body);
      for (const to of ['string', 'number'] as const) {
        const business = retyped(schemas[name], body, to) as WritableObject;
        const all = retyped(envelope, business, to) as WritableObject;
        expect(told(await post(jsonText(all)))).toStrictEqual(expected);
      }
    });
  });

  describe('texts', () => {
    async function expectKeptInEveryForm(text: string): Promise<void> {
      const body = signedCallback('room_login', { user_nickname: text, callback_data: text, 'undocumented 备注': text });
      const expected = await fromJson(body);
      expect(expected).toMatchObject({ event: { payload: { user_nickname: text, callback_data: text, 'undocumented 备注': text } } });
      for (const { write, headers } of wireForms) expect(told(await post(write(body), headers))).toStrictEqual(expected);
    }

    test.each([
      '👩‍👩‍👧‍👦 👋🏽 🇨🇳 #️⃣',
      '张伟 さくら 김민준',
      'سلمى עברית',
      'สมชาย देवनागरी',
      'e\u0301 \u202eright to left\u202c \u200b\ufeff',
      '\u0000\u0001\r\n\t\u2028\u2029\u007f',
      ' spaces at both ends ',
      '',
    ])('%j arrive in every form', expectKeptInEveryForm);

    test.each([
      'http://cdn.example/a%zz?p=100%&q=%E4%BD',
      'http://cdn.example/?q=%22a%22&next=%2Fhome+page',
      '%7B%22event%22%3A%22room_logout%22%7D',
      '{"event":"room_logout"}',
      '["a"]',
      '[0]',
      'a&b=c&signature=d',
      '1e400',
      '"quoted" \\u0041 \\',
      'null',
    ])('%j is a text like any other in every form', expectKeptInEveryForm);

    test('of any characters arrive in every form', async () => {
      const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('%', '+', '2', 'B', '&', '=', '"', '{', '}', '[', ']', '\\', ' ') }));
      await fc.assert(fc.asyncProperty(text, expectKeptInEveryForm), { numRuns: 40 });
    });
  });

  test.each([
    'application/json; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/x-www-form-urlencoded; charset=utf8',
    'text/html; charset=gbk',
    'application/json; charset=iso-8859-1',
    'multipart/form-data; boundary=x',
    'application/zip',
    'application/json; charset',
    'json',
    ';',
    '',
  ])('the Content-Type %j decides nothing', async (contentType) => {
    const body = signedCallback('room_login', { user_nickname: 'Zoë 张伟' });
    const expected = await fromJson(body);
    for (const text of [jsonText(body), percentText(body), formText(body, 'indexed')]) {
      expect(told(await post(text, { 'content-type': contentType }))).toStrictEqual(expected);
    }
  });

  describe('marks and white space around the body', () => {
    const lowerCase = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
    test.each<[what: string, write: (body: WritableObject) => string]>([
      ['a byte order mark and white space before JSON', (body) => `\ufeff \r\n${jsonText(body)}\n`],
      ['a byte order mark before percent-encoded JSON', (body) => `\ufeff${percentText(body)}`],
      ['an encoded byte order mark before percent-encoded JSON', (body) => `${encodeURIComponent('\ufeff')}${percentText(body)}`],
      ['encoded white space around percent-encoded JSON', (body) => `+%20%0D%0A%09${percentText(body)}%0A+`],
      ['a line end behind percent-encoded JSON', (body) => `${percentText(body)}\r\n`],
      ['percent-encoded JSON as the only key of a form', (body) => `${percentText(body)}=`],
      ['lower-case escapes', (body) => lowerCase(percentText(body))],
      ['JSON with everything but its braces percent-encoded', (body) => `{${percentText(body).slice(3, -3)}}`],
      ['a byte order mark before a form', (body) => `\ufeff${formText(body, 'indexed')}`],
      ['a line end behind a form', (body) => `${formText(body, 'indexed')}\r\n`],
      ['empty pairs in a form', (body) => `&${formText(body, 'indexed').replaceAll('&', '&&')}&`],
      ['lower-case escapes in a form', (body) => lowerCase(formText(body, 'indexed'))],
      ['spaces as %20 in a form', (body) => formText(body, 'indexed').replaceAll('+', '%20')],
    ])('%s', async (_what, write) => {
      const body = signedCallback('stream_create', { title: 'my stream + yours' });
      const expected = await fromJson(body);
      expect(told(await post(write(body)))).toStrictEqual(expected);
    });
  });

  test('a form whose values hold invalid escapes keeps them as they stand', async () => {
    const body = signedCallback('room_login', { user_nickname: '' });
    const { event } = await post(formText(body, 'indexed').replace('user_nickname=', 'user_nickname=100%+of+%zz+and+%E5%BC%A0%'), FORM);
    expect(event?.payload).toHaveProperty('user_nickname', '100% of %zz and 张%');
  });
});

describe('lists and objects in a form', () => {
  const fields = Object.entries(signedCallback('stream_create')).filter(([key]) => key !== 'rtmp_url' && key !== 'stream_attr');
  const rest = formText(Object.fromEntries(fields), 'indexed');
  // rtmp_url is required, so the rows about other fields bring one.
  const formWith = (pairs: string): string => `${rest}&${pairs.startsWith('rtmp_url') ? '' : 'rtmp_url=x&'}${pairs}`;
  const many = Array.from({ length: 150 }, (_, index) => `rtmp://host/${index}`);
  const encoded = encodeURIComponent;

  const rows: readonly (readonly [what: string, pairs: string, expected: object])[] = [
    ['a[]', 'rtmp_url[]=x&rtmp_url[]=y', { rtmp_url: ['x', 'y'] }],
    ['a[] once', 'rtmp_url[]=x', { rtmp_url: ['x'] }],
    ['a[] percent-encoded', 'rtmp_url%5B%5D=x&rtmp_url%5b%5d=y', { rtmp_url: ['x', 'y'] }],
    ['a[0] percent-encoded', 'rtmp_url%5B0%5D=x&rtmp_url%5B1%5D=y', { rtmp_url: ['x', 'y'] }],
    ['a[1] before a[0]', 'rtmp_url[1]=y&rtmp_url[0]=x', { rtmp_url: ['x', 'y'] }],
    ['repeated keys', 'rtmp_url=x&rtmp_url=y', { rtmp_url: ['x', 'y'] }],
    ['a single value', 'rtmp_url=x', { rtmp_url: ['x'] }],
    ['JSON text', `rtmp_url=${encoded('["x","y"]')}`, { rtmp_url: ['x', 'y'] }],
    ['JSON text that is not encoded', 'rtmp_url=["x","y"]', { rtmp_url: ['x', 'y'] }],
    ['150 elements', many.map((url, index) => `rtmp_url[${index}]=${encoded(url)}`).join('&'), { rtmp_url: many }],
    ['a[b]', 'stream_attr[cid]=2', { stream_attr: { cid: 2 } }],
    ['an object as JSON text', `stream_attr=${encoded('{"cid":2}')}`, { stream_attr: { cid: 2 } }],
    ['undocumented a[b][c]', 'x[b][c]=1&x[b][d]=2', { x: { b: { c: '1', d: '2' } } }],
    ['undocumented a[b][]', 'x[b][]=1&x[b][]=2', { x: { b: ['1', '2'] } }],
    ['undocumented a[0][b]', 'x[0][b]=1&x[1][b]=2', { x: [{ b: '1' }, { b: '2' }] }],
    ['an undocumented list with gaps', 'x[5]=b&x[2]=a', { x: ['a', 'b'] }],
  ];

  const parsers = expressVersions.flatMap(({ version, express }) => [
    { version, express, parser: 'no parser', before: [] },
    { version, express, parser: 'express.urlencoded({ extended: true })', before: [express.urlencoded({ extended: true })] },
    { version, express, parser: 'express.urlencoded({ extended: false })', before: [express.urlencoded({ extended: false })] },
  ]);
  describe.each(parsers)('in Express $version behind $parser', (options) => {
    let mount: Receiver;
    beforeAll(async () => {
      mount = await receiver(options);
    });
    afterAll(() => mount.close());

    test.each(rows)('%s', async (_what, pairs, expected) => {
      const { status, message, event } = await mount.exchange({ body: formWith(pairs), headers: FORM });
      expect({ status, message }).toEqual({ status: 200, message: undefined });
      expect(event?.payload).toMatchObject(expected);
    });
  });

  describe('that cannot be understood', () => {
    let mount: Receiver;
    beforeAll(async () => {
      mount = await receiver();
    });
    afterAll(() => mount.close());

    test.each([
      ['x=1&x[a]=2', 400, 'malformed_body', /"x" comes both as a value and as a list/],
      [`x${'[a]'.repeat(100)}=1`, 400, 'malformed_body', /nested deeper than \d+ levels/],
      ['y=1&'.repeat(20_000), 400, 'malformed_body', /more than \d+ fields/],
    ])('are refused: %.40s', async (pairs, status, code, message) => {
      const answer = await mount.exchange({ body: formWith(pairs), headers: FORM });
      expect(answer).toMatchObject({ status, code, message: expect.stringMatching(message) as string, event: undefined });
    });

    test.each(['x[=1', 'x]=1', 'x[a=1', 'x[a]b=1', '[a]=1'])('are taken literally when brackets do not pair up: %s', async (pair) => {
      const { status, event } = await mount.exchange({ body: formWith(pair), headers: FORM });
      expect(status).toBe(200);
      expect(Object.entries(event?.payload ?? {})).toContainEqual(pair.split('='));
    });
  });
});

describe('an ambiguous envelope is refused', () => {
  let mount: Receiver;
  beforeAll(async () => {
    mount = await receiver();
  });
  afterAll(() => mount.close());

  const writers: readonly (readonly [form: string, write: (body: WritableObject) => string])[] = [
    ['JSON', (body) => jsonText(body)],
    ['percent-encoded JSON', (body) => percentText(body)],
    ['a form', (body) => formText(body, 'empty')],
  ];
  const body = signedCallback('room_login');
  const others = { event: 'Event', appid: 'AppId', timestamp: 'Timestamp', nonce: 'SignatureNonce', signature: 'Signature' } as const;

  describe.each(writers)('in %s', (_form, write) => {
    test.each(Object.entries(others))('%s beside %s', async (key, other) => {
      const { status, code, message, event } = await mount.exchange({ body: write({ ...body, [other]: body[key]! }) });
      expect({ status, code, event }).toEqual({ status: 400, code: 'malformed_body', event: undefined });
      expect(message).toContain(`"${key}"`);
      expect(message).toContain(`"${other}"`);
    });

    test.each(Object.keys(others))('a list or an object as %s', async (key) => {
      for (const value of [[body[key]!], { value: body[key]! }]) {
        const { status, code, message, event } = await mount.exchange({ body: write({ ...body, [key]: value }) });
        expect({ status, code, event }).toEqual({ status: 400, code: 'malformed_body', event: undefined });
        expect(message).toContain(`"${key}" must be a text or an integer; it is a ${Array.isArray(value) ? 'list' : 'object'}`);
      }
    });
  });

  test.each(Object.keys(others))('a form that repeats %s', async (key) => {
    const form = formText(body, 'empty');
    const { status, code, message, event } = await mount.exchange({ body: `${form}&${key}=${digits(body[key])}`, headers: FORM });
    expect({ status, code, event }).toEqual({ status: 400, code: 'malformed_body', event: undefined });
    expect(message).toContain(`"${key}" must be a text or an integer; it is a list`);
  });
});
