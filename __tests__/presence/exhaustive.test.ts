import fc from 'fast-check';
import { anyKinds, only } from './best.js';
import { everyOrder } from './every-order.js';
import { after, type Delivery, expectView } from './following.js';
import { anyStep, check, PATIENCE_MS } from './histories.js';
import { asTold, VARIANTS } from './variants.js';
import { NEWEST, type Step, type Variant, type View, World } from './world.js';

const MOST = 7;

const checked = { histories: 0, orders: 0, 'orders with one repeat': 0, deliveries: 0 };
afterAll(() => {
  console.info('Checked in every order, with any number of repeats:', checked);
});

/** Checks all orders, and that they were all. */
async function checkAll(deliveries: readonly Delivery[], expected: View): Promise<void> {
  const { orders, ordersWithRepeat, deliveries: count } = await everyOrder(deliveries, expected);
  const { length } = deliveries;
  expect(orders).toBe(factorial(length));
  // One of them is twice among one more; the two are the same.
  expect(ordersWithRepeat).toBe((length * factorial(length + 1)) / 2);
  checked.histories += 1;
  checked.orders += orders;
  checked['orders with one repeat'] += ordersWithRepeat;
  checked.deliveries += count;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

const login = (user: string, more: Partial<Step & { do: 'login' }> = {}): Step => ({ do: 'login', room: 'lobby', user, keepsSession: false, tellsOld: false, closesStreams: false, ...more });
const leave = (user: string, more: Partial<Step & { do: 'leave' }> = {}): Step => ({ do: 'leave', room: 'lobby', user, how: 'logout', closesStreams: true, closesRoom: true, ...more });
const publish = (user: string, stream = 'cam'): Step => ({ do: 'publish', room: 'lobby', user, stream });
const stop = (user: string, stream = 'cam'): Step => ({ do: 'stop', room: 'lobby', user, stream });
const republish = (user: string, keepsTime: boolean): Step => ({ do: 'republish', room: 'lobby', user, stream: 'cam', keepsTime });
const close = (tellsUsers: boolean): Step => ({ do: 'close', room: 'lobby', tellsUsers });

const CHOSEN: readonly (readonly [what: string, steps: readonly Step[]])[] = [
  ['one guest comes and goes, and comes again into a new room', [login('ann'), leave('ann'), login('ann')]],
  ['a guest leaves and comes back while another one stays', [login('ben'), login('ann'), leave('ann'), login('ann'), leave('ann')]],
  ['a re-login in a new session, the end of the old one told', [login('ann'), login('ann', { tellsOld: true }), leave('ann')]],
  ['a re-login in a new session, the end of the old one not told', [login('ann'), login('ann'), login('ann'), leave('ann')]],
  ['a re-login in the same session', [login('ann'), login('ann', { keepsSession: true }), leave('ann', { closesRoom: false }), login('ann')]],
  ['a guest who publishes is kicked', [login('ann'), publish('ann'), leave('ann', { how: 'kick' })]],
  ['a stream that is published, resumed and stopped', [login('ann'), publish('ann'), republish('ann', false), republish('ann', true), stop('ann')]],
  ['a stream that is stopped and published again', [login('ann'), publish('ann'), stop('ann'), publish('ann'), stop('ann')]],
  ['one stream id is handed over', [login('ann'), login('ben'), publish('ann', 'screen'), stop('ann', 'screen'), publish('ben', 'screen')]],
  ['the network is lost, and the stream is closed late', [login('ben'), login('ann'), publish('ann'), leave('ann', { how: 'loss', closesStreams: false }), login('ann', { closesStreams: true })]],
  ['the network is back in time', [login('ann'), publish('ann'), login('ann', { keepsSession: true }), republish('ann', true)]],
  ['a close that leaves users and streams inside, and the next session', [login('ann'), publish('ann'), close(false), login('ben')]],
  ['a close that sends everybody away', [login('ann'), login('ben'), close(true)]],
  ['three sessions in a row', [login('ann'), close(false), login('ann'), close(false), login('ann')]],
];

describe.each(VARIANTS)('every order of chosen histories comes to the truth: %s', (_name, variant) => {
  test.each(CHOSEN)('%s', async (_what, steps) => {
    const world = World.of(steps, variant);
    await checkAll(world.events, asTold(world.truth(), variant));
  }, PATIENCE_MS);
});

/** As many of the first steps as tell of no more callbacks than can be tried in every order. */
function atMost(steps: readonly Step[], variant: Variant = NEWEST, count: (world: World) => number = ({ told }) => told.length): readonly Step[] {
  const world = new World(variant);
  const end = steps.findIndex((step) => {
    world.play(step);
    return count(world) > MOST;
  });
  return end === -1 ? steps : steps.slice(0, end);
}

const steps = fc.array(anyStep, { minLength: 5, maxLength: 24, size: 'max' });

test('every order of random histories comes to the truth', async () => {
  const property = fc.asyncProperty(steps, async (all) => {
    const world = World.of(atMost(all));
    await checkAll(world.events, world.truth());
  });
  await check(400, property);
}, PATIENCE_MS);

test('every order of some kinds of callback, in any variant, comes to the same', async () => {
  const anyVariant = fc.constantFrom(...VARIANTS.map(([, variant]) => variant));
  const property = fc.asyncProperty(steps, anyVariant, anyKinds, async (all, variant, kinds) => {
    const { events } = World.of(atMost(all, variant, (world) => only(world.events, kinds).length), variant);
    const told = only(events, kinds);
    await checkAll(told, await after(told));
  });
  await check(250, property);
}, PATIENCE_MS);

test('every order of callbacks and a list comes to the same', async () => {
  const property = fc.asyncProperty(steps, fc.nat(), async (all, listedAfter) => {
    const some = atMost(all, NEWEST, ({ told }) => told.length + 1);
    const { events } = World.of(some);
    const before = World.of(some.slice(0, listedAfter % (some.length + 1)));
    const users = before.truth().find(({ roomId }) => roomId === 'lobby')?.users ?? [];
    const deliveries = [...events, { roomId: 'lobby', at: before.now, users }];
    await checkAll(deliveries, await after(deliveries));
  });
  await check(150, property);
}, PATIENCE_MS);

/** All orders in which each comes once and one of them perhaps once more. */
function* ordersOf<T>(rest: readonly T[], come: readonly T[] = [], mayRepeat = true): Generator<readonly T[]> {
  if (rest.length === 0) yield come;
  for (const [n, next] of rest.entries()) yield* ordersOf([...rest.slice(0, n), ...rest.slice(n + 1)], [...come, next], mayRepeat);
  if (mayRepeat) for (const again of come) yield* ordersOf(rest, [...come, again], false);
}

test('one by one, on the store in memory, it is the same', async () => {
  const world = World.of([login('ann'), login('ann', { tellsOld: true }), close(false)]);
  let count = 0;
  for (const order of ordersOf(world.events)) {
    expectView(await after(order), world.truth(), order);
    count += 1;
  }
  const { length } = world.events;
  expect(count).toBe(factorial(length) + (length * factorial(length + 1)) / 2);
}, PATIENCE_MS);
