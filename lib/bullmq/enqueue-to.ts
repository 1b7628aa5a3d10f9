import { type QueuedEvent, storeEvent, type StoredEvent } from './stored-event.js';

/** As much of a BullMQ queue as is needed. Whatever release of BullMQ it is of, `Options` are what its jobs take. */
export interface JobQueue<Options extends object = object> {
  /** What the queue was made with; it goes before the defaults of `enqueueTo`. */
  readonly defaultJobOptions?: object | undefined;
  add(name: string, data: StoredEvent, options?: Options): Promise<unknown>;
}

/** What BullMQ lets you say about a job, save for what decides whether there is one. */
export type JobOptions<Options extends object> = Omit<Options, (typeof NOT_YOURS)[number]>;

/** Resolves when the queue has stored the event. */
export type EnqueueHandler = (event: QueuedEvent) => Promise<void>;

/** With any of these, two events could become one job, or a repeated callback a second one. `debounce` is of BullMQ 5. */
const NOT_YOURS = ['jobId', 'repeat', 'deduplication', 'debounce'] as const;

const DEFAULTS = {
  // BullMQ would try once. Twelve attempts take 34 minutes: longer than most deployments and restarts of a database.
  attempts: 12,
  backoff: { type: 'exponential', delay: 1_000 },
  // As long as handled events are remembered by default: until then, a repeated callback finds the job done.
  removeOnComplete: { age: 600 },
  // Nothing about jobs that failed for good: BullMQ keeps them, and somebody must look at them.
};

/** Its answer is the decision, and a job can answer nothing. */
const DECISION_EVENT = 'before_send_msg';

/**
 * A handler that puts events into a BullMQ queue: the callback is acknowledged once the job is stored, and a worker
 * with `processWith` handles it later. The job's id is `event.id`, so a repeated callback finds its job and adds none.
 * `before_send_msg` is left out: it wants a decision at once.
 *
 * @param options of each job: `attempts` (default 12), `backoff` (exponential, from 1 s), `removeOnComplete` (after
 * 600 s) and all others that BullMQ takes, in its units; they go before the queue's `defaultJobOptions`
 * @throws TypeError when the queue is none, or an option would undo the id. The handler rejects with BullMQ's error
 * when the job cannot be stored; the callback is then answered 500, and ZEGO sends it again
 * @see docs/queues.md
 * @example
 * const queue = new Queue('zego', { connection });
 * zego.onAny(enqueueTo(queue));
 */
export function enqueueTo<Options extends object>(queue: JobQueue<Options>, options?: JobOptions<Options>): EnqueueHandler;
export function enqueueTo(queue: JobQueue, options: object = {}): EnqueueHandler {
  assertQueue(queue);
  for (const option of NOT_YOURS) {
    if (option in options) throw new TypeError(`enqueueTo() takes no option "${option}": each event becomes one job, whose id is event.id.`);
  }
  const jobOptions = { ...DEFAULTS, ...given(queue.defaultJobOptions), ...given(options) };
  return async function enqueue(event) {
    if (event.name === DECISION_EVENT && !('reasons' in event)) return;
    await queue.add(event.name, storeEvent(event), { ...jobOptions, jobId: event.id });
  };
}

function assertQueue(queue: unknown): void {
  if (typeof queue === 'object' && queue !== null && 'add' in queue && typeof queue.add === 'function') return;
  throw new TypeError(`enqueueTo() expects a BullMQ Queue, an object with the method "add"; it is ${queue === null ? 'null' : typeof queue}.`);
}

/** `undefined` says nothing; BullMQ would take it for no attempts. */
function given(options: object = {}): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
