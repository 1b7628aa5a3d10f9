import { Command } from 'commander';
import { verifySignature, zegoCallbacks } from '../index.js';
import type { Environment } from './environment.js';
import { CliError, exitCodes } from './exit-codes.js';
import { likelyMistake } from '../testing/likely-mistake.js';
import { secretFrom, secretOption } from './options.js';
import { decodeBody, readText } from './read-body.js';
import { signatureOf } from './signing.js';

interface VerifyOptions {
  readonly secret?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly signature?: string;
  readonly body?: string;
  readonly json?: boolean;
}

interface Verdict {
  readonly right: boolean;
  readonly event?: string;
  readonly timestamp: string;
  readonly nonce: string;
  /** How long ago it was sent, in s; negative when that is yet to come. */
  readonly ageSeconds?: number;
  /** Why it is wrong, as far as that can be known. */
  readonly cause?: string;
}

const TOLERANCE_SECONDS = 300;
const USUAL_CAUSES = `The usual causes:
  - the secret is the ServerSecret or the AppSign; the project's CallbackSecret is wanted
  - it belongs to another project, or to the test environment
  - white space or quotes came along with it from an environment file
  - the nonce or the timestamp was read as a number, and digits were lost`;

/** `zego-callbacks verify`: whether a signature is right, and how old it is. */
export function verifyCommand(environment: Environment): Command {
  return new Command('verify')
    .summary('check a signature')
    .description('Says whether a signature is right for the secret, how old the callback is, and what is probably wrong. Exit code 0 when it is right, however old; 1 when it is wrong.')
    .addOption(secretOption())
    .option('--timestamp <digits>', 'timestamp as it was sent')
    .option('--nonce <nonce>', 'nonce as it was sent')
    .option('--signature <hex>', 'signature as it was sent')
    .option('--body <file>', 'instead of these: a whole body in any form, or - for the standard input')
    .option('--json', 'print one JSON object, for scripts')
    .action((options: VerifyOptions) => verify(options, environment));
}

async function verify(options: VerifyOptions, environment: Environment): Promise<void> {
  const secret = secretFrom(environment, options);
  const verdict = options.body === undefined ? judgeFields(options, secret, environment) : await judgeBody(options.body, options, secret, environment);
  environment.exitCode = verdict.right ? exitCodes.success : exitCodes.refused;
  environment.stdout.write(options.json === true ? `${JSON.stringify(verdict)}\n` : `${inWords(verdict)}\n`);
}

function judgeFields({ timestamp, nonce, signature }: VerifyOptions, secret: string, { now }: Environment): Verdict {
  if (timestamp === undefined || nonce === undefined || signature === undefined) throw new CliError('What is to be verified? Pass --timestamp, --nonce and --signature, or --body.');
  const right = verifySignature({ timestamp, nonce, signature }, secret);
  return verdictOf({ timestamp, nonce, signature }, right, secret, now());
}

/** The package itself judges: it knows how each product signs. */
async function judgeBody(file: string, { timestamp, nonce, signature }: VerifyOptions, secret: string, environment: Environment): Promise<Verdict> {
  if (timestamp !== undefined || nonce !== undefined || signature !== undefined) throw new CliError('--body has the three fields in it: leave --timestamp, --nonce and --signature out.');
  const text = await readText(file, environment);
  const { body, eventName } = await decodeBody(text, file);
  let refusal: string | undefined;
  const zego = zegoCallbacks({ secret, tolerance: false, invalidPayload: 'unknown', limit: '1gb' })
    .onUnknown(() => undefined)
    .onError(({ code, message }) => { refusal = code === 'bad_signature' ? '' : message; });
  await zego.receive({ body: text });
  const named = eventName === undefined ? {} : { event: eventName };
  return { ...named, ...verdictOf(signatureOf(body), refusal === undefined, secret, environment.now(), refusal) };
}

function verdictOf(fields: ReturnType<typeof signatureOf>, right: boolean, secret: string, now: number, refusal = ''): Verdict {
  const { timestamp, nonce } = fields;
  const sentAt = Number(timestamp) * (timestamp.length === 10 ? 1000 : 1);
  const cause = right ? undefined : refusal === '' ? likelyMistake(fields, secret) : refusal;
  return {
    right,
    timestamp,
    nonce,
    ...(/^(?:\d{10}|\d{13})$/.test(timestamp) && { ageSeconds: Math.round((now - sentAt) / 1000) }),
    ...(cause !== undefined && { cause }),
  };
}

function inWords({ right, ageSeconds, cause, event }: Verdict): string {
  const of = event === undefined ? '' : ` (${event})`;
  const age = ageSeconds === undefined ? ['The timestamp has neither 10 nor 13 digits; receivers refuse it.'] : [`It is dated ${ageInWords(ageSeconds)}.`];
  if (Math.abs(ageSeconds ?? 0) > TOLERANCE_SECONDS) age.push(`Receivers refuse what is more than ${TOLERANCE_SECONDS} s away from their clock, unless their option "tolerance" says otherwise.`);
  return right ? [`The signature is right${of}.`, ...age].join(' ') : [`The signature is wrong${of}.`, cause ?? USUAL_CAUSES].join(' ');
}

const UNITS = [[86_400, 'days'], [3600, 'hours'], [60, 'minutes'], [1, 'seconds']] as const;

function ageInWords(ageSeconds: number): string {
  const size = Math.abs(ageSeconds);
  const [length, unit] = UNITS.find(([each]) => size >= 2 * each) ?? [1, 'seconds'];
  return size < 2 ? 'just now' : `${Math.floor(size / length)} ${unit} ${ageSeconds < 0 ? 'in the future' : 'ago'}`;
}
