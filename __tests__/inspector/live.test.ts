import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import fc from 'fast-check';
import { zegoCallbacks } from '../../lib/index.js';
import { inspector } from '../../lib/inspector/index.js';
import { Refused } from '../../lib/inspector/answer.js';
import { Live, type LiveOptions } from '../../lib/inspector/live.js';
import type { DeliverySummary, News } from '../../lib/inspector/page/wire.js';
import { SECRET, signedCallback } from '../kit/callbacks.js';
import { expressVersions } from '../kit/express.js';
import { CALLBACKS, closeServers, MOUNT, serve, servingOf, watch, type Serving, type Watch } from './serving.js';

afterEach(closeServers);

const deliver = ({ zego }: Pick<Serving, 'zego'>, fields = {}) => zego.receive({ body: JSON.stringify(signedCallback('room_logout', fields)) });
const ids = (deliveries: readonly DeliverySummary[]): number[] => deliveries.map(({ id }) => id);
const upTo = (last: number, after = 0): number[] => Array.from({ length: last - after }, (_none, index) => after + index + 1);
/** Of everything that a page was told, in the order in which it was. */
const told = ({ messages }: Watch): number[] => messages.filter(({ event }) => event !== 'rooms').flatMap(({ data }) => ids((JSON.parse(data) as News).deliveries));

describe.each(expressVersions)('on Express $version', ({ express: used }) => {
  test('a page is told what there is, and then what is new, as it comes', async () => {
    const serving = await serve({ express: used });
    await deliver(serving, { room_id: 'first' });
    const page = await serving.watch();
    expect(page.response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
    const hello = await page.next('hello');
    expect(hello).toMatchObject({ keep: 500, path: '', hasRooms: false, deliveries: [{ id: 1, room: 'first', outcome: 'delivered' }], totals: { delivered: 1, refused: 0 } });
    expect(hello.seconds.map(({ counts }) => counts.delivered)).toEqual([1]);
    await serving.askRoot(CALLBACKS, { method: 'POST', body: JSON.stringify(signedCallback('room_logout', { room_id: 'second' })) });
    expect(await page.next('deliveries')).toMatchObject({ path: CALLBACKS, deliveries: [{ id: 2, room: 'second' }], totals: { delivered: 2 } });
    expect(page.messages.map(({ id }) => id)).toEqual([`${hello.boot}:1`, `${hello.boot}:2`]);
    page.close();
  });
});

test('the option "path" is where callbacks are sent to, whatever comes in', async () => {
  const serving = await serve({ inspector: { path: '/elsewhere' } });
  const page = await serving.watch();
  expect((await page.next('hello')).path).toBe('/elsewhere');
  await serving.askRoot(CALLBACKS, { method: 'POST', body: '{}' });
  expect((await page.next('deliveries')).path).toBe('/elsewhere');
  page.close();
});

test('a page that comes back hears of a handler that failed meanwhile, and loses its place by that no more than by nothing', async () => {
  const serving = await serve({ callbacks: { handlerTimeout: 10 } });
  let fail: ((error: Error) => void) | undefined;
  serving.zego.onRoomLogin(() => new Promise<void>((_resolve, reject) => { fail = reject; }));
  await serving.zego.receive({ body: JSON.stringify(signedCallback('room_login')) });
  await deliver(serving);
  const first = await serving.watch();
  const { boot, deliveries } = await first.next('hello');
  expect(deliveries.map(({ id, remarks }) => [id, remarks])).toEqual([[1, 0], [2, 0]]);
  first.close();
  const heard = new Promise((resolve) => void serving.zego.onError(resolve));
  fail?.(new Error('late'));
  await heard;
  const second = await serving.watch(`${boot}:2`);
  expect((await second.next('hello')).deliveries).toMatchObject([{ id: 1, remarks: 1 }]);
  expect(second.messages.map(({ id }) => id)).toEqual([`${boot}:2`]);
  second.close();
});

test('a page that comes back is told what it has missed, and one of an earlier start everything', async () => {
  const serving = await serve();
  for (let count = 1; count <= 5; count += 1) await deliver(serving, { room_id: String(count) });
  const hello = async (lastEventId?: string) => {
    const page = await serving.watch(lastEventId);
    const { deliveries, boot } = await page.next('hello');
    page.close();
    return { boot, ids: ids(deliveries) };
  };
  const { boot } = await hello();
  for (const [last, expected] of [[undefined, upTo(5)], ['0', upTo(5)], ['3', [4, 5]], ['5', []], ['99', []]] as const) {
    expect({ last, ...(await hello(last === undefined ? undefined : `${boot}:${last}`)) }).toEqual({ last, boot, ids: expected });
  }
  for (const strange of ['', 'x', ':3', '3', `${boot}:`, `${boot}:-1`, `${boot}:3x`, `x${boot}:3`, `other:3`, `${boot}:9999999999999999999999`]) expect({ strange, ...(await hello(strange)) }).toEqual({ strange, boot, ids: upTo(5) });
});

test('however deliveries and reconnections follow each other, nothing is lost and nothing told twice', async () => {
  const action = fc.oneof({ arbitrary: fc.constant('deliver' as const), weight: 4 }, { arbitrary: fc.constant('reconnect' as const), weight: 2 }, fc.constant('wait' as const), fc.constant('another page' as const));
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 14 }), async (actions) => {
      const serving = await serve();
      const others: Watch[] = [];
      const seen: number[] = [];
      let count = 0;
      let page = await serving.watch();
      const leave = (): string => {
        page.close();
        seen.push(...told(page));
        return page.lastEventId;
      };
      await page.next('hello');
      for (const one of actions) {
        if (one === 'deliver') {
          count += 1;
          await deliver(serving, { room_id: String(count) });
        } else if (one === 'wait') await sleep(120);
        else if (one === 'another page') others.push(await serving.watch());
        else {
          page = await serving.watch(leave());
          await page.next('hello');
        }
      }
      const before = page;
      const missing = (): number => count - seen.length - told(before).length;
      await before.until(() => missing() <= 0);
      // What would come twice comes with the next news.
      await sleep(120);
      leave();
      expect(seen).toEqual(upTo(count));
      for (const other of others) {
        await other.until(() => told(other).length >= count);
        expect(told(other)).toEqual(upTo(count));
        other.close();
      }
      await closeServers();
    }),
    { numRuns: 20 },
  );
}, 60_000);

