import { writeBody } from '../testing/index.js';
import type { JsonObject } from '../index.js';
import type { Content, Kept } from './record.js';
import type { Redaction } from './redaction.js';
import type { Json } from './page/wire.js';

/** The body as it may be shown, and what is to be said of it. */
export interface BodyShown {
  readonly bytes: Buffer | undefined;
  readonly contentType: string;
  readonly note: string;
}

const NOT_KEPT = 'The body is not kept any more: newer ones needed the memory.';

/** The bytes as they came; `undefined` where they are not known. */
export function bytesOf(input: Content['input'] | undefined): Buffer | undefined {
  if (input === undefined || input instanceof Error) return undefined;
  if (typeof input.body === 'string') return Buffer.from(input.body);
  return input.body instanceof Uint8Array ? Buffer.from(input.body.buffer, input.body.byteOffset, input.body.byteLength) : undefined;
}

export function contentTypeOf(input: Content['input'] | undefined): string {
  return input === undefined || input instanceof Error ? '' : (input.contentType ?? '');
}

/** Why a delivery cannot be sent again; `undefined` when it can. */
export function whyNotResendable({ content }: Kept): string | undefined {
  if (content === undefined) return NOT_KEPT;
  if (content.input instanceof Error) return 'Its body was not read to its end.';
  return content.received === undefined && bytesOf(content.input) === undefined ? 'A parser in front took the body apart, and what it left could not be decoded.' : undefined;
}

/**
 * The body as it came. Where fields are redacted it is written anew from the others, in the same form; one that cannot
 * be decoded is not shown then, as nobody can say where they are in it.
 */
export function bodyShown({ content, form }: Kept, fields: Json | undefined, redaction: Redaction): BodyShown {
  if (content === undefined) return { bytes: undefined, contentType: '', note: NOT_KEPT };
  const contentType = contentTypeOf(content.input);
  if (content.input instanceof Error) return { bytes: undefined, contentType, note: 'The body was not read to its end.' };
  const bytes = bytesOf(content.input);
  if (fields === undefined) {
    if (redaction.isOn) return { bytes: undefined, contentType, note: 'The body could not be decoded. It is not shown, as it may hold redacted fields.' };
    return { bytes, contentType, note: bytes === undefined ? 'A parser in front took the body apart, and what it left could not be decoded.' : '' };
  }
  if (bytes !== undefined && !redaction.isNeeded) return { bytes, contentType, note: '' };
  const isForm = form === 'form' || content.received?.isForm === true;
  const written = writeBody(redaction.value(fields) as JsonObject, isForm ? 'form' : form === 'percent' ? 'percent' : 'json');
  const note = redaction.isNeeded ? 'Fields are redacted, so the body is written anew from the others.' : 'A parser in front took the body apart; this is written anew from its fields.';
  return { bytes: Buffer.from(written.text), contentType: contentType === '' ? written.contentType : contentType, note };
}
