import { parse } from 'node:querystring';
import fc from 'fast-check';
import { defineEvent, type DeliveryReport, type JsonObject, type JsonValue, zegoCallbacks, type ZegoEventName } from '../lib/index.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from './kit/callbacks.js';
import { formText } from './kit/forms.js';

async function deliver(body: JsonObject | string): Promise<DeliveryReport> {
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET }).onDelivery((report) => void reports.push(report));
  await zego.receive({ body: typeof body === 'string' ? body : JSON.stringify(body) });
  return reports[0]!;
}

/** The payload, or why there is none. */
async function payloadOf(body: JsonObject | string): Promise<unknown> {
  const { status, error, event, outcome } = await deliver(body);
  return outcome === 'delivered' ? event?.payload : `${status} ${error?.message}`;
}

const at = (value: unknown, path: string): unknown => path.split('.').reduce((below: unknown, key) => (below as Record<string, unknown>)[key], value);

/** What parsers of forms make of a long list. */
const numbered = (list: readonly JsonValue[]): JsonObject => Object.fromEntries(list.entries());

/** Only valid ones: the wire cannot carry the others. */
const text = fc.string({ unit: 'grapheme' });

describe('an integer', () => {
  test.each<[JsonValue, number]>([
    [0, 0], ['0', 0], [3, 3], ['3', 3], ['-1', -1], [' 3 ', 3], ['03', 3], ['3.0', 3], ['9007199254740991', Number.MAX_SAFE_INTEGER], [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])('comes as a number from %j', async (sent, expected) => {
    expect(await payloadOf(signedCallback('room_logout', { reason: sent }))).toHaveProperty('reason', expected);
    expect(await payloadOf(formText(signedCallback('room_logout', { reason: sent }), 'empty'))).toHaveProperty('reason', expected);
  });

  test('is the same from every safe number and its digits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeInteger(), async (value) => {
        const [number, digits] = await Promise.all([value, String(value)].map((logout_time) => payloadOf(signedCallback('room_logout', { logout_time }))));
        // JSON has one zero for what JavaScript has two.
        expect(at(number, 'logout_time')).toBe(value + 0);
        expect(digits).toEqual(number);
      }),
    );
  });

  test.each<[JsonValue, string]>([
    ['', 'string'], [null, 'null'], ['x', 'string'], ['1x', 'string'], ['0x1F', 'string'], ['1e3', 'string'], ['1.5', 'string'], ['NaN', 'string'], ['Infinity', 'string'],
    ['9007199254740992', 'string'], [1.5, 'number'], [true, 'boolean'], [[1], 'list'], [{ a: 1 }, 'object'],
  ])('is never made of %j', async (sent, type) => {
    const shown = type === 'null' ? 'null' : `a${type === 'object' ? 'n' : ''} ${type}`;
    expect(await payloadOf(signedCallback('room_logout', { reason: sent }))).toBe(`422 The payload of room_logout does not match its schema: "reason" must be an integer; it is ${shown}.`);
  });

  test.each(['', null, ' '])('that is optional is absent when %j', async (sent) => {
    expect(await payloadOf(signedCallback('room_logout', { login_time: sent }))).not.toHaveProperty('login_time');
  });
});

describe('a number', () => {
  const latency = (LLMTPS: JsonValue): JsonObject => {
    const data = schemas.ai_agent_instance_deleted.examples[0]['Data'] as JsonObject;
    return signedCallback('ai_agent_instance_deleted', { Data: { ...data, LatencyData: { ...(data['LatencyData'] as JsonObject), LLMTPS } } });
  };

  test('is the same from a number and its text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
        const [number, digits] = await Promise.all([value, String(value)].map((sent) => payloadOf(latency(sent))));
        expect(at(number, 'Data.LatencyData.LLMTPS')).toBe(value + 0);
        expect(digits).toEqual(number);
      }),
    );
  });

  test.each(['', ' ', 'x', 'Infinity', 'NaN', '1,5', null, true, [], {}])('is never made of %j', async (sent) => {
    expect(await payloadOf(latency(sent))).toMatch(/^422 .*"Data\.LatencyData\.LLMTPS" must be a number; it is /);
  });
});

