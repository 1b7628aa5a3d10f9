/** A user's stay in a room, or connection to the chat. */
export interface Stay {
  readonly session: string;
  /** In ms. */
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
  recording: Recording | undefined;
}

export interface Recording {
  readonly task: string;
  readonly since: number;
  /** Every stream that it has seen, and whose it was. */
  readonly streams: Map<string, string>;
}

/** Why a stay ends. */
export type Ending = 'normal' | 'connection lost' | 'elsewhere' | 'kicked' | 'room closed';
