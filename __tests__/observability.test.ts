import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import express, { type RequestHandler } from 'express';
import { Registry } from 'prom-client';
import ts from 'typescript';
import { errorStatuses } from '../lib/errors.js';
import { type DeliveryReport, type DeliveryStore, type JsonObject, type JsonValue, MemoryStore, type ZegoCallbackError, zegoCallbacks, type ZegoCallbacksOptions, type ZegoErrorCode } from '../lib/index.js';
import { Observers } from '../lib/observers.js';
import { pageNamed } from './docs/pages.js';
import { eventNames, schemas, SECRET, sign, signedCallback } from './kit/callbacks.js';
import { listen } from './kit/server.js';

const CHANNEL = 'express-zego-callbacks';
const NOW = 1_760_000_000_000;

let published: unknown[] = [];
const listener = (report: unknown, name: string | symbol): void => {
  expect(name).toBe(CHANNEL);
  published.push(report);
};
beforeEach(() => {
  published = [];
  subscribe(CHANNEL, listener);
});
afterEach(() => {
  unsubscribe(CHANNEL, listener);
  jest.restoreAllMocks();
});

const logout = (overrides: JsonObject = {}, at = NOW): JsonObject => signedCallback('room_logout', overrides, { at });
const store = (methods: Partial<DeliveryStore>): DeliveryStore => Object.assign(new MemoryStore(), methods);
const never = (): Promise<never> => new Promise(() => undefined);

