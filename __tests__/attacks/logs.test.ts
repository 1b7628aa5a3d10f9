import { inspect } from 'node:util';
import express from 'express';
import { type JsonObject, signCallback, zegoCallbacks, type ZegoCallbackError, type ZegoCallbacks } from '../../lib/index.js';
import { schemas, SECRET, sign, signedCallback } from '../kit/callbacks.js';
import { jsonText } from '../kit/forms.js';
import { listen } from '../kit/server.js';
import { connection, head, honestCallback, realProcess, targets, writers } from './kit.js';

/** Machines may be busy with something else. */
jest.setTimeout(60_000);

const attacked = targets();

describe('a log', () => {
  /** Breaks the line and forges one, paints the terminal, and ends what is written in C. */
  const HOSTILE = '\r\nINFO forged line\u001b[2J\u001b]0;title\u0007\u0008\u0000\u007f\u0085\u009b31m\u2028\u2029';
  const BREAKS_OUT = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
  const LONGEST = 16_384;
  const long = (text: string): string => text + text.repeat(20_000 / text.length) + 'x'.repeat(100_000);

  function expectHarmless(what: string, text: string | undefined, expectedSignature = SECRET): void {
    if (text === undefined) return;
    const tells = [SECRET, expectedSignature].some((secret) => text.toLowerCase().includes(secret.toLowerCase()));
    expect([what, BREAKS_OUT.exec(text)?.[0], text.length <= LONGEST, tells]).toEqual([what, undefined, true, false]);
  }

  const expectedFor = ({ timestamp, nonce }: JsonObject): string => signCallback({ timestamp: timestamp as string, nonce: nonce as string }, SECRET);

  const hostileFields = (text: string): readonly (readonly [string, JsonObject])[] => {
    const right = honestCallback();
    return [
      ['a timestamp', { ...right, timestamp: text }],
      ['a nonce', { ...right, nonce: text }],
      ['a signature', { ...right, signature: text }],
      ['an app id', { ...right, appid: text, signature: '' }],
      ['an event', { ...right, event: text, signature: '0' }],
      ['a signed event', sign({ ...right, event: text }, 'room_logout')],
      ['a signed nonce', sign({ ...right }, 'room_logout', { nonce: text })],
      ['a value of a wrong type', { ...right, reason: text, logout_time: [text], user_role: { [text]: text } }],
      ['a key', { ...right, [text]: text, reason: 'x' }],
      ['a key of an object', { ...right, room_id: { [text]: 1 } }],
      ['a key of a list', sign({ ...schemas.send_msg.examples[0], msg_body: jsonText({ [text]: [text] }), msg_type: text, payload: { [text]: text } }, 'send_msg')],
      ['keys of objects in a list', sign({ ...schemas.snapshot.examples[0], ...Object.fromEntries(Object.keys(schemas.snapshot.examples[0]).map((key) => [key, { [text]: { [text]: [] } }])), event: 'snapshot' }, 'snapshot')],
      ['a key beside the envelope', { [`signature${text}`]: text, event: 'room_logout' }],
    ];
  };

  const hostileBodies = (text: string): readonly (readonly [string, string])[] => [
    ['nothing but it', text],
    ['JSON that it breaks', `{"a":${text}}`],
    ['JSON that it ends', `{"a":1}${text}`],
    ['a text of JSON', JSON.stringify(text)],
    ['percent-encoded JSON that it breaks', `%7B%22a%22%3A${encodeURIComponent(text)}`],
    ['percent-encoded JSON with an invalid escape', `%7B${text}%zz`],
    ['JSON with encoded quotes', `{%22a%22:${text}`],
    ['a field of a form, as value and as list', `${encodeURIComponent(text)}=1&${encodeURIComponent(text)}[]=1`],
    ['an index of a form, as value and as list', `a[${encodeURIComponent(text)}]=1&a[${encodeURIComponent(text)}][b]=1`],
    ['a form with too many brackets', `${encodeURIComponent(text)}${'[a]'.repeat(100)}=1`],
  ];

  const texts = [HOSTILE, long(HOSTILE), `"}${HOSTILE}{"`, '\\u000a\\n%0d%0a&#10;', HOSTILE.repeat(5)];
  const attacks = texts.flatMap((text) => [
    ...hostileFields(text).flatMap(([what, body]) => writers.map(({ form, write }) => ({ what: `${what} in ${form}`, body: write(body), expected: 'nonce' in body ? expectedFor(body) : SECRET }))),
    ...hostileBodies(text).map(([what, body]) => ({ what, body, expected: SECRET })),
  ]);
  const everywhere = (error: ZegoCallbackError): readonly (readonly [string, string | undefined])[] => [
    ['message', error.message],
    ['hint', error.hint],
    ...error.errors.map((one) => ['reason', typeof one === 'string' ? one : undefined] as const),
  ];

  test('gets no line, control character, secret or endless text by way of an error, and the sender gets none back', async () => {
    const one = await attacked();
    const refusals = new Map<string, number>();
    for (const { what, body, expected } of attacks) {
      const told = one.errors.length;
      const { status, text } = await one.reply(body);
      expectHarmless(`the answer to ${what}`, text, expected);
      for (const error of one.errors.slice(told)) {
        for (const [part, written] of everywhere(error)) expectHarmless(`the ${part} of ${error.code} for ${what}`, written, expected);
        refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1);
      }
      expect([what, status === 200 || one.errors.length === told + 1]).toEqual([what, true]);
    }
    expect([...refusals.keys()]).toEqual(expect.arrayContaining(['bad_signature', 'invalid_payload', 'malformed_body', 'missing_signature', 'body_too_large']));
    await one.expectHonestHandled();
  });

  /** As console.error writes it, but for the line breaks, which are its own. */
  const printed = (error: unknown): string => inspect(error).replaceAll('\n', '');

  test('gets none either when a refusal is printed whole, with its causes', async () => {
    const one = await attacked();
    const found: string[] = [];
    for (const { what, body } of attacks) {
      const told = one.errors.length;
      await one.send(body);
      for (const error of one.errors.slice(told)) if (BREAKS_OUT.test(printed(error))) found.push(`${error.code} for ${what}`);
    }
    expect([...new Set(found)]).toEqual([]);
    await one.expectHonestHandled();
  });

  test('gets none from a Content-Type or a Content-Encoding', async () => {
    const one = await attacked();
    // All that Node lets through in a header: a tab, and bytes that are control characters in Latin-1.
    const text = '\tINFO\u0080\u0085\u009b31m';
    for (const name of ['Content-Type', 'Content-Encoding']) {
      for (const value of [`application/json; charset=${text}`, text, `${text}/${text}`, text.repeat(500)]) {
        const told = one.errors.length;
        const attack = await connection(one.port);
        await attack.write(Buffer.from(`${head('Connection: close', `${name}: ${value}`, 'Content-Length: 3')}no!`, 'latin1'));
        const [heading = '', body = ''] = (await attack.answer).split('\r\n\r\n');
        expect([name, heading.split(' ')[1]]).toEqual([name, name === 'Content-Type' ? '400' : '415']);
        expectHarmless(`the answer to ${name}`, body);
        const [error] = one.errors.slice(told);
        for (const [part, written] of everywhere(error!)) expectHarmless(`the ${part} for ${name}`, written);
        expectHarmless(`the error for ${name}, printed,`, printed(error));
      }
    }
    await one.expectHonestHandled();
  });

  describe('by way of a handler', () => {
    const failures: readonly (readonly [string, unknown])[] = [
      ['an error', new Error(HOSTILE)],
      ['a long error', new Error(long(HOSTILE))],
      ['an error with a cause', new Error(HOSTILE, { cause: new Error(HOSTILE) })],
      ['an error with a name', Object.assign(new Error(HOSTILE), { name: HOSTILE })],
      ['a text', HOSTILE],
      ['an object', { toString: () => HOSTILE }],
      ['several', new AggregateError([new Error(HOSTILE)], HOSTILE)],
    ];

    test.each(failures)('that fails with %s, gets nothing that breaks out', async (_what, failure) => {
      const one = await attacked();
      for (let handlers = 0; handlers < 3; handlers += 1) one.zego.onRoomLogin(() => { throw failure; });
      const { status, text } = await one.reply(jsonText(signedCallback('room_login', { user_nickname: HOSTILE })));
      expect([status, one.errors.map(({ code }) => code)]).toEqual([500, ['handler_failed']]);
      expectHarmless('the answer', text);
      expectHarmless('the message', one.errors[0]?.message);
      expectHarmless('the hint', one.errors[0]?.hint);
      await one.expectHonestHandled();
    });
  });

  describe('by way of process warnings', () => {
    const warnings: (Error & { readonly detail?: string })[] = [];
    const remember = (warning: Error): void => void warnings.push(warning);
    beforeEach(() => {
      warnings.length = 0;
      realProcess.on('warning', remember);
    });
    afterEach(() => void realProcess.off('warning', remember));

    /** The lines of a stack trace are Node's own. */
    const withoutStack = (text: string): string => text.replace(/\n {4}at [^\n]*/g, '');

    async function warned(prepare: (zego: ZegoCallbacks) => unknown, bodies: readonly JsonObject[]): Promise<void> {
      const zego = zegoCallbacks({ secret: SECRET });
      prepare(zego);
      const server = await listen(express().use('/zego', zego));
      for (const body of bodies) await server.post('/zego', jsonText(body));
      await server.close();
      await new Promise((resolve) => setImmediate(resolve));
    }

    const fail = ({ payload }: { payload: object }): never => {
      throw new Error(`no such user: ${jsonText(payload as JsonObject)} ${HOSTILE}`);
    };
    const sources: readonly (readonly [string, (zego: ZegoCallbacks) => unknown, readonly JsonObject[], readonly string[]])[] = [
      ['refusals', () => undefined, hostileFields(HOSTILE).map(([, body]) => body), ['ZEGO_UNOBSERVED_ERROR', 'ZEGO_UNKNOWN_CALLBACK']],
      ['an event that nobody knows', () => undefined, [sign({ event: HOSTILE }, 'room_logout')], ['ZEGO_UNKNOWN_CALLBACK']],
      ['a handler that fails', (zego) => zego.onRoomLogin(fail), [signedCallback('room_login', { user_nickname: HOSTILE })], ['ZEGO_UNOBSERVED_ERROR']],
      ['an observer that fails', (zego) => zego.onDelivery(({ event }) => fail(event!)), [signedCallback('room_login', { user_nickname: HOSTILE })], ['ZEGO_OBSERVER_FAILED']],
    ];

    test.each(sources)('of %s, gets nothing that breaks out', async (_what, prepare, bodies, codes) => {
      await warned(prepare, bodies);
      expect([...new Set(warnings.map((warning) => (warning as { code?: string }).code))].sort()).toEqual([...codes].sort());
      for (const { message, detail } of warnings) {
        expectHarmless('the warning', withoutStack(message));
        if (detail !== undefined) expectHarmless('its detail', withoutStack(detail));
      }
    });
  });
});
