import type { BodyForm, CallbackInput, JsonObject, Received } from '../delivery.js';
import { bodyTooLarge, quote, typeName, ZegoCallbackError } from '../errors.js';
import { isObject } from '../guards.js';
import type * as Form from './form.js';
import { findInexact, Found, inspect, MAX_DEPTH, parseExact, sanitise } from './json.js';

/** An encoded `{`, behind nothing but encoded white space or a byte order mark. */
const PERCENT_ENCODED_JSON = /^(?:%EF%BB%BF)?(?:\+|%20|%0[9AD])*%7B/i;

/** Loaded with the first form: most applications never get one, and all of them would start 0.3 ms later. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const form = (): typeof Form => require('./form.js') as typeof Form;

const BEFORE_PARSER =
  'Mount the callbacks before that parser, or let it keep the bytes: express.json({ verify: keepRawBody }), express.urlencoded({ verify: keepRawBody }).';

/**
 * From a body in any form to its fields. What form it has is told by its content: ZEGO's Content-Type
 * cannot be relied on.
 *
 * @throws ZegoCallbackError `malformed_body`, `body_too_large`
 */
export function decode(input: CallbackInput & { readonly wireLength?: number }, limit: number): Received {
  const { body, wireLength } = input;
  if (sizeOf(body) > limit) throw bodyTooLarge(limit);
  if (typeof body === 'string') return decodeText(body, input.contentType);
  if (body instanceof Uint8Array) return decodeText((Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)).toString('utf8'), input.contentType);
  if (isObject(body)) return decodeParsed(body, input.contentType, wireLength);
  throw malformed(`The body is a ${typeName(body)}; expected an object.`);
}

function sizeOf(body: CallbackInput['body']): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : 0;
}

function malformed(message: string, hint?: string, cause?: unknown): ZegoCallbackError {
  return new ZegoCallbackError('malformed_body', { message, ...(hint !== undefined && { hint }), ...(cause !== undefined && { cause }) });
}

function decodeText(text: string, contentType: string | undefined): Received {
  // trim() also takes the byte order mark away.
  const body = text.trim();
  if (body === '') {
    throw malformed('The body is empty.', 'If another middleware reads the body first, it must leave it in req.body or req.rawBody.');
  }
  if (body.startsWith('{')) return fromJson(body);
  if (PERCENT_ENCODED_JSON.test(body)) return fromPercentEncoded(body);
  if (body.includes('=') && !body.startsWith('[') && !body.startsWith('"')) return fromForm(body);
  const declared = contentType === undefined ? '' : ` (Content-Type ${quote(contentType)})`;
  throw malformed(`The body is neither a JSON object, nor percent-encoded JSON, nor a form${declared}.`);
}

function fromJson(text: string): Received {
  try {
    return received(parseExact(text), 'json');
  } catch (error) {
    // Some encoders leave the braces alone: {%22event%22…
    if (text.includes('%22')) {
      const decoded = percentDecode(text);
      if (decoded !== undefined) return fromDecoded(decoded);
    }
    throw malformed(`The body starts like JSON but is not: ${reason(error)}.`);
  }
}

