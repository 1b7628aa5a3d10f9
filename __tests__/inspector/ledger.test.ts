import express, { type RequestHandler } from 'express';
import fc from 'fast-check';
import type { JsonObject } from '../../lib/index.js';
import { outcomes, type News } from '../../lib/inspector/page/wire.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from '../kit/callbacks.js';
import { expressVersions, forgetful, MOUNT } from '../kit/express.js';
import { formText, wireForms, type WritableObject } from '../kit/forms.js';
import { listen } from '../kit/server.js';
import { last, traced } from './traced.js';

const json = (body: object): string => JSON.stringify(body);
const MB = 1024 * 1024;

describe('a line of the list', () => {
  test('tells what there is to tell of a delivery', async () => {
    const { zego, ledger } = traced();
    zego.onRoomLogin(() => undefined);
    const body = json(signedCallback('room_login', { room_id: 'r1', user_account: 'ann', undocumented: 1 }, { at: Date.now() - 5_000 }));
    const before = Date.now();
    await zego.receive({ body });
    const [line] = ledger.since(0);
    expect(line).toEqual({
      id: 1,
      at: expect.any(Number) as number,
      event: 'room_login',
      product: 'rtc',
      room: 'r1',
      user: 'ann',
      outcome: 'delivered',
      status: 200,
      code: '',
      form: 'json',
      bytes: Buffer.byteLength(body),
      durationMs: expect.any(Number) as number,
      skewMs: expect.any(Number) as number,
      attempt: 1,
      remarks: 1,
    });
    expect(line!.at).toBeGreaterThanOrEqual(before);
    expect(line!.skewMs).toBeGreaterThanOrEqual(5_000);
    expect(line!.skewMs).toBeLessThan(60_000);
  });

  // Where ZEGO's examples have a room or a user, by whatever name, the column has it.
  test.each(eventNames)('has the room and the user of %s', async (name) => {
    const { zego, ledger } = traced();
    const body = signedCallback(name);
    await zego.receive({ body: json(body) });
    const [line] = ledger.since(0);
    const wanted = (names: RegExp): string[] => valuesOf(body, names).map(String).filter((text) => text !== '');
    const shown = (column: string): string => column.replace(/ \+\d+$/, '');
    const [rooms, users] = [wanted(/^room_?id$/i), wanted(/^(?:user_?account|user_?id|from_user_?id|operator_account|owner_account|agentuserid|(?:\w+_)?user_ids)$/i)];
    expect(rooms.length === 0 ? [''] : rooms).toContain(shown(line!.room));
    expect(users.length === 0 ? [''] : users).toContain(shown(line!.user));
  });

  test.each([
    ['refused before anything is checked', (body: JsonObject) => ({ ...body, signature: 'x' })],
    ['of no known kind', (body: JsonObject) => sign({ ...body, event: 'hello' }, 'room_login')],
  ])('has them for a callback that is %s as well', async (_how, change) => {
    const { zego, ledger } = traced();
    await zego.receive({ body: json(change(signedCallback('room_login', { room_id: 'r7', user_account: 'bob' }))) });
    expect(ledger.since(0)[0]).toMatchObject({ room: 'r7', user: 'bob' });
  });

  test('has the first of several users, and how many more there are', async () => {
    const { zego, ledger } = traced();
    await zego.receive({ body: json({ ...signedCallback('room_enter'), operator_account: '', new_user_ids: ['ann', 'bob', 'eve'] }) });
    expect(ledger.since(0)[0]!.user).toBe('ann +2');
  });

  test('is short, whatever somebody sends', async () => {
    const { zego, ledger } = traced();
    await zego.receive({ body: json(sign({ event: 'e'.repeat(900_000), room_id: 'r'.repeat(50_000), appid: 'a'.repeat(9_000) }, 'room_login')) });
    expect(ledger.since(0)).toMatchObject([{ event: `${'e'.repeat(128)}…`, room: `${'r'.repeat(128)}…` }]);
  });

  test.each(wireForms)('says in what form it came: $name', async ({ kind, headers, write }) => {
    const { zego, ledger } = traced();
    const server = await listen(express().use(MOUNT, zego));
    await server.post(MOUNT, write(signedCallback('room_login')), headers);
    await server.close();
    expect(ledger.since(0)).toMatchObject([{ form: kind, outcome: 'delivered' }]);
    expect(ledger.form(1)).toBe(kind);
  });
});

function valuesOf(value: unknown, names: RegExp, isIt = false): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesOf(item, names, isIt));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, item]) => valuesOf(item, names, names.test(key)));
  return isIt ? [value] : [];
}

