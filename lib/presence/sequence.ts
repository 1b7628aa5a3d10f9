/** Numbers that a room has counted up, one for each change of a list. */
export interface SequenceFacts {
  readonly first: number;
  readonly last: number;
  readonly missing?: readonly Missing[];
  /** Some callbacks of the list do not tell their number, so nothing can be said to be missing. */
  readonly uncounted?: true;
}

export interface Missing {
  readonly from: number;
  readonly to: number;
  /** When that was noticed, in ms. */
  readonly since: number;
  readonly told?: true;
}

/** More gaps than this at once are no gaps but another way of counting. */
const MOST_GAPS = 50;

/** Takes note of one number, or of its absence (-1). What came before the first is not missed: nobody listened then. */
export function note(facts: SequenceFacts | undefined, seq: number, now: number): SequenceFacts {
  if (seq < 0 || facts?.uncounted) return { first: 0, last: 0, uncounted: true };
  if (facts === undefined) return { first: seq, last: seq };
  const { first, last, missing = [] } = facts;
  if (seq > last) return withMissing({ first, last: seq }, seq > last + 1 ? [...missing, { from: last + 1, to: seq - 1, since: now }] : missing);
  if (seq < first) return withMissing({ first: seq, last }, seq < first - 1 ? [{ from: seq + 1, to: first - 1, since: now }, ...missing] : missing);
  return withMissing({ first, last }, missing.flatMap((gap) => without(gap, seq)));
}

function without(gap: Missing, seq: number): readonly Missing[] {
  if (seq < gap.from || seq > gap.to) return [gap];
  return [
    { ...gap, to: seq - 1 },
    { ...gap, from: seq + 1 },
  ].filter(({ from, to }) => from <= to);
}

function withMissing(facts: SequenceFacts, missing: readonly Missing[]): SequenceFacts {
  return missing.length === 0 ? facts : { ...facts, missing: missing.slice(-MOST_GAPS) };
}

/** The gaps that nothing can fill any more, and the facts with a mark that they were told. */
export function overdue(facts: SequenceFacts, now: number, patienceMs: number): { readonly gaps: readonly Missing[]; readonly facts: SequenceFacts } {
  const isOverdue = ({ since, told }: Missing): boolean => told !== true && since + patienceMs <= now;
  const gaps = (facts.missing ?? []).filter(isOverdue);
  if (gaps.length === 0) return { gaps, facts };
  return { gaps, facts: { ...facts, missing: (facts.missing ?? []).map((gap) => (isOverdue(gap) ? { ...gap, told: true as const } : gap)) } };
}
