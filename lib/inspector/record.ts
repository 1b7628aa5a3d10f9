import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { DeliveryReport, ZegoCallbackError, ZegoErrorCode } from '../index.js';
import type { DeliveryTrace } from '../inspection.js';
import type { DeliverySummary } from './page/wire.js';

type Envelope = NonNullable<DeliveryTrace['identified']>['envelope'];
export type Definition = NonNullable<NonNullable<DeliveryTrace['identified']>['definition']>;

/** What may be large: it goes first when memory is short. */
export interface Content {
  readonly input: DeliveryTrace['input'];
  readonly received: DeliveryTrace['received'];
  readonly envelope: Envelope | undefined;
  readonly checked: DeliveryTrace['checked'];
  readonly notices: NonNullable<DeliveryReport['notices']>;
  readonly error: ZegoCallbackError | undefined;
  /** Whether secrets were looked up for it, so that one of them may be in it. */
  readonly hadSecrets: boolean;
}

/** One delivery as it is kept. Nothing of it is hidden yet. */
export interface Kept {
  readonly id: number;
  readonly at: number;
  /** When the answer was known. */
  readonly closedAt: number;
  /** The same by `performance.now()`, which has fractions of a millisecond. */
  readonly closedTick: number;
  readonly outcome: DeliveryReport['outcome'];
  readonly status: number;
  readonly code: ZegoErrorCode | undefined;
  /** Of the error; empty without one. */
  readonly message: string;
  readonly durationMs: number;
  readonly skewMs: number | undefined;
  readonly handlersMs: number | undefined;
  /** How far it got. */
  readonly reached: 'nothing' | 'received' | 'identified' | 'verified' | 'checked';
  readonly definition: Definition | undefined;
  /** Whether handlers got it as an event that matches its schema. */
  readonly isKnownEvent: boolean;
  readonly eventId: string;
  /** The same for all deliveries of an event. */
  readonly occurrence: string;
  /** Which one of them it is. */
  readonly attempt: number;
  readonly form: DeliverySummary['form'];
  readonly bytes: number;
  /** What it takes of the memory for bodies. */
  readonly weight: number;
  readonly noticeCount: number;
  readonly reasonCount: number;
  readonly runs: DeliveryTrace['runs'];
  readonly troubles: ZegoCallbackError[];
  /** Where it came in; empty without HTTP. */
  readonly path: string;
  readonly origin: string;
  content: Content | undefined;
}

/** What the ledger knows of a delivery. */
export interface Entered {
  readonly id: number;
  readonly closedAt: number;
  /** @returns which delivery of its event it is */
  readonly count: (occurrence: string) => number;
}

/** Takes what is needed of a delivery, and not the request: that holds a socket. Cheap, as it is done for each one. */
export function record(trace: DeliveryTrace, report: DeliveryReport, { id, closedAt, count }: Entered): Kept {
  const { input, received, identified, verified, checked, runs } = trace;
  const at = report.receivedAt.getTime();
  const bytes = bytesOf(input);
  const definition = identified?.definition;
  const eventId = checked?.event.id ?? '';
  const occurrence = eventId !== '' ? eventId : identified === undefined ? '' : occurrenceOf(identified);
  return {
    id,
    at: Number.isFinite(at) ? at : closedAt,
    closedAt,
    closedTick: performance.now(),
    outcome: report.outcome,
    status: report.status,
    code: report.code,
    message: report.error?.message ?? '',
    durationMs: report.durationMs,
    skewMs: report.skewMs,
    handlersMs: report.handlersMs,
    reached: checked !== undefined ? 'checked' : verified !== undefined ? 'verified' : identified !== undefined ? 'identified' : received !== undefined ? 'received' : 'nothing',
    definition,
    isKnownEvent: checked?.definition !== undefined,
    eventId,
    occurrence,
    attempt: count(occurrence),
    form: received?.bodyForm ?? '',
    bytes,
    weight: weightOf(trace, bytes),
    noticeCount: report.notices?.length ?? 0,
    reasonCount: checked?.event.reasons?.length ?? 0,
    runs,
    troubles: [],
    path: pathOf(trace),
    origin: originOf(trace),
    content: { input, received, envelope: identified?.envelope, checked, notices: report.notices ?? [], error: report.error, hadSecrets: hadSecrets(trace, report) },
  };
}

/** The function given as "secret" is only called for what has a whole signature, and may fail. */
function hadSecrets({ identified, verified }: DeliveryTrace, { code }: DeliveryReport): boolean {
  return verified !== undefined || (identified !== undefined && code !== 'missing_signature' && code !== 'malformed_body' && code !== 'internal');
}

function bytesOf(input: DeliveryTrace['input'] & { readonly wireLength?: number }): number {
  if (input instanceof Error) return 0;
  if (typeof input.body === 'string') return Buffer.byteLength(input.body);
  return input.body instanceof Uint8Array ? input.body.byteLength : (input.wireLength ?? 0);
}

/** What a body takes once it is decoded is in proportion to its bytes; where they are not known, the values are counted. */
function weightOf({ received }: DeliveryTrace, bytes: number): number {
  return bytes > 0 || received === undefined ? bytes : sizeOf(received.fields);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  for (const [key, item] of Object.entries(value)) size += key.length + 3 + sizeOf(item);
  return size;
}

/**
 * Stands for the id of an event that was refused before it had one: its name, app and fields. Like the id it has
 * timestamp and nonce where the event does not name the occurrence.
 */
function occurrenceOf({ envelope, definition, received }: NonNullable<DeliveryTrace['identified']>): string {
  if (envelope.signature === '') return '';
  const { fields } = received;
  const signed = definition?.identity?.every((path) => fields[path[0] ?? ''] !== undefined) === true ? '' : `${envelope.timestamp} ${envelope.nonce}`;
  const business = Object.entries(fields).filter(([key]) => !envelope.keys.includes(key));
  return createHash('sha1').update(JSON.stringify([definition?.name ?? envelope.event, envelope.appId, signed, business])).digest('base64');
}

/** From the server's root, without the query. */
function pathOf({ req }: DeliveryTrace): string {
  const url = req?.originalUrl ?? '';
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

function originOf({ req }: DeliveryTrace): string {
  // Serverless hosts have requests without a socket.
  const socket: Socket | undefined = req?.socket;
  if (socket?.localPort === undefined) return '';
  return `${'encrypted' in socket ? 'https' : 'http'}://localhost:${socket.localPort}`;
}
