import { Child } from '../kit/child.js';
import type { Installed } from '../kit/install.js';
import { ratios, shuffled, type Summary, summary } from '../kit/statistics.js';
import type { ScaleFigures, ScaleSettings } from '../processes/protocol.js';

/** One middleware, or several that share a Redis, with something to carry. */
export interface Carrier {
  /** Which of them are compared with each other: with the first one of its kind. */
  readonly kind: 'remembered' | 'others' | 'handlers' | 'processes';
  readonly amount: number;
  readonly settings: ScaleSettings;
}

export interface Carried {
  readonly kind: Carrier['kind'];
  readonly amount: number;
  /** Of all processes, for each callback. */
  readonly cpuMicroseconds: Summary;
  /** Compared with the first of its kind, in the same rounds. */
  readonly ratio: Summary;
  readonly perSecond: Summary;
  /** Of Redis, for each callback. */
  readonly redisMicroseconds?: Summary;
}

export interface CarrierPlan {
  readonly carriers: readonly Carrier[];
  readonly rounds: number;
  readonly warmUps: number;
  /** Callbacks for each process in a round. */
  readonly count: number;
}

interface Place {
  readonly carrier: Carrier;
  readonly children: readonly Child[];
  readonly cpu: number[];
  readonly perSecond: number[];
  readonly redis: number[];
}

export interface CarrierRun {
  readonly installed: Installed;
  readonly core: number | undefined;
  /** What Redis has used of the processor, in µs. */
  readonly redisUsed: () => Promise<number>;
  readonly progress: (done: number, of: number) => void;
}

/** All processes are up at once, and the carriers take turns in random order. */
export async function carryAll({ carriers, rounds, warmUps, count }: CarrierPlan, { installed, core, redisUsed, progress }: CarrierRun): Promise<Carried[]> {
  const places = carriers.map((carrier): Place => {
    // Several processes need several cores.
    const pinned = carrier.kind === 'processes' ? undefined : core;
    const children = Array.from({ length: carrier.kind === 'processes' ? carrier.amount : 1 }, () => new Child(installed.program('scale.js'), carrier.settings, pinned));
    return { carrier, children, cpu: [], perSecond: [], redis: [] };
  });
  try {
    await Promise.all(places.flatMap(({ children }) => children.map((child) => child.heard())));
    for (let round = 0; round < warmUps + rounds; round += 1) {
      for (const { carrier, children, cpu, perSecond, redis } of shuffled(places)) {
        const before = carrier.kind === 'processes' ? await redisUsed() : 0;
        const figures = await Promise.all(children.map((child) => child.ask<ScaleFigures>(count)));
        if (round < warmUps) continue;
        cpu.push(figures.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0) / children.length);
        perSecond.push((children.length * count) / Math.max(...figures.map(({ seconds }) => seconds)));
        if (carrier.kind === 'processes') redis.push(((await redisUsed()) - before) / (children.length * count));
      }
      progress(round + 1, warmUps + rounds);
    }
  } finally {
    await Promise.all(places.flatMap(({ children }) => children.map((child) => child.end())));
  }
  return places.map(({ carrier: { kind, amount }, cpu, perSecond, redis }) => ({
    kind,
    amount,
    cpuMicroseconds: summary(cpu),
    ratio: ratios(cpu, places.find(({ carrier }) => carrier.kind === kind)!.cpu),
    perSecond: summary(perSecond),
    ...(redis.length > 0 && { redisMicroseconds: summary(redis) }),
  }));
}
