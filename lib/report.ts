import type { Request } from 'express';
import type { CallbackAnswer, CallbackInput, Checked, DeliveryReport, Identified, MaybePromise, Received, Verified } from './delivery.js';
import { DeliveryContext, type HandlerWatcher, type TimedRun } from './dispatch.js';
import type { ZegoCallbackError } from './errors.js';
import type { DeliveryTrace } from './inspection.js';
import type { Observers } from './observers.js';
import type { Watcher } from './once.js';

/** How a delivery ended. */
export interface Closed {
  readonly answer: CallbackAnswer;
  readonly error: ZegoCallbackError | undefined;
}

/** One delivery's way through the middleware, for its report. */
export class Entry implements Watcher, HandlerWatcher, DeliveryTrace {
  readonly receivedAt: Date;
  readonly input: CallbackInput | ZegoCallbackError;
  readonly context: DeliveryContext;
  storeIsDown = false;
  handlersBegunAt: number | undefined;
  handlersEndedAt: number | undefined;
  received: Received | undefined;
  identified: Identified | undefined;
  verified: Verified | undefined;
  checked: Checked | undefined;
  readonly runs: TimedRun[] | undefined;
  readonly #observers: Observers;
  readonly #startedAt = performance.now();
  #troubles: ZegoCallbackError[] | undefined;
  #report: DeliveryReport | undefined;

  constructor(observers: Observers, receivedAt: Date, input: CallbackInput | ZegoCallbackError, req: Request | undefined) {
    this.#observers = observers;
    this.receivedAt = receivedAt;
    this.input = input;
    this.runs = observers.tracing ? [] : undefined;
    this.context = new DeliveryContext(req);
  }

  get req(): Request | undefined {
    return this.context.req;
  }

  late(): void {
    this.context.abort();
  }

  /** A failure that does not decide the answer: of the store, or of a handler that was late already. */
  trouble(error: ZegoCallbackError): void {
    if (this.#report !== undefined) this.#observers.trouble(error, this.#report);
    else (this.#troubles ??= []).push(error);
  }

  close(answer: CallbackAnswer, error: ZegoCallbackError | undefined): Closed {
    if (error !== undefined || this.#troubles !== undefined || this.#observers.watching || this.#observers.tracing) {
      const report = (this.#report = this.#describe(answer, error));
      this.#observers.report(report);
      this.#observers.trace(this, report);
      this.#troubles?.forEach((trouble) => { this.#observers.trouble(trouble, report); });
    }
    return { answer, error };
  }

  #describe({ outcome, status }: CallbackAnswer, error: ZegoCallbackError | undefined): DeliveryReport {
    const { received, identified, verified, checked } = this;
    const now = performance.now();
    return {
      outcome,
      status,
      receivedAt: this.receivedAt,
      durationMs: now - this.#startedAt,
      ...(this.handlersBegunAt !== undefined && { handlersMs: (this.handlersEndedAt ?? now) - this.handlersBegunAt }),
      ...(error && { code: error.code, error }),
      ...(received && { bodyForm: received.bodyForm }),
      ...(identified?.definition && { eventName: identified.definition.name }),
      ...(verified && { skewMs: verified.skewMs }),
      ...(checked && { event: checked.event }),
      ...(checked && checked.notices.length > 0 && { notices: checked.notices }),
    };
  }
}

/** Counts the deliveries in flight, for a shutdown that loses none. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];
  readonly #end = (): void => {
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  };

  /** @returns what is to be called at its end */
  begin(): () => void {
    this.#count += 1;
    return this.#end;
  }

  track<T>(delivery: MaybePromise<T>): Promise<T> {
    return delivery instanceof Promise ? delivery.finally(this.begin()) : Promise.resolve(delivery);
  }

  /** Resolves when no delivery is in flight. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
