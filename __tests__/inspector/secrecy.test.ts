import fc from 'fast-check';
import express from 'express';
import type { JsonObject, JsonValue } from '../../lib/index.js';
import type { DeliveryDetail } from '../../lib/inspector/page/wire.js';
import { eventNames, schemas, sign, signedCallback } from '../kit/callbacks.js';
import { forgetful } from '../kit/express.js';
import { formText, percentText, type WritableObject } from '../kit/forms.js';
import { listen } from '../kit/server.js';
import { traced } from './traced.js';

/** Everything that leaves the server of a delivery, as it leaves it. */
async function shownOf({ ledger }: Pick<ReturnType<typeof traced>, 'ledger'>): Promise<{ readonly text: string; readonly detail: DeliveryDetail }> {
  const summaries = ledger.since(0);
  const detail = (await ledger.detail(summaries.at(-1)!.id))!;
  return { text: JSON.stringify([summaries, detail, ledger.path]), detail };
}

const everyByte = (text: string, hex: (byte: number) => string): string => Array.from(Buffer.from(text), hex).join('');
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
/** How a secret can stand in what leaves, which is JSON itself. */
const spellingsOf = (secret: string): string[] => {
  const plain = [secret, escaped(secret), escaped(escaped(secret)), encodeURIComponent(secret), encodeURIComponent(secret).replaceAll('%20', '+'), encodeURIComponent(secret).toLowerCase(), encodeURIComponent(escaped(secret)), escaped(secret).replaceAll('/', '\\/')];
  return [...new Set([...plain, ...plain.map(escaped), everyByte(secret, (byte) => `%${byte.toString(16).padStart(2, '0')}`)])];
};

/** What is shown of a harmless delivery: a secret made of these words would be found in every other one. */
const vocabulary = (async () => {
  const words: string[] = [];
  for (const name of ['room_login', 'stream_create', 'before_send_msg'] as const) {
    const one = traced({ secret: '\u2603\u2603\u2603\u2603' });
    await one.zego.receive({ body: JSON.stringify(signedCallback(name)) });
    words.push((await shownOf(one)).text);
  }
  return words.join('');
})();

const write: Readonly<Record<string, (body: WritableObject) => string | object>> = {
  json: (body) => JSON.stringify(body),
  'json, spaced': (body) => JSON.stringify(body, null, 2),
  percent: (body) => percentText(body),
  'percent with plus': (body) => percentText(body, true),
  form: (body) => formText(body, 'empty'),
  'form with JSON': (body) => formText(body, 'json'),
  parsed: (body) => body,
  broken: (body) => JSON.stringify(body).slice(0, -1),
  'broken percent': (body) => percentText(body).slice(0, -3),
};

const wellFormed = (text: string): boolean => text.isWellFormed();
const secrets = fc.oneof(fc.string({ unit: 'binary', minLength: 6, maxLength: 24 }), fc.base64String({ minLength: 8, maxLength: 40 }), fc.string({ minLength: 6, maxLength: 30 })).filter((secret) => wellFormed(secret) && secret.trim() === secret && !/^\d+$/.test(secret));

/** A place of a stranger's choice in the body. */
const placing = fc.constantFrom<(body: JsonObject, secret: string) => JsonObject>(
  (body, secret) => ({ ...body, user_nickname: secret }),
  (body, secret) => ({ ...body, room_id: `room of ${secret} and more` }),
  (body, secret) => ({ ...body, undocumented: [{ deep: secret }] }),
  (body, secret) => ({ ...body, [`x${secret}y`]: 1 }),
  (body, secret) => ({ ...body, nonce: `n${secret}` }),
  (body, secret) => ({ ...body, event: secret }),
  (body, secret) => ({ ...body, appid: `1${secret}` }),
  (body, secret) => ({ ...body, signature: secret }),
  (body, secret) => ({ ...body, timestamp: secret }),
  (body, secret) => ({ ...body, stream_attr: JSON.stringify({ cid: secret, [secret]: 1 }) }),
  (body, secret) => ({ ...body, msg_body: encodeURIComponent(JSON.stringify({ Url: secret })) }),
  (body, secret) => ({ ...body, user_role: { [secret]: secret } }),
  (body, secret) => ({ ...body, reason: [secret] }),
);

