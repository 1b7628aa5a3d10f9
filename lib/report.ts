import type { Request } from 'express';
import type { CallbackAnswer, Checked, DeliveryReport, Identified, Received, Verified } from './delivery.js';
import { DeliveryContext } from './dispatch.js';
import type { ZegoCallbackError } from './errors.js';
import type { Observers } from './observers.js';
import type { Watcher } from './once.js';

/** How a delivery ended. */
export interface Closed {
  readonly answer: CallbackAnswer;
  readonly error: ZegoCallbackError | undefined;
}

/** One delivery's way through the middleware, for its report. */
export class Entry implements Watcher {
  readonly receivedAt: Date;
  readonly context: DeliveryContext;
  storeIsDown = false;
  received: Received | undefined;
  identified: Identified | undefined;
  verified: Verified | undefined;
  checked: Checked | undefined;
  readonly #observers: Observers;
  readonly #startedAt = performance.now();
  #troubles: ZegoCallbackError[] | undefined;
  #report: DeliveryReport | undefined;
  #handlersBegunAt: number | undefined;
  #handlersEndedAt: number | undefined;

  constructor(observers: Observers, receivedAt: Date, req: Request | undefined) {
    this.#observers = observers;
    this.receivedAt = receivedAt;
    this.context = new DeliveryContext(req);
  }

  handlersBegin(): void {
    this.#handlersBegunAt = performance.now();
  }

  readonly handlersEnd = (): void => {
    this.#handlersEndedAt = performance.now();
  };

  late(): void {
    this.context.abort();
  }

  /** A failure that does not decide the answer: of the store, or of a handler that was late already. */
  trouble(error: ZegoCallbackError): void {
    if (this.#report !== undefined) this.#observers.trouble(error, this.#report);
    else (this.#troubles ??= []).push(error);
  }

  close(answer: CallbackAnswer, error: ZegoCallbackError | undefined): Closed {
    if (error !== undefined || this.#troubles !== undefined || this.#observers.watching) {
      const report = (this.#report = this.#describe(answer, error));
      this.#observers.report(report);
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
      ...(this.#handlersBegunAt !== undefined && { handlersMs: (this.#handlersEndedAt ?? now) - this.#handlersBegunAt }),
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

  async track<T>(delivery: Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await delivery;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) {
        for (const resolve of this.#waiting) resolve();
        this.#waiting = [];
      }
    }
  }

  /** Resolves when no delivery is in flight. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
