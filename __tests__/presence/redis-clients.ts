import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { RedisPresenceStore } from '../../lib/presence/index.js';
import type { SendCommand } from '../../lib/redis/index.js';
import { type RedisServer, startRedis } from '../kit/redis.js';

export interface PresenceRedis {
  /** A connection each, as of several processes: node-redis and ioredis. */
  readonly senders: readonly SendCommand[];
  send(...command: readonly [string, ...string[]]): Promise<unknown>;
  keys(prefix: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startPresenceRedis(connections = 3): Promise<PresenceRedis> {
  const server: RedisServer = await startRedis();
  const closing: (() => void)[] = [];
  const senders: SendCommand[] = [];
  for (let n = 0; n < connections; n += 1) {
    if (n % 2 === 0) {
      const client = createClient({ url: `redis://127.0.0.1:${server.port}` });
      await client.connect();
      senders.push((command) => client.sendCommand([...command]));
      closing.push(() => client.destroy());
    } else {
      const client = new Redis(server.port, '127.0.0.1');
      senders.push(([name, ...words]) => client.call(name, ...words));
      closing.push(() => client.disconnect());
    }
  }
  const [first] = senders;
  return {
    senders,
    send: (...command) => first!(command, ''),
    async keys(prefix) {
      const found = await first!(['KEYS', `${prefix}*`], '');
      return Array.isArray(found) ? found.map(String).sort() : [];
    },
    async stop() {
      for (const close of closing) close();
      await server.stop();
    },
  };
}

/** Stores that share a prefix, one on each connection. */
export function storesOn({ senders }: PresenceRedis, prefix: string, clock?: () => number): readonly RedisPresenceStore[] {
  return senders.map((sendCommand) => new RedisPresenceStore({ sendCommand, prefix, clock }));
}
