import { Child } from '../kit/child.js';
import type { Installed } from '../kit/install.js';
import type { Pinning } from '../kit/pinning.js';
import { shuffled } from '../kit/statistics.js';
import type { Fire, Fired, Listening, Prepare, Prepared, ServerSettings, Size, Usage } from '../processes/protocol.js';
import { type Candidate, nameOf } from './candidates.js';

export interface Plan {
  readonly candidates: readonly Candidate[];
  readonly rounds: number;
  /** Rounds that are not counted: they let the compiler finish. */
  readonly warmUps: number;
  /** Requests in a round. */
  readonly requests: Readonly<Record<Size, number>>;
  /** For one of them so many are sent before, which are not counted. */
  readonly warmUpShare: number;
  /** Whether candidates with equal servers share one process; otherwise none has seen other callbacks than its own. */
  readonly shareServers: boolean;
}

/** What each round of a candidate has cost. */
export interface Series {
  readonly candidate: Candidate;
  /** Of the server, for each callback. */
  readonly cpuMicroseconds: readonly number[];
  readonly perSecond: readonly number[];
}

interface Server extends Listening {
  readonly child: Child;
}

/**
 * All servers are up at once, and the candidates take turns in random order, so that a busy moment of the machine hits
 * all of them alike.
 *
 * @throws Error when an answer is not the expected one, or a handler was not called
 */
export async function runRounds(plan: Plan, installed: Installed, cores: Pinning, progress: (done: number, of: number) => void): Promise<Series[]> {
  const children: Child[] = [];
  const start = (program: string, settings: unknown, core: number | undefined): Child => {
    const child = new Child(installed.program(program), settings, core);
    children.push(child);
    return child;
  };
  try {
    const load = start('load.js', {}, cores.load);
    const servers = await startServers(plan, (settings) => start('server.js', settings, cores.measured));
    const series = plan.candidates.map((candidate) => ({ candidate, cpuMicroseconds: new Array<number>(), perSecond: new Array<number>() }));
    const all = plan.warmUps + plan.rounds;
    for (let round = 0; round < all; round += 1) {
      for (const [at, { candidate, cpuMicroseconds, perSecond }] of shuffled([...series.entries()])) {
        const cost = await measure(candidate, plan, servers[at]!, load);
        if (round < plan.warmUps) continue;
        cpuMicroseconds.push(cost.cpuMicroseconds);
        perSecond.push(cost.perSecond);
      }
      progress(round + 1, all);
    }
    return series;
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}

function startServers({ candidates, shareServers }: Plan, start: (settings: ServerSettings) => Child): Promise<Server[]> {
  const started = new Map<string, Promise<Server>>();
  return Promise.all(
    candidates.map(({ server: settings }, at) => {
      const key = shareServers ? JSON.stringify(settings) : String(at);
      const server = started.get(key) ?? listening(start(settings));
      started.set(key, server);
      return server;
    }),
  );
}

async function listening(child: Child): Promise<Server> {
  const { port } = await child.heard<Listening>();
  return { child, port };
}

async function measure(candidate: Candidate, { requests, warmUpShare }: Plan, { child, port }: Server, load: Child): Promise<{ cpuMicroseconds: number; perSecond: number }> {
  const { size, form, signature, answer } = candidate;
  const count = requests[size];
  const assertFine = (what: Prepared): void => {
    if (what.problem !== undefined) throw new Error(`${nameOf(candidate)}: ${what.problem}.`);
  };
  assertFine(await load.ask<Prepared>({ what: 'prepare', port, size, form, signature, answer, count, warmUp: Math.round(count * warmUpShare) } satisfies Prepare));
  const before = await child.ask<Usage>({});
  const fired = await load.ask<Fired>({ what: 'fire' } satisfies Fire);
  assertFine(fired);
  const after = await child.ask<Usage>({});
  const handled = after.handled - before.handled;
  const due = candidate.server.handlers === 1 ? count : 0;
  if (handled !== due) throw new Error(`${nameOf(candidate)}: ${handled} callbacks were handled instead of ${due}.`);
  return { cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / count, perSecond: count / fired.seconds };
}
