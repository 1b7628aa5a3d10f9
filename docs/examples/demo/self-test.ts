import { isDeepStrictEqual } from 'node:util';
import type { ZegoCallbacks, ZegoEvent, ZegoPayloads } from 'express-zego-callbacks';
import type { Case, Sighting } from './cases.js';

export interface Result {
  readonly sent: Case;
  /** 0 when no answer came. */
  readonly status: number;
  readonly answer: string;
  readonly seen: readonly Sighting[];
  readonly asExpected: boolean;
}

/** The fields that ZEGO writes in more than one way, and the 64-bit ids. */
const TELLING = {
  room_login: ['room_seq', 'login_time', 'user_update_seq'],
  room_logout: ['reason', 'room_seq', 'login_time', 'logout_time', 'user_update_seq'],
  user_action: ['action', 'os', 'session_id', 'logout_time'],
} as const satisfies { readonly [Name in 'room_login' | 'room_logout' | 'user_action']: readonly (keyof ZegoPayloads[Name])[] };

const WATCHED = ['room_login', 'room_logout', 'user_action'] as const;
type Watched = ZegoEvent<(typeof WATCHED)[number]>;

/** Longer than the middleware's own time-out for handlers. */
const PATIENCE_MS = 15_000;

/** Sends the cases over HTTP, one after the other, and watches the handlers from among them. */
export async function runCases(origin: string, zego: ZegoCallbacks, cases: readonly Case[]): Promise<Result[]> {
  const events: Watched[] = [];
  const watch = (event: Watched): void => {
    events.push(event);
  };
  for (const name of WATCHED) zego.on(name, watch);
  const results: Result[] = [];
  for (const sent of cases) {
    const reply = await send(`${origin}${sent.path}`, sent);
    // The answer comes after the handlers, so what they saw by now belongs to this case.
    const seen = events.splice(0).map(sighting);
    results.push({ sent, ...reply, seen, asExpected: isDeepStrictEqual({ ...reply, seen }, sent.expected) });
  }
  for (const name of WATCHED) zego.off(name, watch);
  return results;
}

async function send(url: string, { body }: Case): Promise<Pick<Result, 'status' | 'answer'>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': body.contentType },
      body: body.text,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, answer: answerOf(await response.text()) ?? response.statusText };
  } catch (error) {
    return { status: 0, answer: `no answer: ${String(error)}` };
  }
}

/** The outcome of a callback, or the code of its refusal. */
function answerOf(text: string): string | undefined {
  try {
    const { outcome, error } = JSON.parse(text) as { outcome?: string; error?: { code?: string } };
    return outcome ?? error?.code;
  } catch {
    return undefined;
  }
}

function sighting(event: Watched): Sighting {
  const payload: Readonly<Record<string, unknown>> = { ...event.payload };
  const fields: Record<string, unknown> = {};
  for (const field of TELLING[event.name]) if (payload[field] !== undefined) fields[field] = payload[field];
  return { name: event.name, fields };
}
