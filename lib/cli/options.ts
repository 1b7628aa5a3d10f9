import { InvalidArgumentError, Option } from 'commander';
import { wireForms } from '../testing/index.js';
import type { Environment } from './environment.js';
import { CliError } from './exit-codes.js';

const SECRET_VARIABLE = 'ZEGO_CALLBACK_SECRET';
const URL_VARIABLE = 'ZEGO_CALLBACK_URL';

export function secretOption(): Option {
  return new Option('--secret <secret>', `CallbackSecret of the receiver; better in ${SECRET_VARIABLE}, because other users of the machine can see arguments`);
}

export function urlOption(): Option {
  return new Option('--url <url>', `where the callbacks are received (or ${URL_VARIABLE})`);
}

export function formOption(description = 'how the body is written; default json'): Option {
  return new Option('--form <form>', description).choices(wireForms);
}

/** @throws CliError when there is none */
export function secretFrom({ env, stderr }: Environment, { secret = env[SECRET_VARIABLE] }: { readonly secret?: string | undefined }): string {
  if (secret === undefined || secret === '') throw new CliError(`A secret is needed: set ${SECRET_VARIABLE} to the CallbackSecret of the receiver, or pass --secret.`);
  if (secret !== secret.trim()) stderr.write('Note: the secret has white space at its ends.\n');
  return secret;
}

/** @throws CliError when there is none, or it is no URL that can be sent to */
export function urlFrom({ env }: Environment, { url = env[URL_VARIABLE] }: { readonly url?: string | undefined }): URL {
  if (url === undefined || url === '') throw new CliError(`An address is needed: pass --url, such as --url http://localhost:3000/api/zego/callbacks, or set ${URL_VARIABLE}.`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new CliError(`--url must start with http:// or https://; it is ${JSON.stringify(url)}.${URL.canParse(`http://${url}`) ? ` Is http://${url} meant?` : ''}`);
  }
  return parsed;
}

/** A URL that may be printed: without a password. */
export function shownUrl(url: URL): string {
  return url.password === '' ? url.href : url.href.replace(`:${url.password}@`, ':…@');
}

/** For numbers in options; commander puts the option in front of the message. */
export function numberBetween(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const number = text.trim() === '' ? NaN : Number(text);
    if (!(number >= lowest && number <= highest)) throw new InvalidArgumentError(`It must be a number ${rangeOf(lowest, highest)}.`);
    return number;
  };
}

export function integerBetween(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(number >= lowest && number <= highest)) throw new InvalidArgumentError(`It must be a whole number ${rangeOf(lowest, highest)}.`);
    return number;
  };
}

const rangeOf = (lowest: number, highest: number): string => (highest === Infinity ? `from ${lowest}` : `from ${lowest} to ${highest}`);

/** For options that can be given several times. */
export function collect<T>(parse: (text: string) => T): (text: string, before: readonly T[] | undefined) => readonly T[] {
  return (text, before = []) => [...before, parse(text)];
}

export function timeoutOption(description = 'how long to wait for an answer, in s; default 15'): Option {
  return new Option('--timeout <seconds>', description).argParser(numberBetween(0.01, 3600));
}

export function headerOption(): Option {
  return new Option('-H, --header <name:value>', 'a further header, or another Content-Type (repeatable)').argParser(collect(parseHeader));
}

function parseHeader(text: string): readonly [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\t\u0020-\u007e\u0080-\u00ff]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be a name, a colon and a value.');
  return [name.toLowerCase(), value];
}

export function headersFrom(headers: readonly (readonly [string, string])[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(headers);
}
