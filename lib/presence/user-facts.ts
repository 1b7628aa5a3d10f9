import { joinStreams, type Publication, type StreamFacts } from './stream-facts.js';
import { latest, latestOfEach } from './order.js';
import type { LoggedIn, LoggedOut, Published, Unpublished } from './happenings.js';

/** The beginning of a stay, as its login tells it, or a logout that says when it began. */
export interface Login {
  readonly stay: string;
  readonly at: number;
  readonly seq: number;
  readonly name: string;
  readonly role?: number;
}
export interface Logout {
  readonly stay: string;
  readonly at: number;
  readonly seq: number;
  /** When the stay began that it ends. */
  readonly from?: number;
}

/**
 * All that has to be remembered of a user in one session of a room. Facts are only ever joined: the order in which they
 * came, and how often, makes no difference.
 */
export interface UserFacts {
  /** The newest known. */
  readonly login?: Login;
  /** When the user last came in from outside: whatever was published before is over. */
  readonly cameAt?: number;
  /** The latest of each stay that may end that login, or one that is not known yet. */
  readonly logouts?: readonly Logout[];
  /** In the room by the newest authoritative list that has this user. */
  readonly listed?: { readonly at: number; readonly name: string };
  readonly streams?: readonly StreamFacts[];
}

/** A user as the facts tell. */
export interface Presence {
  readonly name: string;
  /** Unknown for a user who is only known from an authoritative list. */
  readonly stay: string | undefined;
  readonly at: number | undefined;
  readonly role: number | undefined;
}

/** Old variants have this session id for everybody: then only times tell one stay from another. */
const NO_STAY = '0';

export function factsOf(happening: LoggedIn | LoggedOut | Published | Unpublished): UserFacts {
  switch (happening.kind) {
    case 'logged-in':
      return { login: loginOf(happening, happening.at, happening.seq), ...(happening.comesIn && { cameAt: happening.at }) };
    case 'logged-out': {
      const { stay, at, seq, loggedInAt, loggedInBy } = happening;
      const logout: Logout = { stay, at, seq, ...(loggedInBy !== undefined && { from: loggedInBy }) };
      return { logouts: [logout], ...(loggedInAt !== undefined && { login: loginOf(happening, loggedInAt, -1) }) };
    }
    case 'published': {
      const { publication, at, seq, userName, session, streamId, isResumed } = happening;
      const create: Publication = { publication, at, seq, name: userName, ...(session === undefined && { loose: true as const }), ...(isResumed && { resumed: true as const }) };
      return { streams: [{ streamId, create }] };
    }
    case 'unpublished': {
      const { publication, at, seq, streamId, publishedAt, userName, session } = happening;
      const close = { publication, seq, ...(at !== undefined && { at }), ...(publishedAt !== undefined && { from: publishedAt }) };
      const create = publishedAt !== undefined && { create: { publication, at: publishedAt, seq: -1, name: userName, ...(session === undefined && { loose: true as const }) } };
      return { streams: [{ streamId, closes: [close], ...create }] };
    }
  }
}

function loginOf({ stay, userName, role }: LoggedIn | LoggedOut, at: number, seq: number): Login {
  return { stay, at, seq, name: userName, ...(role !== undefined && { role }) };
}

/** Whether a logout ends the stay that this login began. */
function ends(logout: Logout, login: Login): boolean {
  if (login.stay === NO_STAY && logout.from !== undefined) return logout.from >= login.at;
  if (logout.at !== login.at) return logout.at > login.at;
  return logout.seq < 0 || login.seq < 0 || logout.seq > login.seq;
}

/** Whether a logout may still end something: this login, or one that is newer and not known yet. */
function matters(logout: Logout, login: Login | undefined): boolean {
  if (login === undefined) return true;
  if (logout.stay === login.stay) return ends(logout, login);
  return logout.at >= login.at && (logout.from === undefined || logout.from >= login.at);
}

export function joinUsers(one: UserFacts, other: UserFacts): UserFacts {
  const login = latest([one.login, other.login], ({ at, seq, stay, role }) => [at, seq, stay, role ?? -1]);
  const all = [...(one.logouts ?? []), ...(other.logouts ?? [])].filter((logout) => matters(logout, login));
  const logouts = latestOfEach(all, ({ stay }) => stay, ({ at, seq, from }) => [at, seq, from ?? -1]);
  const listed = latest([one.listed, other.listed], ({ at, name }) => [at, name]);
  const cameAt = Math.max(one.cameAt ?? 0, other.cameAt ?? 0);
  const streams = joinStreams(one.streams ?? [], other.streams ?? []);
  return {
    ...(login !== undefined && { login }),
    ...(cameAt > 0 && { cameAt }),
    ...(logouts.length > 0 && { logouts }),
    ...(listed !== undefined && { listed }),
    ...(streams.length > 0 && { streams }),
  };
}

/** @param listedAt the time of the newest authoritative list of the room's users */
export function presenceOf({ login, logouts = [], listed }: UserFacts, listedAt: number | undefined): Presence | undefined {
  if (listedAt === undefined || (login !== undefined && login.at > listedAt)) {
    return login === undefined || endOf(login, logouts) !== undefined ? undefined : { name: login.name, stay: login.stay, at: login.at, role: login.role };
  }
  // The list knows better than everything before it.
  if (listed?.at !== listedAt) return undefined;
  const end = login && endOf(login, logouts);
  const stay = login !== undefined && (end === undefined || end > listedAt) ? login : undefined;
  const hasLeft = logouts.some((logout) => logout.at > listedAt);
  return hasLeft ? undefined : { name: listed.name === '' ? (login?.name ?? '') : listed.name, stay: stay?.stay, at: stay?.at, role: login?.role };
}

/** When a user who is not there was last known to leave. */
export function leftAt({ login, logouts = [] }: UserFacts, listedAt: number | undefined): number | undefined {
  const end = login && endOf(login, logouts);
  return listedAt === undefined ? end : Math.max(listedAt, end ?? 0);
}

function endOf(login: Login, logouts: readonly Logout[]): number | undefined {
  return logouts.find((logout) => logout.stay === login.stay && ends(logout, login))?.at;
}
