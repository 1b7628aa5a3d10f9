/**
 * What the server and the page say to each other, as JSON. Times are in ms since 1970. Every text may come from a
 * stranger, and is shown as text only. Secrets and redacted fields never get this far.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type Outcome = 'delivered' | 'duplicate' | 'unknown' | 'refused' | 'failed';
export const outcomes: readonly Outcome[] = ['delivered', 'duplicate', 'unknown', 'refused', 'failed'];

/** How a callback can be sent; one that came may also have been `parsed` in front. */
export type WireForm = 'json' | 'percent' | 'form';

/** A line of the list. Empty texts stand for what is not known. */
export interface DeliverySummary {
  /** Counts from 1 since the server's start. */
  readonly id: number;
  readonly at: number;
  /** Its name in the catalogue; for others what it calls itself. */
  readonly event: string;
  readonly product: string;
  readonly room: string;
  readonly user: string;
  readonly outcome: Outcome;
  readonly status: number;
  /** Of a refusal or failure. */
  readonly code: string;
  readonly form: WireForm | 'parsed' | '';
  /** Size of the body; 0 where it is not known. */
  readonly bytes: number;
  readonly durationMs: number;
  /** Receiver's clock minus the callback's timestamp. */
  readonly skewMs?: number;
  /** The earliest delivery of the same event that is still kept, for every later one. */
  readonly retryOf?: number;
  /** Which delivery of its event it is, as far as is known. */
  readonly attempt: number;
  /** How many notices and late failures stand beside the outcome. */
  readonly remarks: number;
}

/** What normalisation did to a field. `path` as in `data.ids[0]`. */
export interface Change {
  readonly path: string;
  readonly kind: 'text to number' | 'number to text' | 'text to boolean' | 'exact id' | 'parsed JSON' | 'left out' | 'added' | 'other';
  /** Short texts for people; empty where there was nothing. */
  readonly before: string;
  readonly after: string;
}

export interface Step {
  readonly name: 'receive' | 'identify' | 'verify' | 'freshness' | 'validate' | 'once' | 'handlers' | 'answer';
  readonly verdict: 'passed' | 'failed' | 'not reached';
  /** One sentence: what was found. */
  readonly text: string;
}

/** How one secret was tried. */
export interface SignatureTrial {
  /** In the order in which they were joined. The secret's text is a mask. */
  readonly parts: readonly { readonly name: 'secret' | 'timestamp' | 'nonce' | 'app id'; readonly text: string }[];
  readonly algorithm: string;
  readonly digest: string;
  readonly matches: boolean;
}

export interface SignatureShown {
  readonly received: string;
  readonly trials: readonly SignatureTrial[];
  /** The usual causes of a refusal, the likeliest first; empty when it matches. */
  readonly causes: readonly string[];
}

export interface HandlerShown {
  readonly name: string;
  /** Absent while it runs. */
  readonly ms?: number;
  /** Absent when it succeeded. */
  readonly error?: string;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** What is behind it, such as a handler's error with its stack; empty where nothing is. */
  readonly cause: string;
}

/** When ZEGO sends the callback again, and which of these deliveries have come. */
export interface Timetable {
  /** Whether ZEGO's pages tell. */
  readonly documented: boolean;
  readonly text: string;
  readonly attempts: readonly {
    readonly number: number;
    /** By the documented intervals, counted from the attempt before as far as that was seen. */
    readonly dueAt: number;
    /** The delivery that came then. */
    readonly delivery?: number;
    readonly state: 'came' | 'to come' | 'never came' | 'not needed';
  }[];
}