describe.each(Object.keys(write))('no secret is shown of a body in the form of %s', (form) => {
  test('wherever it stands, however it is signed, and whatever handlers throw', async () => {
    const words = await vocabulary;
    await fc.assert(
      fc.asyncProperty(secrets, fc.constantFrom(...eventNames), fc.array(placing, { maxLength: 3 }), fc.constantFrom('right', 'wrong', 'old'), fc.boolean(), async (secret, name, places, signing, fromFunction) => {
        fc.pre(!words.includes(secret) && !words.includes(escaped(secret)));
        const old = `${secret}-before`;
        const given = fromFunction ? async () => [secret, old] : [secret, old];
        const one = traced({ secret: given, store: forgetful, signatureBinding: 'off', invalidPayload: 'unknown' });
        // A function is asked for callbacks that have a whole signature; what it never told, nobody can hide.
        await one.zego.receive({ body: JSON.stringify(signedCallback('room_create', {}, { secret })) });
        one.zego.onAny((event) => { throw new Error(`${secret} failed for ${JSON.stringify(event.raw)}`, { cause: encodeURIComponent(secret) }); });
        const documented = signedCallback(name, {}, { secret: signing === 'wrong' ? 'another' : secret, ...(signing === 'old' && { at: Date.now() - 1e6 }) });
        const changed = places.reduce<JsonObject>((body, place) => place(body, secret), documented);
        const body = signing === 'right' ? sign(changed, name, { secret }) : changed;
        await one.zego.receive({ body: write[form]!(body), contentType: `text/${secret}` });
        const { text } = await shownOf(one);
        for (const spelling of spellingsOf(secret)) expect(text).not.toContain(spelling);
      }),
      { numRuns: 60 },
    );
  });
});

test('no secret is shown of a path', async () => {
  const secret = 'the-secret-of-a-path';
  const one = traced({ secret });
  const server = await listen(express().use(`/hooks/:token`, one.zego));
  await server.post(`/hooks/${secret}`, JSON.stringify(signedCallback('room_login', {}, { secret })));
  await server.close();
  expect((await shownOf(one)).text).not.toContain(secret);
});

test.each([['quotes', (secret: string) => `"${secret}"`], ['white space', (secret: string) => ` ${secret}\n`]])('no secret is shown that is there in %s, which do not belong to it', async (_what, wrap) => {
  const secret = 'the-secret-of-an-environment-file';
  const one = traced({ secret: wrap(secret) });
  await one.zego.receive({ body: JSON.stringify(signedCallback('room_login', { user_nickname: secret }, { secret })) });
  expect((await shownOf(one)).text).not.toContain(secret);
});

