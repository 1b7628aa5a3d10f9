import type { Happening } from './happenings.js';
import { compare } from './order.js';
import { isOpen, type RoomFacts } from './picture.js';

/**
 * What a callback means for its room: nothing any more; to be held back; something in the session that goes on; the
 * beginning of another session; or the name of the one that goes on already.
 */
export type Course = 'ignore' | 'hold' | 'continue' | 'begin' | 'adopt';

/** Old stream callbacks do not tell the session: theirs is the one that goes on. After its end it is one not known yet. */
export function sessionOf({ session, at }: Happening, room: RoomFacts | undefined): string {
  if (session !== undefined) return session;
  if (room === undefined || (room.closedAt !== undefined && at !== undefined && at > room.closedAt)) return '';
  return room.session;
}

/** A time at which the session was going on already, as far as the callback tells. */
export function evidenceOf(happening: Happening): number | undefined {
  switch (happening.kind) {
    case 'room-created':
    case 'logged-in':
    case 'published':
      return happening.at;
    case 'logged-out':
      return happening.loggedInAt;
    case 'unpublished':
      return happening.publishedAt;
    case 'room-closed':
      return undefined;
  }
}

/**
 * Sessions of a room follow each other, so any beginning in the later one is later than any in the earlier one. An end
 * alone does not tell, and is held back until a beginning does.
 *
 * @param overAt when the callback's session was closed, if that is known
 */
export function courseOf(happening: Happening, session: string, room: RoomFacts | undefined, overAt: number | undefined): Course {
  if (session === room?.session) return room.closedAt === undefined ? 'continue' : 'ignore';
  if (overAt !== undefined && !isOpen(room)) return 'ignore';
  const at = evidenceOf(happening);
  if (room?.session !== '') {
    if (at === undefined) return 'hold';
    return room === undefined || compare([at, session], [room.since, room.session]) > 0 ? 'begin' : 'ignore';
  }
  // The session that nobody has named yet is this one, unless this one was over before or begins later.
  const { listedAt = Infinity, since } = room;
  if (overAt !== undefined) return at !== undefined && overAt >= Math.min(listedAt, since) ? 'begin' : 'ignore';
  if (at === undefined) return happening.at !== undefined && happening.at > listedAt ? 'adopt' : 'hold';
  return happening.kind === 'room-created' && at > listedAt ? 'begin' : 'adopt';
}
