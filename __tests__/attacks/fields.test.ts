import express, { type RequestHandler } from 'express';
import type { JsonObject, JsonValue } from '../../lib/index.js';
import { eventNames, schemas, SECRET, signedCallback } from '../kit/callbacks.js';
import { expressVersions, type Express } from '../kit/express.js';
import { formText, jsonText } from '../kit/forms.js';
import { honestCallback, prototypes, type Attack, type Refusal, type Target, targets, without, writers } from './kit.js';

/** Machines may be busy with something else. */
jest.setTimeout(60_000);

const attacked = targets();
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

/** How the envelope may be spelled, whatever the product. */
const SPELLINGS = {
  event: ['event', 'Event', 'EventType', 'event_type'],
  appid: ['appid', 'AppId', 'app_id', 'Appid', 'AppID', 'appId'],
  timestamp: ['timestamp', 'Timestamp'],
  nonce: ['nonce', 'Nonce', 'SignatureNonce', 'signature_nonce'],
  signature: ['signature', 'Signature'],
} as const;
const roles = Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[];

const respelled = (body: JsonObject, from: string, to: string): JsonObject => Object.fromEntries(Object.entries(body).map(([key, value]) => [key === from ? to : key, value]));

describe('two spellings of one envelope field', () => {
  test('are looked for under every name that the catalogue has', () => {
    const documented = eventNames.map((name) => schemas[name]['x-zego'].envelope);
    for (const role of roles) expect(SPELLINGS[role]).toEqual(expect.arrayContaining(documented.flatMap((envelope) => envelope[role] ?? [])));
  });

  const pairs = roles.flatMap((role) => SPELLINGS[role].flatMap((one) => SPELLINGS[role].filter((other) => other !== one).map((other) => [role, one, other] as const)));

  test.each(pairs)('are refused for %s, as "%s" and then "%s": the same value, another, or nothing', async (role, first, then) => {
    const one = await attacked();
    const body = respelled(honestCallback(), role, first);
    for (const { write } of writers) {
      for (const value of [body[first]!, 'another']) await one.expectRefused(write({ ...body, [then]: value }), '400 malformed_body');
    }
    for (const value of ['', 0, null]) await one.expectRefused(jsonText({ ...body, [then]: value }), '400 malformed_body');
  });

  test.each(roles)('are refused for %s, all of them at once', async (role) => {
    const one = await attacked();
    const body = honestCallback();
    const all = Object.fromEntries(SPELLINGS[role].map((spelling) => [spelling, body[role]!]));
    for (const { write } of writers) await one.expectRefused(write({ ...body, ...all }), '400 malformed_body');
  });

  test.each(roles)('need not differ: a form that has %s twice is refused', async (role) => {
    const one = await attacked();
    const body = honestCallback();
    const form = formText(body, 'empty');
    const key = Array.from(role, (character) => `%${character.charCodeAt(0).toString(16)}`).join('');
    for (const again of [body[role] as string, 'another', '']) {
      for (const name of [role, key]) {
        await one.expectRefused(`${form}&${name}=${again}`, '400 malformed_body');
        await one.expectRefused(`${name}=${again}&${form}`, '400 malformed_body');
      }
    }
  });

  /** JSON keeps the last of two equal keys; so must whoever checks a signature, or one would be checked and another used. */
  test.each(roles.flatMap((role) => [role, Array.from(role, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')].map((spelling) => [role, spelling] as const)))(
    'are one where JSON has %s twice, also as "%s": the last counts',
    async (role, spelling) => {
      const one = await attacked();
      const wrong: Readonly<Record<typeof role, readonly [JsonValue, Refusal | '200 unknown']>> = {
        event: ['room_forged', '200 unknown'],
        appid: [[], '400 malformed_body'],
        timestamp: ['1', '400 malformed_body'],
        nonce: ['1', '401 bad_signature'],
        signature: ['0'.repeat(40), '401 bad_signature'],
      };
      const [value, answer] = wrong[role];
      const body = honestCallback();
      const last = jsonText(without(body, role)).slice(0, -1);
      const twice = (first: JsonValue, then: JsonValue): string => `${last},"${role}":${jsonText(first)},"${spelling}":${jsonText(then)}}`;
      if (answer === '200 unknown') expect(await one.send(twice(body[role]!, value))).toBe(answer);
      else await one.expectRefused(twice(body[role]!, value), answer);
      const right = signedCallback('room_logout');
      const rest = jsonText(without(right, role)).slice(0, -1);
      expect(await one.send(`${rest},"${role}":${jsonText(value)},"${spelling}":${jsonText(right[role]!)}}`)).toBe('200 delivered');
      expect(one.handled.at(-1)).toMatchObject({ name: 'room_logout', appId: right['appid'], nonce: right['nonce'] });
    },
  );
});

describe('where a text belongs in the envelope,', () => {
  const kinds: readonly (readonly [string, (right: JsonValue) => JsonValue])[] = [
    ['a list of it', (right) => [right]],
    ['a list of two', (right) => [right, right]],
    ['a list in a list', (right) => [[right]]],
    ['an empty list', () => []],
    ['an object of it', (right) => ({ x: right })],
    ['an object that looks like a list', (right) => ({ 0: right, length: 1 })],
    ['an object that would be a text', (right) => ({ toString: right, valueOf: right })],
    ['a query of a database', () => ({ $ne: '' })],
    ['an empty object', () => ({})],
    ['true', () => true],
    ['false', () => false],
    ['a fraction', () => 1.5],
    ['a number beyond every double', () => 1e308],
  ];
  const parsers: readonly (readonly [string, readonly RequestHandler[]])[] = [
    ['no parser in front', []],
    ['express.json() in front', [express.json()]],
  ];

  describe.each(parsers)('with %s,', (_parser, before) => {
    test.each(kinds.flatMap(([kind, make]) => roles.map((role) => [kind, role, make] as const)))('%s as %s is refused in JSON', async (kind, role, make) => {
      const one = await attacked({ before });
      // A parser in front has rounded the digits of such a number, and an honest sender is told so.
      const rounded = kind.startsWith('a number') && before.length > 0;
      for (const spelling of SPELLINGS[role]) {
        const body = respelled(honestCallback(), role, spelling);
        await one.expectRefused({ body: jsonText({ ...body, [spelling]: make(body[spelling]!) }), headers: JSON_TYPE }, rounded ? '500 unsafe_integer' : '400 malformed_body');
      }
    });

    test.each(['signature', 'timestamp', 'nonce'] as const)('null as %s is refused in JSON as missing', async (role) => {
      const one = await attacked({ before });
      await one.expectRefused({ body: jsonText({ ...honestCallback(), [role]: null }), headers: JSON_TYPE }, '401 missing_signature');
    });

    test('null as app id is that of an unknown app, where each app has a secret of its own', async () => {
      const one = await attacked({ before, options: { secret: (appId) => (appId === '1' ? SECRET : undefined) } });
      await one.expectRefused({ body: jsonText({ ...honestCallback(), appid: null }), headers: JSON_TYPE }, '401 unknown_app');
    });

    test.each([null, 0, 5])('%j as event names none: signed, it reaches onUnknown alone; unsigned, nobody', async (event) => {
      const one = await attacked({ before });
      let known = 0;
      one.zego.onAny(() => void (known += 1));
      expect(await one.send({ body: jsonText({ ...honestCallback(), event }), headers: JSON_TYPE })).toBe('200 unknown');
      expect([known, one.handled.length]).toEqual([0, 1]);
      await one.expectRefused({ body: jsonText({ ...honestCallback({ secret: 'another' }), event }), headers: JSON_TYPE }, '401 bad_signature');
    });

    test.each([0, 1, -1, 12345, Number.MAX_SAFE_INTEGER])('the number %d as signature is refused in JSON as wrong', async (signature) => {
      const one = await attacked({ before });
      await one.expectRefused({ body: jsonText({ ...honestCallback(), signature }), headers: JSON_TYPE }, '401 bad_signature');
    });
  });

  const formParsers: readonly (readonly [string, readonly RequestHandler[]])[] = [
    ['no parser', []],
    ['express.urlencoded({ extended: true })', [express.urlencoded({ extended: true })]],
    ['express.urlencoded({ extended: false })', [express.urlencoded({ extended: false })]],
  ];
  const brackets = ['[]', '[x]', '[0]', '[1]', '[x][y]', '[][x]', '[0][]', '[toString]', '[length]', '[$ne]', '%5B%5D', '%5b0%5d', '%5Bx%5D'];

  test.each(formParsers.flatMap(([parser, before]) => roles.map((role) => [role, parser, before] as const)))('%s with brackets is refused in a form, behind %s', async (role, _parser, before) => {
    const one = await attacked({ before });
    for (const spelling of SPELLINGS[role]) {
      for (const bracket of spelling === role ? brackets : brackets.slice(0, 2)) {
        const form = formText(respelled(honestCallback(), role, spelling), 'empty').replace(new RegExp(`(^|&)${spelling}=`), `$1${spelling}${bracket}=`);
        await one.expectRefused({ body: form, headers: FORM_TYPE }, '400 malformed_body');
      }
    }
  });

  test.each(roles)('%s with and without brackets is refused in a form', async (role) => {
    const one = await attacked();
    const form = formText(honestCallback(), 'empty');
    for (const bracket of brackets) {
      await one.expectRefused(`${form}&${role}${bracket}=`, '400 malformed_body');
      await one.expectRefused(`${role}${bracket}=1&${form}`, '400 malformed_body');
    }
  });

  test.each(['signature', 'timestamp', 'nonce'] as const)('brackets around all of %s, or such that do not pair up, do not make one', async (role) => {
    const one = await attacked();
    for (const key of [`[${role}]`, `${role}[`, `${role}]`, `${role}[]x`, `${role}[[]]`, ` ${role}`, `${role}%00`, `${role}.x`]) {
      await one.expectRefused(formText(honestCallback(), 'empty').replace(new RegExp(`(^|&)${role}=`), `$1${key}=`), '401 missing_signature');
    }
  });

  test.each(['signature', 'timestamp', 'nonce'] as const)('%s with brackets in JSON is another field', async (role) => {
    const one = await attacked();
    for (const bracket of ['[]', '[0]', '[x]']) await one.expectRefused(jsonText(respelled(honestCallback(), role, role + bracket)), '401 missing_signature');
  });
});

describe.each(expressVersions)('a prototype key, in Express $version,', ({ express: used }) => {
  const KEYS = ['__proto__', 'constructor', 'prototype'];
  const before = prototypes();

  afterEach(() => {
    expect(prototypes()).toBe(before);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  /** Own keys at any depth: what a deep merge in a handler would copy. */
  const ownKeys = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => [key, ...ownKeys(item)]) : []);

  const parsers = (e: Express): readonly (readonly [string, readonly RequestHandler[]])[] => [
    ['no parser', []],
    ['express.json() and express.urlencoded({ extended: true })', [e.json(), e.urlencoded({ extended: true })]],
    ['express.urlencoded({ extended: false })', [e.urlencoded({ extended: false })]],
    ['a middleware that leaves JSON.parse of the body', [e.text({ type: () => true }), (req, _res, next) => {
      try {
        req.body = JSON.parse(req.body as string) as unknown;
      } catch {
        // A form; it stays a text.
      }
      next();
    }]],
  ];

  const polluted = '{"polluted":1,"toString":1}';
  const json = (key: string): readonly string[] => {
    const evil = `"${key}":${polluted}`;
    const escaped = `"${Array.from(key, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}":${polluted}`;
    return [evil, escaped, `"x":{${evil}}`, `"x":{"kept":[{${evil}}]}`, `"x":[[{${evil}}]]`, `"x":{${evil},"kept":{${escaped}}}`, `"${key}":{"${key}":{"${key}":${polluted}}}`, `"${key}":[${polluted}]`, `"${key}":null`, `"${key}":1`];
  };
  const form = (key: string): readonly string[] => [
    ...[`${key}=1`, `${key}[polluted]=1`, `${key}[]=1`, `x[${key}]=1`, `x[${key}][polluted]=1`, `x[0][${key}][polluted]=1`, `x[][${key}][polluted]=1`, `${key}[${key}][polluted]=1`, `${key}[prototype][polluted]=1`],
    ...[`${encodeURIComponent(`${key}[polluted]`)}=1`, `${Array.from(key, (character) => `%${character.charCodeAt(0).toString(16)}`).join('')}[polluted]=1`, `x[${key}`, key],
  ];

  async function expectClean(one: Target, attack: Attack): Promise<void> {
    const already = one.handled.length;
    const answer = await one.send(attack);
    const [event, ...more] = one.handled.slice(already);
    expect([answer, more]).toEqual(['200 delivered', []]);
    expect(ownKeys(event?.payload).filter((key) => KEYS.includes(key))).toEqual([]);
    expect(ownKeys(event?.raw).filter((key) => KEYS.includes(key))).toEqual([]);
    expect([Object.prototype, Object.getPrototypeOf(JSON.parse('{}'))]).toContain(Object.getPrototypeOf(event?.payload));
  }

  describe.each(parsers(used))('behind %s,', (_parser, front) => {
    test.each(KEYS)('%s reaches neither a prototype nor a handler, wherever it stands in JSON', async (key) => {
      const one = await attacked({ express: used, before: front });
      for (const member of json(key)) {
        await expectClean(one, { body: `${jsonText(honestCallback()).slice(0, -1)},${member}}`, headers: JSON_TYPE });
        await expectClean(one, { body: `{${member},${jsonText(honestCallback()).slice(1)}`, headers: JSON_TYPE });
        await one.expectRefused({ body: `{${member},${jsonText(honestCallback({ secret: 'another' })).slice(1)}`, headers: JSON_TYPE }, '401 bad_signature');
      }
    });

    test.each(KEYS)('%s reaches neither a prototype nor a handler, wherever it stands in a form', async (key) => {
      const one = await attacked({ express: used, before: front });
      for (const pair of form(key)) {
        await expectClean(one, { body: `${formText(honestCallback(), 'empty')}&${pair}`, headers: FORM_TYPE });
        await expectClean(one, { body: `${pair}&${formText(honestCallback(), 'empty')}`, headers: FORM_TYPE });
        await one.expectRefused({ body: `${pair}&${formText(honestCallback({ secret: 'another' }), 'empty')}`, headers: FORM_TYPE }, '401 bad_signature');
      }
    });

    test.each(KEYS)('%s reaches neither a prototype nor a handler, where a text carries JSON', async (key) => {
      const one = await attacked({ express: used, before: front });
      let number = 0;
      for (const member of json(key)) {
        const carried = `{"cid":0,${member}}`;
        for (const write of [jsonText, (body: JsonObject) => formText(body, 'empty')]) {
          const headers = write === jsonText ? JSON_TYPE : FORM_TYPE;
          number += 1;
          await expectClean(one, { body: write(signedCallback('stream_create', { stream_attr: carried, title: `stream ${number}` })), headers });
          await expectClean(one, { body: write(signedCallback('send_msg', { msg_type: 11, msg_body: encodeURIComponent(carried), msg_id: String(number) })), headers });
        }
      }
      for (const { name, payload } of one.handled) expect(payload).toMatchObject({ [name === 'send_msg' ? 'msg_body' : 'stream_attr']: { cid: 0 } });
      await one.expectHonestHandled();
    });
  });
});
