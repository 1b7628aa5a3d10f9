import { courseOf, evidenceOf, sessionOf } from './course.js';
import type { Happening } from './happenings.js';
import { isOpen, pictureOf, type RoomFacts, type UserPicture } from './picture.js';
import { type List, LISTS, picturesOf, type RoomDocument } from './room-document.js';
import { missingSince } from './gaps.js';
import { note } from './sequence.js';
import { factsOf, joinUsers, type UserFacts } from './user-facts.js';

export interface Memory {
  readonly now: number;
  /** How long what is over is remembered, in ms: as long as a callback may still come late. */
  readonly forgetAfterMs: number;
}

type Pictures = ReadonlyMap<string, UserPicture>;

/** A room at one moment: everybody, or only those who may have changed. */
export interface Scene {
  readonly room: RoomFacts | undefined;
  readonly pictures: Pictures;
}
export interface TakenIn {
  readonly before: Scene;
  readonly after: Scene;
  /** Since when a number has been missing, in ms; the longest. */
  readonly missingSince: number | undefined;
}

const NO_CHANGE: TakenIn = { before: { room: undefined, pictures: new Map() }, after: { room: undefined, pictures: new Map() }, missingSince: undefined };

/**
 * Takes a callback into what is known of its room. What is known in the end does not depend on the order in which the
 * callbacks came, nor on how often.
 *
 * @returns what changed, or why the callback was ignored
 */
export function takeIn(document: RoomDocument, happening: Happening, memory: Memory): TakenIn | string {
  const { room } = document;
  const session = sessionOf(happening, room);
  const course = courseOf(happening, session, room, document.overAt(session));
  switch (course) {
    case 'ignore':
      return 'it belongs to a session of the room that is over';
    case 'hold':
      return hold(document, session, happening, memory);
    case 'continue':
      return room !== undefined && concernsOneUser(happening, room) ? takeInUser(document, room, happening, memory) : takeInRoom(document, session, happening, memory, course);
    case 'begin':
    case 'adopt':
      return takeInRoom(document, session, happening, memory, course);
  }
}

type OfUser = Extract<Happening, { userId: string }>;

/** Most callbacks do; the way through the whole room is for the others. */
function concernsOneUser(happening: Happening, room: RoomFacts): happening is OfUser {
  return 'userId' in happening && happening.session !== undefined && room.loose !== true;
}

function hold(document: RoomDocument, session: string, happening: Happening, { now, forgetAfterMs }: Memory): TakenIn {
  const { room } = document;
  const expiresAt = now + forgetAfterMs;
  if ('userId' in happening) {
    noteUser(document, session, happening, now, expiresAt);
    return NO_CHANGE;
  }
  // What nobody has told the session of may be over with it.
  const before = room?.loose === true ? sceneOf(document, room) : undefined;
  document.setOver(session, happening.at, now, expiresAt);
  return room === undefined || before === undefined ? NO_CHANGE : { before, after: refresh(document, room, expiresAt), missingSince: undefined };
}

function takeInUser(document: RoomDocument, old: RoomFacts, happening: OfUser, { now, forgetAfterMs }: Memory): TakenIn {
  const { session } = old;
  const { userId } = happening;
  const before = pictureOf(document.user(session, userId), old, document.lastOverAt);
  const began = { ...old, since: Math.min(old.since, evidenceOf(happening) ?? old.since) };
  const facts = joinUsers(document.user(session, userId) ?? {}, factsOf(happening));
  const after = pictureOf(facts, began, document.lastOverAt);
  const room = { ...began, users: began.users + presentIn(after) - presentIn(before), streams: began.streams + after.streams.size - before.streams.size };
  const expiresAt = now + forgetAfterMs;
  document.setRoom(room, isOpen(room) ? undefined : expiresAt);
  document.setUser(session, userId, facts, isGone(after) ? expiresAt : undefined);
  noteSequence(document, session, happening, now, isOpen(room) ? undefined : expiresAt);
  return { before: { room: old, pictures: new Map([[userId, before]]) }, after: { room, pictures: new Map([[userId, after]]) }, missingSince: missingSince(document, session) };
}

function takeInRoom(document: RoomDocument, session: string, happening: Happening, { now, forgetAfterMs }: Memory, course: 'continue' | 'begin' | 'adopt'): TakenIn {
  const old = document.room;
  const expiresAt = now + forgetAfterMs;
  const before = sceneOf(document, old);
  const begun = old === undefined || course !== 'continue' ? begin(document, session, evidenceOf(happening) ?? old?.since ?? 0, course === 'adopt', now, expiresAt) : old;
  const known = begun.closedAt === undefined ? withHappening(document, begun, happening, now, expiresAt) : begun;
  return { before, after: refresh(document, known, expiresAt), missingSince: missingSince(document, known.session) };
}

function sceneOf(document: RoomDocument, room: RoomFacts | undefined): Scene {
  return { room, pictures: room === undefined ? new Map<string, UserPicture>() : picturesOf(document.users(room.session), room, document.lastOverAt) };
}

/** Counts everybody anew and writes the whole room; what is over in it expires. */
function refresh(document: RoomDocument, known: RoomFacts, expiresAt: number): Scene {
  const users = document.users(known.session);
  const pictures = picturesOf(users, known, document.lastOverAt);
  const room = { ...known, users: sum(pictures, presentIn), streams: sum(pictures, ({ streams }) => streams.size) };
  const roomExpiresAt = isOpen(room) ? undefined : expiresAt;
  document.setRoom(room, roomExpiresAt);
  for (const [userId, facts] of users) document.setUser(room.session, userId, facts, pictures.has(userId) ? undefined : expiresAt);
  for (const list of LISTS) {
    const sequence = document.sequence(room.session, list);
    if (sequence !== undefined) document.setSequence(room.session, list, sequence, roomExpiresAt);
  }
  return { room, pictures };
}

