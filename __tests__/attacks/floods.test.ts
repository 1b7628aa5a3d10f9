import { setImmediate as turn } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { type JsonObject, zegoCallbacks } from '../../lib/index.js';
import { SECRET, sign, signedCallback } from '../kit/callbacks.js';
import { formText, jsonText } from '../kit/forms.js';
import { connection, gate, head, honestCallback, type Measured, measured, MOUNT, targets, writers } from './kit.js';

/** Machines may be busy with something else. */
const PATIENCE_MS = 120_000;
jest.setTimeout(PATIENCE_MS);

const attacked = targets();

describe('10,000 concurrent duplicates of one event', () => {
  const COUNT = 10_000;
  const event = signedCallback('room_logout');
  /** A retry repeats every byte, or only the event: ZEGO does not say which. */
  const kinds: readonly (readonly [string, () => string])[] = [
    ['byte for byte', () => jsonText(event)],
    ['each signed afresh', () => jsonText(sign(event, 'room_logout'))],
  ];

  test.each(kinds)('%s: one handler runs, one is delivered, 9,999 are duplicates', async (_kind, body) => {
    let runs = 0;
    const { opened, open } = gate();
    const zego = zegoCallbacks({ secret: SECRET, handlerTimeout: PATIENCE_MS }).onRoomLogout(() => {
      runs += 1;
      return opened;
    });
    const all = Array.from({ length: COUNT }, () => zego.receive({ body: body() }));
    await turn();
    open();
    const answers = await Promise.all(all);
    expect(runs).toBe(1);
    expect(tally(answers.map(({ status, outcome }) => `${status} ${outcome}`))).toEqual({ '200 delivered': 1, '200 duplicate': COUNT - 1 });
    expect(await zego.receive({ body: honestCallback() })).toMatchObject({ status: 200, outcome: 'delivered' });
  });

  test.each(kinds)('%s: they share a failure too, and the next retry calls the handler again', async (_kind, body) => {
    let runs = 0;
    const { opened, open } = gate();
    const zego = zegoCallbacks({ secret: SECRET, handlerTimeout: PATIENCE_MS })
      .onError(() => undefined)
      .onRoomLogout(async () => {
        runs += 1;
        await opened;
        if (runs === 1) throw new Error('first time');
      });
    const all = Array.from({ length: COUNT }, () => zego.receive({ body: body() }));
    await turn();
    open();
    const answers = await Promise.all(all);
    expect(runs).toBe(1);
    expect(tally(answers.map(({ status, body: text }) => `${status} ${text}`))).toEqual({ '500 {"error":{"code":"handler_failed","message":"A handler failed; the callback should be sent again."}}': COUNT });
    expect(await zego.receive({ body: body() })).toMatchObject({ status: 200, outcome: 'delivered' });
    expect(runs).toBe(2);
  });

  test('half of them signed afresh, over HTTP: one handler runs, one is delivered, 9,999 are duplicates', async () => {
    const CONNECTIONS = 200;
    const { opened, open } = gate();
    let arrived = 0;
    // The handler does not end before all of them have arrived, whatever the machine is busy with.
    const count: RequestHandler = (_req, _res, next) => {
      next();
      arrived += 1;
      if (arrived === COUNT) open();
    };
    const one = await attacked({ before: [count], options: { handlerTimeout: PATIENCE_MS } });
    one.zego.onRoomLogout(() => opened);
    const sent = Array.from({ length: CONNECTIONS }, async (_, which) => {
      const { write, answer } = await connection(one.port);
      // One behind the other, without waiting for answers.
      const requests = Array.from({ length: COUNT / CONNECTIONS }, (_unused, index, last = index === COUNT / CONNECTIONS - 1) => {
        const text = kinds[(which + index) % kinds.length]![1]();
        return `${head(`Content-Length: ${Buffer.byteLength(text)}`, `Connection: ${last ? 'close' : 'keep-alive'}`)}${text}`;
      });
      await write(requests.join(''));
      return Array.from((await answer).matchAll(/HTTP\/1\.1 (\d+) [^]*?\r\n\r\n\{"outcome":"(\w+)"\}/g), ([, status, outcome]) => `${status} ${outcome}`);
    });
    expect(tally((await Promise.all(sent)).flat())).toEqual({ '200 delivered': 1, '200 duplicate': COUNT - 1 });
    expect(one.handled).toHaveLength(1);
    await one.expectHonestHandled();
  });
});

