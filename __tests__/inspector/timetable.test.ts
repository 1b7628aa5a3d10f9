import fc from 'fast-check';
import type { ZegoEventName } from '../../lib/index.js';
import type { Timetable } from '../../lib/inspector/page/wire.js';
import { schemas, sign, signedCallback } from '../kit/callbacks.js';
import { schedulesOfSchemas } from '../kit/zego-sender.js';
import { traced } from './traced.js';

const BEGIN = Date.parse('2026-01-02T03:04:05Z');

interface Course {
  /** Answers attempts: how long it takes, in ms, and whether it succeeds. */
  readonly answer: (attempt: number) => { readonly ms: number; readonly succeeds: boolean };
  /** Attempts that never arrive. */
  readonly lost?: readonly number[];
  /** What each one is late by, in ms. */
  readonly late?: number;
}

interface Told {
  readonly attempts: Timetable['attempts'];
  readonly text: string;
  /** The delivery of each attempt that came. */
  readonly came: ReadonlyMap<number, number>;
}

/** Sends an event on its schedule, by a clock that is turned by hand, and asks for the timetable of the first delivery. */
async function follow(event: ZegoEventName, { answer, lost = [], late = 0 }: Course): Promise<Told> {
  let now = BEGIN;
  let handle: () => void = () => undefined;
  const { zego, ledger } = traced({ clock: () => now });
  zego.onAny(() => { handle(); });
  if (event === 'before_send_msg') zego.onBeforeSendMsg(() => ({ result: 0 }));
  const retry = schemas[event]['x-zego'].retry ?? [];
  const body = JSON.stringify(signedCallback(event, {}, { at: BEGIN }));
  const came = new Map<number, number>();
  for (let attempt = 1; attempt <= retry.length + 1; attempt += 1) {
    const { ms, succeeds } = answer(attempt);
    if (!lost.includes(attempt)) {
      handle = () => {
        now += ms;
        if (!succeeds) throw new Error('not yet');
      };
      await zego.receive({ body });
      came.set(attempt, came.size + 1);
      if (succeeds) break;
    }
    if (attempt <= retry.length) now += retry[attempt - 1]! * 1_000 + late;
  }
  const { retries } = (await ledger.detail(1))!;
  return { ...retries, came };
}

const documented = schedulesOfSchemas.filter(({ retry }) => retry.length > 0).map(({ event, retry }) => ({ event, retry }));

describe.each(documented)('the timetable of $event ($retry s)', ({ event, retry }) => {
  test('names all attempts, due by the documented intervals from the first one on', async () => {
    const { attempts, text } = await follow(event, { answer: () => ({ ms: 0, succeeds: true }) });
    const due = [0, ...retry].reduce<number[]>((all, pause) => [...all, (all.at(-1) ?? BEGIN) + pause * 1_000], []);
    expect(attempts.map(({ number, dueAt, state }) => ({ number, dueAt, state }))).toEqual(due.map((dueAt, index) => ({ number: index + 1, dueAt, state: index === 0 ? 'came' : 'not needed' })));
    expect(attempts[0]!.delivery).toBe(1);
    expect(text).toContain(`attempt 1 of ${retry.length + 1}`);
    expect(text).toContain('Delivery 1 was answered 200');
  });

  test('has each attempt in its place, however long handlers take and however late ZEGO is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 14_000 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: retry.length + 2 }), async (ms, late, succeedsAt) => {
        const { attempts, came } = await follow(event, { answer: (attempt) => ({ ms, succeeds: attempt === succeedsAt }), late });
        for (const { number, delivery, state } of attempts) {
          expect(delivery).toBe(came.get(number));
          expect(state).toBe(number <= succeedsAt ? 'came' : 'not needed');
        }
        expect(attempts).toHaveLength(retry.length + 1);
      }),
      { numRuns: 15 },
    );
  });

  test('says what is to come, and after some time that it never came', async () => {
    let now = BEGIN;
    const { zego, ledger } = traced({ clock: () => now });
    zego.onAny(() => { throw new Error('not yet'); });
    if (event === 'before_send_msg') zego.onBeforeSendMsg(() => { throw new Error('not yet'); });
    await zego.receive({ body: JSON.stringify(signedCallback(event, {}, { at: BEGIN })) });
    const fresh = (await ledger.detail(1))!.retries;
    expect(fresh.attempts.map(({ state }) => state)).toEqual(['came', ...retry.map(() => 'to come')]);
    expect(fresh.text).toContain('Attempt 2 is the next one');
    now += 300_000;
    const old = (await ledger.detail(1))!.retries;
    expect(old.attempts.map(({ state }) => state)).toEqual(['came', ...retry.map(() => 'never came')]);
    expect(old.text).toContain('do not reach this server');
  });
});

