import { pascalCase } from '../catalogue/pascal-case.js';
import { eventNames } from '../index.js';
import type { Inspection } from '../inspection.js';
import { memberOf, wideNumber, type Beside } from './beside.js';
import { isJsonList, isJsonObject } from './plain.js';
import type { Kept } from './record.js';
import type { Json } from './page/wire.js';

/** A delivery as a test may show it: secrets and redacted values are others already. */
export interface Testable {
  readonly kept: Kept;
  readonly form: 'json' | 'percent' | 'form';
  /** Absent when the body could not be decoded. */
  readonly fields: Json | undefined;
  /** What JSON.parse() makes of the body, for numbers beyond 2^53. */
  readonly beside: Beside | undefined;
  /** What handlers got. */
  readonly payload: Json | undefined;
  /** For a body that could not be decoded. */
  readonly body: Buffer;
  readonly contentType: string;
  readonly settings: Pick<Inspection['settings'], 'invalidPayload' | 'toleranceMs' | 'limit'>;
}

/** How the delivery is brought about again. */
interface Play {
  readonly secret?: string;
  readonly signed?: string;
  readonly before?: string;
}

/** A test for Jest that brings the same about, signed anew: what handlers got, or why it was refused. Runs as it is. */
export function jestTestOf(testable: Testable): string {
  const { kept, fields } = testable;
  const name = kept.definition?.name ?? 'unknown callback';
  const code = codeOf(testable);
  if (fields === undefined) return inFull(`${name} is refused as ${code}`, false, undecoded(testable, code));
  const play = playOf(testable);
  const succeeds = code === undefined;
  const handler = registrationOf(testable);
  const title = succeeds ? `${name} is handled` : `${name} is refused as ${code}`;
  return inFull(title, true, [
    'const handler = jest.fn();',
    '// In place of these, your application and what its handler does.',
    `const zego = zegoCallbacks({ ${['secret' in play ? `secret: ${play.secret ?? ''}` : 'secret', ...optionsOf(testable)].join(', ')} })${handler};`,
    `const app = express()${play.before ?? ''}.use('/zego', zego);`,
    '',
    `const body = ${literal(fields, testable.beside, '  ')};`,
    `const send = sendTo(app, { path: '/zego', secret });`,
    `const reply = await send.body(${play.signed ?? 'signBody(body, { secret })'}, { form: '${testable.form}' });`,
    '',
    ...expectations(testable, code),
  ]);
}

/** What a test ends in: everything that depends on the moment of a delivery goes well this time. */
function codeOf({ kept: { code, reached } }: Testable): string | undefined {
  if (reached === 'checked') return undefined;
  return code;
}

function playOf({ kept: { code, reached, skewMs = 0 } }: Testable): Play {
  switch (code) {
    case 'bad_signature':
      return { signed: "signBody(body, { secret: 'another-secret' })" };
    case 'unknown_app':
      return { secret: '() => undefined' };
    case 'internal':
      return reached === 'identified' ? { secret: "() => { throw new Error('no secret today'); }" } : {};
    case 'stale':
      return { signed: `signBody(body, { secret, at: Date.now() ${skewMs > 0 ? '-' : '+'} ${Math.ceil(Math.abs(skewMs) / 1_000) + 2}_000 })` };
    case 'missing_signature':
    case 'malformed_body':
      return { signed: 'body' };
    case 'unsafe_integer':
      return { before: '.use(express.json())' };
    default:
      return {};
  }
}

function optionsOf({ settings: { invalidPayload, toleranceMs } }: Testable): string[] {
  const isUsual = toleranceMs === 300_000;
  return [...(isUsual ? [] : [`tolerance: ${toleranceMs === false ? 'false' : toleranceMs / 1_000}`]), ...(invalidPayload === 'reject' ? [] : [`invalidPayload: '${invalidPayload}'`])];
}

function registrationOf({ kept: { definition, isKnownEvent, reached } }: Testable): string {
  const isBuiltIn = eventNames.some((name) => name === definition?.name);
  const call = '(event) => { handler(event.payload); }';
  // An event of one's own is unknown here until it is defined.
  if (definition === undefined || !isBuiltIn || (reached === 'checked' && !isKnownEvent)) return `.onUnknown(${call})`;
  const answered = definition.answer === 'decision' ? '(event) => {\n    handler(event.payload);\n    return { result: 0 };\n  }' : call;
  return `.on${pascalCase(definition.name)}(${answered})`;
}

function expectations({ payload, kept: { definition, isKnownEvent, status } }: Testable, code: string | undefined): string[] {
  if (code !== undefined) return [`expect(reply.status).toBe(${status});`, `expect(reply.body).toMatchObject({ error: { code: '${code}' } });`, 'expect(handler).not.toHaveBeenCalled();'];
  const isOwn = isKnownEvent && !eventNames.some((name) => name === definition?.name);
  const called = payload === undefined || isOwn ? 'expect(handler).toHaveBeenCalledTimes(1);' : `expect(handler).toHaveBeenCalledWith(${literal(payload, undefined, '  ')});`;
  return ['expect(reply.status).toBe(200);', ...(isOwn ? ['// With your definition in the option "events", the payload is what its schema says.'] : []), called];
}

function undecoded({ body, contentType, settings, kept: { status } }: Testable, code: string | undefined): string[] {
  const text = body.toString('utf8');
  const written = Buffer.from(text).equals(body) ? quoted(text) : `Buffer.from('${body.toString('base64')}', 'base64')`;
  const type = contentType === '' ? '' : `, contentType: ${quoted(contentType)}`;
  return [
    `const reply = await zegoCallbacks({ secret${code === 'body_too_large' ? `, limit: ${settings.limit}` : ''} }).receive({ body: ${written}${type} });`,
    '',
    `expect(reply.status).toBe(${status});`,
    `expect(JSON.parse(reply.body)).toMatchObject({ error: { code: '${code ?? ''}' } });`,
  ];
}

function inFull(title: string, overHttp: boolean, lines: readonly string[]): string {
  const signs = lines.some((line) => line.includes('signBody('));
  return [
    ...(overHttp ? ["import express from 'express';"] : []),
    "import { zegoCallbacks } from 'express-zego-callbacks';",
    ...(overHttp ? [`import { sendTo${signs ? ', signBody' : ''} } from 'express-zego-callbacks/testing';`] : []),
    '',
    'const secret = process.env.ZEGO_CALLBACK_SECRET;',
    '',
    `test(${quoted(title)}, async () => {`,
    ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
    '});',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  return `'${escaped.replace(/\\.|'/gs, (found) => (found === '\\"' ? '"' : found === "'" ? "\\'" : found))}'`;
}

/** A value as source text. Numbers that no double holds are bigints, as they stood in the body. */
function literal(value: Json, beside: Beside | undefined, indent: string): string {
  const inner = `${indent}  `;
  const at = (key: string | number): Beside | undefined => (beside === undefined ? undefined : memberOf(beside, key));
  const wrap = (open: string, items: readonly string[], close: string): string => (items.length === 0 ? open + close : `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`);
  if (isJsonList(value)) return wrap('[', value.map((item, index) => literal(item, at(index), inner)), ']');
  if (isJsonObject(value)) return wrap('{', Object.entries(value).map(([key, item]) => `${keyOf(key)}: ${literal(item, at(key), inner)}`), '}');
  const digits = beside === undefined ? undefined : wideNumber(beside);
  return digits !== undefined && digits === value && /^-?\d+$/.test(digits) ? `${digits}n` : typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

function keyOf(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}
