import { createHash, randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { runInThisContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import express, { type ErrorRequestHandler } from 'express';
import fc from 'fast-check';
import { errorStatuses, type ZegoErrorCode } from '../lib/errors.js';
import { eventNames, keepRawBody, schemas, zegoCallbacks, type CallbackAnswer, type DeliveryReport, type DeliveryStore, type JsonObject, type ZegoCallbacks, type ZegoEvent, type ZegoUnknownEvent } from '../lib/index.js';
import { SECRET } from './kit/callbacks.js';
import { type Delivery, deliveriesOf, huge, hugeDeliveries, mutatedCallback, noise, noiseDeliveries, NOW, oddDeliveries, oddInput, OLDER_SECRET, rewrittenCallback } from './kit/mutations.js';

/** FUZZ_RUNS multiplies the amount, FUZZ_SEED repeats a run. */
const MULTIPLIER = Number(process.env['FUZZ_RUNS'] ?? 1);
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31 - 1));
const LONGEST_CALL_MS = 2_000;
/** However much is wrong with a body. */
const LONGEST_ANSWER = 16_384;
const HANG_MS = 20_000;
const LONGEST_TEST_MS = 180_000 * MULTIPLIER;

/** Cheaper than `expect`, of which there would be millions. */
function must(holds: boolean, otherwise: () => string): asserts holds {
  if (!holds) throw new Error(otherwise());
}

