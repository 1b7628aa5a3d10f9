import { Agent, createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Sent {
  readonly path: string;
  readonly body?: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  /** In two chunks, without a Content-Length. */
  readonly chunked?: boolean;
}

export interface ListenOptions {
  /** Reuses connections, some in parallel: for tests that send many requests. */
  readonly keepAlive?: boolean;
  /** A request that is not answered in this time fails, in ms. Default: none but the test's own. */
  readonly timeoutMs?: number;
}

export interface RunningServer {
  readonly port: number;
  post(path: string, body: Buffer | string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Reply>;
  send(sent: Sent): Promise<Reply>;
  close(): Promise<void>;
}

/** A real server on a free port. */
export async function listen(app: RequestListener, { keepAlive = false, timeoutMs }: ListenOptions = {}): Promise<RunningServer> {
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = keepAlive ? new Agent({ keepAlive, maxSockets: 8 }) : undefined;

  const send = ({ path, body = '', headers = {}, method = 'POST', chunked = false }: Sent): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const payload = Buffer.from(body);
      const length = chunked ? undefined : { 'content-length': payload.length };
      const req = request({ host: '127.0.0.1', port, path, method, headers: { ...headers, ...length }, ...(agent && { agent }) }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString('utf8') }));
        res.on('error', reject);
      });
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => req.destroy(new Error(`${method} ${path} was not answered within ${timeoutMs} ms`)), timeoutMs);
      req.on('close', () => clearTimeout(timer));
      req.on('error', reject);
      if (!chunked) {
        req.end(payload);
        return;
      }
      const half = payload.length >> 1;
      req.write(payload.subarray(0, half));
      req.end(payload.subarray(half));
    });

  return {
    port,
    send,
    post: (path, body, headers = {}, method = 'POST') => send({ path, body, headers, method }),
    close: () =>
      new Promise((resolve, reject) => {
        agent?.destroy();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
