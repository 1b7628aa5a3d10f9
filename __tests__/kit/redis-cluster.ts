import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { whyNoRedis } from './redis.js';

/** Why tests on Redis Cluster cannot run here, or `undefined`. In CI they must. */
export function whyNoCluster(): string | undefined {
  const missing = whyNoRedis();
  if (missing !== undefined) return missing;
  const version = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (Number(/\bv=(\d+)/.exec(version)?.[1]) >= 7) return undefined;
  if (process.env['CI'] !== undefined) throw new Error(`Redis 7.0 or later is wanted, and in CI nothing may be skipped: ${version}`);
  return 'redis-server is older than 7.0';
}

export interface ClusterNode {
  readonly port: number;
  /** Sends to this node, wherever the key belongs. */
  send(...words: string[]): Promise<unknown>;
}

export interface RedisCluster {
  /** Three masters without replicas. */
  readonly nodes: readonly ClusterNode[];
  /** Begins to move a slot, for the first time, to the next node. From now on clients are sent there for keys that are not here (ASK). */
  startMoving(slot: number): Promise<SlotMove>;
  stop(): Promise<void>;
}

export interface SlotMove {
  /** Moves so many keys; all of them by default. Tells how many there were. */
  keys(most?: number): Promise<number>;
  /** Moves what is left, and hands the slot over: clients that ask in the old place are sent to the new one for good (MOVED). */
  finish(): Promise<void>;
}

const HOST = '127.0.0.1';
const SIZE = 3;
const SLOTS = 16_384;
const PATIENCE_MS = 30_000;

/** The slots of a node when the cluster starts, both ends included. */
const slotsOf = (index: number): readonly [first: number, last: number] => [Math.ceil((index * SLOTS) / SIZE), Math.ceil(((index + 1) * SLOTS) / SIZE) - 1];

export async function startCluster(): Promise<RedisCluster> {
  const started = await Promise.allSettled(Array.from({ length: SIZE }, startNode));
  const nodes = started.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const result of started) if (result.status === 'rejected') throw result.reason;
    await join(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    nodes,
    stop,
    async startMoving(slot) {
      const from = nodes.findIndex((_, index) => slot <= slotsOf(index)[1]);
      return move(slot, nodes[from]!, nodes[(from + 1) % SIZE]!, nodes);
    },
  };
}

interface RunningNode extends ClusterNode {
  readonly busPort: number;
  stop(): Promise<void>;
}

async function startNode(): Promise<RunningNode> {
  for (let triesLeft = 3; ; triesLeft -= 1) {
    try {
      return await tryNode(await freePorts());
    } catch (error) {
      // Somebody else may have taken a port since it was free.
      if (triesLeft === 1) throw error;
    }
  }
}

async function tryNode([port, busPort]: readonly [number, number]): Promise<RunningNode> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zego-redis-'));
  // Lies in the node's own folder, so whoever answers there is this node.
  const unixSocket = path.join(folder, 'socket');
  const addresses = ['--port', `${port}`, '--cluster-port', `${busPort}`, '--bind', HOST, '--cluster-announce-ip', HOST, '--unixsocket', unixSocket];
  const server = spawn('redis-server', [...addresses, '--cluster-enabled', 'yes', '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const gone = once(server, 'exit');
  // Fails until the server is up.
  const client = createClient({ socket: { path: unixSocket, reconnectStrategy: 20 } }).on('error', () => undefined);
  const stop = async (): Promise<void> => {
    client.destroy();
    server.kill('SIGTERM');
    await gone.catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([client.connect(), gone.then(([code]) => Promise.reject(new Error(`redis-server ended with ${String(code)}`)))]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, busPort, stop, send: (...words) => client.sendCommand(words) };
}

/** Both at once, so that they differ. */
async function freePorts(): Promise<readonly [number, number]> {
  const probes = await Promise.all([probe(), probe()]);
  const [one, other] = probes.map((server) => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    return address.port;
  });
  await Promise.all(probes.map((server) => new Promise((resolve) => server.close(resolve))));
  return [one!, other!];
}

async function probe(): Promise<Server> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  return server;
}

/** What `redis-cli --cluster create` does, without its waits of whole seconds. */
async function join(nodes: readonly RunningNode[]): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    await node.send('CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`);
    await node.send('CLUSTER', 'ADDSLOTSRANGE', ...slotsOf(index).map(String));
  }
  for (const { port, busPort } of nodes.slice(1)) await nodes[0]!.send('CLUSTER', 'MEET', HOST, `${port}`, `${busPort}`);
  const agreed = ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_known_nodes:${SIZE}`, `cluster_size:${SIZE}`];
  const deadline = Date.now() + PATIENCE_MS;
  for (const node of nodes) {
    for (;;) {
      const info = String(await node.send('CLUSTER', 'INFO')).split('\r\n');
      if (agreed.every((line) => info.includes(line))) break;
      if (Date.now() > deadline) throw new Error(`The cluster has not come together:\n${info.join('\n')}`);
      await sleep(20);
    }
  }
}

async function move(slot: number, source: ClusterNode, target: ClusterNode, all: readonly ClusterNode[]): Promise<SlotMove> {
  const setSlot = (node: ClusterNode, ...words: string[]): Promise<unknown> => node.send('CLUSTER', 'SETSLOT', `${slot}`, ...words);
  const [sourceId, targetId] = await Promise.all([source, target].map(async (node) => String(await node.send('CLUSTER', 'MYID'))));
  await setSlot(target, 'IMPORTING', sourceId!);
  await setSlot(source, 'MIGRATING', targetId!);

  async function keys(most = Infinity): Promise<number> {
    for (let moved = 0; ; moved += 1) {
      const [key] = moved < most ? listOf(await source.send('CLUSTER', 'GETKEYSINSLOT', `${slot}`, '1')) : [];
      if (key === undefined) return moved;
      await source.send('MIGRATE', HOST, `${target.port}`, key, '0', `${PATIENCE_MS}`);
    }
  }

  return {
    keys,
    async finish() {
      await keys();
      // The new owner first: nobody must be sent to a node that does not know yet that it owns the slot.
      for (const node of [target, source, ...all.filter((one) => one !== source && one !== target)]) await setSlot(node, 'NODE', targetId!);
    },
  };
}

function listOf(reply: unknown): readonly string[] {
  if (!Array.isArray(reply)) throw new TypeError(`Redis answered ${String(reply)} instead of a list.`);
  return reply.map(String);
}
