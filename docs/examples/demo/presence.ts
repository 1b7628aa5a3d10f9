export interface Change {
  readonly who: string;
  /** A user may be somewhere twice, on two devices. */
  readonly session: string;
  readonly present: boolean;
  /** When it happened, by ZEGO's clock. */
  readonly at: number;
}

/**
 * Who is where. Callbacks may overtake each other, so what happened last counts, not what arrived last: sessions that
 * have ended are remembered, or a late login would bring them back. In earnest this is a table in a database.
 */
export class Presence {
  readonly #places = new Map<string, Map<string, Change>>();

  note(place: string, change: Change): void {
    const sessions = this.#places.get(place) ?? new Map<string, Change>();
    this.#places.set(place, sessions);
    const key = JSON.stringify([change.who, change.session]);
    const known = sessions.get(key);
    // Who came and left within one tick of the clock has left.
    const outdated = known !== undefined && (change.at < known.at || (change.at === known.at && !known.present));
    if (!outdated) sessions.set(key, change);
  }

  /** Everybody, by place; empty places are left out. */
  list(): Record<string, string[]> {
    const places = [...this.#places].map(([place, sessions]): [string, string[]] => {
      const present = [...sessions.values()].filter((change) => change.present);
      return [place, [...new Set(present.map(({ who }) => who))].sort()];
    });
    return Object.fromEntries(places.filter(([, everybody]) => everybody.length > 0));
  }
}
