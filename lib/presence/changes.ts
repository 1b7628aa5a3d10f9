import { isOpen, namedSession, NOBODY, type UserPicture } from './picture.js';
import type { Publication } from './stream-facts.js';
import type { Scene } from './take-in.js';
import type { Presence } from './user-facts.js';

/** A user in a room. */
export interface RoomUser {
  readonly userId: string;
  readonly userName: string;
  /** The user's login session; `undefined` for a user who is only known from `reconcile`. */
  readonly sessionId: string | undefined;
  readonly loggedInAt: Date | undefined;
  /** As ZEGO sends it: 4 is a service, such as a recorder. Old callbacks do not tell. */
  readonly role: number | undefined;
}
export interface RoomStream {
  readonly streamId: string;
  /** Who publishes it. */
  readonly userId: string;
  readonly createdAt: Date;
}

/** What can be heard of rooms, with what is told of it. */
export interface RoomChanges {
  'room-opened': { readonly roomId: string; readonly sessionId: string | undefined; readonly createdAt: Date | undefined };
  'room-closed': { readonly roomId: string; readonly sessionId: string | undefined; readonly closedAt: Date | undefined };
  'user-joined': { readonly roomId: string; readonly user: RoomUser };
  'user-left': { readonly roomId: string; readonly user: RoomUser };
  'stream-added': { readonly roomId: string; readonly stream: RoomStream };
  'stream-removed': { readonly roomId: string; readonly stream: RoomStream };
}
export type RoomChange = { [Name in keyof RoomChanges]: readonly [Name, RoomChanges[Name]] }[keyof RoomChanges];

export function userOf(userId: string, { name, stay, at, role }: Presence): RoomUser {
  return { userId, userName: name, sessionId: stay, loggedInAt: dateOf(at), role };
}

export function streamOf(streamId: string, userId: string, { at }: Publication): RoomStream {
  return { streamId, userId, createdAt: new Date(at) };
}

export function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

/** What differs between two scenes of a room, in an order in which it can have happened. */
export function changesOf(roomId: string, before: Scene, after: Scene): readonly RoomChange[] {
  const [wasOpen, isOpenNow] = [isOpen(before.room), isOpen(after.room)];
  // A session that got its name is still the same.
  const isSame = named(before) === undefined || named(before) === named(after);
  const changes: RoomChange[] = [];
  const opens = isOpenNow && !(wasOpen && isSame);
  if (opens && wasOpen) changes.push(...leaving(roomId, before.pictures, new Map()), closed(roomId, before));
  if (opens) changes.push(['room-opened', { roomId, sessionId: named(after), createdAt: dateOf(after.room?.closedAt === undefined ? after.room?.createdAt : undefined) }]);
  const stayed = opens ? new Map<string, UserPicture>() : before.pictures;
  changes.push(...leaving(roomId, stayed, after.pictures), ...coming(roomId, stayed, after.pictures));
  if (wasOpen && !isOpenNow) changes.push(closed(roomId, before, after.room?.closedAt));
  return changes;
}

function closed(roomId: string, { room }: Scene, closedAt?: number): RoomChange {
  return ['room-closed', { roomId, sessionId: room && namedSession(room), closedAt: dateOf(closedAt) }];
}

function named({ room }: Scene): string | undefined {
  return room && namedSession(room);
}

type Pictures = ReadonlyMap<string, UserPicture>;

function leaving(roomId: string, before: Pictures, after: Pictures): RoomChange[] {
  return differing(roomId, before, after, 'stream-removed', 'user-left');
}

function coming(roomId: string, before: Pictures, after: Pictures): RoomChange[] {
  return differing(roomId, after, before, 'stream-added', 'user-joined').reverse();
}

/** What is in the first and not in the second. */
function differing(roomId: string, here: Pictures, there: Pictures, streamEvent: 'stream-added' | 'stream-removed', userEvent: 'user-joined' | 'user-left'): RoomChange[] {
  const changes: RoomChange[] = [];
  for (const [userId, { streams }] of here) {
    const others = (there.get(userId) ?? NOBODY).streams;
    for (const [streamId, publication] of streams) if (!others.has(streamId)) changes.push([streamEvent, { roomId, stream: streamOf(streamId, userId, publication) }]);
  }
  for (const [userId, { presence }] of here) {
    if (presence !== undefined && (there.get(userId) ?? NOBODY).presence === undefined) changes.push([userEvent, { roomId, user: userOf(userId, presence) }]);
  }
  return changes;
}
