import type { Request } from 'express';
import type { AnyEvent, HandlerContext, MaybePromise } from './delivery.js';
import { quote, typeName, ZegoCallbackError } from './errors.js';
import { isPromise } from './guards.js';
import { after, rescued } from './maybe-promise.js';

/** A handler of any event, as the registry keeps it; the public types are narrower. */
export type AnyHandler = (event: AnyEvent, context: HandlerContext) => unknown;

const NONE: readonly AnyHandler[] = [];

/** Who is called for which event. Lists are replaced, never changed, so that one being run stays as it is. */
export class Registry {
  readonly #byName = new Map<string, readonly AnyHandler[]>();
  #any = NONE;
  #unknown = NONE;

  add(name: string, handler: AnyHandler): void {
    this.#byName.set(name, [...this.of(name), handler]);
  }

  remove(name: string, handler: AnyHandler): void {
    this.#byName.set(
      name,
      this.of(name).filter((one) => one !== handler),
    );
  }

  addAny(handler: AnyHandler): void {
    this.#any = [...this.#any, handler];
  }

  addUnknown(handler: AnyHandler): void {
    this.#unknown = [...this.#unknown, handler];
  }

  of(name: string): readonly AnyHandler[] {
    return this.#byName.get(name) ?? NONE;
  }

  /** Everybody to call: those of the event, then those of any event; or those of unknown ones. */
  handlersFor(name: string, known: boolean): readonly AnyHandler[] {
    if (!known) return this.#unknown;
    return this.#any.length === 0 ? this.of(name) : [...this.of(name), ...this.#any];
  }
}

/** What handlers get beside the event. The AbortController is only made for a handler that looks at `signal`. */
export class DeliveryContext implements HandlerContext {
  readonly req: Request | undefined;
  #controller: AbortController | undefined;
  #aborted = false;

  constructor(req: Request | undefined) {
    this.req = req;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }
}

/** One handler's run, written as it goes on. */
export interface TimedRun {
  readonly name: string;
  ms: number | undefined;
  error: unknown;
}

/** When the handlers of a delivery began and ended, by `performance.now()`, and each one's run where that is wanted. */
export interface HandlerWatcher {
  handlersBegunAt: number | undefined;
  handlersEndedAt: number | undefined;
  readonly runs: TimedRun[] | undefined;
}

/**
 * Calls all handlers, in the order they were registered, and waits for all of them. One that fails does not
 * keep the others from running.
 *
 * @returns what each handler returned
 * @throws ZegoCallbackError `handler_failed` with every failure in `errors`
 */
export function runHandlers(handlers: readonly AnyHandler[], event: AnyEvent, context: HandlerContext, watcher?: HandlerWatcher): MaybePromise<readonly unknown[]> {
  if (handlers.length === 0) return [];
  if (watcher !== undefined) watcher.handlersBegunAt = performance.now();
  const failures: unknown[] = [];
  const runs = watcher?.runs;
  const results = handlers.map((handler) => call(runs === undefined ? handler : timed(handler, runs), event, context, failures));
  const gather = (returned: readonly unknown[]): readonly unknown[] => {
    if (watcher !== undefined) watcher.handlersEndedAt = performance.now();
    if (failures.length > 0) throw failed(handlers.length, event, failures);
    return returned;
  };
  return results.some(isPromise) ? Promise.all(results).then(gather) : gather(results);
}

function call(handler: AnyHandler, event: AnyEvent, context: HandlerContext, failures: unknown[]): unknown {
  return rescued(
    () => handler(event, context),
    (error) => void failures.push(error),
  );
}

function timed(handler: AnyHandler, runs: TimedRun[]): AnyHandler {
  const run: TimedRun = { name: handler.name, ms: undefined, error: undefined };
  runs.push(run);
  return (event, context) => {
    const begunAt = performance.now();
    const end = (): void => { run.ms = performance.now() - begunAt; };
    const work = (): unknown => after(handler(event, context), (result) => {
      end();
      return result;
    });
    return rescued(work, (error) => {
      end();
      run.error = error;
      throw error;
    });
  };
}

function failed(count: number, event: AnyEvent, failures: readonly unknown[]): ZegoCallbackError {
  return new ZegoCallbackError('handler_failed', {
    hint: `${failures.length} of ${count} handlers of ${quote(event.name)} failed: ${failures.map(describe).join('; ')}`,
    cause: failures[0],
    errors: failures,
  });
}

function describe(error: unknown): string {
  return quote(error instanceof Error ? error.message : error);
}

const DECISION_TEXTS = ['reason', 'new_payload', 'new_msg_body'] as const;

/**
 * The answer to `before_send_msg`, checked before it is sent. ZEGO takes anything it does not understand for 0.
 *
 * @throws ZegoCallbackError `handler_failed` when it is no decision
 */
export function decisionBody(decision: unknown): string {
  if (typeof decision !== 'object' || decision === null || Array.isArray(decision)) {
    throw notADecision(`it returned ${typeName(decision)}; expected an object such as { result: 1 }`);
  }
  const { result, ...texts } = decision as Readonly<Record<string, unknown>>;
  if (result !== 0 && result !== 1 && result !== 2 && result !== 3) {
    throw notADecision(`"result" must be 0 (neutral), 1 (send), 2 (send silently) or 3 (do not send); it is ${quote(result)}`);
  }
  for (const [key, value] of Object.entries(texts)) {
    if (!(DECISION_TEXTS as readonly string[]).includes(key)) throw notADecision(`it has an unknown member ${quote(key)}; known are result, ${DECISION_TEXTS.join(', ')}`);
    if (value !== undefined && typeof value !== 'string') throw notADecision(`"${key}" must be a string; it is a ${typeName(value)}`);
  }
  return JSON.stringify({ result, ...texts });
}

function notADecision(why: string): ZegoCallbackError {
  const cause = new TypeError(`The handler of before_send_msg returned no decision: ${why}.`);
  return new ZegoCallbackError('handler_failed', { hint: cause.message, cause, errors: [cause] });
}
