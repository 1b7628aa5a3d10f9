import type { Outcome } from './wire.js';

/** Beside the word, so that colour is never all there is. */
export const signs: Readonly<Record<Outcome, string>> = { delivered: '✓', duplicate: '=', unknown: '?', refused: '⊘', failed: '✕' };

const counting = new Intl.NumberFormat('en-GB');
export const count = (value: number): string => counting.format(value);

/** "1 reply", "2 replies". */
export function many(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

export function bytes(value: number): string {
  if (value < 1024) return many(value, 'byte');
  return value < 1024 * 1024 ? `${(value / 1024).toFixed(1)} KB` : `${(value / 1024 / 1024).toFixed(1)} MB`;
}

// Controls, and what turns the direction of writing or cannot be seen. Not the two joiners: scripts and emoji need them.
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A stranger's text with everything in it that hides, or turns the writing, made visible. */
export function plain(text: string): string {
  return text.replace(unseen, escaped);
}

/** As it would stand in JSON, with the same care. */
export function quoted(text: string): string {
  return plain(JSON.stringify(text));
}

/** The beginning of a long text. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
