import { courseOf, evidenceOf } from './course.js';
import type { Happening } from './happenings.js';
import { isOpen, lasts, type RoomFacts, type UserPicture } from './picture.js';
import { type List, LISTS, LOOSE, type RoomDocument } from './room-document.js';
import { missingSince } from './gaps.js';
import { note } from './sequence.js';
import { factsOf, joinUsers } from './user-facts.js';

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

const IS_OVER = 'it belongs to a session of the room that is over';

/**
 * Takes a callback into what is known of its room. What is known in the end does not depend on the order in which the
 * callbacks came, nor on how often.
 *
 * @returns what changed, or why the callback was ignored
 */
export function takeIn(document: RoomDocument, happening: Happening, memory: Memory): TakenIn | string {
  const { room } = document;
  const { session } = happening;
  if (session === undefined) return takeInLoose(document, happening, memory);
  switch (courseOf(happening, session, room, document.overAt(session))) {
    case 'ignore':
      return IS_OVER;
    case 'hold':
      return hold(document, session, happening, memory);
    case 'continue':
      return room !== undefined && concernsOneUser(happening, room) ? takeInUser(document, room, happening, memory) : takeInRoom(document, session, happening, memory);
    case 'begin':
      return takeInRoom(document, session, happening, memory);
  }
}

type OfUser = Extract<Happening, { userId: string }>;

/** Most callbacks do; the way through the whole room is for the others. */
function concernsOneUser(happening: Happening, room: RoomFacts): happening is OfUser {
  return 'userId' in happening && room.loose !== true;
}

function hold(document: RoomDocument, session: string, happening: Happening, { now, forgetAfterMs }: Memory): TakenIn {
  const { room } = document;
  const expiresAt = now + forgetAfterMs;
  if ('userId' in happening) {
    noteUser(document, session, happening, now, expiresAt);
    return NO_CHANGE;
  }
  // What nobody has told the session of may be over with it.
  const before = room?.loose === true || room?.listedAt !== undefined ? sceneOf(document, room) : undefined;
  document.setOver(session, happening.at, now, expiresAt);
  return room === undefined || before === undefined ? NO_CHANGE : { before, after: refresh(document, room, expiresAt), missingSince: undefined };
}

/** Old stream callbacks do not tell the session: their times, and those of the sessions, do when the room is looked at. */
function takeInLoose(document: RoomDocument, happening: Happening, { now, forgetAfterMs }: Memory): TakenIn {
  const old = document.room;
  const expiresAt = now + forgetAfterMs;
  const before = sceneOf(document, old);
  if ('userId' in happening) noteUser(document, LOOSE, happening, now, expiresAt);
  return { before, after: refresh(document, { ...(old ?? UNKNOWN), loose: true }, expiresAt), missingSince: undefined };
}

function takeInUser(document: RoomDocument, old: RoomFacts, happening: OfUser, { now, forgetAfterMs }: Memory): TakenIn {
  const { session } = old;
  const { userId } = happening;
  const before = document.picture(userId, old);
  const began = { ...old, since: Math.min(old.since, evidenceOf(happening) ?? old.since) };
  const expiresAt = now + forgetAfterMs;
  noteUser(document, session, happening, now, undefined);
  const after = document.picture(userId, began);
  const entered = began.entered === true || presentIn(after) > 0;
  const room: RoomFacts = { ...began, ...(entered && { entered }), users: began.users + presentIn(after) - presentIn(before), streams: began.streams + after.streams.size - before.streams.size };
  document.setRoom(room, lasts(room) ? undefined : expiresAt);
  keepUser(document, session, userId, isGone(after) ? expiresAt : undefined);
  if (!lasts(room)) keepSequences(document, session, expiresAt);
  return { before: { room: old, pictures: new Map([[userId, before]]) }, after: { room, pictures: new Map([[userId, after]]) }, missingSince: missingSince(document, session) };
}

function takeInRoom(document: RoomDocument, session: string, happening: Happening, { now, forgetAfterMs }: Memory): TakenIn | string {
  const old = document.room;
  const expiresAt = now + forgetAfterMs;
  const before = sceneOf(document, old);
  const begun = old?.session === session ? old : begin(document, session, evidenceOf(happening) ?? 0, now, expiresAt);
  const known = begun.closedAt === undefined ? withHappening(document, begun, happening, now, expiresAt) : begun;
  const after = refresh(document, known, expiresAt);
  if (begun.closedAt !== undefined && !isOpen(before.room) && !isOpen(after.room)) return IS_OVER;
  return { before, after, missingSince: missingSince(document, known.session) };
}

