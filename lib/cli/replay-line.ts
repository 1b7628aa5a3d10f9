import { writeBody, type Body, type WireBody, type WireForm } from '../testing/index.js';
import { readExactJson } from './exact-json.js';
import { isObject } from './read-body.js';
import { resign } from './signing.js';

export interface LineOptions {
  /** Absent: sent as it is. */
  readonly secret: string | undefined;
  readonly form: WireForm | undefined;
  /** In ms. */
  readonly now: number;
}

/**
 * What a line of a log sends: a body, or the `raw` of an event or of a report about one.
 *
 * @throws Error that says what is wrong with the line, without quoting it
 */
export function readReplayLine(text: string, { secret, form, now }: LineOptions): WireBody {
  const value = parsed(text);
  if (!isObject(value)) throw new Error('no JSON object');
  const body = bodyIn(value);
  // Not one character is changed of what is sent as it is.
  if (secret === undefined && body === value && form === undefined) return { ...writeBody({}, 'json'), text: text.trim() };
  return writeBody(secret === undefined ? body : resign(body, { secret, at: now }), form ?? 'json');
}

function parsed(text: string): unknown {
  try {
    return readExactJson(text);
  } catch (error) {
    // The message of a SyntaxError quotes the line.
    throw new Error(error instanceof RangeError ? error.message : 'not JSON', { cause: error });
  }
}

function bodyIn(value: Body): Body {
  const { raw, event } = value;
  if (isObject(raw)) return raw;
  return isObject(event) && isObject(event['raw']) ? event['raw'] : value;
}
