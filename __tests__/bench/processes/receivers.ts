import { createHash, hash, timingSafeEqual } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { raw } from 'body-parser';
import type express from 'express';
import { MOUNT, type ReceiverName, SECRET, type ServerSettings } from './protocol.js';

export interface Receiver {
  readonly listener: RequestListener;
  /** How many callbacks were accepted. */
  handled(): number;
}

// Express 4 is installed beside 5 without its types; what is used here has the same in both.
const load = createRequire(__filename);
const expressOf = ({ express: version }: ServerSettings): typeof express => load(version === 4 ? 'express4' : 'express') as typeof express;

const ACCEPTED_MS = 300_000;

/** In every spelling that the sent events have. */
type Fields = Partial<Readonly<Record<'event' | 'Event' | 'timestamp' | 'Timestamp' | 'nonce' | 'Nonce' | 'signature' | 'Signature', string | number>>>;

const MAKERS: Readonly<Record<ReceiverName, (settings: ServerSettings) => Receiver | Promise<Receiver>>> = {
  node: floor,
  'express-limit': limit,
  'express-least': least,
  'express-json': bare,
  handwritten,
  octokit,
  line,
  zego,
};

export async function makeReceiver(settings: ServerSettings): Promise<Receiver> {
  return MAKERS[settings.receiver](settings);
}

/** JSON.parse and one sha1. */
function isSigned(body: string): boolean {
  const { timestamp, Timestamp, nonce, Nonce, signature, Signature } = JSON.parse(body) as Fields;
  const text = [SECRET, timestamp ?? Timestamp, nonce ?? Nonce].sort().join('');
  return hash('sha1', text, 'hex') === (signature ?? Signature);
}

/** What no receiver can do without, and nothing else. */
function floor(): Receiver {
  let handled = 0;
  return {
    handled: () => handled,
    listener(req, res) {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        if (isSigned(Buffer.concat(chunks).toString('utf8'))) handled += 1;
        res.end();
      });
    },
  };
}

/** Inside Express nothing can be cheaper: a mounted function that reads the body, ends the response, and checks nothing. */
function limit(settings: ServerSettings): Receiver {
  let handled = 0;
  const app = expressOf(settings)();
  app.use(MOUNT, (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      if (Buffer.concat(chunks).length > 0) handled += 1;
      res.end();
    });
  });
  return { handled: () => handled, listener: app };
}

/** What no receiver inside Express can do without that reads through body-parser and answers as this package does. */
function least(settings: ServerSettings): Receiver {
  let handled = 0;
  const app = expressOf(settings)();
  const read = raw({ type: () => true });
  const body = '{"outcome":"delivered"}';
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(Buffer.byteLength(body)) };
  app.use(MOUNT, (req, res, next) => {
    read(req, res, (error) => {
      if (error !== undefined) {
        next(error);
        return;
      }
      if (isSigned((req.body as Buffer).toString('utf8'))) handled += 1;
      res.writeHead(200, headers).end(body);
    });
  });
  return { handled: () => handled, listener: app };
}

/** What most applications begin with; checks nothing either. */
function bare(settings: ServerSettings): Receiver {
  let handled = 0;
  const used = expressOf(settings);
  const app = used();
  app.use(used.json());
  app.post(MOUNT, (req, res) => {
    if (req.body !== undefined) handled += 1;
    res.sendStatus(200);
  });
  return { handled: () => handled, listener: app };
}

/** What a careful programmer writes from ZEGO's pages. */
function handwritten(settings: ServerSettings): Receiver {
  let handled = 0;
  const used = expressOf(settings);
  const app = used();
  app.use(used.json());
  app.post(MOUNT, (req, res) => {
    const fields = req.body as Fields;
    const timestamp = String(fields.timestamp ?? fields.Timestamp);
    const text = [SECRET, timestamp, fields.nonce ?? fields.Nonce].sort().join('');
    const expected = Buffer.from(createHash('sha1').update(text).digest('hex'));
    const received = Buffer.from(String(fields.signature ?? fields.Signature));
    if (received.length !== expected.length || !timingSafeEqual(received, expected)) {
      res.sendStatus(401);
      return;
    }
    const sentAt = Number(timestamp) * (timestamp.length === 10 ? 1_000 : 1);
    if (Math.abs(Date.now() - sentAt) > ACCEPTED_MS) {
      res.sendStatus(403);
      return;
    }
    switch (fields.event ?? fields.Event) {
      case 'room_login':
      case 'room_logout':
      case 'UserAudioData':
        handled += 1;
        break;
      default:
    }
    res.sendStatus(200);
  });
  return { handled: () => handled, listener: app };
}

async function octokit(settings: ServerSettings): Promise<Receiver> {
  const { createNodeMiddleware, Webhooks } = await import('@octokit/webhooks');
  let handled = 0;
  const webhooks = new Webhooks({ secret: SECRET });
  webhooks.on('push', () => { handled += 1; });
  const app = expressOf(settings)();
  app.use(createNodeMiddleware(webhooks, { path: MOUNT }));
  return { handled: () => handled, listener: app };
}

async function line(settings: ServerSettings): Promise<Receiver> {
  const { middleware } = await import('@line/bot-sdk');
  let handled = 0;
  const app = expressOf(settings)();
  app.post(MOUNT, middleware({ channelSecret: SECRET }), (req, res) => {
    if (req.body !== undefined) handled += 1;
    res.sendStatus(200);
  });
  return { handled: () => handled, listener: app };
}

async function zego(settings: ServerSettings): Promise<Receiver> {
  const { zegoCallbacks } = await import('express-zego-callbacks');
  let handled = 0;
  const receiver = zegoCallbacks({ secret: SECRET });
  if (settings.handlers === 1) {
    receiver.onRoomLogout(() => { handled += 1; });
    receiver.onAiAgentUserAudioData(() => { handled += 1; });
  }
  const app = expressOf(settings)();
  app.use(MOUNT, receiver);
  return { handled: () => handled, listener: app };
}
