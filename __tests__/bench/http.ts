import { createRequire } from 'node:module';
import { Comparison } from './http/comparison.js';
import { CANDIDATES, nameOf } from './http/candidates.js';
import { charts, report } from './http/report.js';
import { type Plan, runRounds } from './http/rounds.js';
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
  const plan: Plan = {
    candidates: CANDIDATES,
    rounds,
    warmUps: quick ? 0 : 8,
    requests: quick ? { small: 40, large: 8 } : { small: 2_000, large: 300 },
    shareServers: quick,
  };
  const cores = pinning();
  const installed = install();
  try {
    const comparison = new Comparison(await runRounds(plan, installed, cores, progress));
    const figures = comparison.figures().map(({ candidate, ...figure }) => ({ name: nameOf(candidate), ...candidate.server, size: candidate.size, form: candidate.form, ...figure }));
    return {
      name: 'bench',
      markdown: report(comparison, plan, versions(), cores.measured !== undefined),
      charts: charts(comparison),
      result: { requests: plan.requests, figures, ratios: [...comparison.headline('small'), ...comparison.headline('large')] },
    };
  } finally {
    installed.remove();
  }
});
