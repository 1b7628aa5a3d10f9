import { distance } from 'fastest-levenshtein';
import { eventNames, schemas, type ZegoEventName } from '../index.js';
import { CliError } from './exit-codes.js';

const MOST_SUGGESTIONS = 3;

/** The names that a misspelt one may stand for, the likeliest first. */
export function nearest(text: string, names: readonly string[]): readonly string[] {
  const wanted = text.toLowerCase().replaceAll(/[-\s.]/g, '_');
  const far = (name: string): number => (name.toLowerCase().includes(wanted) && wanted.length > 2 ? 0 : distance(wanted, name.toLowerCase()));
  return names
    .map((name) => ({ name, far: far(name) }))
    .filter(({ name, far }) => far <= Math.max(2, name.length * 0.4))
    .sort((a, b) => a.far - b.far)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ name }) => name);
}

/** @throws CliError that names the nearest events */
export function knownEvent(text: string): ZegoEventName {
  const found = eventNames.find((name) => name === text);
  if (found !== undefined) return found;
  throw new CliError(`There is no event "${text}".${didYouMean(nearest(text, eventNames))} "zego-callbacks events" lists them all.`);
}

/** @throws CliError that names the nearest products */
export function knownProduct(text: string): string {
  const products = Array.from(new Set(eventNames.map((name) => schemas[name]['x-zego'].product)));
  if (products.includes(text)) return text;
  throw new CliError(`There is no product "${text}".${didYouMean(nearest(text, products))} Known are ${products.join(', ')}.`);
}

export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
}