function fromPercentEncoded(text: string): Received {
  const decoded = percentDecode(text);
  if (decoded === undefined) throw malformed('The body is percent-encoded JSON with an invalid escape.');
  return fromDecoded(decoded);
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function fromDecoded(text: string): Received {
  // Clients that send the JSON as the only key of a form end it with "=".
  const trimmed = text.trim();
  const json = trimmed.endsWith('}=') ? trimmed.slice(0, -1) : trimmed;
  try {
    return received(parseExact(json), 'percent');
  } catch (error) {
    throw malformed(`The body is percent-encoded, but what it decodes to is not JSON: ${reason(error)}.`);
  }
}

function fromForm(text: string): Received {
  try {
    const { fields, droppedKeys } = form().parseForm(text);
    return { fields, bodyForm: 'form', isForm: true, droppedKeys };
  } catch (error) {
    throw malformed(`The form cannot be decoded: ${reason(error)}.`, undefined, error);
  }
}

function received(parsed: { value: unknown; droppedKeys: boolean }, bodyForm: BodyForm): Received {
  if (!isObject(parsed.value)) throw new SyntaxError(`expected an object, got a ${typeName(parsed.value)}`);
  return { fields: parsed.value, bodyForm, isForm: false, droppedKeys: parsed.droppedKeys };
}

/** JSON.parse quotes what it read; a message must not, so only the kind of the fault is told. */
function reason(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  const position = / at (position \d+)(?: \(line \d+ column \d+\))?$/.exec(message);
  if (message.startsWith('expected') || message.startsWith('field')) return message;
  return position ? `unexpected character at ${position[1]}` : 'unexpected end or character';
}

function decodeParsed(body: object, contentType: string | undefined, wireLength: number | undefined): Received {
  const found = inspect(body);
  if (found & Found.TooDeep) throw malformed(`The body is nested deeper than ${MAX_DEPTH} levels, or has no end.`);
  const clean = found & (Found.PrototypeKey | Found.BigInt) ? (sanitise(body) as JsonObject) : (body as JsonObject);
  const keys = Object.keys(clean);
  if (keys.length === 0) {
    throw malformed('The body is empty.', 'req.body is {} and the request has been read: an upstream middleware consumed it without leaving the content.');
  }
  // Keys that are numbers stand first whatever came first: {"url":"…&1=… gives one.
  const first = keys.find((key) => !/^\d+$/.test(key)) ?? '';
  if (first.trimStart().startsWith('{')) return fromSwallowedJson(clean, first, wireLength);
  const droppedKeys = (found & Found.PrototypeKey) !== 0;
  const roundedAt = found & Found.Inexact ? findInexact(clean) : undefined;
  try {
    // Which parser it was, only the Content-Type tells: brackets mean something in forms alone.
    const isJson = contentType !== undefined && /[/+]json\b/i.test(contentType);
    const expanded = !isJson && keys.some((key) => key.includes('[')) ? form().expandBrackets(clean) : { fields: clean, droppedKeys: false };
    return {
      fields: expanded.fields,
      bodyForm: 'parsed',
      isForm: contentType !== undefined && /x-www-form-urlencoded/i.test(contentType),
      droppedKeys: droppedKeys || expanded.droppedKeys,
      ...(roundedAt !== undefined && { roundedAt }),
    };
  } catch (error) {
    throw malformed(`The form cannot be decoded: ${reason(error)}.`, undefined, error);
  }
}

/**
 * An upstream express.urlencoded() took JSON for a form: the whole text became one key. If the body was
 * percent-encoded, that key is exactly the JSON. If it was plain JSON, each "+" has become a space and
 * each "%41" an "A", and nothing tells where: then only a text without spaces that is as long as the body
 * is surely intact. Which of the two it was, the length tells: encoding makes three bytes of every quote and
 * brace. Everything else is refused rather than read wrongly.
 */
function fromSwallowedJson(body: JsonObject, key: string, wireLength: number | undefined): Received {
  const intact = Object.keys(body).length === 1 && body[key] === '' && wireLength !== undefined;
  if (intact) {
    const length = Buffer.byteLength(key);
    const wasPlain = wireLength <= length + 1;
    if (!key.includes('\ufffd') && (wasPlain ? !key.includes(' ') : isEncodedLength(key, wireLength))) {
      try {
        return received(parseExact(key), wasPlain ? 'json' : 'percent');
      } catch {
        // falls through to the refusal, which tells the cause
      }
    }
  }
  throw malformed('The body is JSON, but something in front of this endpoint read it as a form.', `An upstream express.urlencoded() took the JSON apart. ${BEFORE_PARSER}`);
}

/** Whether percent-encoding the text gives so many bytes. Encoders differ in spaces, slashes and `!'()*~`; a "=" may follow. */
function isEncodedLength(text: string, wireLength: number): boolean {
  const encoded = encodeURIComponent(text).length;
  const sometimesLeft = text.match(/[ /]/g)?.length ?? 0;
  const sometimesEncoded = text.match(/[!'()*~]/g)?.length ?? 0;
  return wireLength >= encoded - 2 * sometimesLeft && wireLength <= encoded + 2 * sometimesEncoded + 1;
}
