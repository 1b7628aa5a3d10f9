import type { ZegoEventName } from '../../lib/index.js';
import type { Line } from './journal.js';
import type { Trouble } from './protocol.js';

/** An event that was sent, whatever came of it. */
export interface Sent {
  readonly key: string;
  /** As computed beside the servers, from the first attempt. */
  readonly id: string;
  readonly name: ZegoEventName;
  readonly trouble: Trouble;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One request and its end. */
export interface Attempt {
  readonly key: string;
  /** `first` and `retry` follow the schedule; `twin` runs beside the first, `again` comes after success. */
  readonly kind: 'first' | 'retry' | 'twin' | 'again';
  readonly startedAt: number;
  readonly endedAt: number;
  readonly process: string | undefined;
  readonly answer?: Answer;
  /** Why there is no answer. */
  readonly failure?: 'cut by the sender' | 'connection lost' | 'no answer';
}

/** A server process, from its start to its end. */
export interface Incarnation {
  readonly name: string;
  /** When it was sent SIGKILL, if it was. */
  readonly killedAt?: number;
  /** How it ended otherwise. */
  readonly ending?: string;
  /** What it wrote to its standard error. */
  readonly complaints: string;
}

/** Something done from outside, other than a kill. */
export interface Fault {
  readonly what: string;
  readonly at: number;
}

/** All that is known after a run. */
export interface Account {
  readonly sent: readonly Sent[];
  readonly attempts: readonly Attempt[];
  readonly lines: readonly Line[];
  readonly incarnations: readonly Incarnation[];
  readonly faults: readonly Fault[];
}