describe('the timetable of a room event', () => {
  test('leaves a gap where an attempt was lost on its way', async () => {
    const { attempts } = await follow('room_login', { answer: (attempt) => ({ ms: 0, succeeds: attempt === 5 }), lost: [2, 4] });
    expect(attempts.map(({ state, delivery }) => [state, delivery])).toEqual([['came', 1], ['never came', undefined], ['came', 2], ['never came', undefined], ['came', 3], ['not needed', undefined]]);
  });

  test('says that the event is lost after the last one', async () => {
    const { attempts, text } = await follow('room_login', { answer: () => ({ ms: 0, succeeds: false }) });
    expect(attempts.every(({ state }) => state === 'came')).toBe(true);
    expect(text).toContain('That was the last one');
  });

  test('has room for more than ZEGO sends: a delivery that was sent again by hand', async () => {
    const { zego, ledger } = traced();
    const body = JSON.stringify(signedCallback('room_login'));
    for (let count = 0; count < 8; count += 1) await zego.receive({ body });
    const { retries, summary } = (await ledger.detail(8))!;
    expect(retries.attempts.map(({ delivery }) => delivery)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(retries.text).toContain('more than ZEGO');
    expect(summary).toMatchObject({ attempt: 8, retryOf: 1 });
  });

  test.each([
    ['a wrong signature', () => JSON.stringify(signedCallback('room_login', {}, { secret: 'x' }))],
    ['a payload that its schema refuses', () => JSON.stringify(signedCallback('room_login', { room_id: [] }))],
  ])('knows a retry that is refused again for %s', async (_why, write) => {
    const { zego, ledger } = traced();
    const body = write();
    await zego.receive({ body });
    await zego.receive({ body: JSON.stringify({ ...signedCallback('room_logout') }) });
    await zego.receive({ body });
    const { summary, retries } = (await ledger.detail(3))!;
    expect(summary).toMatchObject({ retryOf: 1, attempt: 2 });
    expect(retries.attempts.filter(({ state }) => state === 'came').map(({ delivery }) => delivery)).toEqual([1, 3]);
  });

  test('knows a retry that was signed afresh, where the event says which one it is', async () => {
    const { zego, ledger } = traced();
    const body = signedCallback('room_login', { room_id: [] });
    for (const text of [body, sign(body, 'room_login')]) await zego.receive({ body: JSON.stringify(text) });
    expect(ledger.since(0).map(({ retryOf }) => retryOf)).toEqual([undefined, 1]);
  });
});

describe('no timetable', () => {
  test.each([
    ['an event whose pages tell none', () => signedCallback('mini_game_started')],
    ['an event that no schema describes', () => sign({ event: 'hello', appid: '1' }, 'room_login')],
  ])('is made up for %s', async (_what, write) => {
    const { detail } = traced();
    const body = JSON.stringify(write());
    await detail(body);
    const { retries } = await detail(body);
    expect(retries.documented).toBe(false);
    expect(retries.attempts.map(({ state, delivery }) => [state, delivery])).toEqual([['came', 1], ['came', 2]]);
    expect(retries.text).toContain('2 of 2');
  });

  test('is made up for an event of one\'s own', async () => {
    const { detail } = traced({ events: [{ name: 'gift_sent', discriminator: { field: 'event', value: 'gift_sent' }, schema: { type: 'object' } }] });
    expect((await detail(JSON.stringify(sign({ event: 'gift_sent', appid: '1' }, 'room_login')))).retries.documented).toBe(false);
  });
});
