import type { Account, Attempt, Incarnation, Sent } from './account.js';
import type { Line } from './journal.js';

/** An event that was handled again because the process died between its effect and its completion. */
export interface Duplicate {
  readonly effect: Line;
  readonly killedAt: number;
  readonly next: Line;
}

/** Everything known about one event. */
export interface Case {
  readonly sent: Sent;
  /** In the order of their starts. */
  readonly attempts: readonly Attempt[];
  readonly lines: readonly Line[];
  readonly effects: readonly Line[];
  readonly duplicates: readonly Duplicate[];
  /** Effects after which it was handled again without any excuse. */
  readonly unexplained: readonly Line[];
}

export function casesOf({ sent, attempts, lines, incarnations }: Account): Case[] {
  const attemptsFor = grouped(attempts, ({ key }) => key);
  // A request is known by its key only, all that follows by the id too.
  const linesOf = grouped(lines, ({ id, key }) => id ?? key ?? '');
  const processes = new Map(incarnations.map((incarnation) => [incarnation.name, incarnation]));
  return sent.map((event) => caseOf(event, attemptsFor.get(event.key) ?? [], [...(linesOf.get(event.key) ?? []), ...(linesOf.get(event.id) ?? [])], processes));
}

function caseOf(sent: Sent, attempts: readonly Attempt[], lines: readonly Line[], processes: ReadonlyMap<string, Incarnation>): Case {
  const effects = lines.filter(({ step }) => step === 'effect').sort((a, b) => a.at - b.at);
  const duplicates: Duplicate[] = [];
  const unexplained: Line[] = [];
  effects.forEach((effect, index) => {
    const next = effects[index + 1];
    if (next === undefined) return;
    const killedAt = processes.get(effect.process)?.killedAt;
    const confirmed = lines.some(({ step, process }) => step === 'completed' && process === effect.process);
    // It must have died after this effect and before the next one, and Redis must not have confirmed the completion.
    if (killedAt === undefined || confirmed || killedAt < effect.at || killedAt > next.at) unexplained.push(effect);
    else duplicates.push({ effect, killedAt, next });
  });
  return { sent, attempts: [...attempts].sort((a, b) => a.startedAt - b.startedAt), lines, effects, duplicates, unexplained };
}

export function grouped<T>(list: readonly T[], by: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}
