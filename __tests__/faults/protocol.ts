/** What a server process is told when it starts. */
export interface WorkerSettings {
  /** Of this process, not of its place: the one that follows it has another. */
  readonly name: string;
  readonly client: 'node-redis' | 'ioredis';
  readonly redisPort: number;
  readonly secret: string;
  /** Where its journal goes. */
  readonly folder: string;
}

/** What it says when it listens. */
export interface WorkerReady {
  readonly port: number;
}

export const MOUNT = '/api/zego/callbacks';
/** In every answer: the name of the process that gave it. */
export const PROCESS_HEADER = 'x-process';

/** In every request: the sender's name of the event, for the journal; the body may never get so far. */
export const KEY_HEADER = 'x-key';

/** What is to go wrong with an event on purpose, besides what chance brings. */
export type Trouble = 'none' | 'fails' | 'slow' | 'body cut' | 'wait cut';

/** The sender's name of an event, which some field of its payload carries. The handler reads its part in the trouble there. */
export const keyOf = (number: number, trouble: Trouble): string => `e${String(number).padStart(5, '0')}-${trouble.replace(' ', '_')}`;
export const troubleOf = (key: string): string => key.slice(key.indexOf('-') + 1);