/** Requests, the last of which has the outcome in question. */
interface Scenario {
  readonly options?: Partial<ZegoCallbacksOptions>;
  readonly before?: RequestHandler;
  readonly handler?: () => void | Promise<void>;
  readonly bodies: readonly (JsonObject | string)[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly eventName?: string;
  /** Handlers were called. */
  readonly isHandled?: true;
}

const logoutRefused = { eventName: 'room_logout' } as const;
const replayed = logout();
const repeated = logout();
const roundable = JSON.stringify(signedCallback('room_create', { room_session_id: '#' }, { at: NOW })).replace('"#"', '6085791336856668982');

// The record is complete by type: a new code needs a scenario.
const refusals: Readonly<Record<ZegoErrorCode, Scenario>> = {
  malformed_body: { bodies: ['{'] },
  missing_signature: { bodies: [{ ...logout(), signature: '' }], ...logoutRefused },
  bad_signature: { bodies: [{ ...logout(), signature: 'x' }], ...logoutRefused },
  unknown_app: { options: { secret: () => undefined }, bodies: [logout()], ...logoutRefused },
  stale: { bodies: [logout({}, NOW - 301_000)], ...logoutRefused },
  replayed: { bodies: [replayed, { ...replayed, room_id: 'another' }], ...logoutRefused },
  body_too_large: { options: { limit: 10 }, bodies: [logout()] },
  unsupported_encoding: { bodies: [logout()], headers: { 'content-encoding': 'lzw' } },
  invalid_payload: { bodies: [logout({ reason: 'x' })], ...logoutRefused },
  unsafe_integer: { before: express.json(), bodies: [roundable], eventName: 'room_create' },
  internal: { options: { secret: () => Promise.reject(new Error('no vault')) }, bodies: [logout()], ...logoutRefused },
  handler_failed: { handler: () => Promise.reject(new Error('no database')), bodies: [logout()], ...logoutRefused, isHandled: true },
  handler_timeout: { options: { handlerTimeout: 10 }, handler: never, bodies: [logout()], ...logoutRefused, isHandled: true },
  busy: { options: { store: store({ claim: () => ({ state: 'busy' }) }) }, bodies: [logout()], ...logoutRefused },
  store_unavailable: { options: { store: store({ claim: () => Promise.reject(new Error('no redis')) }), storeErrors: 'reject' }, bodies: [logout()], ...logoutRefused },
};

const codes = Object.keys(refusals) as ZegoErrorCode[];

const successes: readonly (Scenario & { readonly outcome: string; readonly what: string })[] = [
  { what: 'a delivery', outcome: 'delivered', bodies: [logout()], ...logoutRefused, isHandled: true },
  { what: 'a delivery to nobody', outcome: 'delivered', bodies: [signedCallback('room_login', {}, { at: NOW })], eventName: 'room_login' },
  { what: 'a delivery whose store is down', outcome: 'delivered', options: { store: store({ claim: () => Promise.reject(new Error('no redis')) }) }, bodies: [logout()], ...logoutRefused, isHandled: true },
  { what: 'a duplicate', outcome: 'duplicate', bodies: [repeated, repeated], ...logoutRefused },
  { what: 'a callback without a schema', outcome: 'unknown', bodies: [sign({ event: 'brand_new' }, 'room_logout', { at: NOW })] },
  { what: 'a payload that its schema refuses, let through', outcome: 'unknown', options: { invalidPayload: 'unknown' }, bodies: [logout({ reason: 'x' })], ...logoutRefused },
];

/** Sends the bodies one after the other over HTTP. */
async function play({ options = {}, before = (_req, _res, next) => next(), handler = () => undefined, bodies, headers = {} }: Scenario) {
  const reports: DeliveryReport[] = [];
  const errors: ZegoCallbackError[] = [];
  const zego = zegoCallbacks({ secret: SECRET, clock: () => NOW, ...options })
    .onRoomLogout(handler)
    .onDelivery((report) => void reports.push(report))
    .onError((error) => void errors.push(error));
  const server = await listen(express().use(before, zego));
  const statuses = [];
  for (const body of bodies) statuses.push((await server.post('/', typeof body === 'string' ? body : JSON.stringify(body), { 'content-type': 'application/json', ...headers })).status);
  await server.close();
  return { reports, errors, statuses };
}

describe('the channel', () => {
  const all = [
    ...codes.map((code) => ({ what: code, code, outcome: errorStatuses[code] < 500 ? 'refused' : 'failed', scenario: refusals[code] })),
    ...successes.map(({ what, outcome, ...scenario }) => ({ what, code: undefined, outcome, scenario })),
  ];

  test.each(all)('carries the very reports that onDelivery gets, with what metrics need: $what', async ({ code, outcome, scenario }) => {
    const { reports, statuses } = await play(scenario);
    expect(published).toHaveLength(scenario.bodies.length);
    for (const [index, report] of reports.entries()) expect(published[index]).toBe(report);
    expect(reports.map(({ status }) => status)).toEqual(statuses);
    const report = reports.at(-1)!;
    expect(report).toMatchObject({ outcome, receivedAt: new Date(NOW) });
    expect([report.code, report.eventName]).toEqual([code, scenario.eventName]);
    expect(report.event?.receivedAt ?? report.receivedAt).toEqual(report.receivedAt);
    const { handlersMs, durationMs } = report;
    expect(handlersMs === undefined).toBe(scenario.isHandled === undefined);
    if (handlersMs !== undefined) expect([handlersMs >= 0, handlersMs <= durationMs]).toEqual([true, true]);
  });

  test('carries the reports of every receiver, also of one without onDelivery, and of deliveries without HTTP', async () => {
    for (const room of ['r1', 'r2']) await zegoCallbacks({ secret: SECRET }).receive({ body: signedCallback('room_logout', { room_id: room }) });
    expect(published).toMatchObject(['r1', 'r2'].map((room_id) => ({ outcome: 'delivered', event: { payload: { room_id } } })));
  });

  test('carries no report of what dispatch() runs: that is no delivery', async () => {
    const zego = zegoCallbacks({ secret: SECRET }).onAny((event) => void events.push(event));
    const events: Parameters<typeof zego.dispatch>[0][] = [];
    await zego.receive({ body: signedCallback('room_logout') });
    await zego.dispatch(events[0]!);
    expect([events.length, published.length]).toEqual([2, 1]);
  });

  test('does not tell that a store failed beside a delivery that succeeded: only onError does', async () => {
    const { errors } = await play({ options: { store: store({ claim: () => Promise.reject(new Error('no redis')) }) }, bodies: [logout()] });
    expect(errors.map(({ code }) => code)).toEqual(['store_unavailable']);
    expect(published).toMatchObject([{ outcome: 'delivered', status: 200 }]);
    expect(published[0]).not.toHaveProperty('code');
  });
});

describe('a report', () => {
  test('of a success is made only while somebody reads it', async () => {
    const made = jest.spyOn(Observers.prototype, 'report');
    const zego = zegoCallbacks({ secret: SECRET }).onError(() => undefined);
    const deliver = async (): Promise<number> => {
      made.mockClear();
      await zego.receive({ body: signedCallback('room_logout') });
      return made.mock.calls.length;
    };
    const counts = [await deliver()];
    unsubscribe(CHANNEL, listener);
    counts.push(await deliver());
    subscribe(CHANNEL, listener);
    counts.push(await deliver());
    unsubscribe(CHANNEL, listener);
    zego.onDelivery(() => undefined);
    counts.push(await deliver());
    expect(counts).toEqual([1, 0, 1, 1]);
  });
});

describe('handlers and observers run in the context of their own request, as traces need it', () => {
  const contexts = new AsyncLocalStorage<number>();

  async function traced() {
    const seen: (readonly [string, number | undefined])[] = [];
    let requests = 0;
    const zego = zegoCallbacks({ secret: SECRET, limit: 2_000 })
      .onRoomLogout(async () => {
        await sleep(20);
        seen.push(['handler', contexts.getStore()]);
      })
      .onDelivery(({ code, outcome }) => void seen.push([code ?? outcome, contexts.getStore()]));
    const enter: RequestHandler = (_req, _res, next) => contexts.run((requests += 1), next);
    return { seen, server: await listen(express().use(enter, zego), { keepAlive: true }) };
  }

  const encodings: readonly (readonly [string, (text: string) => Buffer])[] = [
    ['identity', (text) => Buffer.from(text)],
    ['gzip', (text) => gzipSync(text)],
    ['deflate', (text) => deflateSync(text)],
    ['br', (text) => brotliCompressSync(text)],
  ];

  test.each(encodings)('when the body comes as %s, whole or in parts, and when it is too large', async (encoding, encode) => {
    const { seen, server } = await traced();
    const headers = { 'content-encoding': encoding };
    await server.send({ path: '/', body: encode(JSON.stringify(signedCallback('room_logout', { room_id: '1' }))), headers });
    await server.send({ path: '/', body: encode(JSON.stringify(signedCallback('room_logout', { room_id: '2' }))), headers, chunked: true });
    await server.send({ path: '/', body: encode('x'.repeat(3_000)), headers, chunked: true });
    await server.close();
    expect(seen).toEqual([
      ['handler', 1],
      ['delivered', 1],
      ['handler', 2],
      ['delivered', 2],
      ['body_too_large', 3],
    ]);
  });

  test('when a repeat waits for the first delivery', async () => {
    const { seen, server } = await traced();
    const body = JSON.stringify(signedCallback('room_logout'));
    await Promise.all([server.post('/', body), server.post('/', body)]);
    await server.close();
    const [first] = seen;
    const repeat = first![1] === 1 ? 2 : 1;
    expect(seen).toHaveLength(3);
    expect(seen).toEqual(expect.arrayContaining([['handler', 3 - repeat], ['delivered', 3 - repeat], ['duplicate', repeat]]));
  });
});

describe('docs/observability.md', () => {
  const page = pageNamed('docs/observability.md');
  /** What a block of the page exports. */
  function load(file: string): unknown {
    const block = page.blocks.find((one) => one.file === file);
    if (block === undefined) throw new Error(`The page has no block ${file}.`);
    const { outputText } = ts.transpileModule(block.code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    const evaluate = runInThisContext(`(function (exports, require) {${outputText}\n})`) as (exports: object, require: NodeJS.Require) => void;
    const exports = {};
    evaluate(exports, createRequire(__filename));
    return exports;
  }

  const MARK = 'Zq7';
  /** The documented body with a mark in every text that is no number and no short word. */
  function marked(value: JsonValue): JsonValue {
    // The example is a parsed one, and in those an id beyond 2^53 is refused.
    if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
    if (typeof value === 'string') return /^-?\d+$|^[A-Z_a-z]{0,3}$|^[[{]/.test(value) ? value : `${value} ${MARK}`;
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map(marked);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item)]));
  }
  const { logLine } = load('log-line.ts') as { logLine: (report: DeliveryReport) => string };
  const { deliveryMetrics } = load('prometheus.ts') as {
    deliveryMetrics: (register: Registry) => { onDelivery: (report: DeliveryReport) => void; onError: (error: ZegoCallbackError) => void };
  };

  test.each(eventNames)('keeps out of the log what a callback says: %s', async (name) => {
    const { envelope } = schemas[name]['x-zego'];
    const own = new Set<string | null>([...Object.values(envelope), 'event', 'Event', 'EventType', 'event_type']);
    const lines: string[] = [];
    const events: unknown[] = [];
    const zego = zegoCallbacks({ secret: SECRET, invalidPayload: 'unknown' }).onDelivery((report) => {
      lines.push(logLine(report));
      events.push(report.event);
    });
    zego.onAny(({ payload }) => Promise.reject(new Error(`cannot insert ${JSON.stringify(payload)}`)));
    const fields = Object.fromEntries(Object.entries(schemas[name].examples[0]).map(([key, value]) => [key, own.has(key) ? value : marked(value)]));
    const said = { ...fields, nickname_of_tomorrow: MARK };
    for (const secret of [SECRET, 'another']) await zego.receive({ body: signedCallback(name, said, { secret }) });
    await zego.receive({ body: sign({ ...said, [envelope.event ?? 'event']: MARK }, name) });
    expect(JSON.stringify(said)).toContain(MARK);
    const statuses = lines.map((line) => (JSON.parse(line) as { status: number }).status);
    expect(statuses).toEqual([expect.any(Number), 401, expect.any(Number)]);
    expect(JSON.stringify(events)).toContain(MARK);
    expect(lines.filter((line) => line.includes(MARK))).toEqual([]);
  });

  test('counts every delivery once, whatever becomes of it, and every error', async () => {
    const register = new Registry();
    const metrics = deliveryMetrics(register);
    const played = [];
    for (const scenario of [...Object.values(refusals), ...successes]) played.push(await play(scenario));
    for (const { reports, errors } of played) {
      reports.forEach(metrics.onDelivery);
      errors.forEach(metrics.onError);
    }
    const sum = async (name: string): Promise<number> => (await register.getSingleMetric(name)!.get()).values.reduce((total, { value }) => total + value, 0);
    expect(await sum('zego_deliveries_total')).toBe(played.flatMap(({ reports }) => reports).length);
    expect(await sum('zego_errors_total')).toBe(played.flatMap(({ errors }) => errors).length);
    const labels = (await register.getSingleMetric('zego_deliveries_total')!.get()).values.map(({ labels: { code } }) => code);
    expect(new Set(labels)).toEqual(new Set([...Object.keys(errorStatuses), 'none']));
  });

  test('has alerts on metrics and codes that there are', () => {
    const register = new Registry();
    deliveryMetrics(register);
    const rules = page.blocks.find(({ lang }) => lang === 'yaml')!.code;
    const inRules = new Set(Array.from(rules.matchAll(/zego_\w+/g), ([name]) => name.replace(/_bucket$/, '')));
    const known = register.getMetricsAsArray().map(({ name }) => name);
    expect(inRules.size).toBeGreaterThan(0);
    expect([...inRules].filter((name) => !known.includes(name))).toEqual([]);
    const codes = Array.from(rules.matchAll(/code(?:=|!=|=~)"([^"]+)"/g), ([, names]) => (names ?? '').split('|')).flat();
    expect(codes.filter((code) => !Object.hasOwn(errorStatuses, code))).toEqual([]);
    expect(codes).toEqual(expect.arrayContaining(['store_unavailable', 'stale', 'bad_signature']));
  });
});

