import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { CallbackInput, JsonObject, JsonValue, ZegoEventName } from '../../lib/index.js';
import { eventNames, schemas, SECRET } from './callbacks.js';

/** The receiver's clock in every run: what was signed then, is fresh. */
export const NOW = 1_760_000_000_000;
export const OLDER_SECRET = 'the-secret-before-the-rotation';
const FOREIGN_SECRET = 'a-secret-of-somebody-else';

/**
 * What can be written in a body, which is more than JSON.parse can return: members may repeat, and `verbatim` is
 * written as it stands (numbers that no double holds, and broken ones).
 */
export type Loose = string | number | boolean | null | readonly Loose[] | Members | Verbatim | Nest;
interface Members {
  readonly members: readonly Member[];
}
type Member = readonly [key: string, value: Loose];
interface Verbatim {
  readonly verbatim: string;
}
/** Kept apart from its text, which may be long, so that a counter-example stays readable. */
interface Nest {
  readonly nest: keyof typeof NESTS;
  readonly depth: number;
  readonly quoted: boolean;
}

const isMembers = (value: Loose): value is Members => typeof value === 'object' && value !== null && 'members' in value;
const isVerbatim = (value: Loose): value is Verbatim => typeof value === 'object' && value !== null && 'verbatim' in value;
const isNest = (value: Loose): value is Nest => typeof value === 'object' && value !== null && 'nest' in value;
const isList = (value: Loose): value is readonly Loose[] => Array.isArray(value);

function loosen(value: JsonValue): Loose {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(loosen);
  return { members: Object.entries(value as JsonObject).map(([key, item]): Member => [key, loosen(item)]) };
}

const verbatim = (text: string): Verbatim => ({ verbatim: text });
const NUMBERS = ['0', '-0', '-1', '1.5', '1E+2', '1e-7', '1.0', '1e20', '1e400', '-1e400', '1e-400', '9007199254740991', '9007199254740993', '-9007199254740993', '6085791336856668982', '1234567890'.repeat(30)];
const BROKEN_NUMBERS = ['01', '+1', '.5', '1.', '0x10', 'NaN', '-Infinity', '1_000', '1n', '--1', 'undefined'];
const TEXTS = [
  ...['', ' ', '0', '-0', '007', '1e3', '1.50', 'true', 'null', 'undefined', '[object Object]', '6085791336856668982', '\u0000', '\u0001\u001f\u007f\u0085', '\ud800', '\udfff\ud83d', '\ud83d\ude00', '\u2028\u2029', '\ufeff', 'é\u0301', '漢字'],
  ...['{', '[', '{}', '[]', '{"a":1}', '[{"a":6085791336856668982}]', '{"__proto__":{"polluted":1}}', '%7B%22a%22%3A1%7D', '%', '%zz', '%E0%A4%A', '+', '&a=b', '"', '\\', "';--", '<b>', '../..'],
];
const KEYS = [
  ...['__proto__', 'constructor', 'prototype', '__defineGetter__', 'toString', 'valueOf', 'toJSON', 'hasOwnProperty', 'then', 'length', '__proto__[polluted]', 'constructor[prototype][polluted]', 'a[__proto__][polluted]', 'a[constructor][prototype]'],
  ...['', ' ', '0', 'a', 'a[]', 'a[0]', 'a[1]', 'a[b]', 'a[b][]', 'a[', 'a]', 'a[[]]', '[a]', 'a.b', '\u0000', '\ud800', '\ud83d\ude00', '%', '%5B', '=', '&', 'payload', 'raw', 'id'],
];
const ENVELOPE_KEYS = [
  ...['event', 'Event', 'EventType', 'event_type', 'ReportType', 'appid', 'AppId', 'app_id', 'Appid', 'AppID', 'appId', 'timestamp', 'Timestamp', 'nonce', 'Nonce', 'SignatureNonce', 'signature', 'Signature', 'SIGNATURE', 'signature '],
];

const DEPTHS = [2, 30, 62, 63, 64, 65, 100, 1_000, 10_000] as const;
const NESTS = {
  lists: ['[', '1', ']'],
  objects: ['{"a":', '1', '}'],
  both: ['[{"a":', 'null', '}]'],
  prototypes: ['{"__proto__":', '{"polluted":1}', '}'],
  unclosed: ['[', '', ''],
} as const;

function nestText({ nest, depth, quoted }: Nest): string {
  const [open, core, close] = NESTS[nest];
  const text = open.repeat(depth) + core + close.repeat(depth);
  return quoted ? JSON.stringify(text) : text;
}

const anyNest: fc.Arbitrary<Nest> = fc.record({ nest: fc.constantFrom(...(Object.keys(NESTS) as (keyof typeof NESTS)[])), depth: fc.constantFrom(...DEPTHS), quoted: fc.boolean() });
const quotedOften = fc.integer({ min: 1, max: 6 }).map((times) => Array.from({ length: times }).reduce<string>((inner) => JSON.stringify({ a: inner }), '[1]'));

/** Any UTF-16 at all, lone surrogates included. */
const unicode = (maxLength: number): fc.Arbitrary<string> => fc.uint16Array({ maxLength }).map((units) => String.fromCharCode(...units));

