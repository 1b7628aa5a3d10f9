import { startRedis, whyNoRedis } from '../kit/redis.js';
import { barChart } from './kit/chart.js';
import { command } from './kit/command.js';
import { install } from './kit/install.js';
import { pinning } from './kit/pinning.js';
import { grouped, middle, table } from './kit/table.js';
import { type Carried, type Carrier, carryAll } from './scale/carriers.js';
import { connectClients } from './store-clients.js';

const TITLES: Readonly<Record<Carrier['kind'], { readonly heading: string; readonly column: string; readonly file: string }>> = {
  remembered: { heading: 'Remembered events, in memory', column: 'Events', file: 'scale-events.svg' },
  others: { heading: 'Handlers of other events', column: 'Handlers', file: 'scale-handlers.svg' },
  handlers: { heading: 'Handlers of the event, all of which are called', column: 'Handlers', file: 'scale-calls.svg' },
  processes: { heading: 'Processes that share a Redis', column: 'Processes', file: 'scale-processes.svg' },
};
const KINDS = Object.keys(TITLES) as Carrier['kind'][];

const amounts = (quick: boolean): Record<Carrier['kind'], readonly number[]> =>
  quick
    ? { remembered: [1, 1_000], others: [0, 200], handlers: [1, 200], processes: [1, 2] }
    : { remembered: [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000], others: [0, 10, 50, 200], handlers: [1, 10, 50, 200], processes: [1, 2, 3, 4] };

function carriers(quick: boolean, redisPort: number): Carrier[] {
  return KINDS.flatMap((kind) =>
    amounts(quick)[kind].map((amount): Carrier => {
      const plain = { remembered: 1_000, handlers: 1, otherHandlers: 0 };
      const burden = { remembered: { remembered: amount }, others: { otherHandlers: amount }, handlers: { handlers: amount }, processes: { redisPort } }[kind];
      return { kind, amount, settings: { ...plain, ...burden } };
    }),
  );
}

function tableOf(all: readonly Carried[]): string {
  return table(
    all.map(({ kind, amount, cpuMicroseconds, ratio, perSecond, redisMicroseconds }) => ({
      [TITLES[kind].column]: grouped(amount),
      'CPU, µs': middle(cpuMicroseconds, 1),
      'Compared with the first': middle(ratio, 2),
      ...(kind === 'handlers' && { 'For each handler, µs': grouped(cpuMicroseconds.median / amount, 2) }),
      ...(redisMicroseconds !== undefined && { 'CPU of Redis, µs': middle(redisMicroseconds, 1), 'Callbacks per second, all together': middle(perSecond, 0) }),
    })),
  );
}

function chartOf(kind: Carrier['kind'], all: readonly Carried[]): string {
  const { heading, column } = TITLES[kind];
  const bars = all.map(({ amount, cpuMicroseconds: { median, lowerQuartile, upperQuartile } }) => ({
    label: `${grouped(amount)} ${column.toLowerCase()}`,
    value: median,
    from: lowerQuartile,
    to: upperQuartile,
    stressed: true,
    text: `${grouped(median, 1)} µs`,
  }));
  return barChart({ title: heading, unit: 'CPU time for a callback, in µs: median, and between what half of the rounds lie', bars });
}

/** What a callback costs where much is remembered, many handlers are registered, or several processes share a store. */
command({ rounds: 30 }, async ({ quick, rounds, progress }) => {
  const missing = whyNoRedis();
  if (missing !== undefined) throw new Error(`${missing}.`);
  const count = quick ? 100 : 1_000;
  const installed = install();
  const redis = await startRedis();
  const clients = await connectClients(redis.port);
  const redisUsed = async (): Promise<number> => {
    const info = String(await clients[0]!.send(['INFO', 'cpu'], ''));
    const seconds = ['user', 'sys'].map((kind) => Number(new RegExp(`^used_cpu_${kind}:([\\d.]+)`, 'm').exec(info)?.[1]));
    return seconds.reduce((sum, one) => sum + one) * 1e6;
  };
  try {
    const plan = { carriers: carriers(quick, redis.port), rounds, warmUps: quick ? 0 : 8, count };
    const all = await carryAll(plan, { installed, core: pinning().measured, redisUsed, progress });
    const byKind = KINDS.map((kind) => ({ kind, carried: all.filter((one) => one.kind === kind) }));
    return {
      name: 'bench:scale',
      markdown: [
        `\`zego.receive\` of a room_logout as JSON; in each round ${grouped(count)} callbacks for every process. Where nothing else is said, 1,000 events are remembered and one handler is registered.`,
        ...byKind.map(({ kind, carried }) => {
          const { heading, file } = TITLES[kind];
          return `### ${heading}\n\n![${heading}: the CPU time of a callback, as in the table below](benchmarks/${file})\n\n${tableOf(carried)}`;
        }),
      ].join('\n\n'),
      charts: Object.fromEntries(byKind.map(({ kind, carried }) => [TITLES[kind].file, chartOf(kind, carried)])),
      result: { count, carried: all },
    };
  } finally {
    for (const client of clients) client.close();
    await redis.stop();
    installed.remove();
  }
});