describe('a 64-bit id', () => {
  const big = '6085791336856668982';

  test.each([
    ['digits in a text', `"${big}"`, big],
    ['a number beyond 2^53', big, big],
    ['a negative number beyond -2^53', `-${big}`, `-${big}`],
    ['the largest of 64 bits', '18446744073709551615', '18446744073709551615'],
    ['a small number', '5', '5'],
    ['zero', '0', '0'],
    ['digits behind zeros', '"007"', '7'],
    ['digits in white space', `" ${big} "`, big],
  ])('is a decimal text, from %s', async (_title, written, expected) => {
    const body = JSON.stringify(signedCallback('room_close', { room_session_id: 'ID' })).replace('"ID"', written);
    expect(await payloadOf(body)).toHaveProperty('room_session_id', expected);
  });

  test('keeps every digit, whether sent as number or as text', async () => {
    const template = JSON.stringify(signedCallback('room_create', { room_session_id: 'ID' }));
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), async (id) => {
        for (const written of [`${id}`, `"${id}"`]) expect(await payloadOf(template.replace('"ID"', written))).toHaveProperty('room_session_id', `${id}`);
      }),
    );
  });

  test('is the same in room_create and in room_login', async () => {
    const created = await payloadOf(JSON.stringify(signedCallback('room_create', { room_session_id: 'ID' })).replace('"ID"', big));
    const login = await payloadOf(signedCallback('room_login', { room_seq: big }));
    expect(at(created, 'room_session_id')).toBe(at(login, 'room_seq'));
  });

  test.each(['""', 'null', '"x"', '"1.5"', '1.5', '1e30', '60857913368566689.82e2', 'true', '[1]', '{}'])('is never made of %s', async (written) => {
    const body = JSON.stringify(signedCallback('room_close', { room_session_id: 'ID' })).replace('"ID"', written);
    expect(await payloadOf(body)).toMatch(/^422 .*"room_session_id" must be a string/);
  });

  test.each(['', null])('that is optional is absent when %j', async (sent) => {
    expect(await payloadOf(signedCallback('stream_create', { room_session_id: sent }))).not.toHaveProperty('room_session_id');
  });
});

describe('a text', () => {
  test('is delivered as it came, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.constantFrom('{"a":1}', '[1]', '12', '0', 'null', 'true', '%7B%22a%22%3A1%7D', '100%', ' x ')), async (value) => {
        expect(await payloadOf(signedCallback('room_logout', { user_nickname: value }))).toHaveProperty('user_nickname', value);
      }),
    );
  });

  test.each<[JsonValue, string]>([[12, '12'], [0, '0'], [-1.5, '-1.5'], [true, 'true'], [null, ''], ['', '']])('is made of %j', async (sent, expected) => {
    expect(await payloadOf(signedCallback('room_logout', { user_nickname: sent }))).toHaveProperty('user_nickname', expected);
  });

  test('that is a number beyond 2^53 keeps its digits', async () => {
    const body = JSON.stringify(signedCallback('send_msg', { msg_id: 'ID' })).replace('"ID"', '857639062792568833');
    expect(await payloadOf(body)).toHaveProperty('msg_id', '857639062792568833');
  });

  test.each<[JsonValue, string]>([[[], 'a list'], [['x'], 'a list'], [{}, 'an object']])('is never made of %j', async (sent, shown) => {
    expect(await payloadOf(signedCallback('room_logout', { user_nickname: sent }))).toBe(`422 The payload of room_logout does not match its schema: "user_nickname" must be a string; it is ${shown}.`);
  });

  test.each([['PC ', 'PC'], [' WEB\n', 'WEB'], ['Toaster ', 'Toaster']])('of a documented list of words loses its white space: %j', async (sent, expected) => {
    expect(await payloadOf(signedCallback('user_action', { os: sent }))).toHaveProperty('os', expected);
  });
});

describe('a value outside the documented ones', () => {
  test.each<[ZegoEventName, string, JsonValue, JsonValue]>([
    ['room_logout', 'reason', 99, 99],
    ['room_logout', 'reason', '99', 99],
    ['user_action', 'os', 'TOASTER', 'TOASTER'],
    ['call_cancel', 'reason', 'bored', 'bored'],
    ['user_action', 'relogin', '7', '7'],
  ])('passes: %s %s %j', async (name, field, sent, expected) => {
    expect(await payloadOf(signedCallback(name, { [field]: sent }))).toHaveProperty(field, expected);
  });
});