const root = path.join(__dirname, '..');
const node = ['--import', 'tsx', '-e'];

describe('a subscriber in a real process', () => {
  test.each([
    ['before the package is loaded', ['subscribe();', "load();"]],
    ['after it is loaded', ["load();", 'subscribe();']],
  ])('needs no reference to a receiver, whether it comes %s', (_when, order) => {
    const program = `
      let zego;
      const subscribe = () => require('node:diagnostics_channel').subscribe('${CHANNEL}', ({ outcome, eventName }, name) => console.log(name, outcome, eventName));
      const load = () => { zego = require('./lib/index.ts').zegoCallbacks({ secret: ${JSON.stringify(SECRET)} }); };
      ${order.join('\n')}
      globalThis.gc?.();
      zego.receive({ body: ${JSON.stringify(JSON.stringify(signedCallback('room_logout')))} });
    `;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', ...node, program], { cwd: root, encoding: 'utf8', timeout: 15_000 });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${CHANNEL} delivered room_logout\n`, stderr: '' });
  });

  // The channel is node's, and so is what it does with an error: docs/observability.md tells it.
  const faults = [
    { how: 'throws', fault: "throw new Error('no metrics');" },
    { how: 'rejects', fault: "return Promise.reject(new Error('no metrics'));" },
  ];

  /** A server whose first subscriber fails. It prints its port, then what its other observers are told. */
  function serverWith(fault: string, catches: boolean): ChildProcess {
    const program = `
      const { subscribe } = require('node:diagnostics_channel');
      subscribe('${CHANNEL}', () => { ${fault} });
      subscribe('${CHANNEL}', ({ outcome }) => console.log('second subscriber', outcome));
      ${catches ? "process.on('uncaughtException', (error) => { console.log('uncaughtException', error.message); server.close(); });" : ''}
      const zego = require('./lib/index.ts').zegoCallbacks({ secret: ${JSON.stringify(SECRET)} }).onDelivery(({ outcome }) => console.log('onDelivery', outcome));
      const server = require('express')().use(zego).listen(0, '127.0.0.1', () => console.log('port', server.address().port));
    `;
    return (server = spawn(process.execPath, [...node, program], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  let server: ChildProcess | undefined;
  afterEach(() => void server?.kill('SIGKILL'));

  async function sendTo(server: ChildProcess) {
    let stdout = '';
    let stderr = '';
    server.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const port = await new Promise<string>((resolve, reject) => {
      server.stdout!.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        const found = /^port (\d+)$/m.exec(stdout)?.[1];
        if (found !== undefined) resolve(found);
      });
      server.once('exit', () => reject(new Error(`The server has ended: ${stderr}`)));
    });
    const status = await new Promise<number | undefined>((resolve) => {
      const req = request({ host: '127.0.0.1', port, method: 'POST', agent: false }, (res) => {
        res.resume();
        resolve(res.statusCode);
      });
      // The process may end before its answer is on the way.
      req.on('error', () => resolve(undefined));
      req.end(JSON.stringify(signedCallback('room_logout')));
    });
    return { status, output: () => ({ stdout: stdout.split('\n').slice(1, -1), stderr }) };
  }

  test.each(faults)('that $how ends the process, as node does with any error that nobody catches', async ({ fault }) => {
    const server = serverWith(fault, false);
    const closed = once(server, 'close');
    const { output } = await sendTo(server);
    const [exitCode] = (await closed) as [number | null];
    expect(exitCode).toBe(1);
    expect(output().stderr).toContain('Error: no metrics');
    expect(output().stdout).toEqual(['onDelivery delivered', 'second subscriber delivered']);
  });

  test.each(faults)('that $how disturbs neither the delivery nor other observers where the process survives it', async ({ fault }) => {
    const server = serverWith(fault, true);
    const closed = once(server, 'close');
    const { status, output } = await sendTo(server);
    await closed;
    expect(status).toBe(200);
    expect(output().stdout).toEqual(['onDelivery delivered', 'second subscriber delivered', 'uncaughtException no metrics']);
  });
});
