import { isOpen, namedSession } from './picture.js';
import { type List, LISTS, type RoomDocument } from './room-document.js';
import { overdue } from './sequence.js';

export interface OverdueGaps {
  readonly gaps: readonly { readonly sessionId: string | undefined; readonly list: List; readonly from: number; readonly to: number }[];
  /** Since when other numbers have been missing, in ms; the longest. */
  readonly missingSince: number | undefined;
}

/** Finds the numbers that nothing will bring any more, and marks them as told. */
export function overdueIn(document: RoomDocument, now: number, patienceMs: number): OverdueGaps {
  const { room } = document;
  if (!isOpen(room)) return { gaps: [], missingSince: undefined };
  const gaps = LISTS.flatMap((list) => {
    const sequence = document.sequence(room.session, list);
    const late = sequence === undefined ? undefined : overdue(sequence, now, patienceMs);
    if (late === undefined || late.gaps.length === 0) return [];
    document.setSequence(room.session, list, late.facts, undefined);
    return late.gaps.map(({ from, to }) => ({ sessionId: namedSession(room), list, from, to }));
  });
  return { gaps, missingSince: missingSince(document, room.session) };
}

export function missingSince(document: RoomDocument, session: string): number | undefined {
  const times = LISTS.flatMap((list) => (document.sequence(session, list)?.missing ?? []).filter(({ told }) => told !== true).map(({ since }) => since));
  return times.length === 0 ? undefined : Math.min(...times);
}
