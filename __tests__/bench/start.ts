import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { barChart } from './kit/chart.js';
import { command } from './kit/command.js';
import { install } from './kit/install.js';
import { pinning } from './kit/pinning.js';
import { shuffled, type Summary, summary } from './kit/statistics.js';
import { grouped, middle, table } from './kit/table.js';
import type { Elapsed, StartFigures, StartSettings } from './processes/protocol.js';

const SYSTEMS = { CommonJS: 'start.js', 'ES modules': 'start.mjs' } as const;
type System = keyof typeof SYSTEMS;
const AIM_MS = 15;

type Spent = Readonly<Record<keyof Elapsed, Summary>>;

interface Measured {
  readonly system: System;
  /** express and body-parser. */
  readonly without: Spent;
  /** What this package and its factory take on top of that, in the same round. */
  readonly added: Spent;
  /** The first callback, which compiles and loads what the others need no more. */
  readonly first: Spent;
}

interface Place {
  readonly system: System;
  readonly whole: boolean;
  readonly rounds: StartFigures[];
}

/** As `node server.js` is started: without a channel to the one that did it, which would have node:cluster loaded. */
async function start({ program, whole }: { program: string } & StartSettings, core: number | undefined): Promise<StartFigures> {
  const node = [process.execPath, program, JSON.stringify({ whole } satisfies StartSettings)];
  const [file = '', ...args] = core === undefined ? node : ['taskset', '-c', String(core), ...node];
  const { stdout } = await promisify(execFile)(file, args, { env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' } });
  return JSON.parse(stdout) as StartFigures;
}

function spent(rounds: readonly Elapsed[]): Spent {
  return { cpu: summary(rounds.map(({ cpu }) => cpu)), wall: summary(rounds.map(({ wall }) => wall)) };
}

function measured(system: System, places: readonly Place[]): Measured {
  const of = (wanted: boolean): StartFigures[] => places.find((place) => place.system === system && place.whole === wanted)?.rounds ?? [];
  const [without, whole] = [of(false), of(true)];
  const added = whole.map(({ start: { cpu, wall } }, round): Elapsed => ({ cpu: cpu - without[round]!.start.cpu, wall: wall - without[round]!.start.wall }));
  return { system, without: spent(without.map((one) => one.start)), added: spent(added), first: spent(whole.flatMap(({ first }) => first ?? [])) };
}

function chartOf(all: readonly Measured[]): string {
  const bars = all.flatMap(({ system, without, added }) =>
    ([['express + body-parser', without], ['added by this package', added]] as const).map(([what, { cpu }]) => ({
      label: `${system}: ${what}`,
      value: Math.max(cpu.median, 0),
      from: Math.max(cpu.lowerQuartile, 0),
      to: Math.max(cpu.upperQuartile, 0),
      stressed: what === 'added by this package',
      text: `${grouped(cpu.median, 1)} ms`,
    })),
  );
  return barChart({ title: 'Start: import and factory', unit: 'CPU time of a fresh process, in ms: median, and between what half of the rounds lie', bars });
}

/** What importing this package and making its middleware takes, beside what an application with Express loads anyway. */
command({ rounds: 40 }, async ({ rounds, progress }) => {
  const places = (Object.keys(SYSTEMS) as System[]).flatMap((system) => [false, true].map((whole): Place => ({ system, whole, rounds: [] })));
  const { measured: core } = pinning();
  const installed = install();
  try {
    // The first round brings the files into the memory of the system.
    for (let round = 0; round <= rounds; round += 1) {
      for (const { system, whole, rounds: figures } of shuffled(places)) {
        const one = await start({ program: installed.program(SYSTEMS[system]), whole }, core);
        if (round > 0) figures.push(one);
      }
      progress(round, rounds);
    }
  } finally {
    installed.remove();
  }
  const all = (Object.keys(SYSTEMS) as System[]).map((system) => measured(system, places));
  return {
    name: 'bench:start',
    markdown: [
      `Every process is a fresh one. This package should add at most ${AIM_MS} ms.`,
      '![Import and factory: what express and body-parser take, and what this package adds, as in the table below](benchmarks/start.svg)',
      table(
        all.map(({ system, without, added, first }) => ({
          Modules: system,
          'express + body-parser: CPU, ms': middle(without.cpu, 1),
          'Added by this package: CPU, ms': middle(added.cpu, 1),
          'Added: wall clock, ms': middle(added.wall, 1),
          'First callback: CPU, ms': middle(first.cpu, 1),
        })),
      ),
    ].join('\n\n'),
    charts: { 'start.svg': chartOf(all) },
    result: { aimMs: AIM_MS, start: all },
  };
});
