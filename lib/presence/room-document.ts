import { pictureOf, type RoomFacts, type UserPicture } from './picture.js';
import type { SequenceFacts } from './sequence.js';
import type { Draft } from './store.js';
import type { UserFacts } from './user-facts.js';

/** The sessions of a room that are over, some of which may never have been the current one here. */
interface OverFacts {
  readonly sessions: readonly { readonly session: string; readonly at: number; readonly expiresAt: number }[];
}

/** Which of the two lists of a room a number counts. */
export type List = (typeof LISTS)[number];
export const LISTS = ['users', 'streams'] as const;

const ROOM = 'room';
const OVER = 'over';
/** Stands for the session of what does not tell one. */
export const LOOSE = '';
const usersOf = (session: string): string => `user:${session}:`;
const sequencePart = (session: string, list: List): string => `seq:${session}:${list}`;

/** The parts that a callback about this session, and perhaps this user, is sure to need. */
export function neededParts(session: string, userId: string | undefined): readonly string[] {
  const parts = [ROOM, OVER];
  return userId === undefined ? parts : [...parts, usersOf(session) + userId, usersOf(LOOSE) + userId, sequencePart(session, 'users'), sequencePart(session, 'streams')];
}

/** A room as it stands in a store. Nobody else knows the names of the parts, or what is in them. */
export class RoomDocument {
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  // The parts are what the setters below have written: a store gives back what it was given.
  get room(): RoomFacts | undefined {
    return this.#draft.get(ROOM) as RoomFacts | undefined;
  }

  setRoom(room: RoomFacts, expiresAt: number | undefined): void {
    this.#draft.set(ROOM, room, expiresAt);
  }

  /** When a session was closed; 0 if that is not known, though it is over. */
  overAt(session: string): number | undefined {
    return this.#over.find((over) => over.session === session)?.at;
  }

  /** When a session was closed last; nothing that began before goes on. */
  get lastOverAt(): number {
    return lastOf(this.#over);
  }

  setOver(session: string, at: number, now: number, expiresAt: number): void {
    const others = this.#over.filter((over) => over.session !== session && over.expiresAt > now);
    const over: OverFacts = { sessions: [...others, { session, at: Math.max(at, this.overAt(session) ?? 0), expiresAt }] };
    this.#draft.set(OVER, over, expiresAt);
  }

  get #over(): OverFacts['sessions'] {
    return (this.#draft.get(OVER) as OverFacts | undefined)?.sessions ?? [];
  }

  user(session: string, userId: string): UserFacts | undefined {
    return this.#draft.get(usersOf(session) + userId);
  }

  setUser(session: string, userId: string, facts: UserFacts, expiresAt: number | undefined): void {
    this.#draft.set(usersOf(session) + userId, facts, expiresAt);
  }

  sequence(session: string, list: List): SequenceFacts | undefined {
    return this.#draft.get(sequencePart(session, list)) as SequenceFacts | undefined;
  }

  setSequence(session: string, list: List, facts: SequenceFacts, expiresAt: number | undefined): void {
    this.#draft.set(sequencePart(session, list), facts, expiresAt);
  }

  picture(userId: string, room: RoomFacts): UserPicture {
    return pictureOf(this.user(room.session, userId), this.user(LOOSE, userId), room, this.lastOverAt);
  }

  /** Everybody who is there or publishes something. */
  pictures(room: RoomFacts): ReadonlyMap<string, UserPicture> {
    return picturesIn(this.#draft.all(), room, this.lastOverAt);
  }

  users(session: string): ReadonlyMap<string, UserFacts> {
    return usersIn(this.#draft.all(), session);
  }

  deleteSession(session: string): void {
    for (const part of this.#draft.all().keys()) {
      if (part.startsWith(usersOf(session)) || part.startsWith(`seq:${session}:`)) this.#draft.delete(part);
    }
  }
}

function usersIn(parts: ReadonlyMap<string, object>, session: string): Map<string, UserFacts> {
  const prefix = usersOf(session);
  const users = new Map<string, UserFacts>();
  for (const [part, value] of parts) if (part.startsWith(prefix)) users.set(part.slice(prefix.length), value);
  return users;
}

function picturesIn(parts: ReadonlyMap<string, object>, room: RoomFacts, lastOverAt: number): ReadonlyMap<string, UserPicture> {
  const [own, loose] = [usersIn(parts, room.session), usersIn(parts, LOOSE)];
  const pictures = new Map<string, UserPicture>();
  for (const userId of new Set([...own.keys(), ...loose.keys()])) {
    const picture = pictureOf(own.get(userId), loose.get(userId), room, lastOverAt);
    if (picture.presence !== undefined || picture.streams.size > 0) pictures.set(userId, picture);
  }
  return pictures;
}

/** A room as it was read, without a draft. */
export function readRoom(parts: ReadonlyMap<string, object>): { readonly room: RoomFacts; readonly pictures: ReadonlyMap<string, UserPicture> } | undefined {
  const room = parts.get(ROOM) as RoomFacts | undefined;
  const { sessions = [] } = (parts.get(OVER) as OverFacts | undefined) ?? {};
  return room && { room, pictures: picturesIn(parts, room, lastOf(sessions)) };
}

function lastOf(sessions: OverFacts['sessions']): number {
  return Math.max(0, ...sessions.map(({ at }) => at));
}
