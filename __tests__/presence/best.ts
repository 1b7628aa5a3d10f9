import fc from 'fast-check';
import type { RoomEvent } from '../../lib/presence/index.js';
import { type Session, type Stream, type View, viewOf, type World } from './world.js';

export type Kind = RoomEvent['name'];
export const KINDS: readonly Kind[] = ['room_create', 'room_close', 'room_login', 'room_logout', 'stream_create', 'stream_close'];
export const anyKinds: fc.Arbitrary<readonly Kind[]> = fc.subarray([...KINDS]);
const allBut = (kind: Kind): readonly Kind[] => KINDS.filter((one) => one !== kind);

/** What a console may have switched on, and what can be known from it at best. */
export interface Selection {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly best: (world: World) => View;
}

const NOBODY = new Map<string, never>();

export const SELECTIONS: readonly Selection[] = [
  {
    name: 'logins and logouts: who is in; a room is open while somebody is. Nothing tells that a room was closed over their heads, but its next session does',
    kinds: ['room_login', 'room_logout'],
    best: (world) => viewOf(lastOf(world), ({ session, users }) => (users.size === 0 ? undefined : { sessionId: session, createdAt: undefined, users, streams: NOBODY })),
  },
  {
    name: 'room_create and room_close: which rooms are open',
    kinds: ['room_create', 'room_close'],
    best: (world) => viewOf(openOf(world), ({ session, createdAt }) => ({ sessionId: session, createdAt, users: NOBODY, streams: NOBODY })),
  },
  {
    name: 'streams: which there are; a room is open while there is one',
    kinds: ['stream_create', 'stream_close'],
    best: (world) => viewOf(lastOf(world, ({ hasTold }) => hasTold.streams), ({ session, streams }) => (streams.size === 0 ? undefined : { sessionId: session, createdAt: undefined, users: NOBODY, streams })),
  },
  {
    name: 'all but room_close: a room is open until its next session begins',
    kinds: allBut('room_close'),
    best: (world) => viewOf(lastOf(world), ({ session, createdAt, users, streams }) => ({ sessionId: session, createdAt, users, streams: filtered(streams, ({ isOrphan }) => !isOrphan) })),
  },
  {
    name: 'all but room_logout: whoever came is in until the room is closed; who comes in again has left in between',
    kinds: allBut('room_logout'),
    best: (world) => viewOf(openOf(world), ({ session, createdAt, stays, streams }) => ({ sessionId: session, createdAt, users: stays, streams: filtered(streams, ({ isForsaken }) => !isForsaken) })),
  },
  {
    name: 'all but stream_close: a stream ends when its publisher leaves; one that was resumed may come back with the publisher',
    kinds: allBut('stream_close'),
    best: (world) => viewOf(openOf(world), ({ session, createdAt, users, publications }) => ({ sessionId: session, createdAt, users, streams: filtered(publications, ({ userId }) => users.has(userId)) })),
  },
];

export function only(events: readonly RoomEvent[], kinds: readonly Kind[]): readonly RoomEvent[] {
  return events.filter(({ name }) => kinds.includes(name));
}

function openOf(world: World): readonly Session[] {
  return world.sessions.filter((session) => world.isOpen(session));
}

/** The last session of each room of which something is told. */
function lastOf(world: World, isTold: (session: Session) => boolean = () => true): readonly Session[] {
  return [...new Map(world.sessions.filter(isTold).map((session) => [session.roomId, session])).values()];
}

function filtered(streams: Session['streams'], which: (stream: Stream) => boolean): Session['streams'] {
  return new Map([...streams].filter(([, stream]) => which(stream)));
}
