import { setTimeout as sleep } from 'node:timers/promises';
import { signedNow } from '../sender.js';
import { jsonOf, type Callback } from './callback.js';
import type { Delivery } from './mishaps.js';

/** How many callbacks were answered in which way: an outcome, the code of a refusal, or why there was no answer. */
export type Answers = Map<string, number>;

/** As many callbacks as ZEGO may have under way at once. */
const AT_ONCE = 32;
const PATIENCE_MS = 30_000;

/** Sends callbacks over HTTP, each when it is due, many at once. */
export async function deliver(url: string, secret: string, deliveries: readonly Delivery[], onAnswer: () => void): Promise<Answers> {
  const startedAt = Date.now();
  const bodies = new Map<Callback, string>();
  const answers: Answers = new Map();
  const underWay = new Set<Promise<void>>();
  for (const { callback, sendAt } of deliveries) {
    const wait = startedAt + sendAt - Date.now();
    if (wait > 0) await sleep(wait);
    while (underWay.size >= AT_ONCE) await Promise.race(underWay);
    // A repeat has the same bytes.
    const body = bodies.get(callback) ?? jsonOf(callback.event, signedNow(callback.body, secret));
    bodies.set(callback, body);
    const answered = post(url, body).then((answer) => {
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      underWay.delete(answered);
      onAnswer();
    });
    underWay.add(answered);
  }
  await Promise.all(underWay);
  return answers;
}

async function post(url: string, body: string): Promise<string> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal: AbortSignal.timeout(PATIENCE_MS) });
    const { outcome, error } = (await response.json()) as { outcome?: string; error?: { code?: string } };
    return outcome ?? error?.code ?? String(response.status);
  } catch (error) {
    return String(error);
  }
}