function sceneOf(document: RoomDocument, room: RoomFacts | undefined): Scene {
  return { room, pictures: room === undefined ? new Map<string, UserPicture>() : document.pictures(room) };
}

/** Counts everybody anew and writes the whole room; what is over in it expires. */
function refresh(document: RoomDocument, known: RoomFacts, expiresAt: number): Scene {
  const pictures = document.pictures(known);
  const users = sum(pictures, presentIn);
  const entered = known.entered === true || users > 0;
  const room: RoomFacts = { ...known, ...(entered && { entered }), users, streams: sum(pictures, ({ streams }) => streams.size) };
  const roomExpiresAt = lasts(room) ? undefined : expiresAt;
  document.setRoom(room, roomExpiresAt);
  for (const userId of new Set([...document.users(room.session).keys(), ...document.users(LOOSE).keys()])) keepUser(document, room.session, userId, pictures.has(userId) ? undefined : expiresAt);
  keepSequences(document, room.session, roomExpiresAt);
  return { room, pictures };
}

function keepUser(document: RoomDocument, session: string, userId: string, expiresAt: number | undefined): void {
  for (const part of new Set([session, LOOSE])) {
    const facts = document.user(part, userId);
    if (facts !== undefined) document.setUser(part, userId, facts, expiresAt);
  }
}

function keepSequences(document: RoomDocument, session: string, expiresAt: number | undefined): void {
  for (const list of LISTS) {
    const sequence = document.sequence(session, list);
    if (sequence !== undefined) document.setSequence(session, list, sequence, expiresAt);
  }
}

const UNKNOWN: RoomFacts = { session: LOOSE, since: 0, users: 0, streams: 0 };

/** Makes a session the last one. What was held back for it is there already; the one before is over. */
function begin(document: RoomDocument, session: string, since: number, now: number, expiresAt: number): RoomFacts {
  const { session: last, closedAt, listedAt, loose } = document.room ?? UNKNOWN;
  if (last !== LOOSE) {
    document.deleteSession(last);
    if (closedAt === undefined) document.setOver(last, 0, now, expiresAt);
  }
  const overAt = document.overAt(session);
  if (overAt !== undefined) document.deleteSession(session);
  return { session, since, ...(overAt !== undefined && { closedAt: overAt }), ...(listedAt !== undefined && { listedAt }), ...(loose && { loose }), users: 0, streams: 0 };
}

function withHappening(document: RoomDocument, room: RoomFacts, happening: Happening, now: number, expiresAt: number): RoomFacts {
  const since = Math.min(room.since, evidenceOf(happening) ?? room.since);
  switch (happening.kind) {
    case 'room-created':
      return { ...room, since, createdAt: Math.max(room.createdAt ?? 0, happening.at) };
    case 'room-closed':
      document.deleteSession(room.session);
      document.setOver(room.session, happening.at, now, expiresAt);
      return { ...room, closedAt: happening.at };
    default:
      noteUser(document, room.session, happening, now, expiresAt);
      return { ...room, since };
  }
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
  if (at <= document.lastOverAt) return 'it is older than the end of the room';
  if (old?.createdAt !== undefined && old.closedAt === undefined && at < old.createdAt) return 'it is older than this session of the room';
  if (old?.listedAt !== undefined && at < old.listedAt) return 'there is a newer list';
  const before = sceneOf(document, old);
  for (const [userId, name] of listed) document.setUser(LOOSE, userId, joinUsers(document.user(LOOSE, userId) ?? {}, { listed: { at, name } }), expiresAt);
  return { before, after: refresh(document, { ...(old ?? UNKNOWN), listedAt: at }, expiresAt), missingSince: undefined };
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

function noteUser(document: RoomDocument, session: string, happening: OfUser, now: number, expiresAt: number | undefined): void {
  document.setUser(session, happening.userId, joinUsers(document.user(session, happening.userId) ?? {}, factsOf(happening)), expiresAt);
  noteSequence(document, session, happening, now, expiresAt);
}

/** Rooms number their logins and logouts, and the changes of their streams. */
function noteSequence(document: RoomDocument, session: string, { kind, seq }: OfUser, now: number, expiresAt: number | undefined): void {
  // Whose session is not told, its number tells nothing.
  if (session === LOOSE) return;
  const list: List = kind === 'logged-in' || kind === 'logged-out' ? 'users' : 'streams';
  document.setSequence(session, list, note(document.sequence(session, list), seq, now), expiresAt);
}
