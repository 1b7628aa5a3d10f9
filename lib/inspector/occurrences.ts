/** Which deliveries are of the same event. */
export class Occurrences {
  readonly #all = new Map<string, { count: number; readonly kept: number[] }>();

  /** @returns which delivery of its event it is */
  add(occurrence: string, delivery: number): number {
    if (occurrence === '') return 1;
    const known = this.#all.get(occurrence);
    if (known === undefined) {
      this.#all.set(occurrence, { count: 1, kept: [delivery] });
      return 1;
    }
    known.count += 1;
    known.kept.push(delivery);
    return known.count;
  }

  /** Forgets a delivery: always the oldest one of all. */
  remove(occurrence: string): void {
    const known = this.#all.get(occurrence);
    known?.kept.shift();
    if (known?.kept.length === 0) this.#all.delete(occurrence);
  }

  /** Those that are kept, the oldest first. */
  of(occurrence: string, delivery: number): readonly number[] {
    return this.#all.get(occurrence)?.kept ?? [delivery];
  }
}
