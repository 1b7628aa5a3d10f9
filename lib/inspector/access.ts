import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { Refused } from './answer.js';
import type { ResolvedInspectorOptions } from './options.js';

const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/i;
/** A page elsewhere can have its name resolved to this machine (DNS rebinding); these names nobody else can own. */
const NAMES_HERE = /^(?:(?:[\w-]+\.)*localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
/** Behind a proxy on this machine everybody comes from this machine. */
const OF_PROXIES = /^(?:forwarded|x-forwarded-.+|x-real-ip|via)$/;

const MEND = 'To let others look, give inspector() the option "authorize": a function of the request that returns true for those who may.';

export function isProduction(): boolean {
  return process.env['NODE_ENV'] === 'production';
}

/**
 * Whether whoever asks may look.
 *
 * @throws Refused 403; and whatever `authorize` throws
 */
export async function admit(req: Request, { authorize }: Pick<ResolvedInspectorOptions, 'authorize'>): Promise<void> {
  if (authorize !== undefined) {
    // Whoever forgets to return a boolean must not let everybody in.
    if ((await authorize(req) as unknown) !== true) throw new Refused(403, 'The inspector\'s option "authorize" did not return true for this request.');
    return;
  }
  const { remoteAddress = '' } = req.socket;
  if (!LOOPBACK.test(remoteAddress)) throw new Refused(403, `The inspector answers only this machine; this request comes from ${remoteAddress === '' ? 'an unknown address' : remoteAddress}. ${MEND}`);
  if (!NAMES_HERE.test(req.headers.host ?? '')) throw new Refused(403, `The inspector answers only to names of this machine, such as localhost; this request is for ${JSON.stringify((req.headers.host ?? '').slice(0, 100))}. ${MEND}`);
  // No browser speaks HTTP/1.0; nginx does, and names itself in no header.
  const proxy = req.httpVersion === '1.0' ? 'HTTP/1.0' : Object.keys(req.headers).find((name) => OF_PROXIES.test(name));
  if (proxy !== undefined) throw new Refused(403, `The inspector answers only this machine; this request came through a proxy (${proxy}). ${MEND}`);
}

/**
 * Other sites may link to the page; its data they may neither load nor embed, whatever an upstream cors() allows.
 *
 * @throws Refused 403
 */
export function assertOwnSite(req: Request, isPage: boolean): void {
  const site = req.headers['sec-fetch-site'] ?? siteOf(req);
  if (site === undefined || site === 'same-origin' || (req.method !== 'POST' && site === 'none')) return;
  if (isPage && req.headers['sec-fetch-mode'] === 'navigate') return;
  throw new Refused(403, 'The inspector answers only its own page; this request was made by another site.');
}

/** Older browsers tell where a page is from when it wants to read the answer of another site. Sending needs a token anyhow. */
function siteOf({ method, headers: { origin, host } }: Request): 'cross-site' | undefined {
  return origin !== undefined && method !== 'POST' && origin.replace(/^https?:\/\//, '') !== host ? 'cross-site' : undefined;
}

/**
 * Another site can make a browser send, but cannot read the token, nor set a header without asking first.
 *
 * @throws Refused 400, 403
 */
export function assertFromPage(req: Request, token: string): void {
  if (!isSame(req.get('x-zego-inspector') ?? '', token)) throw new Refused(403, 'The header X-Zego-Inspector is missing or of an earlier start of the server. Reload the page.');
  if (!/^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) throw new Refused(400, 'Orders are sent as JSON, with Content-Type: application/json.');
}

/** Takes the same time wherever the first difference is. */
function isSame(received: string, expected: string): boolean {
  const [a, b] = [received, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