/** Makes a session the one that goes on. What was held back for it is there already. */
function begin(document: RoomDocument, session: string, since: number, isAdopted: boolean, now: number, expiresAt: number): RoomFacts {
  const old = document.room;
  const carried = new Map<string, UserFacts>();
  if (old !== undefined) {
    for (const [userId, facts] of document.users(old.session)) carried.set(userId, isAdopted ? facts : looseOf(facts));
    document.deleteSession(old.session);
    if (old.session !== '' && old.closedAt === undefined) document.setOver(old.session, 0, now, expiresAt);
  }
  const overAt = document.overAt(session);
  if (overAt !== undefined) document.deleteSession(session);
  else for (const [userId, facts] of carried) if (Object.keys(facts).length > 0) document.setUser(session, userId, joinUsers(document.user(session, userId) ?? {}, facts), expiresAt);
  return {
    ...(isAdopted && old),
    session,
    // What an old stream callback said may have been of an earlier session; a list was of this one.
    since: isAdopted ? Math.min(old?.listedAt ?? since, since) : since,
    ...(old?.loose && { loose: true as const }),
    ...(overAt !== undefined && { closedAt: overAt }),
    users: 0,
    streams: 0,
  };
}

function withHappening(document: RoomDocument, room: RoomFacts, happening: Happening, now: number, expiresAt: number): RoomFacts {
  // A callback that does not tell its session says nothing about when this one began.
  const since = Math.min(room.since, (happening.session === undefined ? undefined : evidenceOf(happening)) ?? room.since);
  switch (happening.kind) {
    case 'room-created':
      return { ...room, since, createdAt: Math.max(room.createdAt ?? 0, happening.at) };
    case 'room-closed':
      return close(document, room, happening.at, now, expiresAt);
    default:
      noteUser(document, room.session, happening, now, expiresAt);
      return { ...room, since, ...(happening.session === undefined && { loose: true as const }) };
  }
}

/** Streams that began after the end, by callbacks that do not tell the session, belong to the next one. */
function close(document: RoomDocument, room: RoomFacts, closedAt: number, now: number, expiresAt: number): RoomFacts {
  const later = [...document.users(room.session)].map(([userId, facts]) => [userId, looseOf(facts, closedAt)] as const).filter(([, { streams = [] }]) => streams.length > 0);
  document.deleteSession(room.session);
  document.setOver(room.session, closedAt, now, expiresAt);
  if (later.length === 0) return { ...room, closedAt };
  for (const [userId, facts] of later) document.setUser('', userId, facts, expiresAt);
  const since = Math.min(...later.flatMap(([, { streams = [] }]) => streams.map(({ create }) => create?.at ?? Infinity)));
  return { session: '', since, loose: true, users: 0, streams: 0 };
}

/**
 * Takes over a list of everybody in the room, made at a time: it is right about all that happened before, and about
 * nothing that happened since.
 *
 * @returns what changed, or why the list was ignored
 */
export function takeOver(document: RoomDocument, at: number, listed: ReadonlyMap<string, string>, { now, forgetAfterMs }: Memory): TakenIn | string {
  const old = document.room;
  const expiresAt = now + forgetAfterMs;
  if (old !== undefined && at <= (old.closedAt ?? old.createdAt ?? -Infinity)) return old.closedAt === undefined ? 'it is older than this session of the room' : 'it is older than the end of the room';
  if (old?.listedAt !== undefined && at < old.listedAt) return 'there is a newer list';
  const goesOn = old !== undefined && old.closedAt === undefined ? old : { session: '', since: at, users: 0, streams: 0 };
  const before = sceneOf(document, old);
  const known: RoomFacts = { ...goesOn, since: Math.min(goesOn.since, at), listedAt: at };
  for (const [userId, name] of listed) document.setUser(known.session, userId, joinUsers(document.user(known.session, userId) ?? {}, { listed: { at, name } }), expiresAt);
  return { before, after: refresh(document, known, expiresAt), missingSince: undefined };
}

function presentIn({ presence }: UserPicture): number {
  return presence === undefined ? 0 : 1;
}

function isGone({ presence, streams }: UserPicture): boolean {
  return presence === undefined && streams.size === 0;
}

function sum(pictures: Pictures, count: (picture: UserPicture) => number): number {
  let total = 0;
  for (const picture of pictures.values()) total += count(picture);
  return total;
}

function looseOf({ streams = [] }: UserFacts, after = -Infinity): UserFacts {
  const loose = streams.filter(({ create }) => create?.loose === true && create.at > after);
  return loose.length > 0 ? { streams: loose } : {};
}

function noteUser(document: RoomDocument, session: string, happening: OfUser, now: number, expiresAt: number): void {
  document.setUser(session, happening.userId, joinUsers(document.user(session, happening.userId) ?? {}, factsOf(happening)), expiresAt);
  noteSequence(document, session, happening, now, expiresAt);
}

/** Rooms number their logins and logouts, and the changes of their streams. */
function noteSequence(document: RoomDocument, session: string, { kind, seq }: OfUser, now: number, expiresAt: number | undefined): void {
  if (seq < 0) return;
  const list: List = kind === 'logged-in' || kind === 'logged-out' ? 'users' : 'streams';
  document.setSequence(session, list, note(document.sequence(session, list), seq, now), expiresAt);
}
