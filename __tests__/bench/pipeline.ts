import { Child } from './kit/child.js';
import { command } from './kit/command.js';
import { install } from './kit/install.js';
import { pinning } from './kit/pinning.js';
import { ratios, shuffled, type Summary, summary } from './kit/statistics.js';
import { barChart } from './kit/chart.js';
import { grouped, middle, table } from './kit/table.js';
import type { PipelineFigures, PipelineSettings, PipelineStage } from './processes/protocol.js';

type Load = Omit<PipelineSettings, 'measures'> & { readonly name: string };
type Row = PipelineStage | 'rest';

const LOADS: readonly Load[] = [
  { name: 'JSON', size: 'small', form: 'json' },
  { name: 'percent-encoded', size: 'small', form: 'percent' },
  { name: 'form', size: 'small', form: 'form' },
  { name: 'JSON of 64 KB', size: 'large', form: 'json' },
];
const STAGES = ['decode', 'identify', 'verify', 'check', 'once', 'handlers'] as const satisfies readonly PipelineStage[];
const TITLES: Readonly<Record<Row, string>> = {
  decode: 'decode: bytes to fields',
  identify: 'identify: envelope, event',
  verify: 'verify: signature, freshness',
  check: 'check: types, schema, id',
  once: 'once only: bind, claim, complete',
  handlers: 'one handler',
  rest: 'rest: answer, promise, report',
  whole: 'zego.receive',
  floor: 'JSON.parse + one sha1',
};
const AIM = 2.5;
/** Nothing may be collected while allocations are counted. */
const FLAGS = { cpu: [], bytes: ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'] } as const;

interface Measured {
  readonly load: Load;
  readonly rows: Readonly<Record<Row, Summary>>;
  /** `zego.receive` for one of JSON.parse and sha1. */
  readonly ratio: Summary;
}

/** The rest is what the whole takes beyond its parts: by round, as all of them were measured together. */
function measured(load: Load, rounds: readonly PipelineFigures[]): Measured {
  const series = (row: Row): number[] => rounds.map((figures) => (row === 'rest' ? figures.whole - STAGES.reduce((sum, stage) => sum + figures[stage], 0) : figures[row]));
  const rows = Object.fromEntries((Object.keys(TITLES) as Row[]).map((row) => [row, summary(series(row))])) as Record<Row, Summary>;
  return { load, rows, ratio: ratios(series('whole'), series('floor')) };
}

function tableOf(all: readonly Measured[], digits: number): string {
  const rows = (Object.keys(TITLES) as Row[]).map((row) => ({ '': TITLES[row], ...Object.fromEntries(all.map(({ load, rows: figures }) => [load.name, middle(figures[row], digits)])) }));
  const ratio = { '': 'zego.receive ÷ (JSON.parse + one sha1)', ...Object.fromEntries(all.map(({ load, ratio: times }) => [load.name, middle(times, 2)])) };
  return table([...rows, ratio]);
}

function chartOf({ rows }: Measured): string {
  const bars = (Object.keys(TITLES) as Row[]).map((row) => {
    const { median, lowerQuartile, upperQuartile } = rows[row];
    // A share of next to nothing may come out below nothing.
    const drawn = Math.max(median, 0);
    return { label: TITLES[row], value: drawn, from: Math.max(lowerQuartile, 0), to: Math.max(upperQuartile, 0), stressed: row === 'whole', text: `${grouped(median, 1)} µs` };
  });
  return barChart({ title: 'zego.receive: a room_logout as JSON, by stage', unit: 'CPU time for a callback, in µs: median, and between what half of the rounds lie', bars });
}

/** What a callback costs without HTTP, stage by stage: time, and memory that is allocated. */
command({ rounds: 40 }, async ({ quick, rounds, progress }) => {
  const counts = quick ? { small: 100, large: 100 } : { small: 2_000, large: 200 };
  const warmUps = quick ? 0 : 10;
  const { measured: core } = pinning();
  const installed = install();
  const places = (['cpu', 'bytes'] as const).flatMap((measures) =>
    LOADS.map((load) => ({ load, measures, rounds: new Array<PipelineFigures>(), child: new Child(installed.program('pipeline.js'), { ...load, measures } satisfies PipelineSettings, core, FLAGS[measures]) })),
  );
  try {
    for (let round = 0; round < warmUps + rounds; round += 1) {
      for (const place of shuffled(places)) {
        const figures = await place.child.ask<PipelineFigures>(counts[place.load.size]);
        if (round >= warmUps) place.rounds.push(figures);
      }
      progress(round + 1, warmUps + rounds);
    }
  } finally {
    await Promise.all(places.map(({ child }) => child.end()));
    installed.remove();
  }
  const of = (wanted: 'cpu' | 'bytes'): Measured[] => places.filter(({ measures }) => measures === wanted).map(({ load, rounds: figures }) => measured(load, figures));
  const [cpu, bytes] = [of('cpu'), of('bytes')];
  return {
    name: 'bench:pipeline',
    markdown: [
      `In each round ${grouped(counts.small)} small and ${grouped(counts.large)} large callbacks of each kind. The ratio for JSON should be at most ${grouped(AIM, 1)}.`,
      '![zego.receive by stage: the CPU time of each, as in the first column of the table below](benchmarks/pipeline.svg)',
      '### CPU time, µs',
      tableOf(cpu, 1),
      '### Allocated, bytes',
      tableOf(bytes, 0),
    ].join('\n\n'),
    charts: { 'pipeline.svg': chartOf(cpu[0]!) },
    result: { counts, cpu, bytes, aim: AIM },
  };
});
