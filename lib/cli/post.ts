import { once } from 'node:events';
import { Agent as HttpAgent, request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { readSome } from '../testing/read-some.js';

/** What is sent. */
export interface Post {
  readonly url: URL;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What came back; or why nothing did, with the code that Node gives the failure. */
export type Reply =
  | { readonly reached: true; readonly status: number; readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>; readonly text: string; readonly ms: number }
  | { readonly reached: false; readonly code: string; readonly message: string; readonly ms: number };

const KEEP_ALIVE = { keepAlive: true, maxSockets: Infinity };

/**
 * Sends requests over connections that are kept, as ZEGO may. Not `fetch`: it refuses ports such as 6000, and follows
 * redirects that a webhook does not.
 */
export class Poster {
  readonly #http = new HttpAgent(KEEP_ALIVE);
  readonly #https = new HttpsAgent(KEEP_ALIVE);

  /** Never rejects. */
  async send(post: Post): Promise<Reply> {
    const startedAt = performance.now();
    const ms = (): number => performance.now() - startedAt;
    for (;;) {
      const { url, headers } = post;
      const options = { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(post.text) } };
      const req = url.protocol === 'https:' ? requestHttps(url, { ...options, agent: this.#https }) : requestHttp(url, { ...options, agent: this.#http });
      try {
        const { status, headers: received, text } = await exchange(req, post);
        return { reached: true, status, headers: received, text, ms: ms() };
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException;
        // The server may have closed a kept connection in this moment; a new one is never a reused one.
        if (req.reusedSocket && code === 'ECONNRESET') continue;
        return { reached: false, code, message, ms: ms() };
      }
    }
  }

  /** Closes the kept connections. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

interface Exchange {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

async function exchange(req: ClientRequest, { text, timeoutMs }: Post): Promise<Exchange> {
  const late: Error[] = [];
  const timer = setTimeout(() => {
    late.push(Object.assign(new Error(`no answer within ${timeoutMs / 1000} s`), { code: 'TIMEOUT' }));
    req.destroy(late[0]);
  }, timeoutMs);
  // While the answer is read, nobody else listens.
  req.on('error', () => undefined);
  try {
    req.end(text);
    const [response] = (await once(req, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, text: await readSome(response) };
  } catch (error) {
    // An answer that breaks off says so in words of its own.
    throw late[0] ?? error;
  } finally {
    clearTimeout(timer);
  }
}
