import type { Request } from 'express';
import type { ZegoCallbackError, ZegoErrorCode } from './errors.js';
import type { EventDefinition } from './catalogue/definition.js';
import type { ZegoEventName, ZegoPayloads, ZegoProducts } from './catalogue/generated/types.js';

/** What JSON can hold. Integers outside ±(2^53-1) are decimal strings. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export type MaybePromise<T> = T | Promise<T>;

/** How the body was written: told by its content, not by its Content-Type. */
export type BodyForm = 'json' | 'percent' | 'form' | 'parsed';

// ---------------------------------------------------------------- the parcel, stage by stage

/** After receive: fields, nothing believed yet. */
export interface Received {
  readonly fields: JsonObject;
  readonly bodyForm: BodyForm;
  /** Written as a form, whoever decoded it: a form has no way to say that a list is empty. */
  readonly isForm: boolean;
  /** Path of a number that an upstream parser has already rounded. */
  readonly roundedAt?: string;
  /** Prototype keys were left out. */
  readonly droppedKeys: boolean;
}

/** The envelope, spelled one way for all products. */
export interface Envelope {
  readonly event: string;
  readonly appId: string;
  /** Digits as they were signed. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  /** The keys that these were found under. */
  readonly keys: readonly string[];
}

/** After identify: which event it claims to be. */
export interface Identified {
  readonly received: Received;
  readonly envelope: Envelope;
  /** Absent when no schema describes the callback. */
  readonly definition: EventDefinition | undefined;
}

declare const computed: unique symbol;
/** A lower-case digest that `verify` computed and found equal to the received one. No other code makes one. */
export type VerifiedDigest = string & { readonly [computed]: true };

/** After verify: whoever signed it knows the secret. */
export interface Verified {
  readonly identified: Identified;
  readonly digest: VerifiedDigest;
  readonly timestampMs: number;
  /** Receiver's clock minus the callback's timestamp, in ms. */
  readonly skewMs: number;
}

/** After validate and normalise: an event that matches its type, or an authentic one without a type. */
export interface Checked {
  readonly verified: Verified;
  readonly event: AnyEvent;
  /** Absent for events that go to `onUnknown`. */
  readonly definition: EventDefinition | undefined;
  readonly notices: readonly Notice[];
}

// ---------------------------------------------------------------- what handlers see

interface EventBase {
  /** Deterministic: the same for a retry of the same occurrence. Safe as a queue job id. */
  readonly id: string;
  readonly appId: string;
  /** When ZEGO sent the callback. */
  readonly timestamp: Date;
  readonly nonce: string;
  readonly receivedAt: Date;
  /** The decoded body as it came, envelope included. */
  readonly raw: JsonObject;
}

/**
 * A callback of a known kind. As a union, `event.name` narrows `event.payload`.
 *
 * @example
 * const log = (event: ZegoEvent<'room_logout'>) => console.log(event.payload.user_account);
 */
export type ZegoEvent<Name extends ZegoEventName = ZegoEventName> = Name extends ZegoEventName
  ? EventBase & { readonly name: Name; readonly product: ZegoProducts[Name]; readonly payload: ZegoPayloads[Name] }
  : never;

/** An event of a kind that the user defined (option `events`). */
export interface CustomZegoEvent<Name extends string = string, Payload = JsonObject> extends EventBase {
  readonly name: Name;
  readonly product: string;
  readonly payload: Payload;
}

/** An authentic callback that no schema describes, or (with `invalidPayload: 'unknown'`) that its schema refuses. */
export interface ZegoUnknownEvent extends EventBase {
  /** What the callback calls itself; empty when it has no such field. */
  readonly name: string;
  readonly product: string;
  readonly payload: JsonObject;
  /** Why it does not match its schema; empty when there is no schema. */
  readonly reasons: readonly string[];
}

/** The widest view of an event, for code that does not care about its kind. */
export type AnyEvent = EventBase & { readonly name: string; readonly product: string; readonly payload: JsonObject; readonly reasons?: readonly string[] };

/** What a handler is given beside the event. */
export interface HandlerContext {
  /** Aborts when the handler's time is up. */
  readonly signal: AbortSignal;
  /** The request, when the event came over HTTP. */
  readonly req: Request | undefined;
}

/** The answer to `before_send_msg`. 0 neutral, 1 send, 2 send silently, 3 do not send. */
export interface Decision {
  readonly result: 0 | 1 | 2 | 3;
  /** Why it was refused; handed to the sender's client. Only with result 3. */
  readonly reason?: string | undefined;
  /** Replaces the message's `payload`. */
  readonly new_payload?: string | undefined;
  /** Replaces the message's `msg_body`. */
  readonly new_msg_body?: string | undefined;
}

/** The one event whose handler must return something. */
export type DecisionEventName = 'before_send_msg';

export type ZegoHandler<Name extends ZegoEventName = ZegoEventName> = (
  event: ZegoEvent<Name>,
  context: HandlerContext,
) => Name extends DecisionEventName ? MaybePromise<Decision> : void | Promise<void>;

// ---------------------------------------------------------------- what operators see

export type DeliveryOutcome = 'delivered' | 'duplicate' | 'unknown' | 'refused' | 'failed';

/** Something that ZEGO sends and no schema knows. At most once a minute for each kind, event and path. */
export interface Notice {
  readonly kind: 'unknown_field' | 'unknown_value' | 'dropped_key';
  readonly event: string;
  readonly path: string;
}

/** One report for every callback. */
export interface DeliveryReport {
  readonly outcome: DeliveryOutcome;
  readonly status: number;
  readonly code?: ZegoErrorCode;
  /** The known event that it claims to be, for refused callbacks too. From a short list: good as a label of a metric. */
  readonly eventName?: string;
  readonly event?: ZegoEvent | ZegoUnknownEvent | CustomZegoEvent;
  readonly error?: ZegoCallbackError;
  /** When its body was there. */
  readonly receivedAt: Date;
  /** From having the body until the answer, in ms. */
  readonly durationMs: number;
  /** How long this delivery's handlers have run, in ms; absent where none was called. */
  readonly handlersMs?: number;
  /** Receiver's clock minus the callback's timestamp, in ms. */
  readonly skewMs?: number;
  readonly bodyForm?: BodyForm;
  readonly notices?: readonly Notice[];
}

/** What `zego.receive` takes: a body in any form, or what an upstream parser made of it. */
export interface CallbackInput {
  readonly body: Uint8Array | string | object;
  /** Only a hint for error messages: the form is told by the content. */
  readonly contentType?: string | undefined;
}

/** What `zego.receive` returns, and what the middleware writes. */
export interface CallbackAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly outcome: DeliveryOutcome;
}
