import type { Post, Reply } from './post.js';
import { printable } from './answer.js';

export function seconds(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : String(Math.round(ms))} ms` : `${String(Math.round(ms / 100) / 10)} s`;
}

/** The same request for a shell. The signature in it is good for some minutes; the secret is not in it. */
export function curlCommand({ url, text, headers }: Post): string {
  const options = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return ['curl -sS -i -X POST', ...options, `--data-raw ${quoted(text)}`, quoted(url.href)].join(' ');
}

/** In single quotes a shell changes nothing. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export function traceRequest({ url, headers, text }: Post): string {
  const lines = Object.entries(headers).map(([name, value]) => `> ${name}: ${value}\n`);
  return [`> POST ${url.pathname}${url.search} HTTP/1.1\n`, `> host: ${url.host}\n`, ...lines, `${text}\n`].join('');
}

const MOST_CHARACTERS = 4000;

export function traceReply(reply: Reply): string {
  if (!reply.reached) return `< no answer: ${reply.code} ${reply.message}\n`;
  const lines = Object.entries(reply.headers).map(([name, value = '']) => `< ${name}: ${printable([value].flat().join(', '), MOST_CHARACTERS)}\n`);
  return [`< HTTP ${reply.status}\n`, ...lines, `${printable(reply.text, MOST_CHARACTERS)}\n`].join('');
}