async function within<T>(ms: number, promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

interface World {
  readonly signatureBinding: 'auto' | 'always' | 'off';
  readonly invalidPayload: 'reject' | 'unknown';
  readonly tolerance: number | false;
  readonly limit: string;
  readonly secret: 'one' | 'rotating' | 'by app' | 'none';
  readonly handlers: 'fine' | 'failing' | 'hanging';
  readonly store: 'memory' | 'broken' | 'busy';
  readonly storeErrors: 'deliver' | 'reject';
  /** All at once, or one after the other. */
  readonly together: boolean;
}

const anyWorld: fc.Arbitrary<World> = fc.record({
  signatureBinding: fc.constantFrom('auto', 'always', 'off'),
  invalidPayload: fc.constantFrom('reject', 'reject', 'unknown'),
  tolerance: fc.constantFrom<number | false>(300, 300, 5, false),
  limit: fc.constantFrom(...Array.from({ length: 7 }, () => '1mb'), '700b'),
  secret: fc.oneof({ weight: 15, arbitrary: fc.constantFrom('one' as const, 'rotating' as const, 'by app' as const) }, { weight: 1, arbitrary: fc.constant('none' as const) }),
  handlers: fc.oneof({ weight: 30, arbitrary: fc.constant('fine' as const) }, { weight: 4, arbitrary: fc.constant('failing' as const) }, { weight: 1, arbitrary: fc.constant('hanging' as const) }),
  store: fc.oneof({ weight: 20, arbitrary: fc.constant('memory' as const) }, { weight: 1, arbitrary: fc.constantFrom('broken' as const, 'busy' as const) }),
  storeErrors: fc.constantFrom('deliver', 'reject'),
  together: fc.boolean(),
});

const SECRETS = {
  one: { option: SECRET, known: [SECRET] },
  rotating: { option: [SECRET, OLDER_SECRET], known: [SECRET, OLDER_SECRET] },
  'by app': { option: async (appId: string) => (appId === '' || appId === '1' ? undefined : [SECRET]), known: [SECRET] },
  none: { option: () => undefined, known: [] },
} as const;

const down = (): never => {
  throw new Error(`the store is down; it knows ${SECRET}`);
};
const STORES: Readonly<Record<World['store'], DeliveryStore | undefined>> = {
  memory: undefined,
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a store may reject with anything, and this has no text
  broken: { claim: async () => down(), complete: () => Promise.reject(Object.create(null)), release: down, bind: down },
  busy: { claim: () => ({ state: 'busy' }), complete: () => undefined, release: async () => undefined, bind: async (_digest, id) => id },
};

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const validators = new Map<string, ValidateFunction>();
function conforms(event: ZegoEvent): boolean {
  let validate = validators.get(event.name);
  if (validate === undefined) validators.set(event.name, (validate = ajv.compile(schemas[event.name])));
  return validate(event.payload);
}

const TIMESTAMPS = ['timestamp', 'Timestamp'];
const NONCES = ['nonce', 'Nonce', 'SignatureNonce', 'signature_nonce'];
const SIGNATURES = ['signature', 'Signature'];
const APP_IDS = ['appid', 'AppId', 'app_id', 'Appid', 'AppID', 'appId'];

/** The only field under one of these names, as text. */
function only(raw: JsonObject, spellings: readonly string[]): string {
  const [key, second] = spellings.filter((spelling) => raw[spelling] !== undefined);
  const value = key === undefined || second !== undefined ? undefined : raw[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Written from ZEGO's pages and not from the package: the digest that proves the sender, if one does. */
function provenDigest({ raw, product }: ZegoEvent | ZegoUnknownEvent, secrets: readonly string[]): string | undefined {
  const [timestamp, nonce, signature] = [only(raw, TIMESTAMPS), only(raw, NONCES), only(raw, SIGNATURES)];
  if (!/^(\d{10}|\d{13})$/.test(timestamp) || nonce === '') return undefined;
  for (const secret of secrets) {
    const sorted = createHash('sha1').update(Buffer.concat([secret, timestamp, nonce].map((part) => Buffer.from(part)).sort((a, b) => Buffer.compare(a, b)))).digest();
    if (signature.toLowerCase() === sorted.toString('hex')) return sorted.toString('hex');
    if (product !== 'mini_game') continue;
    const joined = only(raw, APP_IDS) + nonce + secret + timestamp;
    const md5 = createHash('md5').update(joined).digest('hex');
    if (signature.toLowerCase() === md5) return md5;
    const base64 = signature.replace(/%[0-7][0-9a-f]/gi, (escape) => decodeURIComponent(escape));
    const sha1 = base64.length === 28 ? [sorted, createHash('sha1').update(joined).digest()].find((digest) => digest.equals(Buffer.from(base64, 'base64'))) : undefined;
    if (sha1 !== undefined) return sha1.toString('hex');
  }
  return undefined;
}

/** Keys in order at every depth, so that equal contents are written alike. */
function canonical(value: unknown): string {
  const inOrder = (_: string, item: unknown): unknown => (typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item);
  return [JSON.stringify(value, inOrder)].join('');
}

function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.keys(value).some((key) => key === '__proto__' || key === 'constructor' || key === 'prototype') || Object.values(value).some(hasPrototypeKey);
}

/** By id what it stands for, and by what it stands for the id, over all runs. */
const contentOfId = new Map<string, string>();
const idOfContent = new Map<string, string>();

class Witness {
  readonly faults: string[] = [];
  readonly reports: DeliveryReport[] = [];
  calls = 0;
  readonly #world: World;
  readonly #secrets: readonly string[];
  readonly #events = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
    this.#secrets = SECRETS[world.secret].known;
  }

  /** Called by every handler; a handler that threw would only look like a failed delivery. */
  see(event: ZegoEvent | ZegoUnknownEvent): void {
    this.calls += 1;
    const fault = this.#faultOf(event);
    if (fault !== undefined) this.faults.push(`a handler was called for ${event.name} ${fault}: ${canonical(event.raw).slice(0, 2_000)}`);
  }

  #faultOf(event: ZegoEvent | ZegoUnknownEvent): string | undefined {
    const { tolerance, signatureBinding, store } = this.#world;
    const digest = provenDigest(event, this.#secrets);
    if (digest === undefined) return 'without a valid signature';
    const timestamp = only(event.raw, TIMESTAMPS);
    if (event.timestamp.getTime() !== Number(timestamp.padEnd(13, '0'))) return `with the time ${event.timestamp.toISOString()}`;
    if (tolerance !== false && Math.abs(NOW - event.timestamp.getTime()) > tolerance * 1000) return 'that is stale';
    if (event.nonce !== only(event.raw, NONCES) || event.appId !== only(event.raw, APP_IDS)) return 'with another nonce or app id';
    if (event.receivedAt.getTime() !== NOW) return 'received at another time';
    if (!/^[A-Za-z0-9_-]{16,}$/.test(event.id)) return `with the id ${event.id}`;
    if (hasPrototypeKey(event.payload) || hasPrototypeKey(event.raw)) return 'with a prototype key';
    if (!('reasons' in event) && !conforms(event)) return `against its schema, ${ajv.errorsText(validators.get(event.name)?.errors)}`;
    if (store === 'memory' && (signatureBinding === 'always' || (signatureBinding === 'auto' && event.nonce.length >= 12))) {
      const bound = this.#events.get(digest) ?? event.id;
      this.#events.set(digest, bound);
      if (bound !== event.id) return 'with the signature of another event';
    }
    return undefined;
  }
}

/** Not for inputs that hold more than JSON can say. */
function faultOfId({ id, product, name, appId, payload, raw }: NonNullable<DeliveryReport['event']>): string | undefined {
  const content = canonical([product, name, appId, payload]);
  if (content.length > 3_000) return undefined;
  const known = contentOfId.get(id) ?? content;
  contentOfId.set(id, known);
  if (known !== content) return `the id ${id} stands for ${known} and for ${content}`;
  const occurrence = canonical([content, only(raw, TIMESTAMPS), only(raw, NONCES)]);
  const same = idOfContent.get(occurrence) ?? id;
  idOfContent.set(occurrence, same);
  return same === id ? undefined : `${content} has the ids ${same} and ${id}`;
}

const ODD_FAILURES: readonly unknown[] = [new Error(`a handler's own words, with ${SECRET}`), `text with ${SECRET}`, null, undefined, 0n, { toString: null }];

function receiver(world: World): { zego: ZegoCallbacks; witness: Witness } {
  const witness = new Witness(world);
  const store = STORES[world.store];
  const zego = zegoCallbacks({
    decisionTimeout: 200,
    handlerTimeout: 200,
    secret: SECRETS[world.secret].option,
    signatureBinding: world.signatureBinding,
    invalidPayload: world.invalidPayload,
    tolerance: world.tolerance,
    limit: world.limit,
    storeErrors: world.storeErrors,
    clock: () => NOW,
    ...(store && { store }),
    ...(world.handlers === 'hanging' && { handlerTimeout: 1, decisionTimeout: 1 }),
  });
  let calls = 0;
  const handle = (event: ZegoEvent | ZegoUnknownEvent): undefined | Promise<undefined> => {
    witness.see(event);
    if (world.handlers === 'hanging') return new Promise(() => undefined);
    calls += 1;
    if (world.handlers === 'failing' && calls % 3 === 0) throw ODD_FAILURES[calls % ODD_FAILURES.length];
    return undefined;
  };
  for (const name of eventNames) {
    if (name !== 'before_send_msg') zego.on(name, handle);
  }
  zego.onBeforeSendMsg(async (event) => {
    await handle(event);
    return { result: 3, reason: '漢' };
  });
  zego.onAny(handle).onUnknown(handle).onDelivery((report) => void witness.reports.push(report)).onError(() => undefined);
  return { zego, witness };
}

const codeOf = (body: string): ZegoErrorCode | undefined => (JSON.parse(body) as { error?: { code: ZegoErrorCode } }).error?.code;

/** Of a stack trace, as it stands in JSON. */
const STACK = /\\n\s*at |node:internal|node_modules|\.[jt]s:\d/;

function checkAnswer({ status, headers, body, outcome }: CallbackAnswer, { unknownToSender }: Delivery): void {
  must(headers['Content-Length'] === String(Buffer.byteLength(body)), () => `Content-Length ${String(headers['Content-Length'])} for ${Buffer.byteLength(body)} bytes`);
  must(body.length <= LONGEST_ANSWER, () => `an answer of ${body.length} characters: ${body.slice(0, 500)}`);
  const isText = headers['Content-Type']?.startsWith('text/plain') === true;
  must(isText ? body === '1' : headers['Content-Type'] === 'application/json; charset=utf-8', () => `Content-Type ${String(headers['Content-Type'])}`);
  if (status === 200) {
    must(['delivered', 'duplicate', 'unknown'].includes(outcome), () => `200 with the outcome ${outcome}`);
    // An event that fails its schema is answered as its product asks, but nobody has decided.
    const bodies = [`{"outcome":"${outcome}"}`, '{"Code":200,"Message":"succeed"}', '{"result":3,"reason":"漢"}', ...(outcome === 'delivered' ? [] : ['{"result":0}'])];
    must(isText || bodies.includes(body), () => `200 ${outcome} with the body ${body}`);
  } else {
    const { error, ...others } = JSON.parse(body) as { error: { code: ZegoErrorCode; message: unknown } };
    must(errorStatuses[error.code] === status, () => `${status} ${error.code} is not in the table of answers`);
    must(outcome === (status < 500 ? 'refused' : 'failed'), () => `${status} with the outcome ${outcome}`);
    must(Object.keys(others).length === 0 && Object.keys(error).join() === 'code,message' && typeof error.message === 'string' && error.message !== '', () => `an error of another shape: ${body}`);
    must((headers['Retry-After'] !== undefined) === (status === 503), () => `${status} with Retry-After ${String(headers['Retry-After'])}`);
  }
  const told = [SECRET, OLDER_SECRET, ...unknownToSender].find((text) => body.includes(text)) ?? STACK.exec(body)?.[0];
  must(told === undefined, () => `the answer tells ${told ?? ''}: ${body}`);
}

/** For messages; some inputs cannot be looked at. */
function bodyText({ input, name }: Delivery): string {
  if (name !== undefined) return name;
  try {
    const body: unknown = input.body;
    if (typeof body === 'string') return body;
    return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : canonical(body);
  } catch {
    return 'what cannot be shown';
  }
}

/** Whether that may come of a callback that is written as promised. */
function isExpected(code: ZegoErrorCode | undefined, untouched: NonNullable<Delivery['untouched']>, parsed: boolean, { secret, tolerance, signatureBinding }: World): boolean {
  if (code === 'unknown_app') return secret === 'by app';
  const rightly = untouched.rightly && SECRETS[secret].known.some((one) => one === untouched.secret);
  // A list or an object in the place of the signature is ambiguous, not wrong.
  if (!rightly) return code === 'bad_signature' || code === 'missing_signature' || code === 'malformed_body';
  if (tolerance !== false && Math.abs(NOW - untouched.timestampMs) > tolerance * 1000) return code === 'stale';
  if (code === 'replayed') return signatureBinding !== 'off';
  if (code === 'unsafe_integer') return parsed;
  return code === undefined || ['handler_failed', 'handler_timeout', 'busy', 'store_unavailable'].includes(code);
}

function checkUntouched({ status, body }: CallbackAnswer, { untouched, input }: Delivery, settings: World): void {
  if (untouched === undefined || settings.limit !== '1mb' || settings.secret === 'none') return;
  const parsed = typeof input.body === 'object' && !(input.body instanceof Uint8Array);
  must(isExpected(codeOf(body), untouched, parsed, settings), () => `an untouched callback, ${untouched.rightly ? 'rightly' : 'wrongly'} signed, came to ${status} ${body}`);
}

/** Kills the process when a call blocks it for good: nothing inside could. */
class Watchdog {
  readonly #memory = new SharedArrayBuffer(4_096);
  readonly #text = Buffer.from(this.#memory, 4);
  /** Odd while a call is under way. */
  readonly #beat = new Int32Array(this.#memory, 0, 1);
  readonly #worker = new Worker(
    `const { memory, ms, seed, pid } = require('node:worker_threads').workerData;
     const beat = new Int32Array(memory, 0, 1);
     for (;;) {
       const before = Atomics.load(beat, 0);
       Atomics.wait(beat, 0, before, ms);
       if (before % 2 === 0 || Atomics.load(beat, 0) !== before) continue;
       const bodies = Buffer.from(memory, 4).toString().replace(/\\0+$/, '');
       require('node:fs').writeSync(2, 'zego.receive() has blocked the process for ' + ms + ' ms. FUZZ_SEED=' + seed + ', the bodies begin: ' + bodies + '\\n');
       process.kill(pid, 'SIGKILL');
     }`,
    { eval: true, workerData: { memory: this.#memory, ms: HANG_MS, seed: SEED, pid: process.pid } },
  );

  async watch<T>(bodies: string, work: () => Promise<T>): Promise<T> {
    this.#text.fill(0).write(bodies);
    Atomics.add(this.#beat, 0, 1);
    try {
      return await work();
    } finally {
      Atomics.add(this.#beat, 0, 1);
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

type Tally = Map<string, number>;
const tallies = new Map<string, Tally>();
let slowest = 0;
const count = (tally: Tally, answer: string): void => void tally.set(answer, (tally.get(answer) ?? 0) + 1);

/** One body, and everything that must hold of its answer. */
async function receive(zego: ZegoCallbacks, delivery: Delivery, settings: World, tally: Tally): Promise<CallbackAnswer> {
  const startedAt = performance.now();
  const answer = await within(LONGEST_CALL_MS, zego.receive(delivery.input), 'zego.receive()');
  const took = performance.now() - startedAt;
  slowest = Math.max(slowest, took);
  must(took < LONGEST_CALL_MS, () => `zego.receive() took ${Math.round(took)} ms`);
  checkAnswer(answer, delivery);
  checkUntouched(answer, delivery, settings);
  const code = codeOf(answer.body);
  must(code !== 'internal' || delivery.hostile === true, () => `"internal" for ${bodyText(delivery).slice(0, 2_000)}`);
  must(code !== 'unsafe_integer' || (typeof delivery.input.body === 'object' && !(delivery.input.body instanceof Uint8Array)), () => `nothing has rounded numbers of a text, but: ${answer.body}`);
  count(tally, `${answer.status} ${code ?? answer.outcome}`);
  return answer;
}

/** Some bodies for one receiver, and everything that must hold of the whole. */
async function receiveAll(settings: World, deliveries: readonly Delivery[], comparesIds: boolean, tally: Tally): Promise<void> {
  const { zego, witness } = receiver(settings);
  const answers: CallbackAnswer[] = [];
  if (settings.together) answers.push(...(await Promise.all(deliveries.map((delivery) => receive(zego, delivery, settings, tally)))));
  else for (const delivery of deliveries) answers.push(await receive(zego, delivery, settings, tally));

  must(witness.faults.length === 0, () => witness.faults.join('\n'));
  for (const { event } of comparesIds ? witness.reports : []) {
    const fault = event && faultOfId(event);
    must(fault === undefined, () => fault ?? '');
  }
  const reported = witness.reports.map(({ status, outcome, code }) => `${status} ${code ?? outcome}`).sort().join(', ');
  const answered = answers.map(({ status, outcome, body }) => `${status} ${codeOf(body) ?? outcome}`).sort().join(', ');
  must(reported === answered, () => `answered ${answered}; reported ${reported}`);
  // One handler of the event, one of any event; or one of unknown events.
  const due = answers.reduce((sum, { outcome }) => sum + (outcome === 'delivered' ? 2 : outcome === 'unknown' ? 1 : 0), 0);
  must(settings.handlers === 'fine' ? witness.calls === due : witness.calls >= due, () => `${witness.calls} calls of handlers for ${answered}`);
  // Only where nothing fails is it certain that none is handled again.
  const handled = settings.handlers === 'fine' && settings.store === 'memory' ? witness.reports.flatMap(({ outcome, event }) => (event && (outcome === 'delivered' || outcome === 'unknown') ? [event.id] : [])) : [];
  must(new Set(handled).size === handled.length, () => `an event was handled more than once: ${handled.join(', ')}`);
  await within(LONGEST_CALL_MS, zego.idle(), 'zego.idle()');
}

/** Goes on until that many are made. Each round has a seed of its own, which a failure prints. */
async function rounds(amount: number, size: number, property: fc.IAsyncProperty<unknown>, made: () => number): Promise<void> {
  const wanted = amount * MULTIPLIER;
  for (let seed = SEED; made() < wanted; seed += 1) {
    await fc.assert(property, { seed, numRuns: Math.ceil((wanted - made()) / size), interruptAfterTimeLimit: 0.8 * LONGEST_TEST_MS, markInterruptAsFailure: true });
  }
}

interface Kind {
  readonly name: string;
  readonly amount: number;
  /** How many bodies one receiver gets at most. */
  readonly size: number;
  /** What must have been answered at least once, or the bodies are not what they should be. */
  readonly reaches: readonly string[];
  readonly property: (run: (settings: World, deliveries: readonly Delivery[]) => Promise<void>) => fc.IAsyncProperty<unknown>;
  /** Holds for everything that JSON can say. */
  readonly comparesIds: boolean;
}

function kind<Plan>(name: string, amount: number, size: number, plan: fc.Arbitrary<Plan>, deliver: (plan: Plan) => readonly Delivery[], reaches: readonly string[], comparesIds = true): Kind {
  const property: Kind['property'] = (run) => fc.asyncProperty(anyWorld, fc.array(plan, { minLength: 1, maxLength: size, size: 'max' }), (settings, plans) => run(settings, plans.flatMap(deliver)));
  return { name, amount, size, reaches, property, comparesIds };
}

const COMMON = ['200 delivered', '200 duplicate', '200 unknown', '400 malformed_body', '401 bad_signature', '401 missing_signature', '401 unknown_app', '403 stale', '403 replayed', '422 invalid_payload', '500 handler_failed', '503 handler_timeout', '503 busy', '503 store_unavailable'];
const KINDS: readonly Kind[] = [
  kind('noise', 16_000, 24, noise, noiseDeliveries, ['400 malformed_body', '401 missing_signature']),
  kind('mutated callbacks', 54_000, 24, mutatedCallback, deliveriesOf, [...COMMON, '413 body_too_large', '500 unsafe_integer']),
  kind('rewritten callbacks', 24_000, 24, rewrittenCallback, deliveriesOf, COMMON),
  kind('odd inputs', 6_000, 24, oddInput, oddDeliveries, ['200 delivered', '400 malformed_body', '500 unsafe_integer', '500 internal'], false),
  kind('huge bodies', 150, 3, huge, hugeDeliveries, ['400 malformed_body', '413 body_too_large']),
];

/** Object, Array … of the test's realm and of Node's own, which JSON and Buffers come from. */
function prototypes(): string {
  return [globalThis, runInThisContext('globalThis') as typeof globalThis]
    .flatMap((realm) => [realm.Object, realm.Array, realm.Function, realm.String, realm.Number, realm.Promise])
    .map(({ prototype }) => Reflect.ownKeys(prototype as object).map(String).join())
    .join('\n');
}

/** How many of each kind came, and how they were answered. */
function summary(): string {
  const answers = Array.from(new Set(Array.from(tallies.values()).flatMap((tally) => Array.from(tally.keys())))).sort();
  const rows = answers.map((answer) => [answer, ...Array.from(tallies.values(), (tally) => tally.get(answer) ?? 0)]);
  const sums = Array.from(tallies.values(), (tally) => Array.from(tally.values()).reduce((sum, one) => sum + one, 0));
  const proven = Array.from(tallies.values(), (tally) => Array.from(tally).reduce((sum, [answer, one]) => sum + (/^(200|403|422|500 handler|503)/.test(answer) ? one : 0), 0));
  const total = sums.reduce((sum, one) => sum + one, 0);
  const percent = proven.map((one, index) => `${Math.round((100 * one) / (sums[index] ?? 1))} %`);
  const table = [['answer', ...tallies.keys()], ...rows, ['all', ...sums], ['signature proven', ...percent]];
  const lines = table.map(([first, ...cells]) => String(first).padEnd(24) + cells.map((cell) => String(cell).padStart(22)).join(''));
  return `\n${lines.join('\n')}\n${total} in all, seed ${SEED}, the longest call took ${Math.round(slowest)} ms\n`;
}

/** Jest gives tests a copy of `process`; warnings and rejections only reach the real one. */
const realProcess = runInThisContext('process') as NodeJS.Process;
const disturbances: string[] = [];
const disturbed = (what: unknown): void => void disturbances.push(what instanceof Error ? (what.stack ?? what.message) : String(what));
const prototypesBefore = prototypes();

beforeAll(() => void realProcess.on('warning', disturbed).on('unhandledRejection', disturbed));
afterAll(() => {
  realProcess.off('warning', disturbed).off('unhandledRejection', disturbed);
  process.stdout.write(summary());
});
afterEach(async () => {
  // Rejections are only told about when the promises have had their turn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(disturbances).toEqual([]);
  expect(prototypes()).toBe(prototypesBefore);
});

describe('zego.receive()', () => {
  let watchdog: Watchdog;
  beforeAll(() => void (watchdog = new Watchdog()));
  afterAll(() => watchdog.stop());

  test('is given at least 100,000 bodies', () => {
    expect(KINDS.reduce((sum, { amount }) => sum + amount, 0)).toBeGreaterThanOrEqual(100_000);
    expect(MULTIPLIER).toBeGreaterThanOrEqual(1);
  });

  test.each(KINDS)('answers $amount bodies of the kind "$name" as promised, and shows handlers only what is proven', async ({ name, amount, size, reaches, property, comparesIds }) => {
    const tally: Tally = new Map();
    tallies.set(name, tally);
    let made = 0;
    const run = property(async (settings, deliveries) => {
      made += deliveries.length;
      const begins = deliveries.map((delivery) => bodyText(delivery).slice(0, 300)).join('\n');
      await watchdog.watch(begins, () => receiveAll(settings, deliveries, comparesIds, tally));
    });
    await rounds(amount, size, run, () => made);
    expect(Array.from(tally.keys())).toEqual(expect.arrayContaining([...reaches]));
  }, LONGEST_TEST_MS);
});

const CONTENTS = {
  plain: { encoding: null, encode: (body: Buffer) => body },
  gzip: { encoding: 'gzip', encode: (body: Buffer) => gzipSync(body) },
  deflate: { encoding: 'deflate', encode: (body: Buffer) => deflateSync(body) },
  br: { encoding: 'br', encode: (body: Buffer) => brotliCompressSync(body) },
  'gzip, cut': { encoding: 'a lie', encode: (body: Buffer) => gzipSync(body).subarray(0, -9) },
  'gzip, half': { encoding: 'a lie', encode: (body: Buffer) => gzipSync(body).subarray(0, 15) },
  'gzip, broken': { encoding: 'a lie', encode: (body: Buffer) => gzipSync(body).fill(0x55, 12, 20) },
  'gzip and more': { encoding: 'a lie', encode: (body: Buffer) => Buffer.concat([gzipSync(body), body]) },
  'br, cut': { encoding: 'a lie', encode: (body: Buffer) => brotliCompressSync(body).subarray(0, -3) },
  'a bomb': { encoding: 'a lie', encode: () => BOMB },
} as const satisfies Record<string, { encoding: string | null; encode: (body: Buffer) => Buffer }>;
const BOMB = gzipSync(Buffer.alloc(8 * 2 ** 20));

interface Framed {
  readonly headers: string;
  readonly body: Buffer;
}
const chunks = (...parts: readonly (Buffer | string)[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)));
const sized = (length: number | string, body: Buffer): Framed => ({ headers: `Content-Length: ${length}\r\n`, body });
const chunked = (body: Buffer, more = ''): Framed => ({ headers: `Transfer-Encoding: chunked\r\n${more}`, body });
const sizeOf = (body: Buffer): string => `${body.length.toString(16)}\r\n`;

/** The first three frame the body rightly. */
const FRAMINGS = {
  length: (body: Buffer) => sized(body.length, body),
  chunks: (body: Buffer) => chunked(body.length === 0 ? chunks('0\r\n\r\n') : chunks(sizeOf(body), body, '\r\n0\r\n\r\n')),
  'length, announced': (body: Buffer) => sized(`${body.length}\r\nExpect: 100-continue`, body),
  'length too small': (body: Buffer) => sized(Math.max(0, body.length - 7), body),
  'length too large': (body: Buffer) => sized(body.length + 7, body),
  'length beyond the limit': (body: Buffer) => sized(2 ** 31, body),
  'length below zero': (body: Buffer) => sized(-1, body),
  'length in letters': (body: Buffer) => sized('ten', body),
  'two lengths': (body: Buffer) => sized(`${body.length}\r\nContent-Length: ${body.length + 1}`, body),
  'no length': (body: Buffer) => ({ headers: '', body }),
  'length and chunks': (body: Buffer) => chunked(chunks(sizeOf(body), body, '\r\n0\r\n\r\n'), `Content-Length: ${body.length}\r\n`),
  'chunks without an end': (body: Buffer) => chunked(chunks(sizeOf(body), body, '\r\n')),
  'a chunk too small': (body: Buffer) => chunked(chunks('3\r\n', body, '\r\n0\r\n\r\n')),
  'a chunk too large': (body: Buffer) => chunked(chunks(`${(body.length + 50).toString(16)}\r\n`, body, '\r\n0\r\n\r\n')),
  'a chunk in letters': (body: Buffer) => chunked(chunks('xyz\r\n', body)),
  'a chunk without bounds': (body: Buffer) => chunked(chunks('ffffffffffffffffff\r\n', body)),
  'another transfer coding': (body: Buffer) => ({ headers: 'Transfer-Encoding: gzip\r\n', body }),
  'an odd expectation': (body: Buffer) => sized(`${body.length}\r\nExpect: the-unexpected`, body),
} as const satisfies Record<string, (body: Buffer) => Framed>;
const RIGHT_FRAMINGS: readonly string[] = ['length', 'chunks', 'length, announced'] satisfies (keyof typeof FRAMINGS)[];

const names = <T extends object>(table: T): (keyof T)[] => Object.keys(table) as (keyof T)[];
const mostly = <T>(usual: T, others: readonly T[], weight = 3): fc.Arbitrary<T> => fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });

const PATHS = ['/plain', '/json', '/form', '/text', '/raw', '/kept', '/elsewhere'] as const;
const anyRequest = fc.record({
  callback: mutatedCallback,
  path: mostly<(typeof PATHS)[number]>('/plain', PATHS),
  content: mostly<keyof typeof CONTENTS>('plain', names(CONTENTS)),
  /** `null`: what is true of the content. */
  claimedEncoding: mostly<string | null>(null, ['gzip', 'deflate', 'br', 'identity', 'GZIP', 'zstd', 'compress', 'gzip, gzip', '', '\u00ff', 'x'.repeat(200)]),
  framing: mostly<keyof typeof FRAMINGS>('length', names(FRAMINGS), 2),
  /** How much of the body is sent, and what the sender does then. */
  sent: mostly('all', ['half', 'none'] as const, 8),
  ending: mostly('wait', ['end', 'destroy', 'reset'] as const, 4),
});
type WireRequest = typeof anyRequest extends fc.Arbitrary<infer T> ? T : never;

/** What one connection gets to read until it is closed. */
function exchange(port: number, { callback, path, content, claimedEncoding, framing, sent, ending }: WireRequest): Promise<Buffer> {
  const [delivery] = deliveriesOf(callback);
  const plain = Buffer.from(delivery === undefined ? '' : delivery.input.body instanceof Uint8Array ? delivery.input.body : bodyText(delivery));
  const encoding = claimedEncoding ?? (content.startsWith('br') ? 'br' : content.startsWith('deflate') ? 'deflate' : content === 'plain' ? null : 'gzip');
  const { headers, body } = FRAMINGS[framing](CONTENTS[content].encode(plain));
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n${encoding === null ? '' : `Content-Encoding: ${encoding}\r\n`}${headers}\r\n`;
  const part = sent === 'all' ? body : body.subarray(0, sent === 'half' ? body.length >> 1 : 0);
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    // Resets are what some of the requests ask for.
    socket.on('error', () => undefined).on('data', (chunk) => void received.push(chunk)).on('close', () => resolve(Buffer.concat(received)));
    socket.write(head, 'latin1');
    socket.write(part, () => {
      if (ending === 'end') socket.end();
      else if (ending === 'destroy') socket.destroy();
      else if (ending === 'reset') socket.resetAndDestroy();
    });
  });
}

/** Who answered, and how. */
function readAnswer(bytes: Buffer): string {
  const text = bytes.toString('latin1').replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  if (text === '') return 'closed without answer';
  const [, code = '', headers = '', rest = ''] = /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n([^]*?)\r\n\r\n([^]*)$/.exec(text) ?? [];
  const status = Number(code);
  if (/^x-answered-by: upstream/im.test(headers)) return `${status} upstream`;
  if (!/^content-type: application\/json|^content-type: text\/plain/im.test(headers)) {
    must([400, 404, 408, 413, 417, 431].includes(status), () => `an answer of nobody: ${text}`);
    return `${status} by Node or Express`;
  }
  const body = rest.slice(0, Number(/^content-length: (\d+)/im.exec(headers)?.[1]));
  const error = codeOf(body);
  must(error === undefined ? status === 200 : errorStatuses[error] === status, () => `${status} is not in the table of answers: ${text}`);
  must(!body.includes(SECRET) && !STACK.test(body), () => `the answer tells too much: ${body}`);
  return `${status} ${error ?? 'by the callbacks'}`;
}

/** Complete, and nothing about it is a lie. (Node drops whoever hangs up early.) */
const isHonest = ({ path, content, claimedEncoding, framing, sent, ending }: WireRequest): boolean =>
  path === '/plain' && CONTENTS[content].encoding !== 'a lie' && claimedEncoding === null && RIGHT_FRAMINGS.includes(framing) && sent === 'all' && ending === 'wait';

function isRight({ callback }: WireRequest): boolean {
  const [delivery] = deliveriesOf(callback);
  const isText = typeof delivery?.input.body === 'string' || delivery?.input.body instanceof Uint8Array;
  return isText && delivery.untouched?.rightly === true && delivery.untouched.secret === SECRET;
}

describe('over HTTP', () => {
  const amount = 3_000;
  const REQUEST_TIMEOUT_MS = 200;
  const LONGEST_EXCHANGE_MS = 8_000;
  const settings: World = { signatureBinding: 'off', invalidPayload: 'reject', tolerance: false, limit: '1mb', secret: 'one', handlers: 'fine', store: 'memory', storeErrors: 'deliver', together: true };

  function listen(zego: ZegoCallbacks): Promise<Server> {
    const upstream: ErrorRequestHandler = (error: { status?: number }, _req, res, next) => {
      if (res.headersSent) next(error);
      else res.status(error.status ?? 500).set('X-Answered-By', 'upstream').end();
    };
    const everything = { type: () => true };
    const app = express()
      .use('/plain', zego)
      .use('/json', express.json(), zego)
      .use('/form', express.urlencoded({ ...everything, extended: true }), zego)
      .use('/text', express.text(everything), zego)
      .use('/raw', express.raw(everything), zego)
      .use('/kept', express.json({ verify: keepRawBody }), zego)
      .use(upstream);
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 40 }, app);
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
  }

  test(`answers or closes each of ${amount} connections, and has nothing in flight afterwards`, async () => {
    const tally: Tally = new Map();
    tallies.set('over HTTP', tally);
    let made = 0;
    const property = fc.asyncProperty(fc.array(anyRequest, { minLength: 1, maxLength: 250, size: 'max' }), async (requests) => {
      made += requests.length;
      const { zego, witness } = receiver(settings);
      const server = await listen(zego);
      try {
        const { port } = server.address() as AddressInfo;
        const exchanges = requests.map(async (request) => {
          const answer = readAnswer(await within(LONGEST_EXCHANGE_MS, exchange(port, request), 'a connection'));
          // On a busy machine even an honest request can be too late for Node.
          must(!isHonest(request) || /_|by the callbacks|^408/.test(answer), () => `an honest request came to: ${answer}`);
          must(!isHonest(request) || !isRight(request) || /^200|^408/.test(answer), () => `a rightly signed callback came to: ${answer}`);
          count(tally, answer);
        });
        await Promise.all(exchanges);
        await within(LONGEST_CALL_MS, zego.idle(), 'zego.idle()');
        must(witness.faults.length === 0, () => witness.faults.join('\n'));
      } finally {
        server.close();
        server.closeAllConnections();
      }
    });
    await rounds(amount, 250, property, () => made);
    expect(Array.from(tally.keys())).toEqual(expect.arrayContaining(['200 by the callbacks', '400 malformed_body', '401 bad_signature', '413 body_too_large', '415 unsupported_encoding', '422 invalid_payload', 'closed without answer', '400 by Node or Express', '408 by Node or Express']));
  }, LONGEST_TEST_MS);
});
