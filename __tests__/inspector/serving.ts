import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { zegoCallbacks, type ZegoCallbacks, type ZegoCallbacksOptions } from '../../lib/index.js';
import { inspector, type InspectorOptions } from '../../lib/inspector/index.js';
import type { DeliveryDetail, DeliverySummary, EventShown, Hello, News, ResendOrder, RoomsShown, SendOrder, SendResult } from '../../lib/inspector/page/wire.js';
import { SECRET } from '../kit/callbacks.js';
import type { Express } from '../kit/express.js';
import type { Reply, Sent } from '../kit/server.js';

export const CALLBACKS = '/api/zego/callbacks';
export const MOUNT = '/zego-inspector';

export interface ServingOptions {
  readonly express?: Express;
  readonly callbacks?: Partial<Omit<ZegoCallbacksOptions, 'events'>>;
  readonly inspector?: InspectorOptions;
  /** What stands in front of both. */
  readonly before?: readonly RequestHandler[];
  /** Mounts the inspector elsewhere or otherwise. */
  readonly mount?: (app: ReturnType<Express>, middleware: RequestHandler) => void;
}

export interface Serving {
  readonly zego: ZegoCallbacks;
  readonly server: Server;
  readonly port: number;
  /** Below the mount point; the reply has come to its end. */
  readonly ask: (path: string, sent?: Omit<Sent, 'path'>) => Promise<Reply>;
  /** From the server's root. */
  readonly askRoot: (path: string, sent?: Omit<Sent, 'path'>) => Promise<Reply>;
  readonly event: (name: string) => Promise<EventShown>;
  readonly detail: (id: number) => Promise<DeliveryDetail>;
  readonly token: () => Promise<string>;
  /** As the page does. */
  readonly order: (path: 'send' | 'resend', order: unknown, headers?: Readonly<Record<string, string>>) => Promise<Reply>;
  readonly send: (order: Partial<SendOrder>) => Promise<SendResult['replies']>;
  readonly resend: (order: Partial<ResendOrder>) => Promise<SendResult['replies']>;
  readonly watch: (lastEventId?: string) => Promise<Watch>;
  /** All that are kept. */
  readonly deliveries: () => Promise<readonly DeliverySummary[]>;
}

const servers = new Set<Server>();

/** An application with callbacks and inspector, on a real server. */
export async function serve({ express: used = express, callbacks = {}, inspector: options = {}, before = [], mount = (app, middleware) => void app.use(MOUNT, middleware) }: ServingOptions = {}): Promise<Serving> {
  const zego = zegoCallbacks({ secret: SECRET, ...callbacks }).onError(() => undefined);
  const app = used();
  for (const handler of before) app.use(handler);
  mount(app, inspector(zego, options));
  app.use(CALLBACKS, zego);
  return servingOf(createServer(app), zego);
}

export async function servingOf(server: Server, zego: ZegoCallbacks): Promise<Serving> {
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const askRoot = (path: string, { method = 'GET', headers = {}, body }: Omit<Sent, 'path'> = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const req = request({ host: '127.0.0.1', port, path, method, agent: false, headers: { ...length, ...headers } }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString('utf8') }));
      });
      req.on('error', reject);
      req.end(body);
    });
  const ask: Serving['ask'] = (path, sent) => askRoot(`${MOUNT}${path}`, sent);
  const token = async (): Promise<string> => /<meta name="zego-inspector-token" content="([^"]+)">/.exec((await ask('/')).text)?.[1] ?? '';
  let known: string | undefined;
  const order: Serving['order'] = async (path, given, headers = {}) =>
    ask(`/${path}`, { method: 'POST', body: JSON.stringify(given), headers: { 'content-type': 'application/json', 'x-zego-inspector': (known ??= await token()), ...headers } });
  return {
    zego,
    server,
    port,
    ask,
    askRoot,
    event: async (name) => JSON.parse(succeeded(await ask(`/catalogue/${name}`))) as EventShown,
    detail: async (id) => JSON.parse(succeeded(await ask(`/deliveries/${id}`))) as DeliveryDetail,
    token,
    order,
    send: async (given) => (JSON.parse(succeeded(await order('send', { ...PLAIN_ORDER, ...given }))) as SendResult).replies,
    resend: async (given) => (JSON.parse(succeeded(await order('resend', { path: CALLBACKS, how: 'as it was', ...given }))) as SendResult).replies,
    watch: (lastEventId) => watch(port, `${MOUNT}/live`, lastEventId),
    deliveries: async () => {
      const page = await watch(port, `${MOUNT}/live`);
      const { deliveries } = await page.next('hello');
      page.close();
      return deliveries;
    },
  };
}

