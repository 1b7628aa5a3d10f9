import type { Claim, DeliveryStore } from '../index.js';

/** Sends one command, all words as strings. `key` is the key it touches, for clients of a cluster that route by it. */
export type SendCommand = (command: readonly [name: string, ...words: string[]], key: string) => Promise<unknown>;

export interface RedisStoreOptions {
  readonly sendCommand: SendCommand;
  /** Put before every key. Default `zego:`. */
  readonly prefix?: string;
}

/** Deletes a claim, unless it is somebody else's by now. */
const RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/** A key may expire between two commands, but hardly so often in a row. */
const TURNS = 3;

const CLAIMED = 'c';
const DONE = 'd';

/**
 * Remembers deliveries in Redis, for several processes. Every command is atomic and touches one key, so Redis
 * Cluster works; all keys expire by themselves. Three commands for a callback: bind, claim, complete.
 *
 * @example
 * const redis = createClient();                       // node-redis
 * const store = new RedisStore({ sendCommand: (command) => redis.sendCommand([...command]) });
 * @example
 * const redis = new Redis();                          // ioredis
 * const store = new RedisStore({ sendCommand: ([name, ...words]) => redis.call(name, ...words) });
 */
export class RedisStore implements DeliveryStore {
  readonly #send: SendCommand;
  readonly #prefix: string;

  constructor({ sendCommand, prefix = 'zego:' }: RedisStoreOptions) {
    if (typeof sendCommand !== 'function') throw new TypeError(`RedisStore option "sendCommand" must be a function that sends one command; it is ${typeof sendCommand}.`);
    if (typeof prefix !== 'string') throw new TypeError(`RedisStore option "prefix" must be a string; it is ${typeof prefix}.`);
    this.#send = sendCommand;
    this.#prefix = prefix;
  }

  async claim(id: string, owner: string, leaseMs: number): Promise<Claim> {
    const own = `${CLAIMED}${owner}`;
    const held = await this.#setOrGet(`${this.#prefix}event:${id}`, own, leaseMs);
    if (held === undefined || held === own) return { state: 'claimed' };
    if (!held.startsWith(DONE)) return { state: 'busy' };
    return held === DONE ? { state: 'done' } : { state: 'done', response: held.slice(DONE.length) };
  }

  async complete(id: string, ttlMs: number, response?: string): Promise<void> {
    const key = `${this.#prefix}event:${id}`;
    await this.#send(['SET', key, `${DONE}${response ?? ''}`, 'PX', milliseconds(ttlMs)], key);
  }

  async release(id: string, owner: string): Promise<void> {
    const key = `${this.#prefix}event:${id}`;
    await this.#send(['EVAL', RELEASE, '1', key, `${CLAIMED}${owner}`], key);
  }

  async bind(digest: string, id: string, ttlMs: number): Promise<string> {
    return (await this.#setOrGet(`${this.#prefix}signature:${digest}`, id, ttlMs)) ?? id;
  }

  /** Sets the key if it is free; otherwise returns what it holds. SET decides, so GET has no race to lose. */
  async #setOrGet(key: string, value: string, ttlMs: number): Promise<string | undefined> {
    for (let turn = 0; turn < TURNS; turn += 1) {
      if (isGiven(await this.#send(['SET', key, value, 'NX', 'PX', milliseconds(ttlMs)], key))) return undefined;
      const held = await this.#send(['GET', key], key);
      // Nothing: it has expired in between, so the key is free again.
      if (isGiven(held)) return String(held);
    }
    throw new Error(`Redis neither sets ${JSON.stringify(key)} nor finds it. Are reads sent to a replica? They must go to the master.`);
  }
}

function isGiven(reply: unknown): boolean {
  return reply !== null && reply !== undefined;
}

/** PX takes whole numbers, and at least one. */
function milliseconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms)));
}