describe('a flood of keys', () => {
  /** Of what JSON.parse alone takes for as much. */
  const MOST = 60;
  /** Below that a measurement is noise. */
  const LEAST_MS = 3;
  /** What a body of the default limit has left beside a callback's own fields. */
  const ROOM = 2 ** 20 - 1_024;
  let server: Measured;

  async function post(body: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${server.port}${MOUNT}`, { method: 'POST', body });
    const text = await response.text();
    return `${response.status} ${/^\{"(?:outcome|error":\{"code)":"(\w+)"/.exec(text)?.[1] ?? text}`;
  }

  beforeAll(async () => {
    server = await measured();
    // What is done for the first time costs once, whoever sends it.
    for (let round = 0; round < 20; round += 1) for (const { write } of writers) expect(await post(write(honestCallback()))).toBe('200 delivered');
  });
  afterAll(() => server.stop());

  /** As many as there is room for. */
  function fill(separator: string, make: (index: number) => string, most = Infinity): string {
    let text = make(0);
    for (let index = 1; index < most; index += 1) {
      const longer = `${text}${separator}${make(index)}`;
      if (longer.length > ROOM) break;
      text = longer;
    }
    return text;
  }
  const key = (index: number): string => index.toString(36).padStart(4, '0');

  interface Flood {
    readonly name: string;
    /** Puts it behind an honest callback's fields. */
    readonly append: (callback: JsonObject) => string;
    /** What the effort is compared with. */
    readonly json: string;
    /** How it is answered when it is rightly signed. */
    readonly answer: string;
  }

  function inJson(name: string, members: () => string, answer = '200 delivered'): Flood {
    const made = lazy(members);
    return { name: `${name} in JSON`, answer, append: (callback) => `${jsonText(callback).slice(0, -1)},${made()}}`, get json() { return `{${made()}}`; } };
  }
  const distinct = lazy(() => `{${fill(',', (index) => `"key${key(index)}":"1"`)}}`);
  function inForm(name: string, pairs: () => string, answer = '200 delivered'): Flood {
    const made = lazy(pairs);
    return { name: `${name} in a form`, answer, append: (callback) => `${formText(callback, 'empty')}&${made()}`, get json() { return distinct(); } };
  }
  const TOO_MANY = '400 malformed_body';

  const floods: readonly Flood[] = [
    inJson('integers', () => fill(',', (index) => `"${index}":0`)),
    inJson('integers from the highest down', () => fill(',', (index) => `"${2 ** 32 - 2 - index}":0`)),
    // V8 hashed such texts to their numbers for long, so that these fall into few places of a table.
    inJson('multiples of a power of two', () => fill(',', (index) => `"${index * 4_096}":0`)),
    inJson('keys of equal length', () => fill(',', (index) => `"key${key(index)}":0`)),
    inJson('keys with a common beginning', () => fill(',', (index) => `"${'p'.repeat(30)}${key(index)}":0`)),
    inJson('keys with a common end', () => fill(',', (index) => `"${key(index)}${'e'.repeat(30)}":0`)),
    inJson('empty objects', () => fill(',', (index) => `"${key(index)}":{}`)),
    inJson('equal keys', () => fill(',', () => '"a":0')),
    inJson('keys of an object', () => `"object":{${fill(',', (index) => `"${key(index)}":0`)}}`),
    inJson('prototype keys', () => fill(',', (index) => `"${key(index)}":{"__proto__":0}`)),
    inJson('numbers beyond 2^53', () => fill(',', (index) => `"${key(index)}":9007199254740993`)),
    inJson('lists', () => `"list":[${fill(',', () => '[]')}]`),
    inJson('lists as deep as is accepted', () => `"list":[${fill(',', () => '['.repeat(62) + ']'.repeat(62))}]`),
    inJson('lists without end', () => `"list":${'['.repeat(ROOM / 2)}${']'.repeat(ROOM / 2)}`, TOO_MANY),
    inJson('objects without end', () => `"object":${'{"a":'.repeat(ROOM / 6)}0${'}'.repeat(ROOM / 6)}`, TOO_MANY),
    inForm('integers', () => fill('&', (index) => `${index}=1`), TOO_MANY),
    inForm('keys of equal length', () => fill('&', (index) => `key${key(index)}=1`), TOO_MANY),
    inForm('equal keys', () => fill('&', (index) => `a=${index}`), TOO_MANY),
    inForm('elements of a list', () => fill('&', () => 'a[]=1'), TOO_MANY),
    inForm('indexes of a list', () => fill('&', (index) => `a[${999_999_999 - index}]=1`), TOO_MANY),
    inForm('keys of an object', () => fill('&', (index) => `a[${key(index)}]=1`), TOO_MANY),
    inForm('nothing', () => '&'.repeat(ROOM)),
    inForm('as many fields as are accepted, each as deep as there is room for,', () => fill('&', (index) => `${key(index)}${'[a]'.repeat(30)}=1`, 9_900)),
    inForm('as many fields as are accepted, each a list of lists,', () => fill('&', (index) => `${key(index)}${'[]'.repeat(45)}=1`, 9_900)),
    inForm('brackets without end', () => `a${'[b]'.repeat(ROOM / 3)}=1`, TOO_MANY),
    inForm('brackets that do not pair up', () => `a${'['.repeat(ROOM)}=1`),
    inForm('escapes that are none', () => `a=${'%'.repeat(ROOM)}`),
  ];

  /** The cheapest attempt, as soon as one is cheap enough: what else the machine does can only add to it. */
  async function cheapest(enough: number, attempt: () => Promise<number>): Promise<number> {
    let least = Infinity;
    for (let attempts = 0; attempts < 3 && least >= enough; attempts += 1) least = Math.min(least, await attempt());
    return least;
  }

  test.each(floods)(`of $name costs at most ${MOST} times what JSON.parse takes, rightly signed or wrongly`, async ({ append, json, answer }) => {
    const budget = MOST * Math.max(LEAST_MS, await cheapest(0, () => server.parse(json)));
    const costs = async (secret: string, expected: string): Promise<number> =>
      cheapest(budget, async () => {
        const body = append(honestCallback({ secret }));
        let answered = '';
        const { cpuMs, handled } = await server.during(async () => {
          answered = await post(body);
        });
        expect([answered, handled]).toEqual([expected, expected === '200 delivered' ? 1 : 0]);
        return cpuMs;
      });
    expect(await costs('another secret', answer === TOO_MANY ? TOO_MANY : '401 bad_signature')).toBeLessThan(budget);
    expect(await costs(SECRET, answer)).toBeLessThan(budget);
    expect(await post(jsonText(honestCallback()))).toBe('200 delivered');
  });
});

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function tally(answers: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
