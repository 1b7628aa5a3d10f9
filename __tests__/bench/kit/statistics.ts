/** Of several rounds. Half of the rounds lie between the quartiles. */
export interface Summary {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly least: number;
  readonly most: number;
  readonly mean: number;
}

/** @throws RangeError when there is nothing to summarise */
export function summary(values: readonly number[]): Summary {
  if (values.length === 0 || values.some(Number.isNaN)) throw new RangeError('A summary needs one number at least, and nothing that is none.');
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    least: sorted[0]!,
    most: sorted.at(-1)!,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
  };
}

/** Between two values, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * Of two series that were measured in the same rounds. Each round is compared with itself, so that a busy time of the
 * machine, which hits both, cancels out.
 */
export function ratios(values: readonly number[], others: readonly number[]): Summary {
  if (values.length !== others.length) throw new RangeError(`Only series of the same rounds can be compared; these have ${values.length} and ${others.length}.`);
  return summary(values.map((value, round) => value / others[round]!));
}

/** The items in random order. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items.map((item) => ({ item, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);
}