describe.each(expressVersions)('over HTTP, in Express $version', ({ express: used }) => {
  const mounts: Readonly<Record<string, (zego: RequestHandler) => { readonly app: ReturnType<typeof express>; readonly path: string }>> = {
    'app.use': (zego) => ({ app: used().use('/a/b', zego), path: '/a/b' }),
    'app.post': (zego) => ({ app: used().post('/a/:part', zego), path: '/a/b' }),
    'a router': (zego) => ({ app: used().use('/a', used.Router().use('/b', zego)), path: '/a/b' }),
    'behind a parser': (zego) => ({ app: used().use(used.json()).use('/a', zego), path: '/a/' }),
    'the root': (zego) => ({ app: used().use(zego), path: '/' }),
  };

  test.each(Object.keys(mounts))('the path is known: %s', async (how) => {
    const { zego, ledger } = traced();
    const { app, path } = mounts[how]!(zego);
    const server = await listen(app);
    expect(ledger.path).toBe('');
    await server.post(`${path}?token=x`, json(signedCallback('room_login')), { 'content-type': 'application/json' });
    await zego.receive({ body: 'x' });
    expect(ledger.path).toBe(path);
    expect((await ledger.detail(1))!.curl).toContain(`'http://localhost:${server.port}${path}'`);
    await server.close();
  });
});

describe('what is needed to send it again', () => {
  test('is there for bytes, as they came', async () => {
    const { zego, ledger } = traced();
    const bytes = Buffer.from(formText(signedCallback('room_login') as WritableObject, 'empty'));
    await zego.receive({ body: new Uint8Array(bytes), contentType: 'text/odd' });
    expect(ledger.wire(1)).toEqual({ bytes, contentType: 'text/odd' });
    expect(ledger.fields(1)).toMatchObject({ event: 'room_login' });
    expect(ledger.appIdOf(1)).toBe(schemas.room_login.examples[0]['appid']);
    expect((await last(ledger)).notResendable).toBeUndefined();
  });

  test('is there for fields, not for their bytes, where a parser took them apart', async () => {
    const { zego, ledger } = traced();
    const body = signedCallback('room_login');
    await zego.receive({ body });
    expect(ledger.wire(1)).toBeUndefined();
    expect(ledger.fields(1)).toEqual(body);
    expect(ledger.form(1)).toBe('parsed');
  });

  test('is there for the bytes, not for fields, where they could not be decoded', async () => {
    const { zego, ledger } = traced();
    await zego.receive({ body: '{' });
    expect(ledger.wire(1)).toEqual({ bytes: Buffer.from('{'), contentType: '' });
    expect(ledger.fields(1)).toBeUndefined();
    const { body, raw, payload, notResendable } = await last(ledger);
    expect({ text: body.text, raw, payload, notResendable }).toEqual({ text: '{', raw: undefined, payload: undefined, notResendable: undefined });
  });

  test('is not hidden from the server, which shows it to nobody', async () => {
    const { zego, ledger } = traced({}, { redact: ['user_account'] });
    await zego.receive({ body: json(signedCallback('room_login', { user_account: SECRET })) });
    expect(ledger.fields(1)).toMatchObject({ user_account: SECRET });
  });

  test('is of no delivery that there is not', async () => {
    const { ledger } = traced();
    expect([ledger.wire(1), ledger.fields(1), ledger.appIdOf(1), ledger.form(1), await ledger.detail(1)]).toEqual([undefined, undefined, '', '', undefined]);
  });
});

