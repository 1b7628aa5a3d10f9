import { latest } from './order.js';

/** One connection of a user. */
export interface TerminalFacts {
  readonly session: string;
  readonly os: string;
  /** The latest login known, in s. */
  readonly loginAt?: number;
  /** The latest end known: when, and of the stay that began when, in s. */
  readonly endAt?: number;
  readonly endFrom?: number;
  /** When an end is forgotten, in ms. */
  readonly until?: number;
}

/** All that has to be remembered of an online user. Facts are only ever joined. */
export interface OnlineFacts {
  readonly name: string;
  readonly namedAt: number;
  readonly terminals: readonly TerminalFacts[];
}

/**
 * Whether this connection is on. A user may log in again with one that was off; within a second only the login time
 * that comes with the end tells which came first.
 */
export function isOn({ loginAt, endAt, endFrom }: TerminalFacts): boolean {
  if (loginAt === undefined) return false;
  if (endAt === undefined || endFrom === undefined) return true;
  return endAt < loginAt || (endAt === loginAt && endFrom < loginAt);
}

function joinTerminal(one: TerminalFacts, other: TerminalFacts): TerminalFacts {
  const login = latest([one, other], ({ loginAt, os }) => [loginAt ?? -1, os]);
  const end = latest([one, other], ({ endAt, endFrom }) => [endAt ?? -1, endFrom ?? -1]);
  const until = Math.max(one.until ?? 0, other.until ?? 0);
  return {
    session: one.session,
    os: login?.os ?? '',
    ...(login?.loginAt !== undefined && { loginAt: login.loginAt }),
    ...(end?.endAt !== undefined && { endAt: end.endAt }),
    ...(end?.endFrom !== undefined && { endFrom: end.endFrom }),
    ...(until > 0 && { until }),
  };
}

export function joinOnline(known: OnlineFacts | undefined, told: OnlineFacts, now: number): OnlineFacts {
  const terminals = new Map((known?.terminals ?? []).map((terminal) => [terminal.session, terminal]));
  for (const terminal of told.terminals) {
    const same = terminals.get(terminal.session);
    terminals.set(terminal.session, same === undefined ? terminal : joinTerminal(same, terminal));
  }
  const named = latest([known, told], ({ namedAt, name }) => [namedAt, name]);
  return {
    name: named?.name ?? told.name,
    namedAt: named?.namedAt ?? told.namedAt,
    terminals: [...terminals.values()].filter((terminal) => isOn(terminal) || (terminal.until ?? 0) > now),
  };
}
