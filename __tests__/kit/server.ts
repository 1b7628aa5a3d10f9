import { createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface RunningServer {
  readonly port: number;
  post(path: string, body: Buffer | string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Reply>;
  close(): Promise<void>;
}

/** A real server on a free port. */
export async function listen(app: RequestListener): Promise<RunningServer> {
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    post: (path, body, headers = {}, method = 'POST') =>
      new Promise((resolve, reject) => {
        const payload = Buffer.from(body);
        const req = request({ host: '127.0.0.1', port, path, method, headers: { ...headers, 'content-length': payload.length } }, (res) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString('utf8') }));
          res.on('error', reject);
        });
        req.on('error', reject);
        req.end(payload);
      }),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
