import type { Account } from './account.js';
import { isAcknowledged, nameOf } from './answers.js';
import { clockTime, type Verdict } from './verdict.js';

/** More would only hide the first. */
const SHOWN = 10;

/** The figures of a run, as a table. */
export function figures(account: Account, { cases, kills, absorbed }: Verdict): string {
  const { attempts, faults, incarnations } = account;
  const failed = cases.filter(({ lines }) => lines.some(({ step }) => step === 'failed')).length;
  const waits = cases.flatMap(({ attempts: [first], effects: [effect] }) => (first && effect ? [effect.at - first.startedAt] : []));
  const retries = attempts.filter(({ kind }) => kind === 'retry').length;
  const rows: readonly (readonly [string, string | number])[] = [
    ['events sent', cases.length],
    ...tally(cases.map(({ sent }) => `  ${sent.name}`)),
    ['attempts', attempts.length],
    ['  of these retries', retries],
    ['  sent twice at once, or again after success', attempts.filter(({ kind }) => kind === 'twin' || kind === 'again').length],
    ['answers and failures', attempts.length],
    ...tally(attempts.map((attempt) => `  ${nameOf(attempt)}`)),
    ['processes', incarnations.length],
    ['  killed in the middle of a handler', kills.inHandler],
    ['    of these between effect and completion', kills.beforeCompletion],
    ['  killed otherwise', kills.others],
    ['other faults', faults.length],
    ...tally(faults.map(({ what }) => `  ${what}`)),
    ['handlers that failed', failed],
    ['late handlers whose retry was absorbed', absorbed],
    ['events lost', cases.filter(({ effects }) => effects.length === 0).length],
    ['events handled, but never acknowledged', cases.filter(({ effects, attempts: all }) => effects.length > 0 && !all.some(isAcknowledged)).length],
    ['handled again after a death between effect and completion', cases.reduce((total, { duplicates }) => total + duplicates.length, 0)],
    ['handled again without excuse', cases.reduce((total, { unexplained }) => total + unexplained.length, 0)],
    ['longest time from first attempt to effect, s', (Math.max(0, ...waits) / 1_000).toFixed(1)],
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return rows.map(([what, value]) => `${what.padEnd(width)}  ${String(value).padStart(6)}`).join('\n');
}

/** Every duplicate by name. */
export function duplicates({ cases }: Verdict): string {
  return cases
    .flatMap(({ sent, duplicates: all }) => all.map(({ effect, killedAt, next }) => `${sent.key} ${sent.name} ${sent.id}: effect ${clockTime(effect.at)} in ${effect.process}, killed ${clockTime(killedAt)}; again ${clockTime(next.at)} in ${next.process}`))
    .join('\n');
}

/** Every check, with what was found against it; last a line for whoever counts. */
export function judgement({ checks }: Verdict): string {
  const lines = checks.flatMap(({ name, violations }) => [
    `${violations.length === 0 ? 'passed' : 'FAILED'}  ${name}`,
    ...violations.slice(0, SHOWN),
    ...(violations.length > SHOWN ? [`… and ${violations.length - SHOWN} more`] : []),
  ]);
  const failed = checks.filter(({ violations }) => violations.length > 0).length;
  return [...lines, '', `${checks.length - failed} passed, ${failed} failed`].join('\n');
}

function tally(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}
