import { setTimeout as sleep } from 'node:timers/promises';
import { sendTo, signBody, type Body, type EveningCallback, type TestReply } from 'express-zego-callbacks/testing';

/** Where callbacks are sent, and how they are signed. */
export interface Endpoint {
  readonly origin: string;
  readonly path: string;
  readonly secret: string;
}

/** How many callbacks were answered in which way: an outcome, the code of a refusal, or why there was no answer. */
export type Answers = Map<string, number>;

/** As many callbacks as ZEGO may have under way at once. */
const AT_ONCE = 32;
/** The evening in fast motion. */
const DURATION_MS = 5_500;

/** Sends callbacks over HTTP, each when it is due, many at once. */
export async function deliver({ origin, path, secret }: Endpoint, deliveries: readonly EveningCallback[], onAnswer: () => void): Promise<Answers> {
  const send = sendTo(origin, { path });
  const startedAt = Date.now();
  const signed = new Map<EveningCallback, Body>();
  const answers: Answers = new Map();
  const underWay = new Set<Promise<void>>();
  for (const [index, callback] of deliveries.entries()) {
    const wait = startedAt + (index / deliveries.length) * DURATION_MS - Date.now();
    if (wait > 0) await sleep(wait);
    while (underWay.size >= AT_ONCE) await Promise.race(underWay);
    // A repeat has the same bytes.
    const body = signed.get(callback) ?? signBody(callback.body, { secret });
    signed.set(callback, body);
    const answered = send.body(body).then(answerIn, String).then((answer) => {
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      underWay.delete(answered);
      onAnswer();
    });
    underWay.add(answered);
  }
  await Promise.all(underWay);
  return answers;
}

function answerIn({ status, body }: TestReply): string {
  const { outcome, error } = body as { readonly outcome?: string; readonly error?: { readonly code?: string } };
  return outcome ?? error?.code ?? String(status);
}