describe('the memory', () => {
  test('holds the last ones, and counts all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(fc.constantFrom('good', 'same', 'wrong', 'unknown'), { maxLength: 20 }), async (keep, kinds) => {
        const { zego, ledger } = traced({ store: undefined }, { keep });
        const same = json(signedCallback('room_login'));
        const write = { good: () => json(signedCallback('room_login', { login_time: Math.floor(Math.random() * 1e12) })), same: () => same, wrong: () => '{', unknown: () => json(sign({ event: 'x', appid: '1' }, 'room_login')) };
        const seen: string[] = [];
        for (const kind of kinds) seen.push((await zego.receive({ body: write[kind]() })).outcome);
        const ids = kinds.map((_kind, index) => index + 1).slice(-keep);
        expect(ledger.since(0).map(({ id }) => id)).toEqual(ids);
        for (const id of ids) {
          expect(ledger.since(id).map((line) => line.id)).toEqual(ids.filter((other) => other > id));
          // Repeats point at the earliest one that is still there, and count those that are not.
          const repeats = kinds.flatMap((kind, index) => (kind === 'same' ? [index + 1] : []));
          const { retryOf, attempt } = ledger.since(id - 1)[0]!;
          const isSame = repeats.includes(id);
          const first = repeats.find((other) => ids.includes(other));
          expect(retryOf).toBe(isSame && first !== id ? first : undefined);
          // Counted from the first one on, or from the first after all were forgotten.
          const begin = repeats.findLastIndex((other, index) => other <= id && (index === 0 || other - repeats[index - 1]! > keep));
          expect(attempt).toBe(isSame ? repeats.indexOf(id) - begin + 1 : 1);
        }
        const counted = Object.fromEntries(outcomes.map((outcome) => [outcome, seen.filter((one) => one === outcome).length]));
        expect(ledger.totals).toEqual(counted);
        expect(await ledger.detail(kinds.length - keep)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['texts', (text: string) => text],
    ['bytes', (text: string) => Buffer.from(text)],
    ['what a parser left', (text: string) => JSON.parse(text) as object],
  ])('holds 32 MB of bodies: %s. The oldest go first, their lines stay', async (_what, wrap) => {
    const { zego, ledger } = traced({ limit: '8mb' }, { keep: 100 });
    const size = 3 * MB;
    for (let count = 0; count < 14; count += 1) await zego.receive({ body: wrap(json(signedCallback('room_login', { room_id: `room-${count}`, user_nickname: 'n'.repeat(size) }))) });
    const kept = ledger.since(0).filter(({ id }) => ledger.fields(id) !== undefined).map(({ id }) => id);
    expect(kept.length * size).toBeGreaterThan(26 * MB);
    expect(kept.length * size).toBeLessThanOrEqual(32 * MB);
    expect(kept).toEqual(Array.from(kept, (_id, index) => 14 - kept.length + 1 + index));
    expect(ledger.since(0).map(({ room }) => room)).toEqual(Array.from({ length: 14 }, (_, index) => `room-${index}`));
    const gone = (await ledger.detail(1))!;
    expect(gone).toMatchObject({ body: { text: '', note: expect.stringContaining('not kept') as string }, changes: [], curl: '', test: '', notResendable: expect.stringContaining('not kept') as string });
    expect(gone.steps.map(({ verdict }) => verdict)).not.toContain('failed');
    expect(gone.retries.attempts[0]!.state).toBe('came');
    expect(gone).not.toHaveProperty('raw');
    expect(ledger.wire(1)).toBeUndefined();
  });

  test('has room again when deliveries are forgotten', async () => {
    const { zego, ledger } = traced({ limit: '8mb' }, { keep: 2 });
    for (let count = 0; count < 14; count += 1) await zego.receive({ body: json(signedCallback('room_login', { login_time: count, user_nickname: 'n'.repeat(3 * MB) })) });
    expect(ledger.since(0).map(({ id }) => [id, ledger.fields(id) !== undefined])).toEqual([[13, true], [14, true]]);
  });

  test('lets go of a body that is larger than all of it, and of nothing else after that', async () => {
    const { zego, ledger } = traced({ limit: '1gb' });
    await zego.receive({ body: 'x'.repeat(33 * MB) });
    expect((await last(ledger)).body.note).toContain('not kept');
    await zego.receive({ body: json(signedCallback('room_login')) });
    expect((await last(ledger)).body.note).toBe('');
  });

  test('says why a delivery failed even when its body is gone', async () => {
    const { zego, ledger } = traced({ limit: '64mb' });
    await zego.receive({ body: 'x'.repeat(33 * MB) });
    expect((await last(ledger)).problem).toMatchObject({ code: 'malformed_body', message: expect.stringContaining('neither a JSON object') as string });
  });

  test('is not held up by ten thousand deliveries', async () => {
    const { zego, ledger } = traced({ store: forgetful });
    const body = json(signedCallback('room_login'));
    for (let count = 0; count < 10_000; count += 1) await zego.receive({ body });
    expect(ledger.totals.delivered).toBe(10_000);
    expect(ledger.since(0)).toHaveLength(500);
    expect(ledger.since(0)[0]).toMatchObject({ id: 9_501, attempt: 9_501 });
    expect(ledger.since(0).at(-1)).toMatchObject({ retryOf: 9_501 });
  }, 60_000);

  test('holds no request, which holds a socket', async () => {
    const { zego, ledger } = traced();
    let request: WeakRef<object> | undefined;
    zego.onAny((_event, { req }) => { request = new WeakRef(req!); });
    const server = await listen(express().use(MOUNT, zego));
    await server.post(MOUNT, json(signedCallback('room_login')));
    await server.close();
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let turn = 0; turn < 50 && request!.deref() !== undefined; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    expect(request!.deref()).toBeUndefined();
    expect(ledger.since(0)).toHaveLength(1);
  });
});

