import type { Happening } from './happenings.js';
import { compare } from './order.js';
import type { RoomFacts } from './picture.js';

/**
 * What a callback means for its room: nothing any more; to be held back; something in the session that goes on; or the
 * beginning of another one.
 */
export type Course = 'ignore' | 'hold' | 'continue' | 'begin';

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
  const at = evidenceOf(happening);
  if (at === undefined) return overAt === undefined || overAt < (happening.at ?? 0) ? 'hold' : 'ignore';
  return room === undefined || compare([at, session], [room.since, room.session]) > 0 ? 'begin' : 'ignore';
}
