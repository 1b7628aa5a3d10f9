import { createServer, type RequestListener } from 'node:http';
import type { ZegoEventName } from '../index.js';
import type { Body, CallbackFields } from './body.js';
import { signedBody, type SignedCallbackOptions } from './signed-callback.js';
import { writeBody, type WireForm } from './write-body.js';

export interface SendToOptions {
  /** Where the callbacks are mounted. Default `/`; for a URL, its own path. */
  readonly path?: string | undefined;
  /** Default: the environment variable `ZEGO_CALLBACK_SECRET`. */
  readonly secret?: string | undefined;
}

/** How a body travels. */
export interface WireOptions {
  /** Default `json`. */
  readonly form?: WireForm | undefined;
  /** Besides, or instead of, the Content-Type of the form. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface TestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parsed, when it is JSON; otherwise the text. */
  readonly body: unknown;
}

export interface Send {
  /** Sends an event's documented callback with your values, signed now. */
  <Name extends ZegoEventName>(name: Name, fields?: CallbackFields<Name>, options?: SignedCallbackOptions & WireOptions): Promise<TestReply>;
  /** Sends a body as it is. The same one again is what ZEGO's retry is. */
  body(body: Body, options?: WireOptions): Promise<TestReply>;
}

/**
 * Sends callbacks to an application as ZEGO does, over HTTP. Each call starts the application on a free port of its
 * own and stops it after the answer; give a URL to reach one that runs already.
 *
 * @throws TypeError when there is no secret, or the path is none
 * @see docs/testing.md
 * @example
 * const send = sendTo(app, { path: '/api/zego/callbacks', secret });
 * const { status } = await send('room_logout', { room_id: 'r1' });
 */
export function sendTo(target: RequestListener | string | URL, { path, secret }: SendToOptions = {}): Send {
  if (path?.startsWith('/') === false) throw new TypeError(`Option "path" must start with "/"; it is ${JSON.stringify(path)}.`);
  const post = typeof target === 'function' ? posterTo(target, path ?? '/') : async (request: RequestInit) => replyOf(await fetch(path === undefined ? target : new URL(path, target), request));

  const sendBody: Send['body'] = async (body, { form = 'json', headers = {} } = {}) => {
    const { contentType, text } = writeBody(body, form);
    return post({ method: 'POST', headers: { 'content-type': contentType, ...headers }, body: text });
  };
  const send = <Name extends ZegoEventName>(name: Name, fields: CallbackFields<Name> = {}, options: SignedCallbackOptions & WireOptions = {}): Promise<TestReply> =>
    sendBody(signedBody(name, fields, { secret, ...options }), options);
  return Object.assign(send, { body: sendBody });
}

/** One server for each request, so that nothing is left that would keep a test runner waiting. */
function posterTo(app: RequestListener, path: string) {
  return async (request: RequestInit): Promise<TestReply> => {
    const server = createServer(app);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      return await replyOf(await fetch(`http://127.0.0.1:${port}${path}`, request));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
}

async function replyOf(response: Response): Promise<TestReply> {
  const text = await response.text();
  const headers = Object.fromEntries(response.headers);
  const isJson = /^application\/json\b/.test(headers['content-type'] ?? '');
  return { status: response.status, headers, text, body: isJson ? (JSON.parse(text) as unknown) : text };
}
