type Key = readonly (number | string)[];

/** Ids of ZEGO are digits that grow; so a longer one is a later one. */
function compareOne(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [String(a), String(b)];
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}

export function compare(a: Key, b: Key): number {
  for (const [n, value] of a.entries()) {
    const difference = compareOne(value, b[n] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The last one by its key, whatever order they came in. Ties are between equals. */
export function latest<T>(items: readonly (T | undefined)[], key: (item: T) => Key): T | undefined {
  let last: T | undefined;
  for (const item of items) {
    if (item !== undefined && (last === undefined || compare(key(item), key(last)) > 0)) last = item;
  }
  return last;
}

/** The last one of each kind. */
export function latestOfEach<T>(items: readonly T[], kind: (item: T) => string, key: (item: T) => Key): readonly T[] {
  const last = new Map<string, T>();
  for (const item of items) {
    const other = last.get(kind(item));
    if (other === undefined || compare(key(item), key(other)) > 0) last.set(kind(item), item);
  }
  return [...last.values()];
}
