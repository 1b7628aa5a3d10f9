import { cpus } from 'node:os';
import { startRedis, whyNoRedis } from '../kit/redis.js';
import type { Summary } from './kit/statistics.js';
import { grouped } from './kit/table.js';
import { connectClients } from './store-clients.js';
import { memoryOfMemoryStore, memoryOfRedis, peakOfDefault } from './store-memory.js';
import { speeds, speedsBySize } from './store-speed.js';

const MILLION = 1_000_000;

/** What the stores take, and how fast they are: tables for people, then one line of JSON. */
async function main(): Promise<void> {
  const missing = whyNoRedis();
  if (missing !== undefined) throw new Error(`${missing}.`);
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  console.info(`Node ${machine.node}, ${machine.cores} x ${machine.cpu}\n`);

  const server = await startRedis();
  const clients = await connectClients(server.port);
  try {
    const speed = await speeds(clients, 5);
    console.info('Speed, median of 5 rounds (least to most)');
    console.table(
      speed.map(({ store, what, inFlight, perSecond, cpuMicroseconds }) => ({ store, what, 'in flight': inFlight, 'per second': spread(perSecond, 0), 'CPU us each': spread(cpuMicroseconds, 1) })),
    );

    const bySize = await speedsBySize([1, 10, 100, 1_000, 10_000, 100_000, MILLION], 3);
    console.info('MemoryStore, claim + complete of a new event by the number of events that it holds, median of 3 rounds');
    console.table(bySize.map(({ size, cpuMicroseconds }) => ({ events: grouped(size), 'CPU us each': spread(cpuMicroseconds, 2) })));

    const memory = [...memoryOfMemoryStore([10_000, 100_000, MILLION]), peakOfDefault(MILLION), ...(await memoryOfRedis(clients[1]!, MILLION))];
    console.info('Memory');
    console.table(memory.map(({ store, what, count, bytes }) => ({ store, what, MB: megabytes(bytes), ...(count !== undefined && { count: grouped(count), 'bytes each': Math.round(bytes / count) }) })));

    console.info(JSON.stringify({ machine, speed, bySize, memory }));
  } finally {
    for (const client of clients) client.close();
    await server.stop();
  }
}

function spread({ median, least, most }: Summary, digits: number): string {
  return `${grouped(median, digits)} (${grouped(least, digits)} to ${grouped(most, digits)})`;
}

function megabytes(bytes: number): number {
  return Number((bytes / 1e6).toFixed(1));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
