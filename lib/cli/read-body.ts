import { createReadStream } from 'node:fs';
import { zegoCallbacks, type DeliveryStore, type JsonObject } from '../index.js';
import { writeBody, type Body, type WireForm } from '../testing/index.js';
import type { Environment } from './environment.js';
import { readExactJson } from './exact-json.js';
import { CliError } from './exit-codes.js';
import { isSignatureField, resign } from './signing.js';

/** A body that somebody has kept, decoded, and how it was written. */
export interface KeptBody {
  readonly body: Body;
  readonly form: WireForm;
  /** Of the catalogue; absent when no schema describes the body. */
  readonly eventName: string | undefined;
}

/** Whole bodies are held in memory; replay reads what is larger. */
const MOST_BYTES = 64 * 1024 * 1024;
const ANY_SECRET = { secret: 'only-to-read-a-body' };

const forgetful: DeliveryStore = { claim: () => ({ state: 'claimed' }), complete: () => undefined, release: () => undefined, bind: (_digest, id) => id };

/** What a file holds, or the standard input for `-`. */
export async function readText(file: string, { stdin }: Environment): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of (file === '-' ? stdin : createReadStream(file)) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MOST_BYTES) throw new CliError(`${named(file)} has more than ${MOST_BYTES} bytes; that is no callback.`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof CliError ? error : new CliError(`${named(file)} cannot be read: ${(error as Error).message}.`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws CliError when the text is no body that a receiver could read */
export async function decodeBody(text: string, file: string): Promise<KeptBody> {
  const trimmed = text.trim();
  const json = trimmed.startsWith('{') ? trimmed : /^(?:\+|%20|%0[9AD])*%7B/i.test(trimmed) ? percentDecoded(trimmed) : undefined;
  if (json === undefined) return fromForm(trimmed, file);
  try {
    const body = readExactJson(json);
    if (isObject(body)) return { body, form: json === trimmed ? 'json' : 'percent', eventName: (await received(writeBody(resign(body, ANY_SECRET), 'json').text)).eventName };
  } catch (error) {
    throw error instanceof CliError ? error : new CliError(`${named(file)} starts like JSON but is not: ${(error as Error).message}.`);
  }
  throw new CliError(`${named(file)} is JSON but no object.`);
}

/** Brackets are for the package itself to read. It reads only what is signed, so a signature is lent to it. */
async function fromForm(text: string, file: string): Promise<KeptBody> {
  if (!text.includes('=')) throw new CliError(`${named(file)} is neither a JSON object, nor percent-encoded JSON, nor a form.`);
  const isLent = (pair: string): boolean => isSignatureField(new URLSearchParams(pair).keys().next().value ?? '');
  const pairs = text.split('&');
  const { raw, eventName } = await received([...pairs.filter((pair) => !isLent(pair)), writeBody(resign({}, ANY_SECRET), 'form').text].join('&'));
  const own = Object.entries(raw).filter(([field]) => !isSignatureField(field));
  return { body: Object.fromEntries([...own, ...new URLSearchParams(pairs.filter(isLent).join('&'))]), form: 'form', eventName };
}

async function received(text: string): Promise<{ raw: JsonObject; eventName: string | undefined }> {
  let result: { raw: JsonObject; eventName: string | undefined } | undefined;
  const zego = zegoCallbacks({ ...ANY_SECRET, store: forgetful, invalidPayload: 'unknown', limit: '1gb' }).onDelivery(({ event, eventName }) => {
    if (event !== undefined) result = { raw: event.raw, eventName };
  });
  const { body } = await zego.receive({ body: text });
  if (result === undefined) throw new CliError(`The body cannot be read: ${body}`);
  return result;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new CliError('The body is percent-encoded JSON with an invalid escape.');
  }
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const named = (file: string): string => (file === '-' ? 'The standard input' : file);