describe('a field that no schema knows', () => {
  test('passes untouched, at every level', async () => {
    const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => !/__proto__|"constructor"|"prototype"/.test(JSON.stringify(json))) as fc.Arbitrary<JsonValue>;
    await fc.assert(
      fc.asyncProperty(value, async (added) => {
        // Through JSON.parse, which has one zero; a number beyond 2^53 would become its digits.
        const expected = JSON.parse(JSON.stringify(added)) as JsonValue;
        fc.pre(!/(?<![.\d])\d{16,}(?![.\de])/.test(JSON.stringify(added)));
        const payload = await payloadOf(signedCallback('cloud_recording_file_uploaded', { added, detail: { ...(schemas.cloud_recording_file_uploaded.examples[0]['detail'] as JsonObject), added } }));
        expect(payload).toHaveProperty('added', expected);
        expect(payload).toHaveProperty('detail.added', expected);
      }),
    );
  });

  test('keeps empty texts, nulls and numbers in texts as they are', async () => {
    const added = { a: '', b: null, c: '0', d: [null, ''], e: '{"x":1}' };
    expect(await payloadOf(signedCallback('room_logout', { added, empty: '', none: null }))).toMatchObject({ added, empty: '', none: null });
  });
});

describe('an object', () => {
  test.each<JsonValue>([{}, [], '', null, '{}', '[]'])('without members gives the same event as {} when written as %j', async (Detail) => {
    const events = await Promise.all([{}, Detail].map(async (written) => (await deliver(signedCallback('cloud_player_file_uploaded', { Detail: written }))).event));
    expect(events[1]?.payload).toEqual(events[0]?.payload);
    expect(events[1]?.id).toBe(events[0]?.id);
  });

  test.each<JsonValue>(['', null])('that is optional is absent when %j', async (detail) => {
    expect(await payloadOf(signedCallback('cloud_recording_no_stream', { detail }))).not.toHaveProperty('detail');
  });

  test.each<JsonValue>(['', null, [], {}, '{}', '[]'])('that is required is empty when %j', async (Detail) => {
    expect(await payloadOf(signedCallback('cloud_player_file_uploaded', { Detail }))).toHaveProperty('Detail', {});
  });

  test('that is optional may be an empty list, as PHP writes it', async () => {
    expect(await payloadOf(signedCallback('cloud_recording_no_stream', { detail: [] }))).toHaveProperty('detail', {});
  });

  test('may be JSON text, as forms write it', async () => {
    const { Detail } = schemas.cloud_player_created.examples[0];
    expect(await payloadOf(signedCallback('cloud_player_created', { Detail: JSON.stringify(Detail) }))).toEqual(await payloadOf(signedCallback('cloud_player_created')));
  });

  test.each<[JsonValue, string]>([['x', 'a string'], ['{', 'a string'], [['x'], 'a list'], [1, 'a number'], [true, 'a boolean']])('is never made of %j', async (Detail, shown) => {
    expect(await payloadOf(signedCallback('cloud_player_file_uploaded', { Detail }))).toBe(`422 The payload of cloud_player_file_uploaded does not match its schema: "Detail" must be an object; it is ${shown}.`);
  });

  test('has its members brought into their types', async () => {
    const { Detail } = schemas.cloud_player_created.examples[0];
    const texts = Object.fromEntries(Object.entries(Detail as JsonObject).map(([key, value]) => [key, String(value as string | number)]));
    expect(await payloadOf(signedCallback('cloud_player_created', { Detail: texts }))).toHaveProperty('Detail', Detail);
  });
});

