/** A user's stay in a room, or connection to the chat. */
export interface Stay {
  readonly session: string;
  readonly since: number;
}

export interface Stream {
  readonly streamId: string;
  readonly userId: string;
  readonly publication: string;
  readonly since: number;
}

export interface Room {
  readonly roomId: string;
  readonly session: string;
  readonly users: Map<string, Stay>;
  readonly streams: Map<string, Stream>;
  /** ZEGO counts the changes of both lists. */
  userChanges: number;
  streamChanges: number;
}