const anyValue: fc.Arbitrary<Loose> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<Loose>(null, true, false, 0, 1, 2, -1, [], [1], ['a'], [[]], { members: [] }, { members: [['a', 1]] }, { members: [['0', 'a'], ['1', 'b']] }) },
  { weight: 12, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 12, arbitrary: fc.constantFrom(...NUMBERS).map(verbatim) },
  { weight: 4, arbitrary: fc.constantFrom(...KEYS).map((key): Loose => ({ members: [[key, { members: [['polluted', 1]] }]] })) },
  { weight: 4, arbitrary: unicode(12) },
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((value) => loosen(value as JsonValue)) },
  { weight: 2, arbitrary: fc.constantFrom('a', '1', '%', '\\"', '漢', '[').map((piece) => piece.repeat(3_000)) },
  { weight: 2, arbitrary: fc.oneof(anyNest, quotedOften) },
  { weight: 1, arbitrary: fc.constant(Array.from({ length: 400 }, () => 0)) },
  { weight: 1, arbitrary: fc.constantFrom(...BROKEN_NUMBERS).map(verbatim) },
);
const anyKey = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 4, arbitrary: unicode(6) },
  { weight: 1, arbitrary: fc.constantFrom(...ENVELOPE_KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(...DEPTHS).map((depth) => `a${'[b]'.repeat(depth)}`) },
);

type Change =
  | { readonly change: 'remove' | 'wrap' | 'retype' | 'shout'; readonly at: number }
  | { readonly change: 'set' | 'repeat'; readonly at: number; readonly value: Loose }
  | { readonly change: 'add'; readonly at: number; readonly key: string; readonly value: Loose }
  | { readonly change: 'rename'; readonly at: number; readonly key: string }
  | { readonly change: 'swap'; readonly at: number; readonly other: number };

const at = fc.nat(999);
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ change: fc.constantFrom('remove' as const, 'wrap' as const, 'retype' as const, 'shout' as const), at }) },
  { weight: 5, arbitrary: fc.record({ change: fc.constant('set' as const), at, value: anyValue }) },
  { weight: 1, arbitrary: fc.record({ change: fc.constant('repeat' as const), at, value: anyValue }) },
  { weight: 3, arbitrary: fc.record({ change: fc.constant('add' as const), at, key: anyKey, value: anyValue }) },
  { weight: 1, arbitrary: fc.record({ change: fc.constant('rename' as const), at, key: anyKey }) },
  { weight: 1, arbitrary: fc.record({ change: fc.constant('swap' as const), at, other: at }) },
);

/** `deep` goes down into objects and lists on the way, where there are any. */
function changed(members: readonly Member[], change: Change, deep: boolean, eligible: (key: string) => boolean = () => true): readonly Member[] {
  const indexes = members.flatMap(([key, value], index) => (eligible(key) && (!deep || isMembers(value) || isList(value)) ? [index] : []));
  const index = indexes[change.at % indexes.length];
  const [key, value] = (index === undefined ? undefined : members[index]) ?? [];
  if (index === undefined || key === undefined || value === undefined) return deep ? changed(members, change, false) : members;
  const replaced = (...by: readonly Member[]): readonly Member[] => members.toSpliced(index, 1, ...by);
  if (deep) return replaced([key, changedBelow(value, change)]);
  switch (change.change) {
    case 'remove':
      return replaced();
    case 'wrap':
      return replaced([key, change.at % 2 === 0 ? [value] : { members: [['a', value]] }]);
    case 'retype':
      return replaced([key, retyped(value)]);
    case 'shout':
      return replaced([key.toUpperCase() === key ? key.toLowerCase() : key.toUpperCase(), value]);
    case 'set':
      return replaced([key, change.value]);
    case 'repeat':
      return replaced([key, value], [key, change.value]);
    case 'add':
      return replaced([key, value], [change.key, change.value]);
    case 'rename':
      return replaced([change.key, value]);
    case 'swap': {
      const [otherKey, otherValue] = members[change.other % members.length] ?? [key, value];
      return members.map((member): Member => (member[0] === key ? [key, otherValue] : member[0] === otherKey ? [otherKey, value] : member));
    }
  }
}

function changedBelow(value: Loose, change: Change): Loose {
  if (isMembers(value)) return { members: changed(value.members, change, false) };
  if (!isList(value)) return value;
  const asMembers = value.map((item, index): Member => [String(index), item]);
  return changed(asMembers, change, false).map(([, item]) => item);
}

function retyped(value: Loose): Loose {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? verbatim(value) : [value];
  return jsonText(value);
}

