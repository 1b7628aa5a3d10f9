import fc from 'fast-check';
import { after, expectView } from './following.js';
import { check, disorder, history, jumbled, PATIENCE_MS } from './histories.js';
import { World } from './world.js';

const atOnce = fc.constantFrom(1, 2, 5, Infinity);

test('callbacks of any history come to the truth: in order, and in any order with any repeats, some of them at once', async () => {
  const property = fc.asyncProperty(history, disorder, atOnce, async (steps, how, some) => {
    const world = World.of(steps);
    const truth = world.truth();
    expectView(await after(world.events), truth, world.events);
    const sent = jumbled(world.events, how);
    expectView(await after(sent, some), truth, sent);
  });
  await check(12_000, property);
}, PATIENCE_MS);
