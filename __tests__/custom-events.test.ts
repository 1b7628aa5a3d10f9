import express from 'express';
import { type CustomZegoEvent, defineEvent, eventNames, type EventInput, type JsonObject, type JsonSchema, type ZegoUnknownEvent, zegoCallbacks } from '../lib/index.js';
import { SECRET, sign, signedCallback } from './kit/callbacks.js';
import { formText, wireForms } from './kit/forms.js';
import { listen } from './kit/server.js';

interface Gift {
  readonly gift_id: string;
  readonly amount: number;
  readonly to?: readonly string[];
  readonly sender?: { readonly level?: number; readonly vip?: boolean };
  readonly order_id?: string;
}

const schema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['gift_id', 'amount'],
  properties: {
    gift_id: { type: 'string' },
    amount: { type: 'integer' },
    to: { type: 'array', items: { type: 'string' } },
    sender: { type: 'object', properties: { level: { type: 'integer' }, vip: { type: 'boolean' } } },
    order_id: { type: 'string', format: 'uint64', pattern: '^\\d+$' },
  },
};
const gift = defineEvent<'gift_sent', Gift>({ name: 'gift_sent', discriminator: { field: 'event', value: 'gift' }, schema });
const sent: JsonObject = { event: 'gift', appid: '7', gift_id: 'rose', amount: 3, to: ['a', 'b'], sender: { level: 5, vip: true }, order_id: '6085791336856668982' };
const signed = (body: JsonObject): JsonObject => sign(body, 'room_logout');

