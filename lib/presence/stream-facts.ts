import { latest, latestOfEach } from './order.js';

/** One publication of a stream, as its creation tells it, or a close that says when it began. */
export interface Publication {
  readonly publication: string;
  readonly at: number;
  readonly seq: number;
  readonly name: string;
  /** The callback did not tell the session of the room; only its time does. */
  readonly loose?: true;
  /** The server had kept it while its publisher was cut off. */
  readonly resumed?: true;
}
export interface Close {
  readonly publication: string;
  readonly seq: number;
  readonly at?: number;
  /** When the publication began that it ends. */
  readonly from?: number;
}

/** All that has to be remembered of one stream id of one user. Only ever joined, like UserFacts. */
export interface StreamFacts {
  readonly streamId: string;
  /** The newest known. */
  readonly create?: Publication;
  /** The latest of each publication that may end that one, or one that is not known yet. */
  readonly closes?: readonly Close[];
}

/** Whether a close ends this publication, which may have been resumed since. */
function ends(close: Close, create: Publication): boolean {
  if (close.seq >= 0 && create.seq >= 0) return close.seq > create.seq;
  return close.at === undefined || close.at >= create.at;
}

/** Whether a close may still end something: this publication, or one that is newer and not known yet. */
function matters(close: Close, create: Publication | undefined): boolean {
  if (create === undefined) return true;
  if (close.publication === create.publication) return ends(close, create);
  if (close.from !== undefined) return close.from >= create.at;
  return ends(close, create);
}

function joinStream(one: StreamFacts, other: StreamFacts): StreamFacts {
  const create = latest([one.create, other.create], ({ at, seq, publication, name, loose, resumed }) => [at, seq, publication, name, loose === true ? 0 : 1, resumed === true ? 1 : 0]);
  const all = [...(one.closes ?? []), ...(other.closes ?? [])].filter((close) => matters(close, create));
  const closes = latestOfEach(all, ({ publication }) => publication, ({ seq, at, from }) => [seq, at ?? -1, from ?? -1]);
  return { streamId: one.streamId, ...(create !== undefined && { create }), ...(closes.length > 0 && { closes }) };
}

export function joinStreams(one: readonly StreamFacts[], other: readonly StreamFacts[]): readonly StreamFacts[] {
  const joined = new Map(one.map((stream) => [stream.streamId, stream]));
  for (const stream of other) {
    const known = joined.get(stream.streamId);
    joined.set(stream.streamId, known === undefined ? stream : joinStream(known, stream));
  }
  return [...joined.values()];
}

/** The publication that is going on, unless it has ended. */
export function goingOn({ create, closes = [] }: StreamFacts): Publication | undefined {
  return create === undefined || closes.some((close) => close.publication === create.publication && ends(close, create)) ? undefined : create;
}
