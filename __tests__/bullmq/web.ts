import { Queue } from 'bullmq';
import express from 'express';
import { enqueueTo } from '../../lib/bullmq/index.js';
import { zegoCallbacks } from '../../lib/index.js';
import { endWithParent, ownSettings, tell, type WebSettings } from './protocol.js';

/** A web process as in the docs, save that it can be made to stop short of an answer. */
function serve({ redisPort, queueName, secret, silentFrom }: WebSettings): void {
  const queue = new Queue(queueName, { connection: { host: '127.0.0.1', port: redisPort } });
  // It connects again by itself; what could not be stored meanwhile is not answered 200.
  queue.on('error', () => undefined);
  const enqueue = enqueueTo(queue);
  let stored = 0;
  const zego = zegoCallbacks({ secret }).onError(() => undefined);
  zego.onAny(async (event) => {
    await enqueue(event);
    stored += 1;
    if (stored < silentFrom) return;
    tell({ what: 'silent' });
    await new Promise(() => undefined);
  });
  const server = express().use(zego).listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) tell({ what: 'listening', port: address.port });
  });
}

endWithParent();
serve(JSON.parse(ownSettings()) as WebSettings);