test('many deliveries at once come together, at most ten times a second', async () => {
  const serving = await serve({ inspector: { keep: 3_000 } });
  const page = await serving.watch();
  await page.next('hello');
  const startedAt = performance.now();
  for (let round = 0; round < 30; round += 1) await Promise.all(upTo(100).map((room) => deliver(serving, { room_id: `${round}-${room}` })));
  await page.until(() => told(page).length >= 3_000);
  expect(told(page)).toEqual(upTo(3_000));
  expect(page.messages.length - 1).toBeLessThanOrEqual(Math.ceil((performance.now() - startedAt) / 100) + 1);
  page.close();
});

test('only what is kept is told', async () => {
  const serving = await serve({ inspector: { keep: 3 } });
  await Promise.all(upTo(10).map((room) => deliver(serving, { room_id: String(room) })));
  const page = await serving.watch();
  expect(ids((await page.next('hello')).deliveries)).toEqual([8, 9, 10]);
  await Promise.all(upTo(10).map((room) => deliver(serving, { room_id: `again ${room}` })));
  expect(ids((await page.next('deliveries')).deliveries)).toEqual([18, 19, 20]);
  expect(page.lastEventId).toMatch(/:20$/);
  page.close();
});

test('a delivery that changes afterwards is told again', async () => {
  const serving = await serve({ callbacks: { handlerTimeout: 50 } });
  let fail: (error: Error) => void = () => undefined;
  serving.zego.onRoomLogout(() => new Promise((_resolve, reject) => (fail = reject)));
  const page = await serving.watch();
  await page.next('hello');
  expect((await deliver(serving)).status).toBe(503);
  expect((await page.next('deliveries')).deliveries).toMatchObject([{ id: 1, outcome: 'failed', remarks: 0 }]);
  await serving.zego.receive({ body: 'not JSON' });
  expect((await page.next('deliveries')).deliveries).toMatchObject([{ id: 2 }]);
  fail(new Error('late'));
  expect((await page.next('deliveries')).deliveries).toMatchObject([{ id: 1, remarks: 1 }]);
  // What was seen last is the latest all the same.
  expect(page.lastEventId).toMatch(/:2$/);
  page.close();
});

