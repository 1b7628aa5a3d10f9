export { enqueueTo, type EnqueueHandler, type JobOptions, type JobQueue } from './enqueue-to.js';
export { type EventDispatcher, processWith, type StoredJob } from './process-with.js';
export type { QueuedEvent, StoredEvent } from './stored-event.js';
