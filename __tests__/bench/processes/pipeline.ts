import { hash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type CallbackInput, MemoryStore, parseExact, zegoCallbacks } from 'express-zego-callbacks';
import type * as Catalogue from '../../../lib/catalogue/catalogue.js';
import type * as Dispatch from '../../../lib/dispatch.js';
import type * as Identify from '../../../lib/identify.js';
import type * as OnceRoom from '../../../lib/once.js';
import type * as Decode from '../../../lib/receive/decode.js';
import type * as Validate from '../../../lib/validate.js';
import type * as Verify from '../../../lib/verify.js';
import { makeBody } from './bodies.js';
import { type PipelineFigures, type PipelineSettings, type PipelineStage, SECRET } from './protocol.js';

const load = createRequire(__filename);
const dist = path.dirname(load.resolve('express-zego-callbacks'));
/** A room of the house, which no user can enter. */
const room = (file: string): unknown => load(path.join(dist, file));

const { createCatalogue } = room('catalogue/catalogue.js') as typeof Catalogue;
const { runHandlers, DeliveryContext } = room('dispatch.js') as typeof Dispatch;
const { identify } = room('identify.js') as typeof Identify;
const { Once } = room('once.js') as typeof OnceRoom;
const { decode } = room('receive/decode.js') as typeof Decode;
const { Checker } = room('validate.js') as typeof Validate;
const { assertFresh, secretsFor, verify } = room('verify.js') as typeof Verify;

const LIMIT = 1_048_576;
const TOLERANCE_MS = 300_000;
/** So few that what one stage hands to the next is young when it is thrown away, as in the middleware. */
const BATCH = 100;

const settings = JSON.parse(process.argv[2] ?? '') as PipelineSettings;

let handled = 0;
const handler = (): void => { handled += 1; };

const zego = zegoCallbacks({ secret: SECRET });
zego.onRoomLogout(handler).onAiAgentUserAudioData(handler);

const catalogue = createCatalogue([]);
const checker = new Checker({ parse: parseExact, clock: Date.now, invalidPayload: 'reject' });
const once = new Once({ store: new MemoryStore(), storeErrors: 'deliver', rememberMs: 600_000, clock: Date.now });
const watcher = { storeIsDown: false, trouble: () => undefined, late: () => undefined };

/** CPU time of this process, or what it has allocated: that is exact while nothing is collected. */
function reading(): number {
  if (settings.measures === 'bytes') return process.memoryUsage().heapUsed;
  const { user, system } = process.cpuUsage();
  return user + system;
}

type Stage = <In, Out>(name: PipelineStage, inputs: readonly In[], work: (input: In) => Out | Promise<Out>) => Promise<Out[]>;

async function batch(count: number, stage: Stage): Promise<void> {
  const { size, form } = settings;
  const texts = (of: typeof form): Buffer[] => Array.from({ length: count }, () => Buffer.from(makeBody(size, of).text));
  const inputs = texts(form).map((body): CallbackInput => ({ body }));

  await stage('floor', texts('json'), (body) => {
    const { timestamp, Timestamp, nonce, Nonce, signature, Signature } = JSON.parse(body.toString('utf8')) as Partial<Record<string, string | number>>;
    const text = [SECRET, String(timestamp ?? Timestamp), String(nonce ?? Nonce)].sort().join('');
    if (hash('sha1', text, 'hex') !== (signature ?? Signature)) throw new Error('A signature is wrong.');
  });
  const answers = await stage('whole', texts(form).map((body): CallbackInput => ({ body })), (input) => zego.receive(input));
  if (answers.some(({ outcome }) => outcome !== 'delivered')) throw new Error(`A callback was ${answers.map(({ outcome }) => outcome).join(', ')}.`);

  const received = await stage('decode', inputs, (input) => decode(input, LIMIT));
  const identified = await stage('identify', received, (parcel) => identify(parcel, catalogue));
  const verified = await stage('verify', identified, (parcel) => {
    const secrets = secretsFor(parcel, [SECRET]);
    if (secrets instanceof Promise) throw new Error('A list of secrets needs no waiting.');
    const proved = verify(parcel, secrets, Date.now());
    assertFresh(proved, TOLERANCE_MS);
    return proved;
  });
  const checked = await stage('check', verified, (parcel) => checker.check(parcel, new Date()));
  await stage('once', checked, ({ verified: { digest }, event: { id } }) => {
    const run = () => once.run({ id, timeoutMs: 10_000, retriedForMs: 62_000, work: () => undefined, watcher });
    const bound = once.bind(digest, id, watcher);
    return bound instanceof Promise ? bound.then(run) : run();
  });
  const context = new DeliveryContext(undefined);
  await stage('handlers', checked, ({ event }) => runHandlers([handler], event, context));
}

async function measure(count: number): Promise<PipelineFigures> {
  const sums = new Map<PipelineStage, number>();
  const stage: Stage = async <In, Out>(name: PipelineStage, inputs: readonly In[], work: (input: In) => Out | Promise<Out>): Promise<Out[]> => {
    const outputs = new Array<Out>(inputs.length);
    const before = reading();
    for (let at = 0; at < inputs.length; at += 1) {
      const output = work(inputs[at]!);
      outputs[at] = output instanceof Promise ? await output : output;
    }
    sums.set(name, (sums.get(name) ?? 0) + reading() - before);
    return outputs;
  };
  const batches = Math.ceil(count / BATCH);
  const handledBefore = handled;
  if (settings.measures === 'bytes') global.gc?.();
  for (let n = 0; n < batches; n += 1) await batch(BATCH, stage);
  const all = batches * BATCH;
  if (handled - handledBefore !== 2 * all) throw new Error(`The handler was called ${handled - handledBefore} times instead of ${2 * all}.`);
  return Object.fromEntries([...sums].map(([name, sum]) => [name, sum / all])) as PipelineFigures;
}

process.once('disconnect', () => process.exit(1));
process.on('message', (count) => void measure(count as number).then((figures) => process.send?.(figures)));
