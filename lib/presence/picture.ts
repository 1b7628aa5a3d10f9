import { goingOn, type Publication } from './stream-facts.js';
import { joinUsers, leftAt, type Presence, presenceOf, type UserFacts } from './user-facts.js';

/** What is remembered of a room beside its users, who have parts of their own. */
export interface RoomFacts {
  /** The last one that is known; empty while no callback has told any. */
  readonly session: string;
  /** The earliest time known of it, in ms. */
  readonly since: number;
  readonly createdAt?: number;
  readonly closedAt?: number;
  /** When its users were last listed by an authority. */
  readonly listedAt?: number;
  /** Has streams whose callbacks did not tell the session. */
  readonly loose?: true;
  /** Somebody has been in, as far as callbacks tell. */
  readonly entered?: true;
  /** How many there are now. */
  readonly users: number;
  readonly streams: number;
}

/** What the facts of one user come to. */
export interface UserPicture {
  readonly presence: Presence | undefined;
  readonly streams: ReadonlyMap<string, Publication>;
}

export const NOBODY: UserPicture = { presence: undefined, streams: new Map() };

/**
 * @param own of the session that goes on
 * @param loose of no session: their times tell whether they are of this one
 * @param lastOverAt when a session of this room was closed last
 */
export function pictureOf(own: UserFacts | undefined, loose: UserFacts | undefined, room: RoomFacts, lastOverAt: number): UserPicture {
  const facts = room.closedAt !== undefined || own === undefined ? loose : loose === undefined ? own : joinUsers(own, loose);
  if (facts === undefined) return NOBODY;
  const began = room.closedAt === undefined ? (room.createdAt ?? room.since) : 0;
  const listedAt = validListOf(room, lastOverAt);
  const presence = presenceOf(facts, listedAt);
  const left = presence === undefined ? leftAt(facts, listedAt) : undefined;
  const streams = new Map<string, Publication>();
  for (const stream of facts.streams ?? []) {
    const publication = goingOn(stream);
    // A stream does not outlive its publisher's stay, should its own callback be lost or switched off.
    if (publication === undefined || (left !== undefined && left >= publication.at)) continue;
    // One of an earlier stay is over as well, unless the server kept it.
    if (facts.cameAt !== undefined && publication.resumed !== true && publication.at + (publication.loose === true ? 999 : 0) < facts.cameAt) continue;
    // Only its time tells which session it is of, and that may be in whole seconds.
    if (publication.loose === true && (publication.at + 999 < began || publication.at <= lastOverAt)) continue;
    streams.set(stream.streamId, publication);
  }
  return { presence, streams };
}

/** When the users were listed, if that was in the session that goes on, or in one that nobody has named yet. */
function validListOf({ listedAt, createdAt, closedAt }: RoomFacts, lastOverAt: number): number | undefined {
  if (listedAt === undefined || listedAt <= lastOverAt) return undefined;
  return closedAt === undefined && createdAt !== undefined && createdAt > listedAt ? undefined : listedAt;
}

/** The session that goes on, if it has been told. */
export function namedSession({ session, closedAt }: RoomFacts): string | undefined {
  return session === '' || closedAt !== undefined ? undefined : session;
}

/**
 * Whether the room is open, as far as is told: from its creation to its close; without these callbacks, and after the
 * close if something is known to be later, as long as somebody is in.
 */
export function isOpen(room: RoomFacts | undefined): room is RoomFacts {
  return room !== undefined && ((room.createdAt !== undefined && room.closedAt === undefined) || room.users > 0 || room.streams > 0);
}

/** Whether a room has to be remembered though nothing comes of it any more. One that everybody has left closes, even if its close is lost. */
export function lasts(room: RoomFacts): boolean {
  return isOpen(room) && (room.users > 0 || room.streams > 0 || room.entered !== true);
}
