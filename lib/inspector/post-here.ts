import { once } from 'node:events';
import { request as requestHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Request } from 'express';
import { readSome } from '../testing/read-some.js';
import { Refused } from './answer.js';

/** This server, as whoever asked has reached it. */
export interface Here {
  readonly address: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  /** For applications that tell their parts apart by it. */
  readonly host: string;
}

export interface Post {
  readonly path: string;
  readonly bytes: Buffer;
  readonly contentType: string;
}

export interface Reply {
  /** 0 when there was no answer. */
  readonly status: number;
  /** The answer, or why there was none. */
  readonly text: string;
  readonly ms: number;
}

const TIMEOUT_MS = 30_000;

/** @throws Refused 400 when this server listens on no port */
export function hereOf(req: Request): Here {
  const { localAddress, localPort } = req.socket;
  if (localAddress === undefined || localPort === undefined) throw new Refused(400, 'This server listens on no port of this machine, so nothing can be posted to it from here.');
  return { address: localAddress, port: localPort, isEncrypted: 'encrypted' in req.socket, host: req.headers.host ?? 'localhost' };
}

/** Posts to this very server, over a connection of its own, as ZEGO may. Rejects only when `signal` aborts. */
export async function postHere({ address, port, isEncrypted, host }: Here, { path, bytes, contentType }: Post, signal: AbortSignal, timeoutMs = TIMEOUT_MS): Promise<Reply> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const ms = (): number => performance.now() - startedAt;
  const headers: OutgoingHttpHeaders = { host, 'content-length': bytes.length, ...(contentType !== '' && { 'content-type': contentType }) };
  const options = { host: address, port, path, method: 'POST', headers, agent: false } as const;
  // The certificate is not checked: this server is called by the address of its own socket, which no certificate names.
  const req = isEncrypted ? requestHttps({ ...options, rejectUnauthorized: false }) : requestHttp(options);
  const abort = (): void => { req.destroy(new Error('the page has gone')); };
  const timer = setTimeout(() => { req.destroy(new Error(`it took longer than ${timeoutMs / 1000} s`)); }, timeoutMs);
  signal.addEventListener('abort', abort);
  // While the answer is read, nobody else listens.
  req.on('error', () => undefined);
  try {
    req.end(bytes);
    const [response] = (await once(req, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, text: await readSome(response), ms: ms() };
  } catch (error) {
    signal.throwIfAborted();
    const { message } = req.errored ?? (error as Error);
    return { status: 0, text: `No answer: ${message}`, ms: ms() };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
