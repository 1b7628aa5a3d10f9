/** A piece of a text, from one index up to another one. */
export type Range = readonly [from: number, to: number];

/** What a text says once it is decoded, and where each of its characters came from. */
interface Layer {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

interface Decoder {
  readonly pattern: RegExp;
  /** `undefined` for what only looks like an escape. */
  readonly decode: (escape: string) => string | undefined;
}

/** JSON in a text of JSON in a percent-encoded body, and one more. */
const DEEPEST = 5;
/** Characters that are decoded at most. A megabyte in every usual spelling needs less. */
const MOST_WORK = 24_000_000;

/**
 * Finds texts in another one in whatever spelling they stand there: plain, percent-encoded as in a form or a URL,
 * escaped as in JSON, and these in each other; wholly or in part.
 *
 * @returns where they stand, in order and apart from each other; `undefined` when the text is wrapped so often that
 *   nobody can say
 */
export function findSpelled(text: string, needles: readonly string[]): Range[] | undefined {
  const holding: string[] = [];
  const came = unwrapped(text, (one) => one, decoded, (one) => { if (needles.some((needle) => one.includes(needle))) holding.push(one); });
  if (!came) return undefined;
  // To remember where each character came from takes long, and hardly any text has a secret in it.
  if (holding.length === 0) return [];
  const found: Range[] = [];
  unwrapped(whole(text), (layer) => layer.text, decodedLayer, (layer) => { found.push(...rangesIn(layer, needles)); });
  return merged(found);
}

/** Looks at a text and at everything that it can be decoded to. @returns whether that came to an end */
function unwrapped<T>(outermost: T, textOf: (layer: T) => string, decode: (layer: T, decoder: Decoder) => T, look: (layer: T) => void): boolean {
  let work = 0;
  let layers: readonly T[] = [outermost];
  for (let depth = 0; layers.length > 0; depth += 1) {
    const below = new Map<string, T>();
    for (const layer of layers) {
      look(layer);
      for (const decoder of DECODERS) {
        const inner = decode(layer, decoder);
        const text = textOf(inner);
        if (text === textOf(layer) || below.has(text)) continue;
        work += text.length;
        if (work > MOST_WORK || depth === DEEPEST) return false;
        below.set(text, inner);
      }
    }
    layers = [...below.values()];
  }
  return true;
}

function whole(text: string): Layer {
  const places = Array.from({ length: text.length }, (_, at) => at);
  return { text, from: places, to: places.map((at) => at + 1) };
}

function rangesIn({ text, from, to }: Layer, needles: readonly string[]): Range[] {
  return needles.flatMap((needle) => {
    const ranges: Range[] = [];
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) ranges.push([from[at] ?? 0, to[at + needle.length - 1] ?? 0]);
    return ranges;
  });
}

function merged(ranges: Range[]): Range[] {
  const apart: [number, number][] = [];
  for (const [from, to] of ranges.sort(([a], [b]) => a - b)) {
    const last = apart.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

function decoded(text: string, { pattern, decode }: Decoder): string {
  return text.replace(pattern, (escape) => decode(escape) ?? escape);
}

function decodedLayer({ text, from, to }: Layer, { pattern, decode }: Decoder): Layer {
  const inner: { text: string; from: number[]; to: number[] } = { text: '', from: [], to: [] };
  let copied = 0;
  const copy = (end: number): void => {
    inner.text += text.slice(copied, end);
    for (; copied < end; copied += 1) {
      inner.from.push(from[copied] ?? 0);
      inner.to.push(to[copied] ?? 0);
    }
  };
  for (const { 0: escape, index } of text.matchAll(pattern)) {
    const meant = decode(escape);
    if (meant === undefined) continue;
    copy(index);
    copied = index + escape.length;
    inner.text += meant;
    for (let unit = 0; unit < meant.length; unit += 1) {
      inner.from.push(from[index] ?? 0);
      inner.to.push(to[copied - 1] ?? 0);
    }
  }
  copy(text.length);
  return inner;
}

const JSON_ESCAPE = /\\(?:u[\da-f]{4}|["\\/bfnrt])/gi;
/** One character in UTF-8; bytes that are none stay as they are. */
const PERCENT_ESCAPE = /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;
const PERCENT_OR_PLUS = new RegExp(`\\+|${PERCENT_ESCAPE.source}`, 'gi');

const DECODERS: readonly Decoder[] = [
  { pattern: JSON_ESCAPE, decode: (escape) => (/^\\[BFNRTU]/.test(escape) ? undefined : (JSON.parse(`"${escape}"`) as string)) },
  { pattern: PERCENT_ESCAPE, decode: percentDecoded },
  { pattern: PERCENT_OR_PLUS, decode: (escape) => (escape === '+' ? ' ' : percentDecoded(escape)) },
];

function percentDecoded(escape: string): string | undefined {
  try {
    return decodeURIComponent(escape);
  } catch {
    return undefined;
  }
}
