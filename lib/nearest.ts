import type * as Levenshtein from 'fastest-levenshtein';

/** The known name that is spelled most like the given one. The library is only loaded for a mistake: it takes 0.4 ms and 256 KB. */
export function nearest(name: string, known: readonly string[]): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { closest } = require('fastest-levenshtein') as typeof Levenshtein;
  return closest(name, known);
}
