import { signedCallback, writeBody, type Body, type WireBody } from 'express-zego-callbacks/testing';

/** A form in which every byte of every value is escaped, as strict encoders may. */
export function asPercentEncodedForm(body: Body): WireBody {
  const { contentType, text } = writeBody(body, 'form');
  const escaped = Array.from(new URLSearchParams(text), ([key, value]) => `${key}=${Buffer.from(value).toString('hex').replace(/../g, '%$&')}`);
  return { contentType, text: escaped.join('&') };
}

/** A room_login as ZEGO documents it, of somebody who enters the room now, ready for a POSIX shell. */
export function curlCommand(url: string, secret: string): string {
  const { contentType, text } = writeBody(signedCallback('room_login', { login_time: Date.now() }, { secret }), 'json');
  return `curl -sS -w '\\n' ${url} -H 'Content-Type: ${contentType}' -d ${shellQuoted(text)}`;
}

/** Nothing is special between single quotes; a single quote itself has to step outside. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
