/**
 * Where the trackers keep what they know: documents made of named parts. An update of a document happens as a whole or
 * not at all, also when several processes make one at the same time.
 */
export interface PresenceStore {
  /**
   * Lets `change` decide what becomes of a document. It may be called more than once, so it must only look at the draft
   * and write to it.
   *
   * @param parts what `change` will surely look at; the store may have to ask again for others
   */
  update<T>(document: string, parts: readonly string[], change: (draft: Draft) => T): Promise<T>;
  /** Every part of a document. */
  read(document: string): Promise<ReadonlyMap<string, object>>;
  /** The names of all documents, and perhaps of some that are gone. */
  documents(): Promise<readonly string[]>;
}

/** A document as `change` sees it, and what is to become of it. Values are plain JSON and are never changed in place. */
export interface Draft {
  get(part: string): object | undefined;
  /** Every part, with the changes so far. */
  all(): ReadonlyMap<string, object>;
  /** @param expiresAt in ms; from then on the part does not exist any more */
  set(part: string, value: object, expiresAt?: number): void;
  delete(part: string): void;
}
