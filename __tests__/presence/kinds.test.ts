import fc from 'fast-check';
import { anyKinds, only, SELECTIONS } from './best.js';
import { after, expectView } from './following.js';
import { check, disorder, history, jumbled, PATIENCE_MS } from './histories.js';
import { World } from './world.js';

describe('with some kinds of callback switched off, the state is the best that the others tell', () => {
  test.each(SELECTIONS)('$name', async ({ kinds, best }) => {
    const property = fc.asyncProperty(history, disorder, async (steps, how) => {
      const world = World.of(steps);
      const sent = jumbled(only(world.events, kinds), how);
      expectView(await after(sent), best(world), sent);
    });
    await check(800, property);
  }, PATIENCE_MS);

  test('any kinds: the same in any order and with any repeats', async () => {
    const property = fc.asyncProperty(history, disorder, anyKinds, async (steps, how, kinds) => {
      const told = only(World.of(steps).events, kinds);
      const sent = jumbled(told, how);
      expectView(await after(sent), await after(told), sent);
    });
    await check(4_000, property);
  }, PATIENCE_MS);
});
