import { Random } from './random.js';

export interface MishandlingOptions<C> {
  /** Share of the callbacks that come late, behind others that were made after them; from 0 to 1. Default 0. */
  readonly disorder?: number | undefined;
  /** Share of the callbacks that come twice. Default 0. */
  readonly duplicates?: number | undefined;
  /** Share of the callbacks that never come. Default 0. */
  readonly loss?: number | undefined;
  /** How many others a late or second one is behind, at most. Default 100. */
  readonly behind?: number | undefined;
  /** The same seed brings the same mishaps, from 0 to 2^32 - 1. Default 1. */
  readonly seed?: number | undefined;
  /** Whether a callback may be lost. Default: each may. */
  readonly mayLose?: ((callback: C) => boolean) | undefined;
}

/** What becomes of a callback; one that comes twice has two of them, with the same callback. */
export interface Mishandled<C> {
  readonly callback: C;
  readonly fate: 'sent' | 'repeated' | 'lost';
}

/**
 * What the network makes of callbacks: late, twice or lost. They come in the order in which they should be sent, each
 * when it is asked for; those that are lost are told as well, and should not be sent.
 *
 * @throws RangeError when an option is out of its range
 * @see docs/testing.md
 * @example
 * for (const { callback, fate } of mishandle(callbacks, { disorder: 0.3, duplicates: 0.1, seed: 7 })) {
 *   if (fate !== 'lost') await send.body(signBody(callback.body, { secret }));
 * }
 */
export function mishandle<C>(callbacks: Iterable<C>, { disorder = 0, duplicates = 0, loss = 0, behind = 100, seed = 1, mayLose = () => true }: MishandlingOptions<C> = {}): Iterable<Mishandled<C>> {
  for (const [option, share] of Object.entries({ disorder, duplicates, loss })) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`Option "${option}" must be a share from 0 to 1; it is ${share}.`);
  }
  if (!Number.isInteger(behind) || behind < 1) throw new RangeError(`Option "behind" must be a whole number above 0; it is ${behind}.`);
  const random = new Random(seed);
  return pass(callbacks, (callback) => {
    const [isLost, isLate, isRepeated] = [random.happens(loss), random.happens(disorder), random.happens(duplicates)];
    const [delay, pause] = [1 + random.below(behind), 1 + random.below(behind)];
    // Chance is asked the same number of times for each, so that what is lost changes nothing for the others.
    return { isLost: isLost && mayLose(callback), delay: isLate ? delay : 0, repeatedAfter: isRepeated ? pause : undefined };
  });
}

interface Mishap {
  readonly isLost: boolean;
  /** Behind so many others. */
  readonly delay: number;
  readonly repeatedAfter: number | undefined;
}

function* pass<C>(callbacks: Iterable<C>, mishapOf: (callback: C) => Mishap): Generator<Mishandled<C>, void> {
  const late = new Map<number, Mishandled<C>[]>();
  const postpone = (at: number, one: Mishandled<C>): void => {
    const others = late.get(at);
    if (others === undefined) late.set(at, [one]);
    else others.push(one);
  };
  let at = 0;
  const due = (): readonly Mishandled<C>[] => {
    const ones = late.get(at) ?? [];
    late.delete(at);
    return ones;
  };

  for (const callback of callbacks) {
    const { isLost, delay, repeatedAfter } = mishapOf(callback);
    if (isLost) yield { callback, fate: 'lost' };
    else {
      if (delay === 0) yield { callback, fate: 'sent' };
      else postpone(at + delay, { callback, fate: 'sent' });
      if (repeatedAfter !== undefined) postpone(at + delay + repeatedAfter, { callback, fate: 'repeated' });
    }
    // Behind this one: late ones have been overtaken by it.
    yield* due();
    at += 1;
  }
  for (const [, ones] of [...late].sort(([a], [b]) => a - b)) yield* ones;
}
