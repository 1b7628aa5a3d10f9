import { NEWEST, OLDEST, type Variant, type View } from './world.js';

export const VARIANTS: readonly (readonly [name: string, variant: Variant])[] = [
  ['the newest', NEWEST],
  ['no user_update_seq, user_role and stream_seq', { ...NEWEST, sequences: false }],
  ['no login_time in room_logout', { ...NEWEST, loginTimeInLogout: false }],
  ['session_id "0" for everybody', { ...NEWEST, stayIds: false }],
  ['seconds instead of ms', { ...NEWEST, milliseconds: false }],
  ['stream callbacks without room_session_id and ms', { ...NEWEST, streamSessions: false }],
  ['the oldest: all of these together', OLDEST],
];

/** What is to be seen when times are only told to the second. */
export function asTold(view: View, { milliseconds, streamSessions }: Variant): View {
  const told = (at: number | undefined, isExact: boolean): number | undefined => (at === undefined || isExact ? at : Math.floor(at / 1_000) * 1_000);
  return view.map(({ roomId, sessionId, createdAt, users, streams }) => ({
    ...{ roomId, sessionId, createdAt: told(createdAt, milliseconds) },
    users: users.map((user) => ({ ...user, loggedInAt: told(user.loggedInAt, milliseconds) })),
    streams: streams.map((stream) => ({ ...stream, createdAt: told(stream.createdAt, streamSessions) ?? 0 })),
  }));
}
