import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import type { ZegoCallbacks, ZegoCallbacksOptions } from 'express-zego-callbacks';
import type { InspectorOptions } from 'express-zego-callbacks/inspector';
import type { RoomTracker } from 'express-zego-callbacks/presence';
import type { Send } from 'express-zego-callbacks/testing';
import { built } from '../../demo/running.js';
import { SECRET } from '../../kit/callbacks.js';

export const CALLBACKS = '/api/zego/callbacks';
export const INSPECTOR = '/zego-inspector';

export interface ReceiverOptions {
  /** Default: any that is free. */
  readonly port?: number;
  readonly callbacks?: Omit<ZegoCallbacksOptions, 'secret' | 'events'>;
  /** The first one signs. */
  readonly secrets?: readonly [string, ...string[]];
  readonly inspector?: Omit<InspectorOptions, 'rooms'>;
  /** Whether the inspector is handed a RoomTracker. */
  readonly hasRooms?: boolean;
  /** What stands in front of everything. */
  readonly before?: readonly RequestHandler[];
}

export interface Receiver {
  readonly port: number;
  /** The address of the page. */
  readonly page: string;
  readonly zego: ZegoCallbacks;
  readonly rooms: RoomTracker;
  /** Sends callbacks over HTTP as ZEGO does. */
  readonly send: Send;
  /** Ends it as a crash does: nothing is finished. */
  stop(): Promise<void>;
}

const running = new Set<Receiver>();

/** An application as its users write it, with the package as it was built. */
export async function startReceiver({ port = 0, callbacks = {}, secrets = [SECRET], inspector: options = {}, hasRooms = false, before = [] }: ReceiverOptions = {}): Promise<Receiver> {
  // The package by its own name exists after the build only.
  await built();
  const [{ zegoCallbacks }, { inspector }, { RoomTracker: Tracker }, { sendTo }] = await Promise.all([
    import('express-zego-callbacks'),
    import('express-zego-callbacks/inspector'),
    import('express-zego-callbacks/presence'),
    import('express-zego-callbacks/testing'),
  ]);
  const zego = zegoCallbacks({ ...callbacks, secret: secrets });
  // What is refused on purpose need not be warned of.
  zego.onError(() => undefined);
  const rooms = new Tracker().attach(zego);
  const app = express();
  for (const handler of before) app.use(handler);
  app.use(INSPECTOR, inspector(zego, { ...options, ...(hasRooms && { rooms }) }));
  app.use(CALLBACKS, zego);

  const server = createServer(app);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const { port: actual } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${actual}`;
  const receiver: Receiver = {
    port: actual,
    page: `${origin}${INSPECTOR}/`,
    zego,
    rooms,
    send: sendTo(`${origin}${CALLBACKS}`, { secret: secrets[0] }),
    stop: () => {
      running.delete(receiver);
      rooms.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
  running.add(receiver);
  return receiver;
}

export async function stopReceivers(): Promise<void> {
  await Promise.all([...running].map((receiver) => receiver.stop()));
}
