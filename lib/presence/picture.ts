import { goingOn, type Publication } from './stream-facts.js';
import { leftAt, type Presence, presenceOf, type UserFacts } from './user-facts.js';

/** What is remembered of the session that a room is in. Its users have parts of their own. */
export interface RoomFacts {
  /** Empty while no callback has told it. */
  readonly session: string;
  /** The earliest time known of it, in ms. */
  readonly since: number;
  readonly createdAt?: number;
  readonly closedAt?: number;
  /** When its users were last listed by an authority. */
  readonly listedAt?: number;
  /** Has streams whose callbacks did not tell the session. */
  readonly loose?: true;
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

/** @param lastOverAt when a session of this room was closed last */
export function pictureOf(facts: UserFacts | undefined, room: RoomFacts, lastOverAt: number): UserPicture {
  if (facts === undefined || room.closedAt !== undefined) return NOBODY;
  const began = room.createdAt ?? room.since;
  const listedAt = room.listedAt !== undefined && room.listedAt >= (room.createdAt ?? 0) ? room.listedAt : undefined;
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

/** Whether the room is open, as far as the callbacks tell: without room_create and room_close, as long as somebody is in. */
export function isOpen(room: RoomFacts | undefined): room is RoomFacts {
  return room !== undefined && room.closedAt === undefined && (room.createdAt !== undefined || room.users > 0 || room.streams > 0);
}
