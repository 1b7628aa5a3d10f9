import type { AnswerKind } from './catalogue/definition.js';
import type { CallbackAnswer, DeliveryOutcome } from './delivery.js';
import type { ZegoCallbackError } from './errors.js';

const JSON_TYPE = 'application/json; charset=utf-8';

function answer(status: number, outcome: DeliveryOutcome, type: string, body: string, extra?: Readonly<Record<string, string>>): CallbackAnswer {
  return Object.freeze({ status, outcome, body, headers: Object.freeze({ 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)), ...extra }) });
}

/** The answers that are always the same, made once. `record` wants the text 1, mini games a Code of 200. */
const FIXED = Object.freeze({
  outcome: (outcome: DeliveryOutcome) => answer(200, outcome, JSON_TYPE, JSON.stringify({ outcome })),
  one: (outcome: DeliveryOutcome) => answer(200, outcome, 'text/plain; charset=utf-8', '1'),
  code200: (outcome: DeliveryOutcome) => answer(200, outcome, JSON_TYPE, '{"Code":200,"Message":"succeed"}'),
  decision: (outcome: DeliveryOutcome) => answer(200, outcome, JSON_TYPE, '{"result":0}'),
});
type Fixed = Readonly<Record<'delivered' | 'duplicate' | 'unknown', CallbackAnswer>>;
const fixed = (kind: AnswerKind): Fixed => ({ delivered: FIXED[kind]('delivered'), duplicate: FIXED[kind]('duplicate'), unknown: FIXED[kind]('unknown') });
const ANSWERS: Readonly<Record<AnswerKind, Fixed>> = { outcome: fixed('outcome'), one: fixed('one'), code200: fixed('code200'), decision: fixed('decision') };

/** What a handled callback is answered with. `response` is a decision, or that of the first delivery. */
export function success(kind: AnswerKind, outcome: 'delivered' | 'duplicate' | 'unknown', response: string | undefined): CallbackAnswer {
  return response === undefined ? ANSWERS[kind][outcome] : answer(200, outcome, JSON_TYPE, response);
}

/** What a refused or failed callback is answered with: code and message, never more. */
export function failure(error: ZegoCallbackError): CallbackAnswer {
  const body = JSON.stringify({ error: { code: error.code, message: error.message } });
  return answer(error.status, error.status < 500 ? 'refused' : 'failed', JSON_TYPE, body, error.headers);
}

/** The part of an HTTP response that an answer needs. */
export interface WritableResponse {
  readonly headersSent: boolean;
  readonly destroyed: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/** Writes the answer, unless the sender has gone or somebody else has answered. */
export function write(res: WritableResponse, { status, headers, body }: CallbackAnswer): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, headers);
  res.end(body);
}
