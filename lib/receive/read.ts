import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { raw } from 'body-parser';
import type { CallbackInput } from '../delivery.js';
import { bodyTooLarge, ZegoCallbackError } from '../errors.js';

/** What other middleware and serverless hosts leave on a request. */
interface ParsedBody {
  body?: unknown;
  rawBody?: unknown;
}

export interface ReadBody extends CallbackInput {
  /** Bytes on the wire, where known; absent for compressed bodies. */
  readonly wireLength?: number;
}

const ENCODINGS = ['identity', 'gzip', 'deflate', 'br'];

/** `done` is called once. */
export type BodyReader = (req: IncomingMessage, res: ServerResponse, done: (result: ReadBody | ZegoCallbackError) => void) => void;

/**
 * Makes a reader that finds the body wherever it is: kept bytes, what an upstream parser left, or the
 * unread stream. A parser that did not match leaves `undefined` (Express 5) or `{}` (Express 4) and the
 * stream unread; then the stream is read.
 */
export function bodyReader(limit: number): BodyReader {
  const parse = raw({ type: () => true, limit });

  return function readBody(req, res, done) {
    const contentType = req.headers['content-type'];
    const declared = contentType === undefined ? {} : { contentType };
    const parsed: IncomingMessage & ParsedBody = req;
    const upstream = upstreamBody(parsed, req.readableEnded);
    if (upstream !== undefined) {
      const length = Number(req.headers['content-length'] ?? NaN);
      const known = req.headers['content-encoding'] === undefined && Number.isSafeInteger(length);
      done({ body: upstream, ...declared, ...(known && { wireLength: length }) });
      return;
    }
    // Told before the upload: body-parser would read all of it first.
    if (Number(req.headers['content-length']) > limit) {
      done(bodyTooLarge(limit));
      return;
    }
    if (req.readableEnded || req.destroyed) {
      done({ body: '', ...declared });
      return;
    }
    parsed.body = undefined;
    const encoding = (req.headers['content-encoding'] ?? 'identity').toLowerCase();
    // Node may know more of them than are promised.
    if (!ENCODINGS.includes(encoding)) {
      req.resume();
      done(new ZegoCallbackError('unsupported_encoding'));
      return;
    }
    let isDone = false;
    const finish = (result: ReadBody | ZegoCallbackError): void => {
      if (isDone) return;
      isDone = true;
      done(result);
    };
    const read = (): void => {
      parse(req, res, (error?: unknown) => {
        if (error !== undefined && error !== null) finish(readFailure(error, limit));
        else finish({ body: Buffer.isBuffer(parsed.body) ? parsed.body : '', ...declared });
      });
    };
    if (encoding === 'br') {
      peek(req, (bytes) => {
        if (!hasLargeWindow(bytes)) {
          read();
          return;
        }
        req.resume();
        finish(bodyTooLarge(limit));
      });
    } else read();
    // A decompressor is never told that its request was broken off, and would wait for the rest for ever.
    if (encoding !== 'identity') {
      req.once('close', () => {
        if (!req.complete) finish(aborted());
      });
    }
    // Whoever paused the stream upstream need not be the one to wake it.
    if (req.isPaused()) req.resume();
  };
}

/** Shows the first bytes, and leaves them where they are. The stream's events do not come in the context of the request; handlers should run in it. */
function peek(req: IncomingMessage, look: (bytes: Uint8Array) => void): void {
  const listener = AsyncResource.bind(() => {
    const bytes: unknown = req.read();
    if (bytes instanceof Uint8Array) req.unshift(bytes);
    look(bytes instanceof Uint8Array ? bytes : new Uint8Array());
  });
  req.once('readable', listener);
}

/**
 * Brotli says in its first bits how much it unpacks before it gives any of it away: here more than 4 MiB, as no usual
 * encoder does. The one exception is what gzip begins with: as Brotli it announces less than 64 KiB.
 */
function hasLargeWindow(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0b1101) === 0b1101 && bytes[0] !== 0x1f;
}

function upstreamBody({ rawBody, body }: ParsedBody, consumed: boolean): Uint8Array | string | object | undefined {
  if (rawBody instanceof Uint8Array || typeof rawBody === 'string') return rawBody;
  if (body instanceof Uint8Array || typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null) return undefined;
  return Object.keys(body).length > 0 || consumed ? body : undefined;
}

function readFailure(error: unknown, limit: number): ZegoCallbackError {
  const { status, type } = error as { status?: number; type?: string };
  if (status === 413) return bodyTooLarge(limit, error);
  if (type === 'request.aborted') return aborted(error);
  return new ZegoCallbackError('malformed_body', { message: 'The body could not be read or decompressed.', cause: error });
}

function aborted(cause?: unknown): ZegoCallbackError {
  return new ZegoCallbackError('malformed_body', { message: 'The request was aborted before its body arrived.', cause });
}

/**
 * Keeps the bytes that an upstream parser reads, so that 64-bit ids stay exact behind it. Give it to the
 * parser as `verify`.
 *
 * @example
 * app.use(express.json({ verify: keepRawBody }));
 * app.use('/api/zego/callbacks', zego);
 */
export function keepRawBody(req: IncomingMessage, _res: ServerResponse, bytes: Buffer): void {
  (req as ParsedBody).rawBody = bytes;
}
