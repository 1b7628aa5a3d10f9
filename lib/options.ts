import type * as Cluster from 'node:cluster';
import { parse as parseBytes } from 'bytes';
import { eventNames } from './catalogue/catalogue.js';
import type * as Compiler from './catalogue/compile-event.js';
import type { EventInput } from './catalogue/custom.js';
import type { EventDefinition } from './catalogue/definition.js';
import { pascalCase } from './catalogue/pascal-case.js';
import { quote, typeName } from './errors.js';
import { MemoryStore } from './memory-store.js';
import { nearest } from './nearest.js';
import type { DeliveryStore } from './delivery-store.js';
import type { SecretSource } from './verify.js';
import { warn } from './warn.js';

/** The secret, several while one is being rotated out, or a look-up by app id (may be async). */
export type Secret = string | readonly string[] | ((appId: string) => string | readonly string[] | undefined | Promise<string | readonly string[] | undefined>);

export interface ZegoCallbacksOptions<Events extends readonly EventInput<string, unknown>[] = readonly []> {
  /** The project's CallbackSecret (not its ServerSecret or AppSign). Required. */
  readonly secret: Secret | undefined;
  /** Path below the mount point. Default `/`. */
  readonly path?: string | undefined;
  /** Largest body after decompression, in bytes or as `'1mb'`. Default `'1mb'`. */
  readonly limit?: number | string | undefined;
  /** How far a timestamp may be from the present, in seconds; `false` switches the check off. Default 300. */
  readonly tolerance?: number | false | undefined;
  /** Whether a signature is tied to the first event it came with; `auto`: when its nonce has 12 or more characters. Default `auto`. */
  readonly signatureBinding?: 'auto' | 'always' | 'off' | undefined;
  /** Where handled events are remembered. Default: a MemoryStore. */
  readonly store?: DeliveryStore | undefined;
  /** When the store fails: handle without once-only, or answer 503. Default `deliver`. */
  readonly storeErrors?: 'deliver' | 'reject' | undefined;
  /** What to do with an event that fails its schema: answer 422, or hand it to `onUnknown` and answer 200. Default `reject`. */
  readonly invalidPayload?: 'reject' | 'unknown' | undefined;
  /** Time for all handlers of a callback, in ms. Default 10,000. */
  readonly handlerTimeout?: number | undefined;
  /** Time for the handler of `before_send_msg`, in ms; ZEGO waits 2,500. Default 2,000. */
  readonly decisionTimeout?: number | undefined;
  /** Events of your own. */
  readonly events?: Events | undefined;
  /** Hand refusals and failures to `next(err)` instead of answering them. Default `false`. */
  readonly forwardErrors?: boolean | undefined;
  /** Current time in ms, for tests. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** Complete and checked; what the rest of the package works with. */
export interface ResolvedOptions {
  readonly secrets: SecretSource;
  readonly path: string;
  readonly limit: number;
  readonly toleranceMs: number | false;
  readonly signatureBinding: 'auto' | 'always' | 'off';
  readonly store: DeliveryStore;
  readonly storeErrors: 'deliver' | 'reject';
  readonly invalidPayload: 'reject' | 'unknown';
  readonly handlerTimeout: number;
  readonly decisionTimeout: number;
  readonly definitions: readonly EventDefinition[];
  readonly forwardErrors: boolean;
  readonly clock: () => number;
  /** How long handled events are remembered, in ms. */
  readonly rememberMs: number;
}

// `satisfies` keeps the list complete: a new option that is missing here does not compile.
const KNOWN = Object.keys({
  secret: true,
  path: true,
  limit: true,
  tolerance: true,
  signatureBinding: true,
  store: true,
  storeErrors: true,
  invalidPayload: true,
  handlerTimeout: true,
  decisionTimeout: true,
  events: true,
  forwardErrors: true,
  clock: true,
} satisfies Record<keyof ZegoCallbacksOptions, true>);

const MEGABYTE = 1024 * 1024;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const TEN_MINUTES_MS = 600_000;
/** A callback from the future edge of the tolerance is fresh for twice as long, to the millisecond: a store must not be quicker. */
const MARGIN_MS = 1_000;

/**
 * Checks the options once, at start-up.
 *
 * @throws TypeError that names the option, what was expected and what came
 */
export function resolveOptions(options: ZegoCallbacksOptions<readonly EventInput<string, unknown>[]>): ResolvedOptions {
  if (typeof options !== 'object' || (options as unknown) === null) throw new TypeError(`zegoCallbacks() needs an options object such as { secret }; it got ${typeName(options)}.`);
  for (const key of Object.keys(options)) {
    if (!KNOWN.includes(key)) throw new TypeError(`Unknown option ${quote(key)}. Did you mean "${nearest(key, KNOWN)}"? Known options: ${KNOWN.join(', ')}.`);
  }
  const clock = given(options.clock, Date.now);
  check('clock', clock, typeof clock === 'function', 'a function that returns the time in ms');
  const tolerance = given(options.tolerance, 300);
  check('tolerance', tolerance, tolerance === false || isPositive(tolerance), 'a positive number of seconds, or false');
  const path = given(options.path, '/');
  check('path', path, typeof path === 'string' && /^\/[^?#]*$/.test(path), 'a path that starts with "/"');
  const forwardErrors = given(options.forwardErrors, false);
  check('forwardErrors', forwardErrors, typeof forwardErrors === 'boolean', 'true or false');
  if (options.store === undefined) warnAboutWorkers();

  return Object.freeze({
    secrets: resolveSecret(options.secret),
    path: path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path,
    limit: resolveLimit(given(options.limit, MEGABYTE)),
    toleranceMs: tolerance === false ? false : tolerance * 1000,
    signatureBinding: oneOf('signatureBinding', given(options.signatureBinding, 'auto'), ['auto', 'always', 'off']),
    store: resolveStore(options.store === undefined ? new MemoryStore({ clock }) : options.store),
    storeErrors: oneOf('storeErrors', given(options.storeErrors, 'deliver'), ['deliver', 'reject']),
    invalidPayload: oneOf('invalidPayload', given(options.invalidPayload, 'reject'), ['reject', 'unknown']),
    handlerTimeout: milliseconds('handlerTimeout', given(options.handlerTimeout, 10_000)),
    decisionTimeout: milliseconds('decisionTimeout', given(options.decisionTimeout, 2_000)),
    definitions: resolveEvents(given(options.events, [])),
    forwardErrors,
    clock,
    rememberMs: Math.max(TEN_MINUTES_MS, tolerance === false ? 0 : 2 * tolerance * 1000 + MARGIN_MS),
  });
}

/** Only `undefined` asks for the default; `null` is a mistake that should be told. */
function given<T>(value: T | undefined, fallback: T): T {
  return value === undefined ? fallback : value;
}

function check(option: string, value: unknown, ok: boolean, expected: string): void {
  if (ok) return;
  const shown = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${quote(value)} (${typeName(value)})` : typeName(value);
  throw new TypeError(`Option "${option}" must be ${expected}; it is ${shown}.`);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function milliseconds(option: string, value: number): number {
  check(option, value, isPositive(value) && value <= LONGEST_TIMER_MS, `a positive number of milliseconds, at most ${LONGEST_TIMER_MS}`);
  return value;
}

function oneOf<T extends string>(option: string, value: T, allowed: readonly T[]): T {
  check(option, value, allowed.includes(value), `one of ${allowed.map((one) => `"${one}"`).join(', ')}`);
  return value;
}

function resolveLimit(limit: number | string): number {
  // bytes.parse() takes what it can of "12abc" or "1m"; a limit must not be a misunderstanding.
  const readable = typeof limit === 'number' || (typeof limit === 'string' && /^\d+(?:\.\d+)? *(?:b|kb|mb|gb)?$/i.test(limit));
  const bytes = readable ? parseBytes(limit) : null;
  check('limit', limit, bytes !== null && isPositive(bytes), 'a positive number of bytes, or a text such as "1mb"');
  return bytes ?? 0;
}

function resolveStore(store: DeliveryStore): DeliveryStore {
  const missing = (['claim', 'complete', 'release', 'bind'] as const).filter((method) => typeof (store as Partial<DeliveryStore> | null)?.[method] !== 'function');
  if (missing.length > 0) throw new TypeError(`Option "store" must be a DeliveryStore; it has no ${missing.join(', ')}.`);
  return store;
}

/** The secret is never shown, not even its length. */
function resolveSecret(secret: Secret | undefined): SecretSource {
  if (typeof secret === 'function') return secret;
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  const usable = secrets.filter((one): one is string => typeof one === 'string' && one !== '');
  if (secrets.length === 0 || usable.length !== secrets.length) {
    const came = secrets.length === 0 ? 'an empty list' : secrets.includes('') ? 'an empty string' : typeName(secrets.find((one) => typeof one !== 'string'));
    throw new TypeError(`Option "secret" must be the project's CallbackSecret (a string, a list of strings, or a function of the app id); it is ${came}. Is the environment variable set?`);
  }
  if (usable.includes('secret')) {
    warn("The secret is the sample of ZEGO's documentation, so anybody can sign callbacks. Use the CallbackSecret of your project.", { code: 'ZEGO_SAMPLE_SECRET' });
  }
  return Object.freeze(usable);
}

function warnAboutWorkers(): void {
  // Workers have a channel to the one that started them. For everybody else the module would cost 0.8 ms at the start.
  if (process.send === undefined) return;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { isWorker } = require('node:cluster') as typeof Cluster.default;
  if (!isWorker) return;
  warn('Callbacks are remembered in this worker alone, so a retry that reaches another one is handled twice. Give all workers one shared store (option "store").', {
    code: 'ZEGO_MEMORY_STORE_IN_CLUSTER',
  });
}

/** Words joined by single underscores, so that the method's name is the same for the type checker and at run time. */
const EVENT_NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
/** Their methods are taken: onAny, onUnknown, onError, onDelivery. */
const RESERVED_NAMES = ['any', 'unknown', 'error', 'delivery'];

function resolveEvents(events: readonly EventInput<string, unknown>[]): readonly EventDefinition[] {
  check('events', events, Array.isArray(events), 'a list of event definitions');
  if (events.length === 0) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most applications have no events of their own
  const { compileEvent } = require('./catalogue/compile-event.js') as typeof Compiler;
  // Names that make the same method are the same: a1 and a_1 are both onA1.
  const taken = new Set([...eventNames, ...RESERVED_NAMES].map(pascalCase));
  return events.map((event, index) => {
    const fault = faultOf(event, taken);
    if (fault !== undefined) throw new TypeError(`Option "events"[${index}]${fault}.`);
    taken.add(pascalCase(event.name));
    try {
      return compileEvent(event);
    } catch (error) {
      throw new TypeError(`Option "events"[${index}] ("${event.name}") has a schema that cannot be compiled: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
}

/** What is wrong with a definition, as far as the compiler of schemas does not find it; the end of a sentence. */
function faultOf(event: Partial<EventInput<string, unknown>> | null | undefined, taken: ReadonlySet<string>): string | undefined {
  if (typeof event !== 'object' || event === null) return ` must be a definition; it is ${typeName(event)}`;
  const { name, discriminator, schema } = event;
  if (typeof name !== 'string' || !EVENT_NAME.test(name)) return ` needs a name of lower-case letters, digits and underscores; it is ${quote(name)}`;
  if (taken.has(pascalCase(name))) return `: there is already an event named "${name}", or one whose method is on${pascalCase(name)}`;
  const values: readonly unknown[] = [discriminator?.value].flat();
  const tells = typeof discriminator?.field === 'string' && values.length > 0 && values.every((value) => typeof value === 'string' || typeof value === 'number');
  if (!tells) return ` ("${name}") needs a discriminator such as { field: 'event', value: '${name}' }`;
  const conditions: readonly unknown[] = [discriminator.present ?? [], discriminator.absent ?? []];
  if (!conditions.every(Array.isArray)) return ` ("${name}") needs lists of field names in "present" and "absent"`;
  return typeof schema === 'object' && (schema as unknown) !== null ? undefined : ` ("${name}") needs a schema; it is ${typeName(schema)}`;
}
