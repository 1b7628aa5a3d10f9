import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import express, { type RequestHandler } from 'express';
import { zegoCallbacks, type DeliveryReport, type ZegoCallbacks, type ZegoCallbacksOptions, type ZegoEvent, type ZegoUnknownEvent } from '../../lib/index.js';
import { SECRET } from '../kit/callbacks.js';
import { forgetful, MOUNT } from '../kit/express.js';

export interface Receiving {
  readonly url: string;
  readonly origin: string;
  /** What the handlers were given. */
  readonly events: readonly (ZegoEvent | ZegoUnknownEvent)[];
  readonly reports: readonly DeliveryReport[];
  readonly zego: ZegoCallbacks;
}

const closing: (() => Promise<void>)[] = [];

/** Ends all servers of a test; for `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(closing.splice(0).map((close) => close()));
}

/** The callbacks on an Express of their own. */
export async function receiving(options: Omit<ZegoCallbacksOptions, 'secret' | 'events'> = {}, before: readonly RequestHandler[] = []): Promise<Receiving> {
  const events: (ZegoEvent | ZegoUnknownEvent)[] = [];
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, store: forgetful, ...options })
    .onAny((event) => void events.push(event))
    .onUnknown((event) => void events.push(event))
    .onDelivery((report) => void reports.push(report));
  const app = express();
  for (const handler of before) app.use(handler);
  app.use(MOUNT, zego);
  const origin = await answering(app);
  return { url: `${origin}${MOUNT}`, origin, events, reports, zego };
}

/** A server that answers as it likes. */
export async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listening(server);
  closing.push(() => new Promise((resolve) => {
    server.close(() => { resolve(); });
    server.closeAllConnections();
  }));
  return `http://127.0.0.1:${port}`;
}

/** Something that is no HTTP server. */
export async function speaking(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  const port = await listening(server);
  closing.push(() => new Promise((resolve) => {
    server.close(() => { resolve(); });
    for (const socket of sockets) socket.destroy();
  }));
  return `http://127.0.0.1:${port}`;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
