/** What a body is sent with. */
export interface Sendable {
  readonly url: string;
  /** Empty when none was sent. */
  readonly contentType: string;
  readonly body: Buffer;
}

/** Linux takes no longer argument of a command. */
const LONGEST_ARGUMENT = 100_000;

/**
 * A command for a POSIX shell that sends these very bytes, whatever they are. What cannot stand in an argument, such as
 * a zero byte, a lone carriage return in a terminal, or a long body, comes through a pipe.
 */
export function curlOf({ url, contentType, body }: Sendable): string {
  const text = body.toString('utf8');
  const isPlain = body.length < LONGEST_ARGUMENT && !CONTROL.test(text) && Buffer.from(text).equals(body);
  // Without a value, curl leaves out the header that it would send by itself.
  const type = quoted(`Content-Type: ${contentType.replace(new RegExp(`${CONTROL.source}|\\n`, 'g'), ' ')}`.trim());
  // Brackets in a URL are no list of URLs.
  const to = `curl -i -g ${quoted(url)} -H ${type}`;
  return isPlain ? `${to} --data-raw ${quoted(text)}` : `printf '${escaped(body)}' | ${to} --data-binary @-`;
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** As one word for any shell: nothing in single quotes has a meaning but the quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const PLAIN = /[\w .,:;{}[\]"/?@!#$&*()+=<>|~^`-]/;

/** As printf's format: octal for every byte that is not plainly itself, and for a dash that would begin an option. */
function escaped(body: Buffer): string {
  let format = '';
  for (const byte of body) {
    const char = String.fromCharCode(byte);
    if (char === '%') format += '%%';
    else if (PLAIN.test(char) && (char !== '-' || format !== '')) format += char;
    else format += `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return format;
}
