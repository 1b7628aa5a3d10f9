import fc from 'fast-check';
import { after, expectView } from './following.js';
import { check, disorder, history, jumbled, PATIENCE_MS } from './histories.js';
import { type Told, type View, World } from './world.js';

/** A history without one of its callbacks. */
const loss = fc.tuple(history, fc.nat()).map(([steps, n]) => {
  const world = World.of(steps);
  const lost = world.told[n % Math.max(world.told.length, 1)];
  return { world, lost, rest: world.told.filter((told) => told !== lost).map(({ event }) => event) };
});

/** Whether the truth about its room is known again: the next session has begun, or the room is closed. */
function hasHealed(world: World, { session, event }: Told): boolean {
  const last = world.sessions.findLast(({ roomId }) => roomId === session.roomId);
  return last !== session || (!world.isOpen(session) && event.name !== 'room_close');
}

function userOf({ event }: Told): string | undefined {
  switch (event.name) {
    case 'room_login':
    case 'room_logout':
      return event.payload.user_account;
    case 'stream_create':
      return event.payload.publish_id;
    case 'stream_close':
      return event.payload.user_id;
    default:
      return undefined;
  }
}

const without = (view: View, id: string): View => view.filter(({ roomId }) => roomId !== id);

function withoutUser(view: View, id: string | undefined): View {
  return view.map((room) => ({ ...room, users: room.users.filter(({ userId }) => userId !== id), streams: room.streams.filter(({ userId }) => userId !== id) }));
}

describe('one lost callback', () => {
  test('leaves the same state, in whatever order the others come', async () => {
    const property = fc.asyncProperty(loss, disorder, async ({ rest }, how) => {
      const sent = jumbled(rest, how);
      expectView(await after(sent), await after(rest), sent);
    });
    await check(1_000, property);
  }, PATIENCE_MS);

  test('does nothing to other rooms, and is healed by the close of its room, or by the next session', async () => {
    const property = fc.asyncProperty(loss, disorder, async ({ world, lost, rest }, how) => {
      fc.pre(lost !== undefined);
      const sent = jumbled(rest, how);
      const found = await after(sent);
      if (hasHealed(world, lost)) expectView(found, world.truth(), sent);
      else expectView(without(found, lost.session.roomId), without(world.truth(), lost.session.roomId), sent);
    });
    await check(1_000, property);
  }, PATIENCE_MS);

  test('until then: of a user, does nothing to other users; of a room_create, hides its time; of a room_close, leaves the room open', async () => {
    const property = fc.asyncProperty(loss, disorder, async ({ world, lost, rest }, how) => {
      fc.pre(lost !== undefined && !hasHealed(world, lost));
      const sent = jumbled(rest, how);
      const found = await after(sent);
      const { session, event } = lost;
      switch (event.name) {
        case 'room_close':
          expect(found.map(({ roomId, sessionId }) => ({ roomId, sessionId }))).toContainEqual({ roomId: session.roomId, sessionId: session.session });
          return;
        case 'room_create': {
          const truth = world.truth().map((room) => (room.roomId === session.roomId ? { ...room, createdAt: undefined } : room));
          // Nothing else tells that a room is there while nobody is in.
          expectView(found, truth.filter(({ createdAt, users }) => createdAt !== undefined || users.length > 0), sent);
          return;
        }
        default:
          expectView(withoutUser(found, userOf(lost)), withoutUser(world.truth(), userOf(lost)), sent);
      }
    });
    await check(1_500, property);
  }, PATIENCE_MS);
});
