import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { enqueueTo, processWith, type StoredEvent } from '../../lib/bullmq/index.js';
import { zegoCallbacks } from '../../lib/index.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { TicketQueue } from './ticket.js';

const UNRECOVERABLE = 'UnrecoverableError';

/** What a job holds that a callback has become. */
async function stored(): Promise<StoredEvent> {
  const queue = new TicketQueue();
  await zegoCallbacks({ secret: SECRET }).onAny(enqueueTo(queue)).receive({ body: signedCallback('room_logout') });
  return queue.tickets[0]!.data as StoredEvent;
}

let job: { readonly data: StoredEvent };
beforeAll(async () => {
  job = { data: await stored() };
});

/** What the job fails with, given what its handlers throw. */
async function failure(...thrown: readonly unknown[]): Promise<unknown> {
  const zego = zegoCallbacks({ secret: SECRET });
  for (const error of thrown) zego.onRoomLogout(async () => { throw error; });
  return reason(processWith(zego)(job));
}

const reason = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => { throw new Error('It was expected to fail.'); }, (error: unknown) => error);
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

describe('a job whose handler fails', () => {
  test.each([new Error('down'), new TypeError('wrong'), named(UNRECOVERABLE, 'never'), named('DelayedError', 'later')])('fails with the very error: %p', async (error) => {
    expect(await failure(error)).toBe(error);
  });

  test('fails with the very error, also when it is of another realm', async () => {
    const error: unknown = runInNewContext('new Error("elsewhere")');
    expect(error).not.toBeInstanceOf(Error);
    expect(await failure(error)).toBe(error);
  });

  test.each([
    ['a text', '"a text"'],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, 'number'],
    [{ secret: 'of somebody' }, 'object'],
    [Symbol('s'), 'symbol'],
  ])('fails with an error, also when %p was thrown', async (thrown, told) => {
    expect(await failure(thrown)).toEqual(new Error(`A handler of "room_logout" threw ${told}, which is no Error.`));
  });

  test('tells of all that have failed, and is tried again if that may help one of them', async () => {
    const never = named(UNRECOVERABLE, 'never');
    const mixed = await failure(new Error('one'), never);
    expect(mixed).toMatchObject({ name: 'Error', message: '2 handlers of "room_logout" failed: one; never' });
    expect(await failure(never, never)).toMatchObject({ name: UNRECOVERABLE, message: '2 handlers of "room_logout" failed: never; never' });
  });

  test('has run the other handlers', async () => {
    const ran: string[] = [];
    const zego = zegoCallbacks({ secret: SECRET });
    zego.onRoomLogout(() => { throw new Error('one'); }).onAny(({ name }) => void ran.push(name));
    await expect(processWith(zego)(job)).rejects.toThrow('one');
    expect(ran).toEqual(['room_logout']);
  });
});

describe('a job of another release', () => {
  test('with an event that this one does not know is tried again, and says what to do', async () => {
    const unheardOf = { ...job.data, event: { ...job.data.event, name: 'room_logot' } };
    expect(await reason(processWith(zegoCallbacks({ secret: SECRET }))({ data: unheardOf }))).toMatchObject({
      name: 'Error',
      message: 'There is no event named "room_logot". Did you mean "room_logout"? The worker must know all events that are enqueued: bring it to the release of the process that enqueues, and give it the same option "events".',
    });
  });

  test('in another form is tried again, and says what to do', async () => {
    expect(await reason(processWith(zegoCallbacks({ secret: SECRET }))({ data: { ...job.data, version: 2 } }))).toMatchObject({
      name: 'Error',
      message: 'This job holds an event in a form of version 2; expected version 1. Bring the worker to the release of the process that has enqueued it.',
    });
  });
});

describe('data that no event is in', () => {
  const SECRETS = /hunter2/;

  /** Whatever it holds: it fails for good, in a sentence that quotes none of it, and nobody is called. */
  async function expectRefusal(data: unknown): Promise<string> {
    const zego = zegoCallbacks({ secret: SECRET }).onAny(() => { throw new Error('A handler was called.'); });
    zego.onUnknown(() => { throw new Error('A handler was called.'); });
    const error = await reason(processWith(zego)({ data }));
    expect(error).toMatchObject({ name: UNRECOVERABLE });
    const { message } = error as Error;
    expect(message).toMatch(/^This job holds no .*\?$/);
    expect(message).not.toMatch(SECRETS);
    return message;
  }

  test('is refused for good: any JSON', () => fc.assert(fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.record({ version: fc.jsonValue() }), fc.record({ event: fc.jsonValue() })), async (data) => {
    expect(await expectRefusal(data)).toMatch(/^This job holds no event that enqueueTo\(\) has stored; expected/);
  })));

  const TEXTS = ['id', 'name', 'product', 'appId', 'nonce'] as const;
  const OTHERS = { text: 'hunter2', number: 7, boolean: true, list: ['hunter2'], null: null, object: { hunter2: 'hunter2' } };
  const wrong = [
    ...TEXTS.flatMap((field) => [OTHERS.number, OTHERS.boolean, OTHERS.list, OTHERS.null, OTHERS.object, undefined].map((value) => ({ field, value, expected: 'a string' }))),
    ...(['timestamp', 'receivedAt'] as const).flatMap((field) => [
      ...[OTHERS.number, OTHERS.null, OTHERS.list, undefined].map((value) => ({ field, value, expected: 'a string' })),
      { field, value: OTHERS.text, expected: 'a date in ISO 8601' },
    ]),
    ...(['payload', 'raw'] as const).flatMap((field) => [OTHERS.text, OTHERS.number, OTHERS.list, OTHERS.null, undefined].map((value) => ({ field, value, expected: 'an object' }))),
    ...[OTHERS.text, OTHERS.number, OTHERS.null, OTHERS.object].map((value) => ({ field: 'reasons', value, expected: 'a list' })),
  ];

  test.each(wrong)('is refused for good: $field is $value', async ({ field, value, expected }) => {
    const message = await expectRefusal({ ...job.data, event: { ...job.data.event, [field]: value } });
    expect(message).toContain(`"event.${field}" must be ${expected}; it is `);
  });
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['zego', 'string'],
  [{}, 'object'],
  [() => undefined, 'function'],
])('%p is no middleware', (zego, type) => {
  expect((): unknown => Reflect.apply(processWith, undefined, [zego])).toThrow(new TypeError(`processWith() expects what zegoCallbacks() returns; it is ${type}.`));
});