describe('a list', () => {
  const lists = eventNames.flatMap((name) => {
    const { required = [], properties = {} } = schemas[name];
    return required.filter((field) => properties[field]?.type === 'array').map((field) => ({ name, field }));
  });

  test.each(lists)('that is empty may be missing in a form: $field of $name', async ({ name, field }) => {
    const rest = Object.fromEntries(Object.entries(signedCallback(name)).filter(([key]) => key !== field));
    const form = formText(rest, 'empty');
    const parsed = parse(form);
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET }).onDelivery((report) => void reports.push(report));
    await zego.receive({ body: form });
    await zego.receive({ body: parsed, contentType: 'application/x-www-form-urlencoded; charset=utf-8' });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['delivered', 'duplicate']);
    expect(reports[0]!.event!.payload).toHaveProperty(field, []);
    expect(await payloadOf(rest)).toMatch(new RegExp(`^422 .*"${field}" is missing`));
  });

  test.each<JsonValue>(['', null])('that is optional is absent when %j', async (user_list) => {
    expect(await payloadOf(signedCallback('send_msg', { user_list }))).not.toHaveProperty('user_list');
  });

  test.each<[JsonValue, JsonValue]>([
    ['', []],
    [null, []],
    [[], []],
    ['[]', []],
    [{}, []],
    ['one', ['one']],
    [['one', 'two'], ['one', 'two']],
    ['["one","two"]', ['one', 'two']],
    [{ 0: 'one', 1: 'two' }, ['one', 'two']],
    [{ 10: 'three', 2: 'two', 1: 'one' }, ['one', 'two', 'three']],
    [[1, true, null], ['1', 'true', '']],
    ['{"not":"a list"}', ['{"not":"a list"}']],
    ['[broken', ['[broken']],
  ])('that is required is made of %j', async (user_ids, expected) => {
    expect(await payloadOf(signedCallback('call_timeout', { user_ids }))).toHaveProperty('user_ids', expected);
  });

  test.each<[JsonValue, string]>([[{ a: 'one' }, 'an object'], [1, 'a number'], [true, 'a boolean']])('is never made of %j', async (user_ids, shown) => {
    expect(await payloadOf(signedCallback('call_timeout', { user_ids }))).toBe(`422 The payload of call_timeout does not match its schema: "user_ids" must be an array; it is ${shown}.`);
  });

  test('may be longer than the parsers of forms allow for lists', async () => {
    const user_ids = Array.from({ length: 150 }, (_, i) => `user ${i}`);
    for (const style of ['empty', 'indexed', 'json'] as const) expect(await payloadOf(formText(signedCallback('call_timeout', { user_ids }), style))).toHaveProperty('user_ids', user_ids);
    expect(await payloadOf(signedCallback('call_timeout', { user_ids: numbered(user_ids) }))).toHaveProperty('user_ids', user_ids);
  });

  test('has the members of its objects brought into their types', async () => {
    const attributes = [{ key: 'k', value: 5, auto_delete: '1' }, { key: 'l', value: null, auto_delete: 0 }];
    const expected = [{ key: 'k', value: '5', auto_delete: 1 }, { key: 'l', value: '', auto_delete: 0 }];
    for (const sent of [attributes, JSON.stringify(attributes), numbered(attributes)]) {
      expect(await payloadOf(signedCallback('zim_room_create', { attributes: sent }))).toHaveProperty('attributes', expected);
    }
  });
});