test('fifty pages may be open, and the next one as soon as one is closed', async () => {
  const serving = await serve();
  const pages = await Promise.all(upTo(50).map(() => serving.watch()));
  expect(pages.map(({ response }) => response.statusCode)).toEqual(upTo(50).map(() => 200));
  expect(await serving.ask('/live')).toMatchObject({ status: 503, text: '{"error":"50 pages are open already; close one."}' });
  pages[0]!.close();
  for (;;) {
    const page = await serving.watch();
    if (page.response.statusCode === 200) {
      pages.push(page);
      break;
    }
  }
  await deliver(serving);
  await Promise.all(pages.slice(1).map((page) => page.until(() => told(page).length === 1)));
  for (const page of pages) page.close();
});

test('a page that goes away before it is let in takes nobody\'s place', async () => {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  const authorize = (): Promise<boolean> | boolean => isOpen || new Promise<boolean>((resolve) => waiting.push(() => { resolve(true); }));
  const serving = await serve({ inspector: { authorize } });
  const impatient = upTo(60).map(() => connect(serving.port, '127.0.0.1').on('error', () => undefined));
  for (const socket of impatient) socket.write(`GET ${MOUNT}/live HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  while (waiting.length < impatient.length) await sleep(5);
  for (const socket of impatient) socket.destroy();
  while (await new Promise<number>((resolve, reject) => { serving.server.getConnections((error, count) => { if (error === null) resolve(count); else reject(error); }); }) > 0) await sleep(5);
  for (const open of waiting) open();
  isOpen = true;
  const pages = await Promise.all(upTo(50).map(() => serving.watch()));
  expect(pages.map(({ response }) => response.statusCode)).toEqual(upTo(50).map(() => 200));
  for (const page of pages) page.close();
});

test('HEAD tells what GET would, and stays no longer', async () => {
  const serving = await serve();
  for (let count = 0; count < 60; count += 1) expect(await serving.ask('/live', { method: 'HEAD' })).toMatchObject({ status: 200, text: '', headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
});

describe('a server that is closed', () => {
  test('ends although pages are open, and the callbacks are idle', async () => {
    const serving = await serve();
    const pages = await Promise.all(upTo(3).map(() => serving.watch()));
    await Promise.all(pages.map((page) => page.next('hello')));
    // What a browser keeps for its next request.
    const idle = connect(serving.port, '127.0.0.1');
    idle.write(`GET ${MOUNT}/catalogue HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await new Promise((resolve) => idle.once('data', resolve));
    idle.resume();
    await deliver(serving);
    const startedAt = performance.now();
    const closed = new Promise<void>((resolve, reject) => serving.server.close((error) => { if (error === undefined) resolve(); else reject(error); }));
    await serving.zego.idle();
    await Promise.all([closed, ...pages.map(({ ended }) => ended)]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    // They have ended as a whole message does.
    for (const page of pages) expect(page.response.complete).toBe(true);
    idle.destroy();
  });

  test('ends while one of two servers of an application goes on', async () => {
    const zego = zegoCallbacks({ secret: SECRET });
    const app = express();
    app.use(MOUNT, inspector(zego));
    const [one, other] = [await servingOf(createServer(app), zego), await servingOf(createServer(app), zego)];
    const [first, second] = [await one.watch(), await other.watch()];
    await first.next('hello');
    await second.next('hello');
    const closed = new Promise((resolve) => one.server.close(resolve));
    await first.ended;
    await closed;
    await deliver({ zego });
    expect(ids((await second.next('deliveries')).deliveries)).toEqual([1]);
    second.close();
  });
});

