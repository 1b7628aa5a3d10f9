import { createRequire } from 'node:module';
import { Comparison } from './http/comparison.js';
import { CANDIDATES, nameOf, SIZES } from './http/candidates.js';
import { charts, report } from './http/report.js';
import { type Plan, runRounds, type Series } from './http/rounds.js';
import { command } from './kit/command.js';
import { install } from './kit/install.js';
import { pinning } from './kit/pinning.js';

/** What the package is compared with and runs on, with its version. */
function versions(): string[] {
  const load = createRequire(__filename);
  return ['express', 'express4', '@octokit/webhooks', '@line/bot-sdk'].map((folder) => {
    const { name, version } = load(`../../node_modules/${folder}/package.json`) as { name: string; version: string };
    return `${name} ${version}`;
  });
}

/** What a callback costs over HTTP, in this package and in others. */
command({ rounds: 30 }, async ({ quick, rounds, progress }) => {
  // Two processes of one program can differ by some per cent, for as long as they live.
  const generations = Math.min(rounds, 3);
  const plan: Omit<Plan, 'candidates'> = {
    rounds: Math.ceil(rounds / generations),
    warmUps: quick ? 0 : 10,
    requests: quick ? { small: 40, large: 8 } : { small: 1_000, large: 200 },
    warmUpShare: quick ? 0 : 0.25,
    shareServers: quick,
  };
  // Sizes are not compared with each other, and the fewer take turns, the shorter are the pauses in between.
  const groups = quick ? [CANDIDATES] : SIZES.map((wanted) => CANDIDATES.filter(({ size }) => size === wanted));
  const cores = pinning();
  const installed = install();
  try {
    const series: Series[] = [];
    const sittings = Array.from({ length: generations }, () => groups).flat();
    for (const [at, candidates] of sittings.entries()) {
      series.push(...(await runRounds({ ...plan, candidates }, installed, cores, (done, of) => progress(at * of + done, sittings.length * of))));
    }
    const comparison = new Comparison(series);
    const figures = comparison.figures().map(({ candidate, ...figure }) => ({ name: nameOf(candidate), ...candidate.server, size: candidate.size, form: candidate.form, ...figure }));
    return {
      name: 'bench',
      markdown: report(comparison, plan.requests, versions(), cores.measured !== undefined),
      charts: charts(comparison),
      result: { requests: plan.requests, figures, ratios: [...comparison.headline('small'), ...comparison.headline('large')] },
    };
  } finally {
    installed.remove();
  }
});
