import fc from 'fast-check';
import { after, type Delivery, expectView, type Snapshot } from './following.js';
import { anyStep, check, type Disorder, disorder, jumbled, PATIENCE_MS, randomOf } from './histories.js';
import { type Step, type View, World } from './world.js';

const ROOMS = ['lobby', 'stage'];

interface Evening {
  readonly world: World;
  readonly snapshots: readonly Snapshot[];
}

/** Before some of the steps both rooms are listed. Nothing else happens within that millisecond. */
function evening(steps: readonly Step[], listedBefore: readonly number[]): Evening {
  const world = new World();
  const snapshots: Snapshot[] = [];
  for (const [n, step] of [...steps, undefined].entries()) {
    if (listedBefore.includes(n)) {
      world.play({ do: 'wait', ms: 1 });
      snapshots.push(...ROOMS.map((roomId) => listOf(world, roomId)));
      world.play({ do: 'wait', ms: 1 });
    }
    if (step !== undefined) world.play(step);
  }
  return { world, snapshots };
}

function listOf(world: World, roomId: string): Snapshot {
  const users = world.truth().find((room) => room.roomId === roomId)?.users ?? [];
  return { roomId, at: world.now, users: users.map(({ userId, userName }) => ({ userId, userName })) };
}

const someEvening = fc
  .array(anyStep, { minLength: 1, maxLength: 30, size: 'max' })
  .chain((steps) => fc.tuple(fc.constant(steps), fc.array(fc.nat({ max: steps.length }), { minLength: 1, maxLength: 3 })))
  .map(([steps, listedBefore]) => evening(steps, listedBefore));

/** Who is in which room. What a list does not tell may be unknown. */
const usersIn = (view: View): object => view.filter(({ users }) => users.length > 0).map(({ roomId, users }) => ({ roomId, users: users.map(({ userId, userName }) => ({ userId, userName })) }));

test('while nothing is lost, lists that are taken in at any moment change nothing in the end', async () => {
  const property = fc.asyncProperty(someEvening, disorder, async ({ world, snapshots }, how) => {
    const sent = jumbled<Delivery>([...world.events, ...snapshots], how);
    expectView(usersIn(await after(sent)), usersIn(world.truth()), sent);
  });
  await check(1_000, property);
}, PATIENCE_MS);

/** Without a share of the callbacks of what happened before the last list. */
function lossy({ world, snapshots }: Evening, { seed }: Disorder, share: number): readonly Delivery[] {
  const random = randomOf(seed);
  const last = Math.max(...snapshots.map(({ at }) => at));
  return [...world.told.filter(({ at }) => at > last || random() >= share).map(({ event }) => event), ...snapshots];
}

describe.each([0.05, 0.3, 1])('of what happened before the last list, %d of the callbacks are lost', (share) => {
  test('the users are the true ones in the end', async () => {
    const property = fc.asyncProperty(someEvening, disorder, async (one, how) => {
      const sent = jumbled(lossy(one, how, share), how);
      expectView(usersIn(await after(sent)), usersIn(one.world.truth()), sent);
    });
    await check(1_000, property);
  }, PATIENCE_MS);

  test('the state is the same in any order', async () => {
    const property = fc.asyncProperty(someEvening, disorder, async (one, how) => {
      const rest = lossy(one, how, share);
      const sent = jumbled(rest, how);
      expectView(await after(sent), await after(rest), sent);
    });
    await check(500, property);
  }, PATIENCE_MS);
});
