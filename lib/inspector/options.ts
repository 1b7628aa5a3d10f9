import type { Request } from 'express';
import { closest } from 'fastest-levenshtein';
import type { Room, RoomTrackerEvents } from '../presence/index.js';

/** What the inspector needs of a RoomTracker. */
export interface RoomSource {
  list(): Promise<readonly Room[]>;
  on(name: keyof RoomTrackerEvents, listener: () => void): unknown;
  off(name: keyof RoomTrackerEvents, listener: () => void): unknown;
}

export interface InspectorOptions {
  /** How many deliveries are kept, in memory. Default 500. */
  readonly keep?: number | undefined;
  /** Names of fields, at any depth, whose values are never shown: `['user_account', 'msg_body']`. */
  readonly redact?: readonly string[] | undefined;
  /** Who may look. Default: requests of this machine to a name of this machine, outside `NODE_ENV=production`. */
  readonly authorize?: ((req: Request) => boolean | Promise<boolean>) | undefined;
  /** Where the middleware is mounted, from the server's root, for sending. Default: where the last callback came in. */
  readonly path?: string | undefined;
  /** A RoomTracker: shows its rooms, with their users and streams. */
  readonly rooms?: RoomSource | undefined;
}

/** Complete and checked. */
export interface ResolvedInspectorOptions {
  readonly keep: number;
  readonly redact: readonly string[];
  readonly authorize: ((req: Request) => boolean | Promise<boolean>) | undefined;
  /** Empty: where the last callback came in. */
  readonly path: string;
  readonly rooms: RoomSource | undefined;
}

// `satisfies` keeps the list complete: a new option that is missing here does not compile.
const KNOWN = Object.keys({ keep: true, redact: true, authorize: true, path: true, rooms: true } satisfies Record<keyof InspectorOptions, true>);

/** Their rows alone are some 100 MB; beyond that it is no longer a look at what has just arrived. */
const MOST_KEPT = 100_000;

/**
 * Checks the options once, at start-up.
 *
 * @throws TypeError that names the option, what was expected and what came
 */
export function resolveOptions(options: InspectorOptions): ResolvedInspectorOptions {
  if (typeof options !== 'object' || (options as unknown) === null) throw new TypeError(`inspector() takes options such as { keep: 500 } after the middleware; it got ${shown(options)}.`);
  for (const key of Object.keys(options)) {
    if (!KNOWN.includes(key)) throw new TypeError(`Unknown option ${JSON.stringify(key)}. Did you mean "${closest(key, KNOWN)}"? Known options: ${KNOWN.join(', ')}.`);
  }
  const { keep = 500, redact = [], authorize, path = '', rooms } = options;
  check('keep', keep, Number.isInteger(keep) && keep >= 1 && keep <= MOST_KEPT, `a whole number of deliveries from 1 to ${MOST_KEPT}`);
  check('redact', redact, Array.isArray(redact) && redact.every((name: unknown) => typeof name === 'string' && name !== ''), 'a list of names of fields');
  check('authorize', authorize, authorize === undefined || typeof authorize === 'function', 'a function of the request that returns true or false');
  check('path', path, options.path === undefined || (typeof path === 'string' && isPathHere(path)), 'a path on this server such as "/api/zego/callbacks"');
  check('rooms', rooms, rooms === undefined || isTracker(rooms), 'a RoomTracker');
  return Object.freeze({ keep, redact: Object.freeze([...redact]), authorize, path, rooms });
}

/** Whether it leads to this server whoever reads it: `//other` and `/\other` do not. */
export function isPathHere(path: string): boolean {
  return /^\/(?![/\\])[^\\#\s]*$/.test(path) && /^[\x21-\x7e]+$/.test(path);
}

function isTracker(value: object | null): boolean {
  return (['list', 'on', 'off'] as const).every((method) => typeof (value as Partial<RoomSource> | null)?.[method] === 'function');
}

function check(option: string, value: unknown, ok: boolean, expected: string): void {
  if (!ok) throw new TypeError(`Option "${option}" must be ${expected}; it is ${shown(value)}.`);
}

/** A value as it may stand in a message. */
export function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${JSON.stringify(typeof value === 'string' ? value.slice(0, 64) : String(value))} (${typeof value})`;
  return value === undefined ? 'undefined' : `of type ${typeof value}`;
}
