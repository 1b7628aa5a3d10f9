import express from 'express';
import { type JsonObject, zegoCallbacks, ZegoCallbackError, type ZegoCallbacksOptions, type ZegoErrorCode, type ZegoEventName } from '../lib/index.js';
import type { AnswerKind } from '../lib/catalogue/definition.js';
import { errorStatuses } from '../lib/errors.js';
import { failure, success, write } from '../lib/respond.js';
import { eventNames, schemas, SECRET, signedCallback } from './kit/callbacks.js';
import { listen } from './kit/server.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const OUTCOMES = ['delivered', 'duplicate', 'unknown'] as const;

describe('a success', () => {
  const bodies: readonly (readonly [AnswerKind, string, (outcome: string) => string])[] = [
    ['outcome', JSON_TYPE, (outcome) => `{"outcome":"${outcome}"}`],
    ['one', 'text/plain; charset=utf-8', () => '1'],
    ['code200', JSON_TYPE, () => '{"Code":200,"Message":"succeed"}'],
    ['decision', JSON_TYPE, () => '{"result":0}'],
  ];
  const table = bodies.flatMap(([kind, type, body]) => OUTCOMES.map((outcome) => ({ kind, type, outcome, body: body(outcome) })));

  test.each(table)('that is $outcome, where the product asks for "$kind", is answered $body', ({ kind, type, outcome, body }) => {
    expect(success(kind, outcome, undefined)).toEqual({ status: 200, outcome, body, headers: { 'Content-Type': type, 'Content-Length': String(body.length) } });
  });

  test('is made once: the same frozen object each time', () => {
    const answer = success('outcome', 'delivered', undefined);
    expect(success('outcome', 'delivered', undefined)).toBe(answer);
    expect([Object.isFrozen(answer), Object.isFrozen(answer.headers)]).toEqual([true, true]);
  });

  test('with a response of its own has its length in bytes', () => {
    const response = '{"result":3,"reason":"不可以 🎁"}';
    expect(success('decision', 'duplicate', response)).toEqual({
      status: 200,
      outcome: 'duplicate',
      body: response,
      headers: { 'Content-Type': JSON_TYPE, 'Content-Length': String(Buffer.byteLength(response)) },
    });
  });
});

test.each(Object.entries(errorStatuses))('a failure %s is answered with its code and message, and with nothing that is meant for the operator', (name, status) => {
  const error = new ZegoCallbackError(name as ZegoErrorCode, { message: 'für den Sender', hint: 'for the operator', cause: new Error('inside'), errors: [new Error('inside')] });
  const body = JSON.stringify({ error: { code: name, message: 'für den Sender' } });
  expect(failure(error)).toEqual({
    status,
    outcome: status < 500 ? 'refused' : 'failed',
    body,
    headers: { 'Content-Type': JSON_TYPE, 'Content-Length': String(Buffer.byteLength(body)), ...error.headers },
  });
});

describe('over HTTP', () => {
  async function answersTo(name: ZegoEventName, overrides: JsonObject = {}, options: Omit<ZegoCallbacksOptions, 'secret'> = {}) {
    const server = await listen(express().use(zegoCallbacks({ secret: SECRET, ...options })));
    const body = JSON.stringify(signedCallback(name, overrides));
    const replies = [await server.post('/', body), await server.post('/', body)];
    await server.close();
    return replies.map(({ status, headers, text }) => ({ status, type: headers['content-type'], length: Number(headers['content-length']), text }));
  }

  const byAnswer = (kind: AnswerKind | undefined): ZegoEventName[] => eventNames.filter((name) => schemas[name]['x-zego'].answer === kind);

  test('only the documented products ask for an answer of their own', () => {
    expect([byAnswer('one'), byAnswer('decision')]).toEqual([['record'], ['before_send_msg']]);
    expect(byAnswer('code200')).toEqual(eventNames.filter((name) => name.startsWith('mini_game_')));
  });

  test('record gets the text 1, the first time and again', async () => {
    const one = { status: 200, type: 'text/plain; charset=utf-8', length: 1, text: '1' };
    expect(await answersTo('record')).toEqual([one, one]);
  });

  test.each(byAnswer('code200'))('%s gets a Code of 200, the first time and again', async (name) => {
    const text = '{"Code":200,"Message":"succeed"}';
    const one = { status: 200, type: JSON_TYPE, length: text.length, text };
    expect(await answersTo(name)).toEqual([one, one]);
  });

  test('any other event gets its outcome', async () => {
    const answers = await answersTo('room_logout');
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [200, '{"outcome":"delivered"}'],
      [200, '{"outcome":"duplicate"}'],
    ]);
  });

  test('a callback that no schema describes gets its outcome', async () => {
    const answers = await answersTo('room_logout', { event: 'brand_new' });
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [200, '{"outcome":"unknown"}'],
      [200, '{"outcome":"duplicate"}'],
    ]);
  });

  test.each<readonly [ZegoEventName, JsonObject, string]>([
    ['record', { task_id: {}, replay_url: [] }, '1'],
    ['before_send_msg', { from_user_id: {} }, '{"result":0}'],
    ['mini_game_started', { PlayerIdList: 'none', MiniGameId: {} }, '{"Code":200,"Message":"succeed"}'],
    ['room_logout', { room_id: {} }, '{"outcome":"unknown"}'],
  ])('%s that fails its schema and is let through gets the answer that its product asks for', async (name, invalid, text) => {
    const answers = await answersTo(name, invalid, { invalidPayload: 'unknown' });
    expect(answers[0]).toMatchObject({ status: 200, text });
    expect((await zegoCallbacks({ secret: SECRET }).receive({ body: signedCallback(name, invalid) })).status).toBe(422);
  });

  test('what a handler has answered by itself stands', async () => {
    const zego = zegoCallbacks({ secret: SECRET }).onRoomLogout((_event, { req }) => {
      req?.res?.status(202).json({ by: 'the handler' });
    });
    const server = await listen(express().use(zego));
    const { status, text } = await server.post('/', JSON.stringify(signedCallback('room_logout')));
    await server.close();
    expect([status, text]).toEqual([202, '{"by":"the handler"}']);
  });
});

test.each([
  ['somebody has answered', { headersSent: true, destroyed: false }],
  ['the sender has gone', { headersSent: false, destroyed: true }],
])('nothing is written where %s', (_why, state) => {
  const calls: unknown[] = [];
  const res = { ...state, writeHead: (...args: unknown[]) => calls.push(args), end: (...args: unknown[]) => calls.push(args) };
  write(res, success('outcome', 'delivered', undefined));
  expect(calls).toEqual([]);
});
