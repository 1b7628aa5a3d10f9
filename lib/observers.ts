import { channel } from 'node:diagnostics_channel';
import type { DeliveryReport } from './delivery.js';
import { quote, type ZegoCallbackError, type ZegoErrorCode } from './errors.js';
import { isPromise } from './guards.js';
import type { DeliveryTrace, Tracer } from './inspection.js';
import { traced, warn } from './warn.js';

export type ErrorHandler = (error: ZegoCallbackError, delivery: DeliveryReport) => unknown;
export type DeliveryHandler = (delivery: DeliveryReport) => unknown;

/** Carries every report to tools that were not handed this middleware; whoever subscribes needs no reference to it. */
const reports = channel('express-zego-callbacks');

/** Scanners and tests by hand end in these; they say nothing about ZEGO's callbacks. */
const CAUSED_BY_STRANGERS: ReadonlySet<ZegoErrorCode> = new Set(['malformed_body', 'missing_signature', 'body_too_large', 'unsupported_encoding']);

/** Whoever watches deliveries. They cannot disturb one: what they throw becomes a process warning. */
export class Observers {
  readonly #errors: ErrorHandler[] = [];
  readonly #deliveries: DeliveryHandler[] = [];
  readonly #tracers: Tracer[] = [];
  readonly #warned = new Set<ZegoErrorCode>();
  #unheard = false;

  onError(handler: ErrorHandler): void {
    this.#errors.push(handler);
  }

  onDelivery(handler: DeliveryHandler): void {
    this.#deliveries.push(handler);
  }

  /** Tracers do not count as watching: whoever looks at a page on a good day would miss the warnings on a bad one. */
  onTrace(tracer: Tracer): void {
    this.#tracers.push(tracer);
  }

  get tracing(): boolean {
    return this.#tracers.length > 0;
  }

  trace(trace: DeliveryTrace, report: DeliveryReport): void {
    for (const tracer of this.#tracers) quietly(() => { tracer.closed(trace, report); });
  }

  /** Whether a report of a success would be read by anybody. */
  get watching(): boolean {
    return this.#deliveries.length > 0 || reports.hasSubscribers;
  }

  /** An authentic callback that no schema knows and nobody listens for: answered 200, but not in silence. */
  unheard(name: string): void {
    if (this.watching || this.#unheard) return;
    this.#unheard = true;
    warn(`A callback that no schema describes (${quote(name)}) was answered 200 and nobody saw it. Register zego.onUnknown() to get such callbacks; this warning is given once.`, {
      code: 'ZEGO_UNKNOWN_CALLBACK',
    });
  }

  report(delivery: DeliveryReport): void {
    for (const handler of this.#deliveries) quietly(() => handler(delivery));
    if (reports.hasSubscribers) reports.publish(delivery);
    if (delivery.error !== undefined) this.#tell(delivery.error, delivery, this.watching);
  }

  /** An error beside a delivery, which its report does not tell. */
  trouble(error: ZegoCallbackError, delivery: DeliveryReport): void {
    for (const tracer of this.#tracers) quietly(() => { tracer.trouble(error, delivery); });
    this.#tell(error, delivery, false);
  }

  /** What loses callbacks is never quiet, even with nobody listening: failures, a wrong secret or clock, a payload that is refused. */
  #tell(error: ZegoCallbackError, delivery: DeliveryReport, reported: boolean): void {
    for (const handler of this.#errors) quietly(() => handler(error, delivery));
    if (this.#errors.length > 0 || reported || CAUSED_BY_STRANGERS.has(error.code) || this.#warned.has(error.code)) return;
    this.#warned.add(error.code);
    warn(`A callback was answered ${error.status} ${error.code}: ${error.hint ?? error.message} Register zego.onError() to see every such error; this warning is given once per code.`, {
      code: 'ZEGO_UNOBSERVED_ERROR',
      detail: error.cause instanceof Error ? traced(error.cause) : undefined,
    });
  }
}

function quietly(call: () => unknown): void {
  const failed = (error: unknown): void => {
    warn(`A handler registered with onError or onDelivery failed: ${traced(error)}`, {
      code: 'ZEGO_OBSERVER_FAILED',
    });
  };
  try {
    const result = call();
    if (isPromise(result)) result.then(undefined, failed);
  } catch (error) {
    failed(error);
  }
}