describe('a text that carries JSON', () => {
  test.each<[ZegoEventName, string, string, JsonValue]>([
    ['stream_create', 'stream_attr', '{"cid":0}', { cid: 0 }],
    ['stream_create', 'stream_attr', '{"cid":"3"}', { cid: 3 }],
    ['stream_create', 'stream_attr', ' {"cid":0,"more":[1]} ', { cid: 0, more: [1] }],
    ['record', 'extra_params', '{"TaskId":"t","Duration":"1.5","FileSize":7}', { TaskId: 't', Duration: 1.5, FileSize: 7 }],
    ['record', 'extra_params', '{"id":6085791336856668982}', { id: '6085791336856668982' }],
    ['snapshot', 'snapshot_pic_list', '[{"url":"u","offset":1.5},{"url":"v"}]', [{ url: 'u', offset: 1.5 }, { url: 'v' }]],
    ['snapshot', 'snapshot_pic_list', '[]', []],
    ['procedure', 'extra_params', '{"media":{"transcode":[{"code":"0","size":5}]}}', { media: { transcode: [{ code: 0, size: 5 }] } }],
  ])('is delivered parsed: %s %s %s', async (name, field, sent, expected) => {
    expect(await payloadOf(signedCallback(name, { [field]: sent }))).toHaveProperty(field, expected);
  });

  test.each<[ZegoEventName, string, string]>([
    ['stream_create', 'stream_attr', ''],
    ['stream_create', 'stream_attr', 'free text'],
    ['stream_create', 'stream_attr', '{"cid":0'],
    ['stream_create', 'stream_attr', '"text"'],
    ['stream_create', 'stream_attr', '12'],
    ['stream_create', 'stream_attr', 'null'],
    ['stream_create', 'stream_attr', '%7B%22cid%22%3A0%7D'],
    ['stream_create', 'stream_attr', '{"cid":"not a number"}'],
    ['stream_create', 'stream_attr', '[{"cid":0}]'],
    ['record', 'extra_params', 'extra_params'],
    ['record', 'extra_params', '{"Duration":[]}'],
    ['snapshot', 'snapshot_pic_list', '{"url":"u"}'],
    ['snapshot', 'snapshot_pic_list', '[{"url":["u"]}]'],
    ['procedure', 'extra_params', '{"media":{"transcode":"none"}}'],
    ['procedure', 'extra_params', `${'['.repeat(500)}${']'.repeat(500)}`],
  ])('is delivered as it came when it does not parse or does not fit: %s %s %s', async (name, field, sent) => {
    expect(await payloadOf(signedCallback(name, { [field]: sent }))).toHaveProperty(field, sent);
  });

  test('below the top is parsed, or delivered as it came, as well', async () => {
    const settled = (ExtraData: string): JsonObject => signedCallback('mini_game_settled', { DanmakuResult: { ...(schemas.mini_game_settled.examples[0]['DanmakuResult'] as JsonObject), ExtraData } });
    expect(await payloadOf(settled('{"score":[1,2]}'))).toHaveProperty('DanmakuResult.ExtraData', { score: [1, 2] });
    expect(await payloadOf(settled('["no object"]'))).toHaveProperty('DanmakuResult.ExtraData', '["no object"]');
    expect(await payloadOf(settled(''))).toHaveProperty('DanmakuResult.ExtraData', '');
  });

  test('is delivered as it came in the items of a list too', async () => {
    const carrying = { anyOf: [{ type: 'object', properties: { n: { type: 'integer' } } }, { type: 'string' }], 'x-zego-carries': 'json' } as const;
    const files = defineEvent<'files', { list: unknown[] }>({
      name: 'files',
      discriminator: { field: 'event', value: 'files' },
      schema: { type: 'object', properties: { list: { type: 'array', items: { type: 'object', properties: { info: carrying } } } } },
    });
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET, events: [files] }).onDelivery((report) => void reports.push(report));
    const list = [{ info: '{"n":"1"}' }, { info: '{"n":"none"}' }];
    await zego.receive({ body: JSON.stringify(sign({ event: 'files', appid: '1', list }, 'room_logout')) });
    expect(`${reports[0]?.status} ${reports[0]?.error?.message ?? 'ok'}`).toBe('200 ok');
    expect(at(reports[0]?.event?.payload, 'list.1')).toEqual({ info: '{"n":"none"}' });
  });

  test('never reaches a prototype', async () => {
    const payload = await payloadOf(signedCallback('stream_create', { stream_attr: '{"cid":0,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}' }));
    expect(payload).toHaveProperty('stream_attr', { cid: 0 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('never causes a refusal, whatever it says', async () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value));
    const like = fc.constantFrom('cid', 'Duration', 'media', 'transcode', 'url', 'offset').chain((key) => fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify({ [key]: value })));
    const fields = [['stream_create', 'stream_attr'], ['record', 'extra_params'], ['snapshot', 'snapshot_pic_list'], ['procedure', 'extra_params']] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), fc.oneof(json, like, like.map((one) => `[${one}]`), text), async ([name, field], sent) => {
        const { status, error } = await deliver(signedCallback(name, { [field]: sent }));
        expect(`${status} ${error?.message ?? 'ok'}`).toBe('200 ok');
      }),
      { numRuns: 500 },
    );
  });
});