export interface DeliveryDetail {
  readonly summary: DeliverySummary;
  /** Deterministic id of the event; empty where it was not computed. */
  readonly eventId: string;
  readonly body: {
    /** As it came, or written anew from its fields where something is redacted or a parser in front took it apart. */
    readonly text: string;
    readonly contentType: string;
    /** What is to be said of it: cut off, redacted, not kept. Empty when it is whole. */
    readonly note: string;
  };
  /** The decoded body, envelope included; absent when it could not be decoded. */
  readonly raw?: Json;
  /** What handlers get; absent when it did not get so far. */
  readonly payload?: Json;
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  readonly signature?: SignatureShown;
  /** A sentence for each field that does not match the schema. */
  readonly violations: readonly string[];
  readonly notices: readonly { readonly kind: string; readonly path: string }[];
  readonly problem?: Problem;
  /** Failures beside the outcome: of the store, or of handlers that were late. */
  readonly late: readonly Problem[];
  readonly handlers: readonly HandlerShown[];
  readonly retries: Timetable;
  /** Ready to be pasted; empty where the body is not kept. */
  readonly curl: string;
  readonly test: string;
  /** Absent: it can be sent again. Otherwise the reason why not. */
  readonly notResendable?: string;
}

/** Deliveries in one second; `at` in seconds since 1970. */
export interface Second {
  readonly at: number;
  readonly counts: Readonly<Record<Outcome, number>>;
}

/** Event `hello`: the first message of every connection. */
export interface Hello {
  /** Another one after each start of the server: ids begin at 1 again. */
  readonly boot: string;
  readonly keep: number;
  /** Where callbacks are sent to; empty while that is not known. */
  readonly path: string;
  /** Whether rooms are shown. */
  readonly hasRooms: boolean;
  /** After a reconnection those since the last one that was seen, and earlier ones with a late failure; otherwise all that are kept. The oldest first. */
  readonly deliveries: readonly DeliverySummary[];
  readonly totals: Readonly<Record<Outcome, number>>;
  /** The last minute; seconds without a delivery are left out. */
  readonly seconds: readonly Second[];
}

/** Event `deliveries`: at most ten a second, so each may hold many. */
export interface News {
  /** New ones and changed ones, the oldest first; at most `keep`. */
  readonly deliveries: readonly DeliverySummary[];
  readonly totals: Readonly<Record<Outcome, number>>;
  /** Those that have changed. */
  readonly seconds: readonly Second[];
  readonly path: string;
}

/** Event `rooms`: all of them, at most twice a second. */
export interface RoomsShown {
  /** How many are open; the list has the first 200 by name. */
  readonly total: number;
  readonly rooms: readonly {
    readonly roomId: string;
    readonly createdAt?: number;
    readonly users: readonly { readonly userId: string; readonly userName: string; readonly loggedInAt?: number }[];
    readonly streams: readonly { readonly streamId: string; readonly userId: string; readonly createdAt: number }[];
  }[];
}

/** GET catalogue: what can be sent. */
export interface CatalogueShown {
  readonly events: readonly { readonly name: string; readonly product: string; readonly status: string }[];
}

/** GET catalogue/<event>. */
export interface EventShown {
  readonly name: string;
  readonly product: string;
  /** JSON Schema 2020-12 of the payload. */
  readonly schema: Json;
  /** The documented payload, as it travels: the fields that a sent callback may change. */
  readonly example: { readonly [field: string]: Json };
  readonly sources: readonly string[];
}

/** POST send. */
export interface SendOrder {
  readonly event: string;
  /** The whole payload: fields of the example that are missing here are left out. */
  readonly fields: { readonly [field: string]: Json };
  /** Path on this server, from its root. */
  readonly path: string;
  readonly form: WireForm;
  /** 1 to 100. */
  readonly repeats: number;
  /** Whether repeats are the same bytes, or signed anew with a nonce of their own. */
  readonly repeat: 'same' | 'signed again';
  /** Between two, in ms. All together may take a minute. */
  readonly delayMs: number;
  readonly fault: 'none' | 'wrong signature' | 'stale' | 'no signature';
}

/** POST resend. */
export interface ResendOrder {
  readonly delivery: number;
  readonly path: string;
  readonly how: 'as it was' | 'signed again';
}

/** What both are answered with. */
export interface SendResult {
  /** Status 0 and the reason as text where there was no answer. */
  readonly replies: readonly { readonly status: number; readonly text: string; readonly ms: number }[];
}

/** Body of every answer that is no success. */
export type Refusal = { readonly error: string };
