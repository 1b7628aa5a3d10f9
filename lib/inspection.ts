import type { Request } from 'express';
import type { CallbackInput, Checked, DeliveryReport, Identified, Received, Verified } from './delivery.js';
import type { ZegoCallbackError } from './errors.js';
import type { ResolvedOptions } from './options.js';

/** One handler's part in a delivery. Changes when a handler ends after the answer. */
export interface HandlerRun {
  /** The function's name; empty where it has none. */
  readonly name: string;
  /** How long it ran, in ms; `undefined` while it does. */
  readonly ms: number | undefined;
  /** What it failed with. */
  readonly error: unknown;
}

/** Everything that is known of one delivery, each stage as far as it got. Holds bodies and signatures: never log it. */
export interface DeliveryTrace {
  readonly req: Request | undefined;
  /** What was read; an error where reading failed. */
  readonly input: CallbackInput | ZegoCallbackError;
  readonly received: Received | undefined;
  readonly identified: Identified | undefined;
  readonly verified: Verified | undefined;
  readonly checked: Checked | undefined;
  /** In the order of registration; `undefined` when nobody traced as the delivery began. */
  readonly runs: readonly HandlerRun[] | undefined;
}

/** Whoever looks into deliveries. */
export interface Tracer {
  /** Called when the answer is known, before it is written. */
  closed(trace: DeliveryTrace, report: DeliveryReport): void;
  /** A failure beside a delivery: of the store, or of a handler that was late. */
  trouble(error: ZegoCallbackError, report: DeliveryReport): void;
}

/** What tools of this package may see of a middleware beyond its front door, secrets included. */
export interface Inspection {
  readonly settings: ResolvedOptions;
  trace(tracer: Tracer): void;
}

const inspections = new WeakMap<object, Inspection>();

/** Called once for each middleware. Costs nothing until somebody asks. */
export function allowInspection(zego: object, inspection: Inspection): void {
  inspections.set(zego, inspection);
}

/** `undefined` for what `zegoCallbacks()` did not make. */
export function inspectionOf(zego: object): Inspection | undefined {
  return inspections.get(zego);
}