function succeeded({ status, text }: Reply): string {
  if (status !== 200) throw new Error(`It was answered ${status}: ${text}`);
  return text;
}

export async function closeServers(): Promise<void> {
  await Promise.all([...servers].map((server) => new Promise<void>((resolve) => {
    servers.delete(server);
    server.close(() => resolve());
    server.closeAllConnections();
  })));
}

export const PLAIN_ORDER: SendOrder = { event: 'room_logout', fields: {}, path: CALLBACKS, form: 'json', repeats: 1, repeat: 'same', delayMs: 0, fault: 'none' };

export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

interface Messages {
  hello: Hello;
  deliveries: News;
  rooms: RoomsShown;
}

export interface Watch {
  readonly response: IncomingMessage;
  /** Everything that has come so far, comments included. */
  readonly messages: readonly Message[];
  readonly comments: readonly string[];
  /** The next message of this kind that nobody has asked for yet. */
  readonly next: <Kind extends keyof Messages>(event: Kind) => Promise<Messages[Kind]>;
  /** Resolves when it is true; asked after each message. */
  readonly until: (isTrue: () => boolean) => Promise<void>;
  /** Resolves when the connection has ended, by whomever. */
  readonly ended: Promise<void>;
  readonly lastEventId: string;
  readonly close: () => void;
}

/** What a browser's EventSource does, but for trying again. */
export async function watch(port: number, path: string, lastEventId?: string, headers: Readonly<Record<string, string>> = {}): Promise<Watch> {
  const req = request({ host: '127.0.0.1', port, path, agent: false, headers: { ...(lastEventId !== undefined && { 'last-event-id': lastEventId }), ...headers } });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    req.on('response', resolve).on('error', reject);
    req.end();
  });
  const messages: Message[] = [];
  const comments: string[] = [];
  const taken = new Set<Message>();
  let wake: (() => void)[] = [];
  let isOver = false;
  const tell = (): void => wake.splice(0).forEach((one) => { one(); });
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map<string, string>();
      for (const line of block.split('\n')) {
        if (line.startsWith(':')) comments.push(line);
        else fields.set(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2));
      }
      if (fields.has('data')) messages.push({ id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: fields.get('data') ?? '' });
    }
    tell();
  });
  const ended = new Promise<void>((resolve) => {
    response.on('close', () => {
      isOver = true;
      tell();
      resolve();
    });
  });
  response.on('error', () => undefined);
  req.on('error', () => undefined);
  const turn = (): Promise<void> => new Promise<void>((resolve) => wake.push(resolve));
  return {
    response,
    messages,
    comments,
    next: async <Kind extends keyof Messages>(event: Kind) => {
      for (;;) {
        const found = messages.find((message) => message.event === event && !taken.has(message));
        if (found !== undefined) {
          taken.add(found);
          return JSON.parse(found.data) as Messages[Kind];
        }
        if (isOver) throw new Error(`The connection ended before a message "${event}" came.`);
        await turn();
      }
    },
    until: async (isTrue) => {
      while (!isTrue()) {
        if (isOver) throw new Error('The connection ended before.');
        await turn();
      }
    },
    ended,
    get lastEventId() {
      return messages.at(-1)?.id ?? '';
    },
    close: () => { req.destroy(); wake = []; },
  };
}
