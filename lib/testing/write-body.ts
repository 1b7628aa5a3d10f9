import type { BodyForm } from '../index.js';
import { isList, jsonText, type Body, type BodyValue } from './body.js';

/** How a callback may travel. */
export type WireForm = Exclude<BodyForm, 'parsed'>;

export interface WireBody {
  readonly contentType: string;
  readonly text: string;
}

export const wireForms = ['json', 'percent', 'form'] as const satisfies readonly WireForm[];

/** A body as ZEGO puts it on the wire: JSON, percent-encoded JSON, or a form with `a[]=` and `a[b]=`. */
export function writeBody(body: Body, form: WireForm): WireBody {
  if (form === 'form') return { contentType: 'application/x-www-form-urlencoded', text: formText(body) };
  const json = jsonText(body);
  // ZEGO names no Content-Type for it.
  return { contentType: 'application/json', text: form === 'percent' ? encodeURIComponent(json) : json };
}

function formText(body: Body): string {
  const pairs = Object.entries(body).flatMap(([field, value]) => pairsOf(field, value));
  return pairs.map(([field, value]) => `${encodeURIComponent(field)}=${encodeURIComponent(value).replaceAll('%20', '+')}`).join('&');
}

function pairsOf(field: string, value: BodyValue): [field: string, value: string][] {
  if (value === null) return [[field, '']];
  if (typeof value !== 'object') return [[field, String(value)]];
  const entries = Object.entries(value);
  // Brackets cannot say "empty".
  if (entries.length === 0) return [[field, jsonText(value)]];
  // `a[][b]=` is ambiguous, so lists of objects are numbered.
  const isPlainList = isList(value) && value.every((item) => typeof item !== 'object' || item === null);
  return entries.flatMap(([key, item]) => pairsOf(isPlainList ? `${field}[]` : `${field}[${key}]`, item));
}