describe('seconds', () => {
  test('count by outcome, at the time when deliveries end, for two minutes', async () => {
    let now = 1_000_000_000_000;
    const { zego, ledger } = traced({ clock: () => now });
    const begin = now / 1000;
    zego.onRoomLogin(() => { now += 2_000; });
    await zego.receive({ body: json(signedCallback('room_login', {}, { at: now })) });
    await zego.receive({ body: 'x' });
    now += 100_000;
    await zego.receive({ body: 'x' });
    const none = Object.fromEntries(outcomes.map((outcome) => [outcome, 0]));
    expect(ledger.seconds(0)).toEqual([{ at: begin + 2, counts: { ...none, delivered: 1, refused: 1 } }, { at: begin + 102, counts: { ...none, refused: 1 } }]);
    expect(ledger.seconds(begin + 3)).toHaveLength(1);
    for (let second = 0; second < 200; second += 1) {
      now += 1_000;
      await zego.receive({ body: 'x' });
    }
    expect(ledger.seconds(0)).toHaveLength(120);
  });
});

describe('news', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] }));
  afterEach(() => void jest.useRealTimers());

  test('are gathered for a tenth of a second, and each is complete', async () => {
    const { zego, ledger } = traced();
    const news: News[] = [];
    const end = ledger.subscribe((one) => void news.push(one));
    const body = json(signedCallback('room_login'));
    for (let count = 0; count < 5; count += 1) await zego.receive({ body });
    expect(news).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(news).toEqual([{ deliveries: ledger.since(0), totals: ledger.totals, seconds: ledger.seconds(0), path: '' }]);
    jest.advanceTimersByTime(1_000);
    expect(news).toHaveLength(1);
    await zego.receive({ body });
    jest.advanceTimersByTime(100);
    expect(news[1]!.deliveries.map(({ id }) => id)).toEqual([6]);
    end();
    await zego.receive({ body });
    jest.advanceTimersByTime(1_000);
    expect(news).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('tell only of seconds that have changed', async () => {
    let now = 1_000_000_000_000;
    const { zego, ledger } = traced({ clock: () => now });
    const news: News[] = [];
    ledger.subscribe((one) => void news.push(one));
    for (let count = 0; count < 3; count += 1) {
      await zego.receive({ body: 'x' });
      jest.advanceTimersByTime(100);
      now += 1_000;
    }
    expect(news.map(({ seconds }) => seconds.map(({ at }) => at))).toEqual([[1e9], [1e9 + 1], [1e9 + 2]]);
  });

  test('come to everybody who listens, also when one of them throws', async () => {
    const { zego, ledger } = traced();
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    let told = 0;
    const count = (): void => void (told += 1);
    ledger.subscribe(() => { throw new Error('a page that is gone'); });
    ledger.subscribe(count);
    const endSecond = ledger.subscribe(count);
    await zego.receive({ body: 'x' });
    jest.advanceTimersByTime(100);
    expect(told).toBe(2);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('a page that is gone')]]);
    endSecond();
    await zego.receive({ body: 'x' });
    jest.advanceTimersByTime(100);
    expect(told).toBe(3);
    warn.mockRestore();
  });

  test('tell of at most as many as are kept', async () => {
    const { zego, ledger } = traced({}, { keep: 3 });
    const news: News[] = [];
    ledger.subscribe((one) => void news.push(one));
    for (let count = 0; count < 10; count += 1) await zego.receive({ body: 'x' });
    jest.advanceTimersByTime(100);
    expect(news[0]!.deliveries.map(({ id }) => id)).toEqual([8, 9, 10]);
    expect(news[0]!.totals.refused).toBe(10);
  });

  test('come again for a delivery whose handler failed late', async () => {
    const { zego, ledger } = traced({ handlerTimeout: 1_000 });
    let fail: () => void = () => undefined;
    zego.onRoomLogin(() => new Promise<void>((_resolve, reject) => { fail = () => { reject(new Error('late')); }; }));
    const news: News[] = [];
    const delivery = zego.receive({ body: json(signedCallback('room_login')) });
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await delivery).status).toBe(503);
    ledger.subscribe((one) => void news.push(one));
    fail();
    await jest.advanceTimersByTimeAsync(100);
    expect(news).toMatchObject([{ deliveries: [{ id: 1, remarks: 1 }] }]);
  });

  test('keep no process alive', async () => {
    jest.useRealTimers();
    const { zego, ledger } = traced();
    const unref = jest.spyOn(globalThis, 'setTimeout');
    ledger.subscribe(() => undefined);
    await zego.receive({ body: 'x' });
    const timers = unref.mock.results.map(({ value }) => value as NodeJS.Timeout);
    unref.mockRestore();
    expect(timers.length).toBeGreaterThan(0);
    expect(timers.map((timer) => timer.hasRef())).toEqual(timers.map(() => false));
  });
});
