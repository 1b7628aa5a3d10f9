import type { SendCommand } from '../redis/index.js';
import { NotRead, RedisDraft } from './redis-draft.js';
import type { Draft, PresenceStore } from './store.js';

export interface RedisPresenceStoreOptions {
  /** As RedisStore takes it. */
  readonly sendCommand: SendCommand;
  /** Put before every key. Default `zego:presence:`. */
  readonly prefix?: string;
  /** Current time in ms. Default `Date.now`. All processes should agree on it. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Writes a document if it is still as it was read. KEYS: the parts, and the times at which some of them expire.
 * ARGV: now; how many parts there were, or -1 if only some were read; then for each part that was read its name, "1" or
 * "0" for whether it was there, and its text; then for each part to write its name, "set" or "delete", its text, and
 * when it expires.
 */
const WRITE = `
local parts, times, now = KEYS[1], KEYS[2], tonumber(ARGV[1])
if tonumber(ARGV[2]) >= 0 and redis.call('HLEN', parts) ~= tonumber(ARGV[2]) then return 0 end
local at = 4
for _ = 1, tonumber(ARGV[3]) do
  local there = redis.call('HGET', parts, ARGV[at])
  if ARGV[at + 1] == '0' then
    if there then return 0 end
  elseif there ~= ARGV[at + 2] then
    return 0
  end
  at = at + 3
end
while at < #ARGV do
  local part, expires = ARGV[at], ARGV[at + 3]
  if ARGV[at + 1] == 'set' then redis.call('HSET', parts, part, ARGV[at + 2]) else redis.call('HDEL', parts, part) end
  if expires == '' then redis.call('ZREM', times, part) else redis.call('ZADD', times, expires, part) end
  at = at + 4
end
for _, part in ipairs(redis.call('ZRANGEBYSCORE', times, '-inf', now, 'LIMIT', 0, 100)) do
  redis.call('HDEL', parts, part)
  redis.call('ZREM', times, part)
end
local last = redis.call('ZREVRANGE', times, 0, 0, 'WITHSCORES')
if last[2] and redis.call('ZCARD', times) == redis.call('HLEN', parts) then
  local left = math.max(1, math.ceil(tonumber(last[2]) - now))
  redis.call('PEXPIRE', parts, left)
  redis.call('PEXPIRE', times, left)
else
  redis.call('PERSIST', parts)
  redis.call('PERSIST', times)
end
return 1`;

const FORGET = `
local noted = redis.call('ZSCORE', KEYS[1], ARGV[1])
if noted and tonumber(noted) < tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0`;

const JUST_NOW_MS = 60_000;
/** So many processes at once do not change one document that this is ever reached. */
const ATTEMPTS = 100;
const LONGEST_PAUSE_MS = 20;

/**
 * Keeps rooms and online users in Redis, for several processes. A document is two keys with one hash tag, changed by
 * one script, so Redis Cluster works. What is over expires by itself.
 *
 * @example
 * const store = new RedisPresenceStore({ sendCommand: (command) => redis.sendCommand([...command]) });
 * const rooms = new RoomTracker({ store });
 */
export class RedisPresenceStore implements PresenceStore {
  readonly #send: SendCommand;
  readonly #prefix: string;
  readonly #clock: () => number;
  /** Updates of one document wait for each other here, rather than fail against each other there. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor({ sendCommand, prefix = 'zego:presence:', clock = Date.now }: RedisPresenceStoreOptions) {
    if (typeof sendCommand !== 'function') throw new TypeError(`RedisPresenceStore option "sendCommand" must be a function that sends one command; it is ${typeof sendCommand}.`);
    if (typeof prefix !== 'string') throw new TypeError(`RedisPresenceStore option "prefix" must be a string; it is ${typeof prefix}.`);
    this.#send = sendCommand;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  async update<T>(name: string, parts: readonly string[], change: (draft: Draft) => T): Promise<T> {
    const before = this.#queues.get(name);
    const own = (before ?? Promise.resolve()).then(() => this.#update(name, parts, change));
    const settled = own.then(() => undefined, () => undefined);
    this.#queues.set(name, settled);
    try {
      return await own;
    } finally {
      if (this.#queues.get(name) === settled) this.#queues.delete(name);
    }
  }

  async read(name: string): Promise<ReadonlyMap<string, object>> {
    const texts = await this.#readAll(name);
    if (texts.size === 0) await this.#forget(name);
    return new RedisDraft(texts, true, this.#clock()).all();
  }

  async documents(): Promise<readonly string[]> {
    const names = new Set<string>();
    let cursor = '0';
    do {
      const [next, found] = asList(await this.#send(['ZSCAN', this.#index, cursor, 'COUNT', '1000'], this.#index));
      cursor = textOf(next) ?? '0';
      // Names and the times of their noting, in turn.
      asList(found).forEach((word, n) => { if (n % 2 === 0) names.add(textOf(word) ?? ''); });
    } while (cursor !== '0');
    return [...names];
  }

  async #update<T>(name: string, parts: readonly string[], change: (draft: Draft) => T): Promise<T> {
    let needsAll = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const texts = needsAll ? await this.#readAll(name) : await this.#readSome(name, parts);
      const draft = new RedisDraft(texts, needsAll, this.#clock());
      let result: T;
      try {
        result = change(draft);
      } catch (error) {
        if (!(error instanceof NotRead)) throw error;
        needsAll = true;
        continue;
      }
      if (draft.written.size === 0 || (await this.#write(name, draft))) return result;
      await new Promise((resolve) => { setTimeout(resolve, Math.random() * LONGEST_PAUSE_MS); });
    }
    throw new Error(`Other processes have changed ${JSON.stringify(name)} ${ATTEMPTS} times in a row.`);
  }

  async #write(name: string, draft: RedisDraft): Promise<boolean> {
    const [key, times] = this.#keys(name);
    // Before it is written: a name too many does no harm.
    if (draft.isNew) await this.#note(name);
    const read = draft.read.flatMap(([part, text]) => [part, text === undefined ? '0' : '1', text ?? '']);
    const written = [...draft.written].flatMap(([part, one]) => (one === undefined ? [part, 'delete', '', ''] : [part, 'set', one.text, one.expiresAt < Infinity ? String(one.expiresAt) : '']));
    const words = [String(this.#clock()), String(draft.isWhole ? draft.size : -1), String(draft.read.length), ...read, ...written];
    return Number(await this.#send(['EVAL', WRITE, '2', key, times, ...words], key)) === 1;
  }

  async #readSome(name: string, parts: readonly string[]): Promise<Map<string, string | undefined>> {
    if (parts.length === 0) return new Map();
    const [key] = this.#keys(name);
    const texts = asList(await this.#send(['HMGET', key, ...parts], key));
    return new Map(parts.map((part, n) => [part, textOf(texts[n])]));
  }

  async #readAll(name: string): Promise<Map<string, string | undefined>> {
    const [key] = this.#keys(name);
    const reply: unknown = await this.#send(['HGETALL', key], key);
    // A list of names and texts in turn, or with the newer protocol an object of them.
    const words = Array.isArray(reply) ? asList(reply) : reply instanceof Map ? [...reply].flat() : Object.entries(reply ?? {}).flat();
    const texts = new Map<string, string>();
    for (let n = 0; n + 1 < words.length; n += 2) texts.set(textOf(words[n]) ?? '', textOf(words[n + 1]) ?? '');
    return texts;
  }

  get #index(): string {
    return `${this.#prefix}documents`;
  }

  #keys(name: string): readonly [parts: string, times: string] {
    return [`${this.#prefix}{${name}}`, `${this.#prefix}{${name}}:times`];
  }

  /** Puts a name on the list of documents, and looks whether the two that were noted longest ago are still there. */
  async #note(name: string): Promise<void> {
    await this.#send(['ZADD', this.#index, String(this.#clock()), name], this.#index);
    const oldest = asList(await this.#send(['ZRANGE', this.#index, '0', '1'], this.#index));
    for (const one of oldest.map(textOf)) {
      if (one === undefined || one === name) continue;
      const [key] = this.#keys(one);
      if (Number(await this.#send(['EXISTS', key], key)) === 0) await this.#forget(one);
      else await this.#send(['ZADD', this.#index, String(this.#clock()), one], this.#index);
    }
  }

  /** Takes a name off the list, unless it was noted just now: its document may be about to be written. */
  async #forget(name: string): Promise<void> {
    await this.#send(['EVAL', FORGET, '1', this.#index, name, String(this.#clock() - JUST_NOW_MS)], this.#index);
  }
}

function asList(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw new TypeError('Redis answered something else than a list.');
  return reply;
}

function textOf(reply: unknown): string | undefined {
  return typeof reply === 'string' ? reply : Buffer.isBuffer(reply) ? reply.toString() : undefined;
}