/** Every character as an escape, which also carries lone surrogates and prototype keys in disguise. */
const escaped = (text: string): string => `"${text.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

function jsonText(value: Loose, quote: (text: string) => string = JSON.stringify, space = ''): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isVerbatim(value)) return value.verbatim;
  if (isNest(value)) return nestText(value);
  if (isList(value)) return `[${value.map((item) => jsonText(item, quote, space)).join(`,${space}`)}]`;
  return `{${space}${value.members.map(([key, item]) => `${quote(key)}:${space}${jsonText(item, quote, space)}`).join(`,${space}`)}}`;
}

/** Lone surrogates have no percent-encoding; they become what UTF-8 makes of them. */
const percentText = (text: string): string => encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));

type Lists = 'empty' | 'indexed' | 'json';
function pairs(key: string, value: Loose, lists: Lists): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[key, value === null ? '' : String(value)]];
  if (isVerbatim(value) || isNest(value)) return [[key, jsonText(value)]];
  const members = isMembers(value) ? value.members : value.map((item, index): Member => [lists === 'empty' && (typeof item !== 'object' || item === null) ? '' : String(index), item]);
  if (lists === 'json' || members.length === 0) return [[key, jsonText(value)]];
  return members.flatMap(([name, item]) => pairs(`${key}[${name}]`, item, lists));
}

function formText({ members }: Members, lists: Lists, encode = percentText): string {
  return members
    .flatMap(([key, value]) => pairs(key, value, lists))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join('&');
}

/** As an upstream parser would leave it; broken JSON never gets that far. */
function parsedJson(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}

/** As express.urlencoded() leaves a form: all leaves are texts, and nothing is nested without end. */
function leavesAsTexts(value: JsonValue, depth = 0): JsonValue {
  if (depth > 100) return '';
  if (Array.isArray(value)) return value.map((item: JsonValue) => leavesAsTexts(item, depth + 1));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value as JsonObject).map(([key, item]) => [key, leavesAsTexts(item, depth + 1)]));
  return value === null ? '' : String(value);
}

function withoutPrototype(value: object): object {
  return Object.assign(Object.create(null) as object, value);
}

/** How a callback is written; `promised` forms must be understood. */
const FORMS = {
  'JSON': { promised: true, write: (body: Members) => jsonText(body) },
  'JSON, spaced': { promised: true, write: (body: Members) => `\r\n${jsonText(body, JSON.stringify, '\t ')}\n` },
  'JSON, escaped': { promised: true, write: (body: Members) => jsonText(body, escaped) },
  'percent': { promised: true, write: (body: Members) => percentText(jsonText(body)) },
  'percent, plus': { promised: true, write: (body: Members) => percentText(jsonText(body, JSON.stringify, ' ')).replaceAll('%20', '+') },
  'percent, lower case': { promised: true, write: (body: Members) => percentText(jsonText(body)).replace(/%../g, (escape) => escape.toLowerCase()) },
  'percent, twice': { promised: false, write: (body: Members) => percentText(percentText(jsonText(body))) },
  'percent, bare braces': { promised: false, write: (body: Members) => percentText(jsonText(body)).replaceAll('%7B', '{').replaceAll('%7D', '}') },
  'form, a[]': { promised: true, write: (body: Members) => formText(body, 'empty') },
  'form, a[0]': { promised: true, write: (body: Members) => formText(body, 'indexed') },
  'form, JSON text': { promised: true, write: (body: Members) => formText(body, 'json') },
  'form, not encoded': { promised: false, write: (body: Members) => formText(body, 'json', (text) => text) },
  'parsed': { promised: true, write: (body: Members) => parsedJson(jsonText(body)) },
  'parsed, texts': { promised: true, write: (body: Members) => leavesAsTexts(parsedJson(jsonText(body)) ?? {}) as JsonObject },
  'parsed, brackets in keys': { promised: true, write: (body: Members) => Object.fromEntries(body.members.flatMap(([key, value]) => pairs(key, value, 'indexed'))) },
  'parsed, no prototype': { promised: true, write: (body: Members) => withoutPrototype(parsedJson(jsonText(body)) ?? {}) },
  'parsed, JSON as a key': { promised: false, write: (body: Members) => ({ [jsonText(body)]: '' }) },
} as const satisfies Record<string, { promised: boolean; write: (body: Members) => string | object | undefined }>;
type FormName = keyof typeof FORMS;
const formNames = Object.keys(FORMS) as FormName[];
/** Those that must be understood come more often. */
const anyForm = fc.constantFrom(...formNames, ...formNames.filter((name) => FORMS[name].promised), ...formNames.filter((name) => FORMS[name].promised));

const SIGNATURES = {
  right: (digest: Buffer) => digest.toString('hex'),
  'upper case': (digest: Buffer) => digest.toString('hex').toUpperCase(),
  base64: (digest: Buffer) => digest.toString('base64'),
  'base64, percent-encoded': (digest: Buffer) => encodeURIComponent(digest.toString('base64')),
  truncated: (digest: Buffer) => digest.toString('hex').slice(0, -1),
  lengthened: (digest: Buffer) => `${digest.toString('hex')}0`,
  'one digit off': (digest: Buffer) => digest.toString('hex').replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
  'full-width': (digest: Buffer) => digest.toString('hex').replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  'shifted by 256': (digest: Buffer) => digest.toString('hex').replace(/[0-9a-f]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 256)),
  empty: () => '',
  null: () => null,
  true: () => true,
  zero: () => 0,
  listed: (digest: Buffer) => [digest.toString('hex')],
  wrapped: (digest: Buffer): Loose => ({ members: [['0', digest.toString('hex')]] }),
} as const satisfies Record<string, (digest: Buffer) => Loose>;

interface Signing {
  readonly secret: 'current' | 'older' | 'foreign';
  readonly signature: keyof typeof SIGNATURES;
  /** Of mini games; the others know only the sorted one. */
  readonly digest: 'sorted' | 'joined' | 'md5';
  /** Seconds from the receiver's clock. */
  readonly skew: number;
  readonly time: 'documented' | 'other unit' | 'number' | 'fraction' | 'signed' | 'spaced' | 'exponent' | 'hex' | 'short';
  readonly nonce: Loose;
}
const SECRETS = { current: SECRET, older: OLDER_SECRET, foreign: FOREIGN_SECRET };

const anySigning: fc.Arbitrary<Signing> = fc.record({
  secret: fc.oneof({ weight: 18, arbitrary: fc.constant('current' as const) }, { weight: 1, arbitrary: fc.constant('older' as const) }, { weight: 2, arbitrary: fc.constant('foreign' as const) }),
  signature: fc.oneof({ weight: 5, arbitrary: fc.constant('right' as const) }, { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(SIGNATURES) as (keyof typeof SIGNATURES)[])) }),
  digest: fc.oneof({ weight: 9, arbitrary: fc.constant('sorted' as const) }, { weight: 1, arbitrary: fc.constantFrom('joined' as const, 'md5' as const) }),
  skew: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(1, -1, 4, -6, 299, 300, 301, -300, -302, 600, -86_400, 86_400_000) }),
  time: fc.oneof({ weight: 12, arbitrary: fc.constant('documented' as const) }, { weight: 3, arbitrary: fc.constantFrom('other unit' as const, 'number' as const) }, { weight: 1, arbitrary: fc.constantFrom('fraction' as const, 'signed' as const, 'spaced' as const, 'exponent' as const, 'hex' as const, 'short' as const) }),
  nonce: fc.oneof(
    { weight: 12, arbitrary: fc.nat(999_999_999).map((digits) => `7${String(digits).padStart(15, '0')}`) },
    { weight: 3, arbitrary: fc.nat(999_999).map(String) },
    // Few enough to come again with another event.
    { weight: 3, arbitrary: fc.constantFrom<Loose>('123412', 123412, '7123456789012345', verbatim('7123456789012345678'), 'a-nonce-of-letters') },
    { weight: 1, arbitrary: fc.constantFrom<Loose>('', ' ', '\ud83d\ude00', '\ud800', '漢字', '\u0000', null, -1, 1.5, verbatim('1e20'), verbatim('1e400'), ['1'], 'n'.repeat(5_000)) },
  ),
});

/** What the receiver must read, where it can read anything: exact digits for integers, the text itself for texts. */
function asSigned(value: Loose): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return isVerbatim(value) ? value.verbatim : '';
}

function timestampOf(documented: string | number, { time, skew }: Signing): Loose {
  const usesMs = String(documented).length === 13;
  const inMs = time === 'other unit' ? !usesMs : usesMs;
  const ms = NOW + skew * 1000;
  const digits = String(inMs ? ms : ms / 1000);
  switch (time) {
    case 'documented':
    case 'other unit':
      return typeof documented === 'number' ? Number(digits) : digits;
    case 'number':
      return Number(digits);
    case 'fraction':
      return verbatim(`${digits}.0`);
    case 'signed':
      return `+${digits}`;
    case 'spaced':
      return ` ${digits}`;
    case 'exponent':
      return verbatim(`${digits.slice(0, 3)}e${digits.length - 3}`);
    case 'hex':
      return `0x${Number(digits).toString(16)}`;
    case 'short':
      return digits.slice(0, -1);
  }
}

function digestOf({ digest, secret }: Signing, appId: string, timestamp: string, nonce: string, isMiniGame: boolean): Buffer {
  const key = SECRETS[secret];
  if (isMiniGame && digest !== 'sorted') return createHash(digest === 'md5' ? 'md5' : 'sha1').update(appId + nonce + key + timestamp).digest();
  const parts = [key, timestamp, nonce].map((part) => Buffer.from(part)).sort((a, b) => Buffer.compare(a, b));
  return createHash('sha1').update(Buffer.concat(parts)).digest();
}

type Damage =
  | { readonly damage: 'cut'; readonly at: number }
  | { readonly damage: 'flip'; readonly at: number; readonly bit: number }
  | { readonly damage: 'drop' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly damage: 'insert'; readonly at: number; readonly bytes: Uint8Array };

const INSERTS = ['\u0000', '%', '%zz', '%00', '%C3', '"', '\\', '\\u', '\\ud800', '{', '}', '[', ']', ':', ',', '&', '=', '[]', '[0]', '&signature=x', '&__proto__[a]=1', '"__proto__":{},', ',"signature":"x"', '\ufeff', '1e999', '0', '-', '\n', '+'].map((text) => Buffer.from(text));
const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ damage: fc.constant('cut' as const), at }),
  fc.record({ damage: fc.constant('flip' as const), at, bit: fc.nat(7) }),
  fc.record({ damage: fc.constantFrom('drop' as const, 'repeat' as const), at, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ damage: fc.constant('insert' as const), at, bytes: fc.oneof(fc.constantFrom<Uint8Array>(...INSERTS, Buffer.from([0xff]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xc0, 0x80])), fc.uint8Array({ minLength: 1, maxLength: 8 })) }),
);

function damaged(bytes: Buffer, damage: Damage): Buffer {
  const place = Math.floor((damage.at / 1000) * bytes.length);
  switch (damage.damage) {
    case 'cut':
      return bytes.subarray(0, place);
    case 'flip': {
      const copy = Buffer.from(bytes);
      copy[place] = (copy[place] ?? 0) ^ (1 << damage.bit);
      return copy;
    }
    case 'drop':
      return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + damage.length)]);
    case 'repeat':
      return Buffer.concat([bytes.subarray(0, place + damage.length), bytes.subarray(place)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, place), damage.bytes, bytes.subarray(place)]);
  }
}

const HANDOVERS = {
  buffer: (bytes: Buffer) => bytes,
  string: (bytes: Buffer) => bytes.toString('utf8'),
  view: (bytes: Buffer) => {
    const around = new Uint8Array(bytes.length + 9).fill(0x7d);
    around.set(bytes, 5);
    return around.subarray(5, 5 + bytes.length);
  },
} as const;

interface Claims {
  readonly event?: Loose;
  readonly appId?: Loose;
}

/** A callback as it is made up, small and printable. */
export interface CallbackPlan {
  readonly event: ZegoEventName;
  /** What it calls itself and its app, where that is not what the event's example says. */
  readonly claims: Claims;
  /** It comes again, with these claims instead. */
  readonly again: readonly Claims[];
  readonly signing: Signing;
  readonly changes: readonly { readonly deep: boolean; readonly change: Change }[];
  readonly envelopeChanges: readonly Change[];
  readonly form: FormName;
  readonly damages: readonly Damage[];
  readonly handover: keyof typeof HANDOVERS;
  readonly contentType: string | null;
}

/** What is handed to `zego.receive`, and what is known about it. */
export interface Delivery {
  readonly input: CallbackInput;
  /** For callbacks in a promised form to which nothing was done: what must come of them follows from these. */
  readonly untouched?: { readonly secret: string; readonly rightly: boolean; readonly timestampMs: number };
  /** Signatures that would be right, which the body does not hold and no answer may tell. */
  readonly unknownToSender: readonly string[];
  /** Fails when it is looked at, so that "internal" is a fair answer. */
  readonly hostile?: boolean;
  /** Of bodies that cannot be shown. */
  readonly name?: string;
}

const TIMES_AS_DOCUMENTED: readonly string[] = ['documented', 'other unit', 'number'] satisfies Signing['time'][];

const WITHOUT_DIGEST: readonly string[] = ['truncated', 'one digit off', 'full-width', 'shifted by 256', 'empty', 'null', 'true', 'zero'] satisfies (keyof typeof SIGNATURES)[];

/** Whether ZEGO's pages call such a signature right. */
function isRightly({ signature, digest }: Signing, isMiniGame: boolean): boolean {
  if (signature === 'right' || signature === 'upper case') return !isMiniGame || digest !== 'joined';
  return isMiniGame && signature.startsWith('base64') && digest !== 'md5';
}

export function deliveriesOf(plan: CallbackPlan): readonly Delivery[] {
  return [plan, ...plan.again.map((claims) => ({ ...plan, claims: { ...plan.claims, ...claims } }))].map(deliveryOf);
}

function deliveryOf(plan: CallbackPlan): Delivery {
  const { event, claims, signing, form } = plan;
  const { envelope, product } = schemas[event]['x-zego'];
  const example = schemas[event].examples[0];
  const isMiniGame = product === 'mini_game';
  const claimed = { ...(claims.event !== undefined && { [envelope.event ?? 'event']: claims.event }), ...(claims.appId !== undefined && { [envelope.appid]: claims.appId }) };
  const timestamp = timestampOf(example[envelope.timestamp] as string | number, signing);
  const appId = claims.appId ?? (example[envelope.appid] as string | number);
  const digestFor = (by: Signing): Buffer => digestOf(by, asSigned(appId), asSigned(timestamp), asSigned(signing.nonce), isMiniGame);
  const signed = { ...claimed, [envelope.timestamp]: timestamp, [envelope.nonce]: signing.nonce, [envelope.signature]: SIGNATURES[signing.signature](digestFor(signing)) };

  const business = plan.changes.reduce<readonly Member[]>((members, { change, deep }) => changed(members, change, deep), Object.entries(example).map(([key, value]): Member => [key, loosen(value)]));
  const complete = [...business.filter(([key]) => !(key in signed)), ...Object.entries<Loose>(signed)];
  const envelopeKeys = Object.values(envelope);
  const members = plan.envelopeChanges.reduce<readonly Member[]>((before, change) => changed(before, change, false, (key) => envelopeKeys.includes(key)), complete);

  const written = FORMS[form].write({ members }) ?? jsonText({ members });
  const body = typeof written === 'string' ? HANDOVERS[plan.handover](plan.damages.reduce(damaged, Buffer.from(written))) : written;
  // Of a parsed body only the Content-Type tells that brackets in its keys mean something.
  const contentType = form === 'parsed, brackets in keys' ? 'application/x-www-form-urlencoded' : plan.contentType;
  const isPlain = FORMS[form].promised && plan.changes.length === 0 && plan.envelopeChanges.length === 0 && plan.damages.length === 0 && Object.keys(claims).length === 0;
  const isOrdinary = TIMES_AS_DOCUMENTED.includes(signing.time) && /^[\w-]{1,100}$/.test(asSigned(signing.nonce)) && typeof signing.nonce !== 'object';
  return {
    input: { body, ...(contentType !== null && { contentType }) },
    unknownToSender: (['current', 'older'] as const).flatMap((secret) => (secret === signing.secret && !WITHOUT_DIGEST.includes(signing.signature) ? [] : ['hex' as const, 'base64' as const].map((encoding) => digestFor({ ...signing, secret }).toString(encoding)))),
    ...(isPlain && isOrdinary && { untouched: { secret: SECRETS[signing.secret], rightly: isRightly(signing, isMiniGame), timestampMs: NOW + signing.skew * 1000 } }),
  };
}

const CLAIMS: readonly Loose[] = ['', 'made', 'made\nup', 'up\n', '\nup', '\ud800', '\udfff', '\ufffd', '__proto__', 'constructor', 'toString', ' room_login', 'ROOM_LOGIN', 'x'.repeat(3_000), 0, 1, null, true, ['room_login'], verbatim('12345678901234567890'), verbatim('1e30')];
const CONTENT_TYPES = [null, 'application/json', 'application/x-www-form-urlencoded', 'text/plain; charset=utf-16', 'x'.repeat(500), '\u0000"; stack'];

/** Mostly nothing, so that enough of what is made up stays valid. */
const rarely = <T>(one: fc.Arbitrary<T>, most: number, often = 2): fc.Arbitrary<readonly T[]> =>
  fc.oneof({ weight: often, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(one, { minLength: 1, maxLength: most }) });

const oneClaim = fc.constantFrom(...CLAIMS);
const anyClaims: fc.Arbitrary<Claims> = fc.oneof(fc.record({ event: oneClaim }), fc.record({ event: oneClaim, appId: oneClaim }));

const callbackPlan = (changes: number, often: number): fc.Arbitrary<CallbackPlan> =>
  fc.record({
    event: fc.constantFrom(...eventNames),
    claims: fc.oneof({ weight: 10, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: anyClaims }),
    again: rarely(fc.oneof(fc.constant({}), anyClaims), 2, 6),
    signing: anySigning,
    changes: rarely(fc.record({ deep: fc.boolean(), change: anyChange }), changes, often),
    envelopeChanges: rarely(anyChange, 2, 7),
    form: anyForm,
    damages: rarely(anyDamage, 3, 3),
    handover: fc.constantFrom('buffer' as const, 'string' as const, 'view' as const),
    contentType: fc.constantFrom(...CONTENT_TYPES),
  });

/** Every event in every form, sometimes changed, sometimes damaged, rightly signed in about every second case. */
export const mutatedCallback = callbackPlan(3, 1);
/** The same with so many changes that hardly a field is what it should be. */
export const rewrittenCallback = callbackPlan(25, 0);

const STARTS = ['', '', '{', '{"', '[', '"', '%7B', '%7B%22', '{%22', 'a=', 'a[]=', 'event=room_login&', '\ufeff{', ' ', '+%7B'];
const WORDS = [
  ['{', '}', '[', ']', ':', ',', '"', '\\', '\\u', '\\ud800', '0', '-', '1e999', '12345678901234567890', '"a"', '"event"', '"signature"', '"__proto__"', 'null', 'true', ' ', '\n', '\ud800', '{"a":', '}}'],
  ['a', '=', '&', '[', ']', '[]', '[0]', '%', '%5B', '%5D', '%00', '%zz', '%C3', '+', '__proto__', 'constructor', 'signature', 'event=', '\u0000', '{}'],
  ['%7B', '%22', '%3A', '%2C', '%7D', '%5B', '%5D', '%', '%z', '%C3', '%ED%A0%80', '+', 'event', '1', '=', '{', '"'],
];

export type NoisePlan = { readonly bytes: Uint8Array } | { readonly text: string } | { readonly start: string; readonly words: readonly string[]; readonly end: string };

/** Nothing that anybody meant, some of it in the words of JSON, forms and percent-encoding. */
export const noise: fc.Arbitrary<NoisePlan> = fc.oneof(
  fc.record({ bytes: fc.uint8Array({ maxLength: 120 }) }),
  fc.record({ text: unicode(60) }),
  fc.record({ start: fc.constantFrom(...STARTS), words: fc.oneof(...WORDS.map((words) => fc.array(fc.constantFrom(...words), { maxLength: 25 }))), end: fc.constantFrom('', '}', ']', '"}', '=', '%7D') }),
);

export function noiseDeliveries(plan: NoisePlan): readonly Delivery[] {
  const body = 'bytes' in plan ? plan.bytes : 'text' in plan ? plan.text : plan.start + plan.words.join('') + plan.end;
  return [{ input: { body }, unknownToSender: [] }];
}

const PIECES = ['a', '0', ' ', '+', '%', '%7B', '%20', '"', '\\', '[', ']', '[0]', '{', '{"a":', '[[],', '&', '=', 'a=1&', 'a[]=1&', 'a[b]=1&', '1,', '"a":1,', '\u0000', '\ud83d\ude00', '\ud800', '9'];
const SIZES = [10_000, 200_000, 1_000_000, 2 ** 20 - 400, 2 ** 20, 2 ** 20 + 1, 3_000_000] as const;

export interface HugePlan {
  readonly piece: string;
  readonly size: number;
  readonly place: 'whole' | 'before' | 'behind' | 'value' | 'key' | 'verbatim' | 'list';
  /** Which field holds it. */
  readonly at: number;
  readonly callback: CallbackPlan;
}

/** Bodies up to and beyond the limit, of what is dearest to read. */
export const huge: fc.Arbitrary<HugePlan> = fc.record({
  piece: fc.constantFrom(...PIECES),
  size: fc.constantFrom(...SIZES),
  place: fc.constantFrom('whole', 'before', 'behind', 'value', 'key', 'verbatim', 'list'),
  at,
  callback: mutatedCallback,
});

export function hugeDeliveries({ piece, size, place, at: field, callback }: HugePlan): readonly Delivery[] {
  const text = piece.repeat(Math.ceil(size / Buffer.byteLength(piece)));
  if (place === 'whole') return [{ input: { body: text }, unknownToSender: [] }];
  if (place === 'before' || place === 'behind') return deliveriesOf({ ...callback, damages: [{ damage: 'insert', at: place === 'before' ? 0 : 999, bytes: Buffer.from(text) }] });
  if (place === 'key') return deliveriesOf({ ...callback, changes: [{ deep: false, change: { change: 'add', at: field, key: text, value: 1 } }] });
  const value: Loose = place === 'verbatim' ? verbatim(text) : place === 'list' ? Array.from({ length: size / 8 }, () => piece) : text;
  return deliveriesOf({ ...callback, changes: [{ deep: false, change: { change: 'set', at: field, value } }] });
}

type Fields = Readonly<Record<string, unknown>>;
const fails = (): never => {
  throw new Error('nobody may look at this');
};
const list = (length: number): unknown[] => {
  const sparse: unknown[] = [];
  sparse.length = length;
  return sparse;
};
function circular(fields: Fields, references: number): Fields {
  const self: Record<string, unknown> = { ...fields };
  for (let i = 0; i < references; i += 1) self[`self${i}`] = self;
  return self;
}
function shared(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i += 1) value = [value, value];
  return value;
}
function chained(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i += 1) value = { a: value };
  return value;
}

/** What JavaScript lets callers hand over as a body. */
const ODD_BODIES: Readonly<Record<string, (fields: Fields, text: string) => unknown>> = {
  'a slice of the pool': (_, text) => Buffer.from(`{{${text}}}`).subarray(2, -2),
  'a Uint8ClampedArray': (_, text) => new Uint8ClampedArray(Buffer.from(text)),
  'an Int8Array': (_, text) => new Int8Array(Buffer.from(text)),
  'a Float64Array': () => new Float64Array(8).fill(NaN),
  'a BigInt64Array': () => new BigInt64Array(8),
  'a DataView': (_, text) => new DataView(new Uint8Array(Buffer.from(text)).buffer),
  'an ArrayBuffer': (_, text) => new Uint8Array(Buffer.from(text)).buffer,
  'shared memory': (_, text) => {
    const view = new Uint8Array(new SharedArrayBuffer(Buffer.byteLength(text)));
    view.set(Buffer.from(text));
    return view;
  },
  'a String object': (_, text) => new String(text),
  'a Number object': () => new Number(NaN),
  'a Map': (fields) => new Map(Object.entries(fields)),
  'a Set': (fields) => new Set(Object.values(fields)),
  'a Date': () => new Date(NaN),
  'a RegExp': () => /a/g,
  'an Error': () => new Error('odd'),
  'a Promise': (fields) => Promise.resolve(fields),
  'a function': () => () => 0,
  'a class': () => Map,
  'a list': (fields) => [fields],
  'a sparse list': () => list(2 ** 32 - 1),
  'undefined': () => undefined,
  'null': () => null,
  'a number': () => NaN,
  'a BigInt': () => 1n,
  'a symbol': () => Symbol('odd'),
  'a boolean': () => true,
  'no prototype': (fields) => Object.assign(Object.create(null) as object, fields),
  'inherited fields': (fields) => Object.assign(Object.create({ ...fields }) as object, { a: 1 }),
  'an instance': (fields) => Object.assign(new Map(), fields),
  'frozen': (fields) => Object.freeze({ ...fields }),
  'a transparent Proxy': (fields) => new Proxy({ ...fields }, {}),
  'hidden fields': (fields) => Object.defineProperties({ a: 1 }, Object.getOwnPropertyDescriptors(Object.freeze({ ...fields }))),
  'own __proto__': (fields) => ({ ...fields, ...Object.fromEntries([['a', Object.fromEntries([['__proto__', { polluted: 1 }]])]]) }),
  'own __proto__ at the top': (fields) => Object.fromEntries([...Object.entries(fields), ['__proto__', { polluted: 1 }]]),
  'BigInt values': (fields) => ({ ...fields, a: 6085791336856668982n, b: [{ c: -1n }] }),
  'functions and symbols': (fields) => ({ ...fields, a: fails, b: Symbol('b'), [Symbol('c')]: 1, d: [fails] }),
  'undefined values': (fields) => ({ ...fields, a: undefined, b: [undefined], Signature: undefined }),
  'numbers that are none': (fields) => ({ ...fields, a: NaN, b: [-Infinity] }),
  'rounded numbers': (fields) => ({ ...fields, a: { b: [2 ** 60] } }),
  'a negative zero': (fields) => ({ ...fields, a: -0 }),
  'dates, maps and bytes inside': (fields) => ({ ...fields, a: new Date(NaN), b: new Map([[1, 2]]), c: Buffer.from('c'), d: new Set([1]), e: /e/ }),
  'shared parts': (fields) => ({ ...fields, a: shared(4) }),
};

/** Small in memory, larger than any machine when it is walked through. */
const ENDLESS_BODIES: typeof ODD_BODIES = {
  'a circle': (fields) => circular(fields, 1),
  'two circles': (fields) => circular(fields, 2),
  'a circle of lists': (fields) => {
    const ring: unknown[] = [];
    ring.push(ring, [ring, ring]);
    return { ...fields, ring };
  },
  'shared parts without end': (fields) => ({ ...fields, a: shared(60) }),
  'a sparse list inside': (fields) => ({ ...fields, a: list(2 ** 32 - 1) }),
  'a long chain': (fields) => ({ ...fields, a: chained(100_000) }),
};

/** What fails when it is looked at: nothing can be known about it, so 500 is a fair answer. */
const HOSTILE_BODIES: typeof ODD_BODIES = {
  'a transferred view': (_, text) => {
    const view = new Uint8Array(Buffer.from(text));
    structuredClone(view, { transfer: [view.buffer] });
    return view;
  },
  'a failing getter': (fields) => Object.defineProperty({ ...fields }, 'a', { enumerable: true, get: fails }),
  'a failing toJSON': (fields) => ({ ...fields, a: { toJSON: fails } }),
  'a toJSON to BigInt': (fields) => ({ ...fields, a: { toJSON: () => 1n } }),
  'a Proxy that fails on keys': (fields) => new Proxy({ ...fields }, { ownKeys: fails }),
  'a Proxy that fails on values': (fields) => new Proxy({ ...fields }, { get: fails }),
  'a revoked Proxy': (fields) => {
    const { proxy, revoke } = Proxy.revocable({ ...fields }, {});
    revoke();
    return proxy;
  },
};

/** Odd as a whole, not only in its body. */
const ODD_INPUTS: typeof ODD_BODIES = {
  'nothing': () => undefined,
  'null': () => null,
  'a text': (_, text) => text,
  'an empty object': () => ({}),
  'a failing body': () => Object.defineProperty({}, 'body', { get: fails }),
  'a symbol as contentType': () => ({ body: 'neither', contentType: Symbol('odd') }),
  'an object as contentType': () => ({ body: 'neither', contentType: Object.create(null) as unknown }),
};

const ODD = { body: ODD_BODIES, endless: ENDLESS_BODIES, hostile: HOSTILE_BODIES, input: ODD_INPUTS };
export type OddPlan =
  | { readonly odd: keyof typeof ODD; readonly name: string; readonly callback: CallbackPlan }
  | { readonly odd: 'anything'; readonly value: unknown; readonly callback: CallbackPlan | null };

const anything = fc.anything({ withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, withSet: true, withSparseArray: true, withTypedArray: true, maxDepth: 3 });
const sound: fc.Arbitrary<CallbackPlan> = mutatedCallback.map((plan) => ({ ...plan, form: 'JSON', changes: [], envelopeChanges: [], damages: [], handover: 'string' }));

const fromTable = (odd: keyof typeof ODD): fc.Arbitrary<OddPlan> => fc.record({ odd: fc.constant(odd), name: fc.constantFrom(...Object.keys(ODD[odd])), callback: sound });

export const oddInput: fc.Arbitrary<OddPlan> = fc.oneof(
  { weight: 12, arbitrary: fromTable('body') },
  { weight: 2, arbitrary: fromTable('hostile') },
  { weight: 2, arbitrary: fromTable('input') },
  { weight: 1, arbitrary: fromTable('endless') },
  { weight: 12, arbitrary: fc.record({ odd: fc.constant('anything' as const), value: anything, callback: fc.option(sound) }) },
);

export function oddDeliveries(plan: OddPlan): readonly Delivery[] {
  const { input, unknownToSender } = plan.callback === null ? { input: { body: '{}' }, unknownToSender: [] } : deliveryOf(plan.callback);
  const text = typeof input.body === 'string' ? input.body : '';
  const fields: Fields = parsedJson(text) ?? {};
  // The types forbid these inputs; callers in JavaScript can hand them over all the same.
  const untyped = (odd: unknown): CallbackInput => odd as CallbackInput;
  if (plan.odd === 'anything') return [{ input: untyped({ body: plan.callback === null ? plan.value : { ...fields, a: plan.value } }), unknownToSender }];
  const made = ODD[plan.odd][plan.name]?.(fields, text);
  return [{ input: untyped(plan.odd === 'input' ? made : { body: made }), unknownToSender, name: plan.name, hostile: plan.odd === 'hostile' || plan.odd === 'input' }];
}
