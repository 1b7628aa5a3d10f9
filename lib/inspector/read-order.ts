import { raw } from 'body-parser';
import type { Request, Response } from 'express';
import { parseExact } from '../index.js';
import { Refused } from './answer.js';

const MOST_BYTES = 1024 * 1024;

/** What other middleware leaves on a request. */
interface ParsedBody {
  body?: unknown;
  rawBody?: unknown;
}

// The page never compresses; a decompressor would wait for ever for a request that breaks off.
const parse = raw({ type: () => true, limit: MOST_BYTES, inflate: false });

/**
 * The JSON of an order: from what an upstream parser left, or from the unread stream. Integers beyond 2^53 are decimal
 * strings, as everywhere in this package, unless an upstream parser has rounded them.
 *
 * @throws Refused 400, 413
 */
export async function readOrder(req: Request, res: Response): Promise<unknown> {
  // Told before the upload: body-parser would read all of it first.
  if (Number(req.headers['content-length']) > MOST_BYTES) throw tooLarge();
  const parsed: ParsedBody = req;
  const { rawBody, body } = parsed;
  const known = [rawBody, body].find((one) => one instanceof Uint8Array || typeof one === 'string');
  if (known !== undefined) return parseJson(known);
  // A parser that did not match leaves undefined (Express 5) or {} (Express 4), and the stream unread.
  if (typeof body === 'object' && body !== null && (Object.keys(body).length > 0 || req.readableEnded)) return body;
  if (req.readableEnded || req.destroyed) throw empty();
  parsed.body = undefined;
  await new Promise<void>((resolve, reject) => {
    parse(req, res, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject((error as { status?: number }).status === 413 ? tooLarge() : new Refused(400, 'The body could not be read.'));
    });
    // Whoever paused the stream upstream need not be the one to wake it.
    if (req.isPaused()) req.resume();
  });
  return parseJson(parsed.body);
}

function parseJson(body: unknown): unknown {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : body;
  if (typeof text !== 'string' || text === '') throw empty();
  if (Buffer.byteLength(text) > MOST_BYTES) throw tooLarge();
  try {
    return parseExact(text).value;
  } catch {
    throw new Refused(400, 'The body is no JSON.');
  }
}

function tooLarge(): Refused {
  return new Refused(413, `An order has at most ${MOST_BYTES} bytes.`);
}

function empty(): Refused {
  return new Refused(400, 'The body is empty; an order is expected.');
}