describe('alone', () => {
  /** A source whose news are as large as one likes. */
  async function alone(options: Partial<LiveOptions> = {}, rows: readonly DeliverySummary[] = []) {
    let listener: ((news: News) => void) | undefined;
    const totals = { delivered: 0, duplicate: 0, unknown: 0, refused: 0, failed: 0 };
    const live = new Live(
      { boot: 'boot', keep: 1, path: '', totals, since: () => [...rows], seconds: () => [], mask: (text) => text, subscribe: (one) => ((listener = one), () => (listener = undefined)) },
      { path: '', rooms: undefined, redact: [], clock: Date.now, ...options },
    );
    const app = express();
    app.use(MOUNT, (req, res) => {
      try {
        live.open(req, res);
      } catch (error) {
        res.status(error instanceof Refused ? error.status : 500).end();
      }
    });
    const serving = await servingOf(createServer(app), zegoCallbacks({ secret: SECRET }));
    return { serving, tell: (event: string) => listener?.({ deliveries: [{ id: 1, event } as DeliverySummary], totals, seconds: [], path: '' }), isWatched: () => listener !== undefined };
  }

  /** A client that asks and then reads nothing. */
  async function deaf({ port }: Serving): Promise<{ readonly socket: Socket; readonly closed: Promise<unknown> }> {
    const socket = connect(port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
    socket.write(`GET ${MOUNT}/live HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await new Promise<void>((resolve) => socket.once('readable', resolve));
    return { socket, closed };
  }

  test('quiet pages get a sign of life', async () => {
    const { serving } = await alone({ tickMs: 10, beatTicks: 3 });
    const page = await serving.watch();
    await page.until(() => page.comments.length >= 3);
    expect(page.messages).toHaveLength(1);
    page.close();
  });

  test('a reader that does not keep up is disconnected; the others are not, and may be greeted with much', async () => {
    const big = 'x'.repeat(256 * 1024);
    const { serving, tell, isWatched } = await alone({}, upTo(40).map((id) => ({ id, event: big }) as DeliverySummary));
    const reader = await serving.watch();
    expect((await reader.next('hello')).deliveries).toHaveLength(40);
    const { socket } = await deaf(serving);
    const connections = (): Promise<number> => new Promise((resolve, reject) => serving.server.getConnections((error, count) => { if (error === null) resolve(count); else reject(error); }));
    let count = 0;
    while ((await connections()) > 1) {
      tell(big);
      count += 1;
      expect(count).toBeLessThan(1_000);
      await reader.until(() => reader.messages.length > count);
    }
    expect(isWatched()).toBe(true);
    tell('after');
    count += 1;
    await reader.until(() => reader.messages.length > count);
    expect(reader.messages.at(-1)!.data).toContain('after');
    socket.destroy();
    reader.close();
  });

  test('a slow reader is greeted with much, and told what is new meanwhile', async () => {
    const { serving, tell } = await alone({}, upTo(80).map((id) => ({ id, event: 'x'.repeat(256 * 1024) }) as DeliverySummary));
    const { socket, closed } = await deaf(serving);
    for (let count = 0; count < 10; count += 1) tell(`meanwhile ${count}.`);
    let received = '';
    const all = new Promise<void>((resolve) => {
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        received = received.slice(-1_000) + chunk;
        if (received.includes('meanwhile 9.')) resolve();
      });
    });
    expect(await Promise.race([all.then(() => 'told'), closed.then(() => 'disconnected')])).toBe('told');
    socket.destroy();
  });

  test('when the last page goes, nothing goes on', async () => {
    const { serving, isWatched, tell } = await alone({ tickMs: 10 });
    const pages = [await serving.watch(), await serving.watch()];
    expect(isWatched()).toBe(true);
    for (const page of pages) page.close();
    while (isWatched()) await sleep(5);
    tell('to nobody');
    const again = await serving.watch();
    await again.next('hello');
    expect(isWatched()).toBe(true);
    again.close();
  });

  test('a page that goes away in the middle of it all is no failure', async () => {
    const { serving, tell, isWatched } = await alone();
    await fc.assert(
      fc.asyncProperty(fc.nat(3), async (turns) => {
        const page = await watch(serving.port, `${MOUNT}/live`);
        const going = page.ended;
        for (let turn = 0; turn < turns; turn += 1) tell('x'.repeat(100_000));
        page.close();
        for (let turn = 0; turn < 5; turn += 1) tell('x'.repeat(100_000));
        await going;
      }),
      { numRuns: 30 },
    );
    while (isWatched()) await sleep(5);
  });
});
