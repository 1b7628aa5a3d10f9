import fc from 'fast-check';
import { anyKinds, only } from './best.js';
import { after, expectView } from './following.js';
import { check, disorder, history, jumbled, PATIENCE_MS } from './histories.js';
import { asTold, VARIANTS } from './variants.js';
import { type Variant, type View, World } from './world.js';

describe.each(VARIANTS)('%s', (_name, variant) => {
  test('comes to the truth, with times as they are told', async () => {
    const property = fc.asyncProperty(history, disorder, async (steps, how) => {
      const world = World.of(steps, variant);
      const sent = jumbled(world.events, how);
      expectView(await after(sent), asTold(world.truth(), variant), sent);
    });
    await check(450, property);
  }, PATIENCE_MS);

  test('comes, of any kinds, to the same as in order', async () => {
    const property = fc.asyncProperty(history, disorder, anyKinds, async (steps, how, kinds) => {
      const told = only(World.of(steps, variant).events, kinds);
      const sent = jumbled(told, how);
      expectView(await after(sent), await after(told), sent);
    });
    await check(450, property);
  }, PATIENCE_MS);
});

describe('each callback in another variant', () => {
  const flag = fc.boolean();
  const anyVariant: fc.Arbitrary<Variant> = fc.record({ sequences: flag, loginTimeInLogout: flag, stayIds: flag, milliseconds: flag, streamSessions: flag });

  /** Times are told now in ms, now in seconds, and roles now and then. */
  const withoutTimes = (view: View): object =>
    view.map(({ roomId, sessionId, users, streams }) => ({
      ...{ roomId, sessionId },
      users: users.map((user) => ({ userId: user.userId, userName: user.userName, sessionId: user.sessionId })),
      streams: streams.map(({ streamId, userId }) => ({ streamId, userId })),
    }));

  test('comes to the true rooms, users and streams, as long as a stay has one session_id and what happens is two seconds apart', async () => {
    const property = fc.asyncProperty(history, disorder, fc.array(anyVariant, { minLength: 1, maxLength: 8 }), async (steps, how, variants) => {
      const world = World.of(steps, (callback) => variants[callback % variants.length]!);
      const sent = jumbled(world.events, how);
      expectView(withoutTimes(await after(sent)), withoutTimes(world.truth()), sent);
    });
    await check(1_000, property);
  }, PATIENCE_MS);
});
