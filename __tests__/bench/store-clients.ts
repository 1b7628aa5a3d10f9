import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { RedisStore, type SendCommand } from 'express-zego-callbacks/redis';

export interface StoreClient {
  readonly name: string;
  readonly store: RedisStore;
  readonly send: SendCommand;
  close(): void;
}

/** A store on each client that the docs name, over TCP on the loopback interface. */
export async function connectClients(port: number): Promise<readonly StoreClient[]> {
  const nodeRedis = createClient({ url: `redis://127.0.0.1:${port}` });
  await nodeRedis.connect();
  const ioRedis = new Redis(port, '127.0.0.1', { lazyConnect: true });
  await ioRedis.connect();
  const client = (name: string, send: SendCommand, close: () => void): StoreClient => ({ name, send, close, store: new RedisStore({ sendCommand: send }) });
  return [
    client('node-redis', (command) => nodeRedis.sendCommand([...command]), () => nodeRedis.destroy()),
    client('ioredis', ([name, ...words]) => ioRedis.call(name, ...words), () => ioRedis.disconnect()),
  ];
}