describe('an event of your own', () => {
  test('reaches its handlers and onAny, with name, product and payload', async () => {
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    const seen: unknown[] = [];
    zego
      .onGiftSent((event: CustomZegoEvent<'gift_sent', Gift>) => void seen.push(['method', event.name, event.product, event.appId, event.payload.amount + 1, event.payload.gift_id]))
      .on('gift_sent', (event, { signal }) => void seen.push(['on', event.payload.sender?.level, signal.aborted]))
      .onAny((event) => void seen.push(['any', event.name === 'gift_sent' ? event.payload.to : undefined]));
    const body = signed(sent);
    const answer = await zego.receive({ body });
    expect([answer.status, answer.outcome, answer.body]).toEqual([200, 'delivered', '{"outcome":"delivered"}']);
    expect(seen).toEqual([
      ['method', 'gift_sent', 'custom', '7', 4, 'rose'],
      ['on', 5, false],
      ['any', ['a', 'b']],
    ]);
  });

  test.each(wireForms)('is the same from $name', async ({ write, headers }) => {
    const seen: CustomZegoEvent<'gift_sent', Gift>[] = [];
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    zego.onGiftSent((event) => void seen.push(event));
    const server = await listen(express().use(zego));
    const { status, text } = await server.post('/', write(signed(sent)), headers);
    await server.close();
    expect([status, text]).toEqual([200, '{"outcome":"delivered"}']);
    expect(seen.map(({ payload }) => payload)).toEqual([{ gift_id: 'rose', amount: 3, to: ['a', 'b'], sender: { level: 5, vip: true }, order_id: '6085791336856668982' }]);
  });

  test('is checked against its schema', async () => {
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    let runs = 0;
    zego.onGiftSent(() => void (runs += 1));
    const { status, body } = await zego.receive({ body: signed({ ...sent, amount: 'many', to: 'one', sender: { vip: 'perhaps' } }) });
    expect([status, JSON.parse(body), runs]).toEqual([
      422,
      { error: { code: 'invalid_payload', message: 'The payload of gift_sent does not match its schema: "amount" must be an integer; it is a string; "sender.vip" must be a boolean; it is a string.' } },
      0,
    ]);
  });

  test('that its schema refuses goes to onUnknown with the option for that', async () => {
    const zego = zegoCallbacks({ secret: SECRET, events: [gift], invalidPayload: 'unknown' });
    const seen: ZegoUnknownEvent[] = [];
    zego.onUnknown((event) => void seen.push(event));
    expect((await zego.receive({ body: signed({ event: 'gift', appid: '7', amount: 3 }) })).outcome).toBe('unknown');
    expect(seen.map(({ name, product, reasons }) => [name, product, reasons])).toEqual([['gift', 'custom', ['"gift_id" is missing']]]);
  });

  test('is brought into the types of its schema, as the built-in ones are', async () => {
    const seen: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    zego.onGiftSent(({ payload }) => void seen.push(payload));
    const odd = { event: 'gift', appid: '7', gift_id: 42, amount: '3', to: '["a"]', sender: '{"level":"5","vip":"true"}', order_id: '007', extra: 'kept' };
    await zego.receive({ body: signed(odd) });
    await zego.receive({ body: JSON.stringify(signed({ ...odd, order_id: 'digits', to: null, sender: '' })).replace('"digits"', '6085791336856668982') });
    expect(seen).toEqual([
      { gift_id: '42', amount: 3, to: ['a'], sender: { level: 5, vip: true }, order_id: '7', extra: 'kept' },
      { gift_id: '42', amount: 3, order_id: '6085791336856668982', extra: 'kept' },
    ]);
  });

  test('has a product of its own choice', async () => {
    const zego = zegoCallbacks({ secret: SECRET, events: [{ ...gift, product: 'shop' }] });
    const seen: string[] = [];
    zego.onGiftSent(({ product }) => void seen.push(product));
    await zego.receive({ body: signed(sent) });
    expect(seen).toEqual(['shop']);
  });

  test('stands beside the built-in ones, which stay as they are', async () => {
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    const seen: string[] = [];
    zego.onRoomLogout((event) => void seen.push(event.payload.room_id));
    expect((await zego.receive({ body: signedCallback('room_logout', { room_id: 'here' }) })).outcome).toBe('delivered');
    expect(seen).toEqual(['here']);
  });

  test('without a type has a payload of any JSON', async () => {
    const zego = zegoCallbacks({ secret: SECRET, events: [{ name: 'plain', discriminator: { field: 'event', value: 'plain' }, schema: {} }] });
    const seen: JsonObject[] = [];
    zego.onPlain((event) => void seen.push(event.payload));
    await zego.receive({ body: signed({ event: 'plain', a: { b: [1] } }) });
    expect(seen).toEqual([{ a: { b: [1] } }]);
  });

  test.each(['gift_1', 'a1', 'a_b_c'])('named %s gets the method that its type says', (name) => {
    const zego = zegoCallbacks({ secret: SECRET, events: [{ name, discriminator: { field: 'event', value: name }, schema: {} }] });
    const method = `on${name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
    expect(Object.keys(zego)).toContain(method);
  });
});

describe('once-only', () => {
  async function outcomes(identity: readonly string[] | undefined, first: JsonObject, second: JsonObject): Promise<string[]> {
    const zego = zegoCallbacks({ secret: SECRET, events: [{ ...gift, ...(identity && { identity }) }] });
    return [(await zego.receive({ body: signed(first) })).outcome, (await zego.receive({ body: signed(second) })).outcome];
  }

  test('without an identity takes a callback that was signed afresh for a new one', async () => {
    expect(await outcomes(undefined, sent, sent)).toEqual(['delivered', 'delivered']);
  });

  test('knows a re-signed retry by its identity, given as dotted paths', async () => {
    expect(await outcomes(['gift_id', 'sender.level'], sent, sent)).toEqual(['delivered', 'duplicate']);
    expect(await outcomes(['gift_id', 'sender.name'], sent, sent)).toEqual(['delivered', 'delivered']);
  });

  test('never takes what differs anywhere for a retry', async () => {
    expect(await outcomes(['gift_id'], sent, { ...sent, amount: 4 })).toEqual(['delivered', 'delivered']);
  });
});

describe('the discriminator', () => {
  const named = (name: string, discriminator: EventInput['discriminator']): EventInput => ({ name, discriminator, schema: { type: 'object' } });

  /** The names of the events that the bodies were delivered as. */
  async function names(events: readonly EventInput[], ...bodies: readonly JsonObject[]): Promise<string[]> {
    const zego = zegoCallbacks({ secret: SECRET, events });
    const seen: string[] = [];
    zego.onAny((event) => void seen.push(event.name)).onUnknown((event) => void seen.push(`unknown ${event.name}`));
    for (const body of bodies) await zego.receive({ body: signed(body) });
    return seen;
  }

  test('may be any field, with a text, a number or a list of them', async () => {
    const events = [named('by_text', { field: 'cmd', value: 'go' }), named('by_number', { field: 'cmd', value: 7 }), named('by_list', { field: 'kind', value: ['a', 2] })];
    expect(await names(events, { cmd: 'go' }, { cmd: 7 }, { cmd: '7' }, { kind: 'a' }, { kind: 2 }, { kind: '2' }, { kind: 'b' }, { cmd: 'stop' })).toEqual([
      'by_text',
      'by_number',
      'by_number',
      'by_list',
      'by_list',
      'by_list',
      'unknown ',
      'unknown ',
    ]);
  });

  test.each(['event', 'Event'])('%s stands for event and Event', async (field) => {
    expect(await names([named('mine', { field, value: 'mine' })], { event: 'mine' }, { Event: 'mine' })).toEqual(['mine', 'mine']);
  });

  test('may share a value, told apart by fields that are there or are not', async () => {
    const events = [
      named('neither', { field: 'event', value: 'x' }),
      named('with_a', { field: 'event', value: 'x', present: ['a'] }),
      named('with_a_and_b', { field: 'event', value: 'x', present: ['a', 'b'] }),
      named('with_c_without_d', { field: 'event', value: 'x', present: ['c'], absent: ['a', 'd'] }),
    ];
    const bodies: JsonObject[] = [{}, { a: 1 }, { a: 1, b: 1 }, { a: '', b: null }, { c: 1 }, { c: 1, d: 1 }, { c: 1, d: '' }, { a: 0 }];
    expect(await names(events, ...bodies.map((body) => ({ event: 'x', ...body })))).toEqual(['neither', 'with_a', 'with_a_and_b', 'neither', 'with_c_without_d', 'neither', 'with_c_without_d', 'with_a']);
  });

  test('of your own goes before a built-in one of the same value', async () => {
    expect(await names([named('my_logout', { field: 'event', value: 'room_logout', present: ['tenant'] })], { ...signedCallback('room_logout'), tenant: 1 }, signedCallback('room_logout'))).toEqual([
      'my_logout',
      'room_logout',
    ]);
  });

  test('in a field of your own leaves the names of built-in events to the field event', async () => {
    expect(await names([named('mine', { field: 'kind', value: 'mine' })], { event: 'brand_new', kind: 'room_logout' })).toEqual(['unknown brand_new']);
  });
});

describe('the schema', () => {
  const defined = (own: JsonSchema): EventInput => ({ name: 'mine', discriminator: { field: 'event', value: 'mine' }, schema: own });

  async function statuses(own: JsonSchema, ...payloads: readonly JsonObject[]): Promise<number[]> {
    const zego = zegoCallbacks({ secret: SECRET, events: [defined(own)] });
    const all = [];
    for (const payload of payloads) all.push((await zego.receive({ body: signed({ event: 'mine', ...payload }) })).status);
    return all;
  }

  /** As it comes out of a JSON file. */
  const fromFile = (written: object): JsonSchema => JSON.parse(JSON.stringify(written)) as JsonSchema;

  test('may be draft 2020-12, which is what is meant without $schema', async () => {
    const properties = { pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], minItems: 2, items: false }, n: { $ref: '#/$defs/even' } };
    const own = { type: 'object', properties, $defs: { even: { type: 'integer', multipleOf: 2 } }, dependentRequired: { pair: ['n'] } };
    for (const $schema of [undefined, 'https://json-schema.org/draft/2020-12/schema']) {
      expect(await statuses(fromFile({ ...own, $schema }), { n: 2 }, { n: 3 }, { pair: ['a', 1], n: 2 }, { pair: [1, 'a'], n: 2 }, { pair: ['a', 1] })).toEqual([200, 422, 200, 422, 422]);
    }
  });

  test.each(['http://json-schema.org/draft-07/schema#', 'http://json-schema.org/draft-07/schema'])('may be draft-07, as %s', async ($schema) => {
    const own = {
      $schema,
      type: 'object',
      properties: { pair: { type: 'array', items: [{ type: 'string' }, { type: 'integer' }], additionalItems: false, minItems: 2 }, n: { $ref: '#/definitions/even' } },
      definitions: { even: { type: 'integer', multipleOf: 2 } },
      dependencies: { pair: ['n'] },
    };
    expect(await statuses(fromFile(own), { n: 2 }, { n: 3 }, { pair: ['a', 1], n: 2 }, { pair: ['a', 1, 2], n: 2 }, { pair: ['a', 1] })).toEqual([200, 422, 200, 422, 422]);
  });

  test('may use documented annotations', async () => {
    const own: JsonSchema = { type: 'object', properties: { code: { type: 'integer', 'x-zego-values': { 0: 'fine' }, 'x-zego-unit': 's' }, at: { type: 'string', format: 'date-time' } } };
    expect(await statuses(own, { code: '0' }, { code: 7, at: 'yesterday' })).toEqual([200, 200]);
  });

  test('is told of every field that is wrong', async () => {
    const zego = zegoCallbacks({ secret: SECRET, events: [gift] });
    const { body } = await zego.receive({ body: formText(signed({ event: 'gift', amount: 'x', order_id: 'y' }), 'empty') });
    expect((JSON.parse(body) as { error: { message: string } }).error.message).toMatch(/"gift_id" is missing; "amount" must be an integer; it is a string; "order_id" /);
  });
});

describe('a definition that cannot work is refused at start-up, by its place in the list', () => {
  const fine: EventInput<string, unknown> = { name: 'fine', discriminator: { field: 'event', value: 'fine' }, schema: {} };
  const discriminator = { field: 'event', value: 'mine' };

  const broken: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['a text', 'gift_sent'],
    ['no name', { discriminator, schema: {} }],
    ['an empty name', { name: '', discriminator, schema: {} }],
    ['a name in capitals', { name: 'GiftSent', discriminator, schema: {} }],
    ['a name with a hyphen', { name: 'gift-sent', discriminator, schema: {} }],
    ['a name that begins with a digit', { name: '1gift', discriminator, schema: {} }],
    ['a name that begins with an underscore', { name: '_gift', discriminator, schema: {} }],
    ['a name whose method is not the one of its type', { name: 'gift__sent', discriminator, schema: {} }],
    ['a name that ends with an underscore', { name: 'gift_', discriminator, schema: {} }],
    ['the name of an event before it', { ...fine }],
    ['the name of a built-in event', { name: 'room_logout', discriminator, schema: {} }],
    ['a name whose method is onAny', { name: 'any', discriminator, schema: {} }],
    ['a name whose method is onUnknown', { name: 'unknown', discriminator, schema: {} }],
    ['a name whose method is onError', { name: 'error', discriminator, schema: {} }],
    ['a name whose method is onDelivery', { name: 'delivery', discriminator, schema: {} }],
    ['no discriminator', { name: 'mine', schema: {} }],
    ['a discriminator of null', { name: 'mine', discriminator: null, schema: {} }],
    ['a discriminator without a field', { name: 'mine', discriminator: { value: 'mine' }, schema: {} }],
    ['a discriminator without a value', { name: 'mine', discriminator: { field: 'event' }, schema: {} }],
    ['a value of null', { name: 'mine', discriminator: { field: 'event', value: null }, schema: {} }],
    ['a value that is an object', { name: 'mine', discriminator: { field: 'event', value: {} }, schema: {} }],
    ['a value that is an empty list', { name: 'mine', discriminator: { field: 'event', value: [] }, schema: {} }],
    ['a value that is a list of other things', { name: 'mine', discriminator: { field: 'event', value: ['a', true] }, schema: {} }],
    ['a condition that is no list', { name: 'mine', discriminator: { ...discriminator, present: 'user_id' }, schema: {} }],
    ['another condition that is no list', { name: 'mine', discriminator: { ...discriminator, absent: 'user_id' }, schema: {} }],
    ['no schema', { name: 'mine', discriminator }],
    ['a schema of null', { name: 'mine', discriminator, schema: null }],
    ['a schema with an unknown type', { name: 'mine', discriminator, schema: { type: 'text' } }],
    ['a schema with a misspelt keyword', { name: 'mine', discriminator, schema: { type: 'object', propertys: {} } }],
    ['a schema with a broken pattern', { name: 'mine', discriminator, schema: { type: 'object', properties: { a: { type: 'string', pattern: '(' } } } }],
    ['a schema with a dangling reference', { name: 'mine', discriminator, schema: { $ref: '#/$defs/nowhere' } }],
    ['a schema of an unknown draft', { name: 'mine', discriminator, schema: { $schema: 'http://json-schema.org/draft-99/schema#' } }],
    ['an identity that is no list', { name: 'mine', discriminator, schema: {}, identity: 'gift_id' }],
  ];

  test.each(broken)('%s', (_what, event) => {
    const start = () => {
      // @ts-expect-error -- what JavaScript lets through
      zegoCallbacks({ secret: SECRET, events: [fine, event] });
    };
    expect(start).toThrow(TypeError);
    expect(start).toThrow(/^Option "events"\[1\](?:: | \("| )/);
  });

  test('tells what is wrong with a name', () => {
    expect(() => zegoCallbacks({ secret: SECRET, events: [{ ...fine, name: 'GiftSent' }] })).toThrow(new TypeError('Option "events"[0] needs a name of lower-case letters, digits and underscores; it is "GiftSent".'));
    expect(() => zegoCallbacks({ secret: SECRET, events: [{ ...fine, name: 'room_logout' }] })).toThrow(new TypeError('Option "events"[0]: there is already an event named "room_logout", or one whose method is onRoomLogout.'));
  });

  test('tells what the compiler says of a schema, and keeps its error', () => {
    let thrown: unknown;
    try {
      zegoCallbacks({ secret: SECRET, events: [{ ...fine, schema: { type: 'text' } }] });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TypeError);
    expect(thrown).toMatchObject({ message: expect.stringMatching(/^Option "events"\[0\] \("fine"\) has a schema that cannot be compiled: .*type/) as string, cause: expect.any(Error) as Error });
  });

  test.each(eventNames.map((name) => [name]))('no second %s', (name) => {
    expect(() => zegoCallbacks({ secret: SECRET, events: [{ ...fine, name }] })).toThrow(TypeError);
  });
});
