import type { Draft, PresenceStore } from '../../lib/presence/index.js';
import { type Delivery, expectView, follower, seen } from './following.js';
import { Replay } from './replay.js';
import type { View } from './world.js';

type Documents = ReadonlyMap<string, ReadonlyMap<string, object>>;

/** A store whose whole content can be taken out and put back. Time stands still, so nothing expires. */
class Shelf implements PresenceStore {
  content: Documents = new Map();

  async update<T>(name: string, _parts: readonly string[], change: (draft: Draft) => T): Promise<T> {
    const parts = new Map(this.content.get(name));
    const result = change({ get: (part) => parts.get(part), all: () => new Map(parts), set: (part, value) => void parts.set(part, value), delete: (part) => void parts.delete(part) });
    this.content = new Map(this.content).set(name, parts);
    return result;
  }

  async read(name: string): Promise<ReadonlyMap<string, object>> {
    return this.content.get(name) ?? new Map<string, object>();
  }

  async documents(): Promise<readonly string[]> {
    return [...this.content.keys()];
  }

  get key(): string {
    const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(sorted(this.content).map(([name, parts]) => [name, sorted(parts)]));
  }
}

/** What a tracker can come to: which callbacks and lists have come, and what it made of them. */
interface Place {
  /** One bit for each. */
  readonly come: number;
  readonly content: Documents;
  readonly view: View;
  /** What led here first, for a counter-example. */
  readonly way: readonly Delivery[];
  /** Where each leads from here. */
  readonly next: Place[];
}

export interface Explored {
  readonly places: number;
  readonly deliveries: number;
  /** Orders in which every callback comes once, and in which one of them comes once more. */
  readonly orders: number;
  readonly ordersWithRepeat: number;
}

/**
 * Delivers callbacks and lists in every order with any number of repeats. A tracker that has come to the same content goes
 * the same way from there, so each place is left once for each delivery, and yet all ways are gone. Checks that the
 * state is the expected one wherever all have come, and on each step that the events tell what has changed.
 */
export async function everyOrder(deliveries: readonly Delivery[], expected: View): Promise<Explored> {
  const shelf = new Shelf();
  const { tracker, deliver } = follower({ store: shelf, clock: () => 0 });
  const replay = new Replay(tracker);
  const all = 2 ** deliveries.length - 1;
  const places = new Map<string, Place>();
  const start: Place = { come: 0, content: new Map(), view: [], way: [], next: [] };
  places.set('', start);
  let count = 0;
  // A map is walked in the order in which places were found, those found on the way included.
  for (const place of places.values()) {
    for (const [n, delivery] of deliveries.entries()) {
      shelf.content = place.content;
      replay.reset(place.view);
      await deliver(delivery);
      count += 1;
      const come = place.come | (1 << n);
      const key = `${come} ${shelf.key}`;
      const known = places.get(key);
      const view = known?.view ?? seen(await tracker.list());
      const way = [...place.way, delivery];
      expectView({ rooms: replay.view, faults: replay.faults }, { rooms: Replay.reduced(view), faults: [] }, way);
      if (come === all) expectView(view, expected, way);
      const found = known ?? { come, content: shelf.content, view, way, next: [] };
      if (known === undefined) places.set(key, found);
      place.next.push(found);
    }
  }
  tracker.close();
  return { places: places.size, deliveries: count, orders: waysFrom(start, all, 0), ordersWithRepeat: waysFrom(start, all, 1) };
}

/** How many ways lead to where all have come, with so many repeats. */
function waysFrom(start: Place, all: number, repeats: 0 | 1): number {
  const known = [new Map<Place, number>(), new Map<Place, number>()] as const;
  const ways = (place: Place, left: 0 | 1): number => {
    if (place.come === all && left === 0) return 1;
    let count = known[left].get(place);
    if (count === undefined) {
      count = 0;
      for (const next of place.next) {
        if (next.come !== place.come) count += ways(next, left);
        else if (left === 1) count += ways(next, 0);
      }
      known[left].set(place, count);
    }
    return count;
  };
  return ways(start, repeats);
}
