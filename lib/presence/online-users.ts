import type { ZegoEvent } from '../index.js';
import { Emitter } from './emitter.js';
import { MemoryPresenceStore } from './memory-presence-store.js';
import type { CallbackSource } from './room.js';
import type { Draft, PresenceStore } from './store.js';
import { isOn, joinOnline, type OnlineFacts } from './terminal-facts.js';

/** A connection of a user who is online. */
export interface OnlineSession {
  readonly sessionId: string;
  /** The user's system, as ZEGO names it: `'WEB'`, `'ANDROID'`, … */
  readonly os: string;
  readonly loggedInAt: Date;
}

export interface OnlineChange {
  readonly userId: string;
  readonly userName: string;
}
export interface OnlineUsersEvents {
  /** The first connection of a user, and the end of the last one. */
  'user-online': OnlineChange;
  'user-offline': OnlineChange;
  ignored: { readonly event: ZegoEvent<'user_action'>; readonly reason: string };
}

export interface OnlineUsersOptions {
  /** Where users are kept. Default: in this process. */
  readonly store?: PresenceStore | undefined;
  /** Only callbacks of this app are taken in. */
  readonly appId?: string | undefined;
  /** How long what is over is remembered, in ms; callbacks that come later may bring it back. Default 10 minutes. */
  readonly forgetAfter?: number | undefined;
  /** Current time in ms. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

type Listener<Name extends keyof OnlineUsersEvents> = (told: OnlineUsersEvents[Name]) => unknown;

const TEN_MINUTES_MS = 600_000;
/** Users share documents, each with a count of its own: few enough to add up, and enough not to get in each other's way. */
const DOCUMENTS = 64;
const COUNT = 'count';

interface Count {
  readonly online: number;
}

/**
 * Who is online, from `user_action` callbacks that come late, twice and out of order. A user may be online on several
 * devices at once.
 *
 * Source: ZEGO, In-app Chat, "User online status" callback.
 *
 * @example
 * const online = new OnlineUsers();
 * online.attach(zego);
 * await online.count();
 */
export class OnlineUsers {
  readonly #store: PresenceStore;
  readonly #appId: string | undefined;
  readonly #forgetAfterMs: number;
  readonly #clock: () => number;
  readonly #emitter = new Emitter<OnlineUsersEvents>();

  constructor({ store, appId, forgetAfter = TEN_MINUTES_MS, clock = Date.now }: OnlineUsersOptions = {}) {
    this.#store = store ?? new MemoryPresenceStore({ clock });
    this.#appId = appId;
    this.#forgetAfterMs = forgetAfter;
    this.#clock = clock;
  }

  /** Registers a handler for `user_action`. */
  attach(zego: CallbackSource): this {
    zego.on('user_action', (event) => this.#receive(event));
    return this;
  }

  on<Name extends keyof OnlineUsersEvents>(name: Name, listener: Listener<Name>): this {
    this.#emitter.on(name, listener);
    return this;
  }

  off<Name extends keyof OnlineUsersEvents>(name: Name, listener: Listener<Name>): this {
    this.#emitter.off(name, listener);
    return this;
  }

  /** How many users are online. */
  async count(): Promise<number> {
    const counts = await Promise.all(Array.from({ length: DOCUMENTS }, (_none, n) => this.#store.update(`online:${n}`, [COUNT], countIn)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async isOnline(userId: string): Promise<boolean> {
    return (await this.sessions(userId)).length > 0;
  }

  /** The connections of a user; empty when the user is not online. */
  async sessions(userId: string): Promise<readonly OnlineSession[]> {
    const facts = await this.#store.update(documentOf(userId), [userPart(userId)], (draft) => factsIn(draft, userId));
    return (facts?.terminals ?? []).filter(isOn).map(({ session, os, loginAt = 0 }) => ({ sessionId: session, os, loggedInAt: new Date(loginAt * 1_000) }));
  }

  async #receive(event: ZegoEvent<'user_action'>): Promise<void> {
    const reason = this.#appId !== undefined && this.#appId !== event.appId ? 'it is of another app' : senseless(event);
    if (reason !== undefined) {
      this.#emitter.emit('ignored', { event, reason });
      return;
    }
    const { user_id: userId, user_name: userName } = event.payload;
    const [was, is] = await this.#store.update(documentOf(userId), [COUNT, userPart(userId)], (draft) => this.#takeIn(draft, event));
    if (was !== is) this.#emitter.emit(is ? 'user-online' : 'user-offline', { userId, userName });
  }

  #takeIn(draft: Draft, { payload }: ZegoEvent<'user_action'>): readonly [was: boolean, is: boolean] {
    const now = this.#clock();
    const { user_id: userId } = payload;
    const until = now + this.#forgetAfterMs;
    const known = factsIn(draft, userId);
    const { session_id: session, os, login_time: loginAt } = payload;
    const endAt = payload.logout_time ?? payload.offline_time ?? loginAt;
    const terminal = payload.action === 0 ? { session, os: os.trim(), loginAt } : { session, os: os.trim(), endAt: Math.max(endAt, loginAt), endFrom: loginAt, until };
    const facts = joinOnline(known, { name: payload.user_name, namedAt: payload.action === 0 ? loginAt : endAt, terminals: [terminal] }, now);
    const [was, is] = [known?.terminals.some(isOn) ?? false, facts.terminals.some(isOn)];
    draft.set(userPart(userId), facts, is ? undefined : until);
    const count: Count = { online: countIn(draft) + Number(is) - Number(was) };
    if (was !== is) draft.set(COUNT, count);
    return [was, is];
  }
}

function senseless({ payload: { user_id: userId, session_id: session, action, login_time: loginAt } }: ZegoEvent<'user_action'>): string | undefined {
  if (userId === '') return 'it names no user';
  if (session === '') return 'it names no session';
  if (![0, 1, 2].includes(action)) return 'its action is none of 0, 1 and 2';
  return loginAt > 0 ? undefined : 'it has a time that cannot be';
}

const userPart = (userId: string): string => `user:${userId}`;

/** The parts are what #takeIn wrote: a store gives back what it was given. */
function factsIn(draft: Draft, userId: string): OnlineFacts | undefined {
  return draft.get(userPart(userId)) as OnlineFacts | undefined;
}

function countIn(draft: Draft): number {
  return (draft.get(COUNT) as Count | undefined)?.online ?? 0;
}

/** Always the same one for a user (FNV-1a). */
function documentOf(userId: string): string {
  let hash = 0x811c9dc5;
  for (let n = 0; n < userId.length; n += 1) hash = Math.imul(hash ^ userId.charCodeAt(n), 0x01000193);
  return `online:${(hash >>> 0) % DOCUMENTS}`;
}
