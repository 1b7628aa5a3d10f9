import type { Answer, Attempt } from './account.js';
import type { Case } from './cases.js';

/** The decision of every `before_send_msg` here; its reason names the run of the handler. */
export const RESULT = 3;
const TRY_AGAIN = ['busy', 'handler_timeout', 'store_unavailable'];

export function isAcknowledged({ answer }: Attempt): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

/** `200`, `503 busy`, `connection lost` … */
export function nameOf({ answer, failure }: Attempt): string {
  if (answer === undefined) return failure ?? 'nothing';
  const code = codeOf(answer);
  return code === undefined ? String(answer.status) : `${answer.status} ${code}`;
}

/** Which run of the handler an answer names as the one that decided. */
export function decisionIn({ answer }: Attempt): string | undefined {
  if (answer?.status !== 200) return undefined;
  const { result, reason } = parsed(answer.text);
  return result === RESULT && typeof reason === 'string' ? reason : undefined;
}

/** The answers that docs/errors.md and docs/guarantees.md allow for this event, and no others. */
export function isDocumented(attempt: Attempt, { sent, effects }: Case): boolean {
  const { answer } = attempt;
  if (answer === undefined) return true;
  const code = codeOf(answer);
  if (answer.status === 500) return code === 'handler_failed' && sent.trouble === 'fails';
  if (answer.status === 503) return code !== undefined && TRY_AGAIN.includes(code);
  if (answer.status !== 200) return false;
  if (sent.name === 'record') return answer.text === '1';
  if (sent.name === 'before_send_msg') return effects.some(({ run }) => run === decisionIn(attempt));
  const { outcome } = parsed(answer.text);
  return outcome === 'delivered' || outcome === 'duplicate';
}

function codeOf({ text }: Answer): string | undefined {
  const { error } = parsed(text);
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
