import { createRequire } from 'node:module';
import express, { type RequestHandler } from 'express';
import { zegoCallbacks, type DeliveryReport, type DeliveryStore, type ZegoCallbacksOptions, type ZegoEvent, type ZegoUnknownEvent } from '../../lib/index.js';
import { SECRET } from './callbacks.js';
import { listen, type Reply, type Sent } from './server.js';

// Express 4 is installed beside 5 without its types; what the tests use of it has the same types in both.
const express4 = createRequire(__filename)('express4') as typeof express;

export type Express = typeof express;

/** Both versions that the package promises to work with, for `describe.each`. */
export const expressVersions: readonly { readonly version: 4 | 5; readonly express: Express }[] = [
  { version: 4, express: express4 },
  { version: 5, express },
];

/** Remembers nothing, so that one callback can be sent in many forms and is delivered each time. */
export const forgetful: DeliveryStore = {
  claim: () => ({ state: 'claimed' }),
  complete: () => undefined,
  release: () => undefined,
  bind: (_digest, id) => id,
};

export interface Exchange {
  readonly reply: Reply;
  readonly status: number;
  /** Of the answer, when it is an error. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** What the handlers saw; absent when none was called. */
  readonly event: ZegoEvent | ZegoUnknownEvent | undefined;
  readonly report: DeliveryReport | undefined;
}

export interface Receiver {
  /** Sends one callback and tells what came of it. One at a time, or the reports get mixed up. */
  exchange(sent: Omit<Sent, 'path'> & { readonly path?: string }): Promise<Exchange>;
  close(): Promise<void>;
}

export interface ReceiverOptions {
  readonly express?: Express;
  /** What stands in front of the callbacks. */
  readonly before?: readonly RequestHandler[];
  readonly options?: Omit<ZegoCallbacksOptions, 'secret' | 'events'>;
}

export const MOUNT = '/api/zego/callbacks';

/** A server with the callbacks under `/api/zego/callbacks`. */
export async function receiver({ express: used = express, before = [], options = {} }: ReceiverOptions = {}): Promise<Receiver> {
  const events: (ZegoEvent | ZegoUnknownEvent)[] = [];
  const reports: DeliveryReport[] = [];
  const zego = zegoCallbacks({ secret: SECRET, store: forgetful, ...options })
    .onAny((event) => void events.push(event))
    .onUnknown((event) => void events.push(event))
    .onDelivery((report) => void reports.push(report));
  const app = used();
  for (const handler of before) app.use(handler);
  app.use(MOUNT, zego);
  const server = await listen(app, { keepAlive: true, timeoutMs: 5_000 });
  return {
    async exchange(sent) {
      events.length = reports.length = 0;
      const reply = await server.send({ path: MOUNT, ...sent });
      return { reply, status: reply.status, ...errorOf(reply), event: events[0], report: reports[0] };
    },
    close: () => server.close(),
  };
}

/** Code and message of an error answer. */
export function errorOf({ status, text, headers }: Reply): { readonly code: string | undefined; readonly message: string | undefined } {
  if (status < 400 || !String(headers['content-type']).startsWith('application/json')) return { code: undefined, message: undefined };
  const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } };
  return { code: error?.code, message: error?.message };
}
