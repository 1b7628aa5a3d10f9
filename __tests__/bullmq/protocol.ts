/** What a process is started with, and what it tells the one that has started it. */
interface Settings {
  readonly redisPort: number;
  readonly queueName: string;
  readonly secret: string;
}

export interface WebSettings extends Settings {
  /** From this event on, each is stored and not answered. */
  readonly silentFrom: number;
}

export interface WorkerSettings extends Settings {
  readonly name: string;
  /** Where its journal lies. */
  readonly folder: string;
  /** The run in which it does not come to an end: before its effect, or between that and telling the queue. */
  readonly stuck?: { readonly at: number; readonly beforeEffect: boolean };
}

export type Message = { readonly what: 'listening'; readonly port: number } | { readonly what: 'ready' | 'silent' | 'stuck' };

/** Jobs that a worker has in hand at once. */
export const CONCURRENCY = 8;

/** After so long, the jobs of a dead worker are free. A live one must not fall behind by that much, however slow the machine. */
export const LOCK_MS = 4_000;

export function tell(message: Message): void {
  process.send?.(message);
}

/** The settings as JSON: only the tests start these processes, with those of their kind. */
export const ownSettings = (): string => process.argv[2] ?? '';

/** Without the one that started it, nobody would ever end it. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(1));
}