describe('a redacted field', () => {
  const NAME = 'user_account';
  /** No word of the page, and no part of another value. */
  const values = fc.string({ unit: fc.constantFrom('q', 'x', 'z', 'Q', 'X', 'Z', '\u2603', '\u{1f600}', '"', "'", '\\', '/', '%', '+', ' ', '&', '=', '[', ']', '{', '}'), minLength: 5, maxLength: 20 }).filter((value) => /[qxz]{2}/i.test(value) && value.trim() === value);
  const places = fc.constantFrom<(body: JsonObject, value: string) => JsonObject>(
    (body, value) => ({ ...body, [NAME]: value }),
    (body, value) => ({ ...body, undocumented: [{ deep: [{ [NAME]: value }] }] }),
    (body, value) => ({ ...body, [NAME]: { first: [value], last: { name: value } } }),
    (body, value) => ({ ...body, [NAME]: [value, value] }),
    (body, value) => ({ ...body, stream_attr: JSON.stringify({ [NAME]: value, other: 1 }) }),
    (body, value) => ({ ...body, user_nickname: JSON.stringify([{ [NAME]: value }]) }),
    (body, value) => ({ ...body, user_nickname: encodeURIComponent(JSON.stringify({ [NAME]: value })) }),
    (body, value) => ({ ...body, [NAME]: value, user_nickname: value, operator_account: value }),
  );

  test.each(Object.keys(write))('is shown nowhere, whatever holds it, in the form of %s', async (form) => {
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(...eventNames), fc.array(places, { minLength: 1, maxLength: 3 }), fc.constantFrom('right', 'wrong'), async (value, name, holding, signing) => {
        const one = traced({ store: forgetful, signatureBinding: 'off', invalidPayload: 'unknown' }, { redact: [NAME] });
        one.zego.onAny((event) => { throw new Error(`nobody is called ${value} in ${JSON.stringify(event.payload)}`); });
        const body = holding.reduce<JsonObject>((all, hold) => hold(all, value), signedCallback(name));
        await one.zego.receive({ body: write[form]!({ ...body, ...(signing === 'wrong' && { signature: 'x' }) }) });
        const { text } = await shownOf(one);
        for (const spelling of spellingsOf(value)) expect(text).not.toContain(spelling);
      }),
      { numRuns: 60 },
    );
  });

  test('may be in a text that looks like JSON and is none, so that is hidden as a whole', async () => {
    const one = traced({}, { redact: [NAME] });
    one.zego.onAny(({ payload }) => { throw new Error(JSON.stringify(payload)); });
    await one.zego.receive({ body: JSON.stringify(signedCallback('room_login', { user_nickname: `{"${NAME}":"qxqxqx",` })) });
    const { text, detail } = await shownOf(one);
    expect(text).not.toContain('qxqxqx');
    expect(detail.payload).toMatchObject({ user_nickname: '[redacted]' });
  });

  test('leaves everything else as it is', async () => {
    const { detail } = traced({}, { redact: [NAME, 'session_id'] });
    const body = signedCallback('room_login', { user_account: 'ann', user_nickname: 'Ann' });
    const { raw, payload, body: shown, summary, changes } = await detail(JSON.stringify(body));
    expect(raw).toEqual({ ...body, user_account: '[redacted]', session_id: '[redacted]' });
    expect(JSON.parse(shown.text)).toEqual(raw);
    expect(shown.note).toContain('redacted');
    expect(payload).toMatchObject({ user_account: '[redacted]', session_id: '[redacted]', user_nickname: 'Ann' });
    expect(summary.user).toBe('[redacted]');
    expect(changes.length).toBeGreaterThan(0);
  });

  test('that a delivery does not have leaves its body as it came', async () => {
    const { detail } = traced({}, { redact: ['msg_body'] });
    const text = ` ${JSON.stringify(signedCallback('room_login'), null, 1)}`;
    expect((await detail(text)).body).toMatchObject({ text, note: '' });
  });

  test.each(['user_role', 'login_time', 'room_seq'])('that is a number is hidden in the changes too: %s', async (name) => {
    const { detail } = traced({}, { redact: [name] });
    const body = signedCallback('room_login', { user_role: '2', login_time: '1700000000123', room_seq: '#' });
    const { changes } = await detail(JSON.stringify(body).replace('"#"', '6085791336856668983'));
    const change = changes.find(({ path }) => path === name)!;
    expect(change).toMatchObject({ before: '[redacted]', after: '[redacted]' });
  });

  test('keeps the form of a body that is written anew', async () => {
    const example = schemas.group_join.examples[0] as Readonly<Record<string, JsonValue>>;
    for (const form of ['json', 'percent', 'form']) {
      const { detail } = traced({}, { redact: ['operator_account'] });
      const body = sign(example, 'group_join');
      const { body: shown, raw, summary } = await detail(write[form]!(body));
      const again = await traced({ store: forgetful }).detail(shown.text);
      expect(again.summary.form).toBe(summary.form);
      expect(again.raw).toEqual(raw);
    }
  });
});
