import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ZegoEvent, ZegoUnknownEvent } from '../../lib/index.js';

/** What can be written: JSON values, with integers of any size as bigints. */
export type Writable = string | number | bigint | boolean | null | readonly Writable[] | WritableObject;
export interface WritableObject {
  readonly [key: string]: Writable;
}

/** One way of writing a callback on the wire. */
export interface WireForm {
  readonly name: string;
  readonly kind: 'json' | 'percent' | 'form';
  readonly headers: Readonly<Record<string, string>>;
  readonly write: (body: WritableObject) => Buffer;
}

const BIGINT = '@bigint:';

/** JSON text in which bigints stand as plain numbers, as other languages write their 64-bit integers. */
export function jsonText(value: Writable, space?: number): string {
  const marked = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${BIGINT}${item}` : item), space);
  return marked.replace(new RegExp(`"${BIGINT}(-?\\d+)"`, 'g'), '$1');
}

/** As PHP's rawurlencode and encodeURIComponent do; `plus` as Java's URLEncoder does. */
export const percentText = (body: WritableObject, plus = false): string => {
  const encoded = encodeURIComponent(jsonText(body));
  return plus ? encoded.replaceAll('%20', '+') : encoded;
};

export type BracketStyle = 'empty' | 'indexed' | 'json';

/** A form, with lists as `a[]=`, `a[0]=`, or with lists and objects as JSON text. Objects are `a[b]=` otherwise. */
export function formText(body: WritableObject, style: BracketStyle): string {
  return Object.entries(body)
    .flatMap(([key, value]) => formPairs(key, value, style))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value).replaceAll('%20', '+')}`)
    .join('&');
}

function formPairs(key: string, value: Writable, style: BracketStyle): [string, string][] {
  if (value === null) return [[key, '']];
  if (typeof value !== 'object') return [[key, String(value)]];
  const entries = Object.entries(value as WritableObject);
  // Brackets cannot say "empty".
  if (style === 'json' || entries.length === 0) return [[key, jsonText(value)]];
  if (!Array.isArray(value)) return entries.flatMap(([name, item]) => formPairs(`${key}[${name}]`, item, style));
  // `a[][b]=` is ambiguous, so lists of objects are always numbered.
  const plain = style === 'empty' && value.every((item: Writable) => typeof item !== 'object' || item === null);
  return entries.flatMap(([index, item]) => formPairs(plain ? `${key}[]` : `${key}[${index}]`, item, style));
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const text = (write: (body: WritableObject) => string) => (body: WritableObject) => Buffer.from(write(body), 'utf8');

/** Every body form that is promised, under right, wrong and missing Content-Types. */
export const wireForms: readonly WireForm[] = [
  { name: 'JSON', kind: 'json', headers: JSON_TYPE, write: text((body) => jsonText(body)) },
  { name: 'JSON with charset', kind: 'json', headers: { 'content-type': 'application/json; charset=utf-8' }, write: text((body) => jsonText(body)) },
  { name: 'JSON as text/plain', kind: 'json', headers: { 'content-type': 'text/plain' }, write: text((body) => jsonText(body)) },
  { name: 'JSON as a form', kind: 'json', headers: FORM_TYPE, write: text((body) => jsonText(body)) },
  { name: 'JSON as octet-stream', kind: 'json', headers: { 'content-type': 'application/octet-stream' }, write: text((body) => jsonText(body)) },
  { name: 'JSON without Content-Type', kind: 'json', headers: {}, write: text((body) => jsonText(body)) },
  { name: 'JSON behind a byte order mark', kind: 'json', headers: JSON_TYPE, write: text((body) => `\ufeff${jsonText(body)}`) },
  { name: 'JSON in white space', kind: 'json', headers: { 'content-type': 'text/plain' }, write: text((body) => `\r\n\t ${jsonText(body, 2)}\n\n`) },
  { name: 'gzip JSON', kind: 'json', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, write: (body) => gzipSync(jsonText(body)) },
  { name: 'deflate JSON', kind: 'json', headers: { ...JSON_TYPE, 'content-encoding': 'deflate' }, write: (body) => deflateSync(jsonText(body)) },
  { name: 'brotli JSON', kind: 'json', headers: { ...JSON_TYPE, 'content-encoding': 'br' }, write: (body) => brotliCompressSync(jsonText(body)) },
  { name: 'percent-encoded JSON as JSON', kind: 'percent', headers: JSON_TYPE, write: text((body) => percentText(body)) },
  { name: 'percent-encoded JSON as a form', kind: 'percent', headers: FORM_TYPE, write: text((body) => percentText(body)) },
  { name: 'percent-encoded JSON with plus', kind: 'percent', headers: { 'content-type': 'text/plain' }, write: text((body) => percentText(body, true)) },
  { name: 'percent-encoded JSON without Content-Type', kind: 'percent', headers: {}, write: text((body) => percentText(body)) },
  { name: 'gzip percent-encoded JSON', kind: 'percent', headers: { ...FORM_TYPE, 'content-encoding': 'gzip' }, write: (body) => gzipSync(percentText(body)) },
  { name: 'form with a[]', kind: 'form', headers: FORM_TYPE, write: text((body) => formText(body, 'empty')) },
  { name: 'form with a[0]', kind: 'form', headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }, write: text((body) => formText(body, 'indexed')) },
  { name: 'form with JSON text', kind: 'form', headers: FORM_TYPE, write: text((body) => formText(body, 'json')) },
  { name: 'form as JSON', kind: 'form', headers: JSON_TYPE, write: text((body) => formText(body, 'empty')) },
  { name: 'form without Content-Type', kind: 'form', headers: {}, write: text((body) => formText(body, 'indexed')) },
  { name: 'brotli form', kind: 'form', headers: { ...FORM_TYPE, 'content-encoding': 'br' }, write: (body) => brotliCompressSync(formText(body, 'empty')) },
];

/** What must be the same whatever the form: everything but when it came and how it was written. */
export function essence({ id, name, product, appId, nonce, timestamp, payload }: ZegoEvent | ZegoUnknownEvent): object {
  return { id, name, product, appId, nonce, timestamp, payload };
}
