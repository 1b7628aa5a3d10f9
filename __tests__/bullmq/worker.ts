import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { processWith } from '../../lib/bullmq/index.js';
import { zegoCallbacks } from '../../lib/index.js';
import { Journal } from '../faults/journal.js';
import { CONCURRENCY, endWithParent, LOCK_MS, ownSettings, tell, type WorkerSettings } from './protocol.js';

const WORK_MS = 20;

/** A worker process as in the docs, save that it can be made to stop in the middle of a job. */
function work({ redisPort, queueName, secret, folder, name, stuck }: WorkerSettings): void {
  const journal = new Journal(folder, name);
  let runs = 0;
  const stuckIf = async (now: boolean): Promise<void> => {
    if (!now) return;
    tell({ what: 'stuck' });
    await new Promise(() => undefined);
  };

  const zego = zegoCallbacks({ secret });
  zego.onAny(async ({ id }) => {
    journal.write('begun', { id });
    runs += 1;
    const isLast = runs === stuck?.at;
    await sleep(WORK_MS);
    await stuckIf(isLast && stuck.beforeEffect);
    journal.write('effect', { id });
    await stuckIf(isLast);
  });

  const worker = new Worker(queueName, processWith(zego), {
    connection: { host: '127.0.0.1', port: redisPort },
    concurrency: CONCURRENCY,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 4,
    // BullMQ gives a job up for which two workers have died.
    maxStalledCount: 100,
  });
  worker.on('error', () => undefined);
  void worker.waitUntilReady().then(() => tell({ what: 'ready' }));
}

endWithParent();
work(JSON.parse(ownSettings()) as WorkerSettings);
