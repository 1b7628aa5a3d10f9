import type { JobQueue, StoredEvent } from '../../lib/bullmq/index.js';

/** What a queue was told to store, as it stores it: as JSON. */
export interface Ticket {
  readonly name: string;
  readonly data: unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A queue without Redis, for what happens in front of one. */
export class TicketQueue implements JobQueue<Record<string, unknown>> {
  readonly tickets: Ticket[] = [];
  readonly defaultJobOptions: object | undefined;
  /** How many additions come to nothing from now on. */
  failing = 0;

  constructor(defaultJobOptions?: object) {
    this.defaultJobOptions = defaultJobOptions;
  }

  async add(name: string, data: StoredEvent, options: Record<string, unknown> = {}): Promise<void> {
    this.failing -= 1;
    if (this.failing >= 0) throw new Error('The queue is down.');
    this.tickets.push({ name, data: JSON.parse(JSON.stringify(data)), options });
  }
}