describe('msg_body', () => {
  test('is not parsed because of a msg_type that only pretends to be a number', async () => {
    const pretender = { toString: 1, valueOf: 1 };
    expect(await payloadOf(signedCallback('bot_msg', { msg_type: pretender, msg_body: '{}' }))).toMatch(/^422 .*"msg_type" must be an integer/);
  });

  const media = { md5: 'x', file_name: 'ein Bild + 100%.png', file_size: '1024', origin_image_width: 640, download_url: 'https://example.com/a?b=%2F&c=d' };
  const events = ['send_msg', 'bot_msg', 'before_send_msg'] as const;
  const withMedia = events.flatMap((name) => [10, 11, 12, 13, 14, 100].map((msg_type) => [name, msg_type] as const));
  const ofText = events.flatMap((name) => [1, 200].map((msg_type) => [name, msg_type] as const));

  test.each(withMedia)('of %s, msg_type %d, is URL-decoded and parsed', async (name, msg_type) => {
    const json = JSON.stringify(media);
    const encoded = encodeURIComponent(json);
    for (const msg_body of [encoded, encoded.replaceAll('%20', '+'), encoded.replace(/%../g, (escape) => escape.toLowerCase()), json]) {
      for (const type of [msg_type, String(msg_type)]) expect(await payloadOf(signedCallback(name, { msg_type: type, msg_body }))).toHaveProperty('msg_body', media);
    }
  });

  test.each(withMedia)('of %s, msg_type %d, is delivered as it came when it is not what the pages say', async (name, msg_type) => {
    for (const msg_body of ['', 'text', '%7Bbroken', '%zz', '%E0%A4%A', '{"origin_image_width":"wide"}', encodeURIComponent('{"multi_msg":5}'), '[{}]']) {
      expect(await payloadOf(signedCallback(name, { msg_type, msg_body }))).toHaveProperty('msg_body', msg_body);
    }
  });

  test.each(ofText)('of %s, msg_type %d, is untouched even when it looks like JSON', async (name, msg_type) => {
    for (const msg_body of ['{"a":1}', '[1,2]', encodeURIComponent('{"a":1}'), '%41', 'a+b', ' x ', '12', '']) {
      for (const type of [msg_type, String(msg_type)]) expect(await payloadOf(signedCallback(name, { msg_type: type, msg_body }))).toHaveProperty('msg_body', msg_body);
    }
  });

  test('of several parts has their types', async () => {
    const parts = { multi_msg: [{ msg_type: '1', callback_content: 'text' }, { msg_type: 11, callback_content: { md5: 'x' } }] };
    const payload = await payloadOf(signedCallback('send_msg', { msg_type: 10, msg_body: encodeURIComponent(JSON.stringify(parts)) }));
    expect(payload).toHaveProperty('msg_body', { multi_msg: [{ msg_type: 1, callback_content: 'text' }, { msg_type: 11, callback_content: { md5: 'x' } }] });
  });
});

describe('a boolean of an event of your own', () => {
  const flagged = { name: 'flagged', discriminator: { field: 'event', value: 'flagged' }, schema: { type: 'object', required: ['must'], properties: { must: { type: 'boolean' }, may: { type: 'boolean' } } } } as const;

  async function receive(fields: JsonObject): Promise<DeliveryReport> {
    const reports: DeliveryReport[] = [];
    const zego = zegoCallbacks({ secret: SECRET, events: [flagged] }).onDelivery((report) => void reports.push(report));
    await zego.receive({ body: JSON.stringify(sign({ event: 'flagged', appid: '1', ...fields }, 'room_logout')) });
    return reports[0]!;
  }

  test.each<[JsonValue, boolean]>([[true, true], ['true', true], ['1', true], [1, true], [false, false], ['false', false], ['0', false], [0, false]])('is made of %j', async (must, expected) => {
    expect((await receive({ must })).event?.payload).toEqual({ must: expected });
  });

  test.each<JsonValue>(['', null])('that is optional is absent when %j', async (may) => {
    expect((await receive({ must: true, may })).event?.payload).toEqual({ must: true });
  });

  test.each<JsonValue>(['', null, 'yes', 2, []])('is never made of %j', async (must) => {
    expect(await receive({ must })).toMatchObject({ status: 422, code: 'invalid_payload' });
  });
});

test('raw is the body as it came', async () => {
  const body = signedCallback('room_logout', { reason: '0', login_time: '', added: { b: [1] } });
  expect((await deliver(body)).event?.raw).toEqual(body);
});
