import type { CatalogueShown, DeliveryDetail, EventShown, Refusal, ResendOrder, SendOrder, SendResult } from './wire.js';

/** What the server refused, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly status: number, message: string) {
    super(message);
  }
}

// The server of this page is this package: its answers have the shapes of wire.ts.
async function ask<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Refused(0, 'The server does not answer. Is it running?');
  }
  const text = await response.text();
  if (!response.ok) throw new Refused(response.status, reason(text, response.status));
  return JSON.parse(text) as Answer;
}

function reason(text: string, status: number): string {
  try {
    return (JSON.parse(text) as Refusal).error;
  } catch {
    return `The server answered ${status}.`;
  }
}

let token = document.querySelector<HTMLMetaElement>('meta[name="zego-inspector-token"]')?.content ?? '';

/** The token of a process ends with it. Whether there is another one now. */
async function renewToken(): Promise<boolean> {
  const page = await (await fetch('.')).text();
  const found = /name="zego-inspector-token" content="([^"]*)"/.exec(page)?.[1];
  if (found === undefined || found === token) return false;
  token = found;
  return true;
}

async function post(path: string, order: unknown): Promise<SendResult> {
  const attempt = () => ask<SendResult>(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Zego-Inspector': token }, body: JSON.stringify(order) });
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Refused && error.status === 403 && await renewToken()) return attempt();
    throw error;
  }
}

/** Why there is no stream, in the server's words; empty where it does not say. */
export async function reasonForSilence(): Promise<string> {
  const asking = new AbortController();
  try {
    const response = await fetch('live', { signal: asking.signal });
    return response.ok ? '' : reason(await response.text(), response.status);
  } catch {
    return '';
  } finally {
    asking.abort();
  }
}

export const fetchDelivery = (id: number): Promise<DeliveryDetail> => ask(`deliveries/${id}`);
export const fetchCatalogue = (): Promise<CatalogueShown> => ask('catalogue');
export const fetchEvent = (name: string): Promise<EventShown> => ask(`catalogue/${encodeURIComponent(name)}`);
export const send = (order: SendOrder): Promise<SendResult> => post('send', order);
export const resend = (order: ResendOrder): Promise<SendResult> => post('resend', order);

/** Any error as a sentence. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
