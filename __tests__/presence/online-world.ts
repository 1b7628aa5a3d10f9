import fc from 'fast-check';
import type { ZegoEvent } from '../../lib/index.js';

type UserAction = ZegoEvent<'user_action'>;

export interface OnlineStep {
  /** A terminal goes on (again), its user logs out, its connection breaks, or time passes. */
  readonly do: 'on' | 'logout' | 'offline' | 'wait';
  readonly user: string;
  readonly terminal: string;
  readonly seconds: number;
  /** A terminal that was off goes on in a new session. */
  readonly renews: boolean;
}

export const onlineSteps: fc.Arbitrary<readonly OnlineStep[]> = fc.array(
  fc.record({
    do: fc.constantFrom('on', 'on', 'logout', 'offline', 'wait'),
    user: fc.constantFrom('ann', 'ben', 'cay'),
    terminal: fc.constantFrom('WEB', 'IOS_PHONE'),
    seconds: fc.constantFrom(1, 1, 2, 60),
    renews: fc.boolean(),
  }),
  { maxLength: 40, size: 'max' },
);

interface Terminal {
  readonly user: string;
  readonly os: string;
  readonly session: string;
  /** In s. */
  readonly loginAt: number;
  readonly isOn: boolean;
}

/** Who is online, with times in s. */
export type OnlineView = readonly { readonly userId: string; readonly sessions: readonly { readonly sessionId: string; readonly os: string; readonly loggedInAt: number }[] }[];

/** Users on their terminals, and the callbacks that ZEGO would send of them, in whole seconds. */
export class OnlineWorld {
  readonly events: UserAction[] = [];
  readonly #terminals = new Map<string, Terminal>();
  /** Whether the end of a session comes with its time. */
  readonly #tellsEnd: boolean;
  #now = 1_700_000_000;

  constructor(tellsEnd: boolean) {
    this.#tellsEnd = tellsEnd;
  }

  static of(steps: readonly OnlineStep[], tellsEnd = true): OnlineWorld {
    const world = new OnlineWorld(tellsEnd);
    for (const step of steps) world.play(step);
    return world;
  }

  play(step: OnlineStep): void {
    if (step.do === 'wait') {
      this.#now += step.seconds;
      return;
    }
    const key = `${step.user} ${step.terminal}`;
    const known = this.#terminals.get(key);
    if (step.do === 'on') {
      const old = known === undefined || (step.renews && !known.isOn) ? undefined : known;
      // A session may end and begin again within a second, but it does not begin twice.
      if (old?.loginAt === this.#now) this.#now += 1;
      const terminal: Terminal = { user: step.user, os: step.terminal, session: old?.session ?? String(930_821_637_828_251_600n + BigInt(this.events.length)), loginAt: this.#now, isOn: true };
      this.#terminals.set(key, terminal);
      this.#tell(terminal, 0, old === undefined ? '0' : '1');
    } else if (known?.isOn === true) {
      this.#terminals.set(key, { ...known, isOn: false });
      this.#tell(known, step.do === 'logout' ? 1 : 2, '0');
    }
  }

  truth(): OnlineView {
    const users = new Map<string, OnlineView[number]['sessions']>();
    for (const { user, session, os, loginAt, isOn } of this.#terminals.values()) {
      if (isOn) users.set(user, [...(users.get(user) ?? []), { sessionId: session, os, loggedInAt: loginAt }]);
    }
    return [...users].map(([userId, sessions]) => ({ userId, sessions: bySession(sessions) })).sort((a, b) => (a.userId < b.userId ? -1 : 1));
  }

  #tell({ user, os, session, loginAt }: Terminal, action: 0 | 1 | 2, relogin: '0' | '1'): void {
    const timestamp = new Date(this.#now * 1_000);
    const end = action === 0 || !this.#tellsEnd ? {} : action === 1 ? { logout_time: this.#now } : { offline_time: this.#now };
    this.events.push({
      ...{ id: `event${this.events.length}`, name: 'user_action', product: 'zim', appId: '1', timestamp, nonce: '1', receivedAt: timestamp, raw: {} },
      payload: { user_id: user, user_name: user.toUpperCase(), os: `${os} `, action, session_id: session, login_time: loginAt, relogin, ...end },
    });
  }
}

export function bySession<T extends { readonly sessionId: string }>(sessions: readonly T[]): readonly T[] {
  return [...sessions].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
}
