import { Command } from 'commander';
import { signCallback } from '../index.js';
import { makeCallback, type CallbackOptions } from './callback-options.js';
import type { Environment } from './environment.js';
import { CliError } from './exit-codes.js';
import { formOption, secretFrom, secretOption } from './options.js';
import { resign, signatureOf } from './signing.js';

interface SignOptions extends Pick<CallbackOptions, 'secret' | 'form' | 'body' | 'nonce'> {
  readonly timestamp?: string;
  readonly json?: boolean;
}

/** `zego-callbacks sign`: a signature, or a signed body. */
export function signCommand(environment: Environment): Command {
  return new Command('sign')
    .summary('compute a signature, or sign a body')
    .description('Prints the signature of a timestamp and a nonce (fresh ones, which are told on the standard error, where none are given), or with --body the body signed now.')
    .addOption(secretOption())
    .option('--timestamp <digits>', 'timestamp as it is sent: 10 digits (s) or 13 (ms); default now')
    .option('--nonce <nonce>', 'nonce as it is sent; default 16 random digits')
    .option('--body <file>', 'sign this body, in any form, or - for the standard input')
    .addOption(formOption('how the signed body is written; default as it came'))
    .option('--json', 'print timestamp, nonce and signature as a JSON object')
    .action((options: SignOptions) => sign(options, environment));
}

async function sign(options: SignOptions, environment: Environment): Promise<void> {
  const { timestamp, nonce, body, json } = options;
  const { stdout, stderr } = environment;
  if (timestamp !== undefined && !/^(?:\d{10}|\d{13})$/.test(timestamp)) throw new CliError(`--timestamp must be 10 digits (s) or 13 (ms); it is ${JSON.stringify(timestamp)}.`);
  if (body !== undefined) {
    if (json === true) throw new CliError('--json and --body cannot go together: the signed body has the three fields.');
    const callback = await makeCallback(undefined, { ...options, ...(timestamp !== undefined && { at: timestamp }) }, environment);
    stdout.write(`${callback.text}\n`);
    return;
  }
  if (options.form !== undefined) throw new CliError('--form belongs to --body.');
  const secret = secretFrom(environment, options);
  const fresh = signatureOf(resign({}, { secret, at: environment.now() }));
  const fields = { timestamp: timestamp ?? fresh.timestamp, nonce: nonce ?? fresh.nonce };
  const signature = signCallback(fields, secret);
  if (json === true) {
    stdout.write(`${JSON.stringify({ ...fields, signature })}\n`);
    return;
  }
  stdout.write(`${signature}\n`);
  if (timestamp === undefined || nonce === undefined) stderr.write(`for timestamp ${fields.timestamp} and nonce ${fields.nonce}\n`);
}
