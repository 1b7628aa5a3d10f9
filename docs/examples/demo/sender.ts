import { randomInt } from 'node:crypto';
import { signCallback, type JsonObject } from 'express-zego-callbacks';

/** The same callback, sent now: current timestamp (text or number, as it was), new nonce, signed. */
export function signedNow(body: JsonObject, secret: string): JsonObject {
  const seconds = Math.floor(Date.now() / 1000);
  const timestamp = typeof body['timestamp'] === 'number' ? seconds : String(seconds);
  const nonce = String(randomInt(100_000, 1_000_000));
  return { ...body, timestamp, nonce, signature: signCallback({ timestamp, nonce }, secret) };
}

export interface WireBody {
  readonly contentType: string;
  readonly text: string;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

export const asJson = (body: JsonObject): WireBody => ({ contentType: JSON_TYPE, text: JSON.stringify(body) });

/** "Perform UrlDecode", as ZEGO's pages say, under the Content-Type of JSON: no JSON parser can read it. */
export const asPercentEncodedJson = (body: JsonObject): WireBody => ({ contentType: JSON_TYPE, text: encodeURIComponent(JSON.stringify(body)) });

export const asForm = (body: JsonObject): WireBody => ({ contentType: FORM_TYPE, text: new URLSearchParams(textFields(body)).toString() });

/** A form in which every byte of every value is escaped, as strict encoders may. */
export const asPercentEncodedForm = (body: JsonObject): WireBody => ({
  contentType: FORM_TYPE,
  text: textFields(body)
    .map(([key, value]) => `${key}=${Buffer.from(value).toString('hex').replace(/../g, '%$&')}`)
    .join('&'),
});

function textFields(body: JsonObject): [string, string][] {
  return Object.entries(body).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
}

/** A room_login as ZEGO documents it, of somebody who enters the room now, ready for a POSIX shell. */
export function curlCommand(url: string, documented: JsonObject, secret: string): string {
  const { contentType, text } = asJson(signedNow({ ...documented, login_time: String(Date.now()) }, secret));
  return `curl -sS -w '\\n' ${url} -H 'Content-Type: ${contentType}' -d ${shellQuoted(text)}`;
}

/** Nothing is special between single quotes; a single quote itself has to step outside. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
