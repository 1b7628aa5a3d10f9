import type { Account, Attempt } from './account.js';
import { decisionIn, isAcknowledged, isDocumented, nameOf } from './answers.js';
import { type Case, casesOf, grouped } from './cases.js';
import { openWork, type Step } from './journal.js';

/** One guarantee, and what was found against it. */
export interface Check {
  readonly name: string;
  readonly violations: readonly string[];
}

export interface Verdict {
  readonly checks: readonly Check[];
  readonly cases: readonly Case[];
  readonly kills: { readonly inHandler: number; readonly beforeCompletion: number; readonly others: number };
  /** Late handlers whose event was done when the retry came. */
  readonly absorbed: number;
}

/** What must have happened, or else nothing was proven. */
export interface Demands {
  readonly events: number;
  readonly kills: number;
  readonly faults: readonly string[];
}

/** Judges a run. Knows nothing but the account, so that the judge can be tested. */
export function verdict(account: Account, demands: Demands): Verdict {
  const { sent, attempts, lines, incarnations, faults } = account;
  const cases = casesOf(account);
  const about = (wrong: (one: Case) => boolean): string[] => cases.filter(wrong).map((one) => story(one, account));
  const ids = new Map(sent.map(({ key, id }) => [key, id]));
  const kills = killsOf(account);
  const absorbed = cases.filter(wasAbsorbed).length;
  const missing: readonly (readonly [string, boolean])[] = [
    [`${demands.events} events (there were ${sent.length})`, sent.length >= demands.events],
    [`${demands.kills} kills in the middle of handlers (there were ${kills.inHandler})`, kills.inHandler >= demands.kills],
    ...demands.faults.map((fault) => [fault, faults.some(({ what }) => what === fault)] as const),
    ['a handler that fails, and runs again', cases.some(({ attempts: all, effects }) => effects.length > 0 && all.some((attempt) => nameOf(attempt) === '500 handler_failed'))],
    ['a late handler whose retry is absorbed', absorbed > 0],
    ['a connection that the sender cuts', attempts.some(({ failure }) => failure === 'cut by the sender')],
    ['a duplicate', cases.some(({ duplicates }) => duplicates.length > 0)],
  ];

  const checks: Check[] = [
    { name: 'everything that was to be tested did happen', violations: missing.filter(([, happened]) => !happened).map(([what]) => `missing: ${what}`) },
    { name: 'no event was lost', violations: about(({ effects }) => effects.length === 0) },
    { name: 'no event was handled again but after a death between its effect and its completion', violations: about(({ unexplained }) => unexplained.length > 0) },
    { name: 'nothing was handled that was not sent, and every process gave an event the same id', violations: lines.filter(({ key, id }) => key !== undefined && id !== undefined && ids.get(key) !== id).map(shown) },
    { name: 'nothing was acknowledged before it was handled', violations: about(({ attempts: all, effects }) => all.some((attempt) => isAcknowledged(attempt) && !effects.some(({ at }) => at <= attempt.endedAt))) },
    { name: 'every answer is a documented one', violations: about((one) => !one.attempts.every((attempt) => isDocumented(attempt, one))) },
    { name: 'a repeated decision is the first one', violations: about(({ attempts: all, duplicates }) => duplicates.length === 0 && new Set(all.map(decisionIn).filter(Boolean)).size > 1) },
    { name: 'no attempt was left without an answer', violations: about(({ attempts: all }) => all.some(({ failure }) => failure === 'no answer')) },
    { name: 'no connection was lost but by a kill or a cut', violations: about(({ attempts: all }) => all.some((attempt) => attempt.failure === 'connection lost' && !wasBroken(attempt, account))) },
    { name: 'no process complained, or ended by itself', violations: incarnations.filter(({ complaints, killedAt, ending }) => complaints !== '' || (killedAt === undefined && ending !== 'as asked')).map(shown) },
  ];
  return { checks, cases, kills, absorbed };
}

function killsOf({ lines, incarnations }: Account): Verdict['kills'] {
  const linesBy = grouped(lines, ({ process }) => process);
  const deaths = incarnations.filter(({ killedAt }) => killedAt !== undefined).map(({ name }) => [...openWork(linesBy.get(name) ?? []).values()]);
  const during = (...steps: readonly Step[]): number => deaths.filter((open) => open.some((step) => steps.includes(step))).length;
  const inHandler = during('begun', 'effect');
  return { inHandler, beforeCompletion: during('effect'), others: deaths.length - inHandler };
}

function wasAbsorbed({ sent, attempts, effects }: Case): boolean {
  return sent.trouble === 'slow' && effects.length === 1 && attempts.some((attempt) => nameOf(attempt) === '503 handler_timeout') && attempts.some(isAcknowledged);
}

function wasBroken({ process, startedAt, endedAt }: Attempt, { incarnations, faults }: Account): boolean {
  const killedAt = incarnations.find(({ name }) => name === process)?.killedAt;
  return (killedAt !== undefined && killedAt <= endedAt) || faults.some(({ what, at }) => what === CONNECTIONS_CUT && at >= startedAt && at <= endedAt);
}

/** Of the faults, the one that explains lost connections. */
export const CONNECTIONS_CUT = 'connections cut';

const shown = (fact: object): string => JSON.stringify(fact);

/** What happened to an event, and around it, in the order of time. */
function story({ sent, attempts, lines }: Case, { incarnations, faults }: Account): string {
  const own: Told[] = [
    ...attempts.flatMap((attempt): Told[] => [
      [attempt.startedAt, `${attempt.kind} attempt, to ${attempt.process ?? 'nobody'}`],
      [attempt.endedAt, `${attempt.kind} attempt: ${nameOf(attempt)} ${attempt.answer?.text ?? ''}`],
    ]),
    ...lines.map(({ at, process, step, run }): Told => [at, `${process}: ${step} ${run ?? ''}`]),
  ];
  const times = own.map(([at]) => at);
  const processes = new Set([...attempts, ...lines].map(({ process }) => process));
  const around: Told[] = [
    ...incarnations.flatMap(({ name, killedAt }): Told[] => (processes.has(name) && killedAt !== undefined ? [[killedAt, `${name}: killed`]] : [])),
    ...faults.map(({ at, what }): Told => [at, what]),
  ].filter(([at]) => at >= Math.min(...times) && at <= Math.max(...times));
  const told = [...own, ...around].sort(([a], [b]) => a - b).map(([at, what]) => `  ${clockTime(at)} ${what}`);
  return [`${sent.key} ${sent.name} ${sent.id}`, ...told].join('\n');
}

type Told = readonly [at: number, what: string];

/** Hours to milliseconds. */
export const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 23);
