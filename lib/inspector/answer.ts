import type { ServerResponse } from 'node:http';

/** On every answer. The page runs its own scripts and nothing else, and no other site may read or frame anything. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** An answer that is no success; the message is for whoever asked. */
export class Refused extends Error {
  readonly status: 400 | 403 | 404 | 413 | 503;

  constructor(status: Refused['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/** Sets what every answer has. A generous cors() in front must not open the page to other sites. */
export function setHeaders(res: ServerResponse): void {
  for (const name of res.getHeaderNames()) if (name.startsWith('access-control-')) res.removeHeader(name);
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
}

/** Writes an answer, unless whoever asked has gone. */
export function answer(res: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  if (res.headersSent || res.destroyed) return;
  setHeaders(res);
  res.statusCode = status;
  res.setHeader('Content-Type', contentType);
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(body);
}

export function answerJson(res: ServerResponse, status: number, value: object): void {
  answer(res, status, 'application/json; charset=utf-8', JSON.stringify(value));
}
