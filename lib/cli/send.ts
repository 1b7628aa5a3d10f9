import { Command } from 'commander';
import { readAnswer, type Answer } from './answer.js';
import { patience, retrySchedule } from './attempts.js';
import { makeCallback, withCallbackOptions, type CallbackOptions, type SignedCallback } from './callback-options.js';
import type { Environment } from './environment.js';
import { knownEvent } from './event-name.js';
import { exitCodes } from './exit-codes.js';
import { explain } from './explain.js';
import { headersFrom, integerBetween, numberBetween, timeoutOption, headerOption, shownUrl, urlFrom, urlOption } from './options.js';
import { Poster, type Post, type Reply } from './post.js';
import { curlCommand, seconds, traceReply, traceRequest } from './send-text.js';

interface SendOptions extends CallbackOptions {
  readonly url?: string;
  readonly header?: readonly (readonly [string, string])[];
  readonly repeat: number;
  readonly retry?: boolean;
  readonly retryScale: number;
  readonly timeout?: number;
  readonly dryRun?: boolean;
  readonly curl?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

interface Attempt {
  readonly answer: Answer;
  readonly reply: Reply;
}

/** `zego-callbacks send`: one callback, signed now, and what its answer means. */
export function sendCommand(environment: Environment): Command {
  const command = new Command('send')
    .summary('sign a callback, send it, explain the answer')
    .description('Signs the documented callback of an event, or a body of your own, sends it, and explains the answer.')
    .argument('[event]', 'name of an event; can be left out with --body')
    .addOption(urlOption());
  return withCallbackOptions(command)
    .addOption(headerOption())
    .option('--retry', 'send it again, unchanged, as ZEGO does when it is not answered with a 2xx')
    .option('--retry-scale <factor>', 'shorten or stretch the waits between the attempts', numberBetween(0, 100), 1)
    .option('--repeat <n>', 'send the same callback so many times; all but the first should be answered "duplicate"', integerBetween(1, 10_000), 1)
    .addOption(timeoutOption('how long to wait for an answer, in s; default 15, and 2.5 for before_send_msg'))
    .option('--dry-run', 'print the body instead of sending it')
    .option('--curl', 'print a curl command instead of sending it')
    .option('--json', 'print one JSON object, for scripts')
    .option('-v, --verbose', 'show request and answer, on the standard error')
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined, options: SendOptions) => send(name, options, environment));
}

const EXAMPLES = `
Examples:
  zego-callbacks send room_logout --url http://localhost:3000/api/zego/callbacks --set room_id=r1
  zego-callbacks send room_create --set room_session_id:=6085791336856668983 --form form
  zego-callbacks send send_msg --set signature=wrong
  zego-callbacks send room_login --at -10m --retry`;

async function send(name: string | undefined, options: SendOptions, environment: Environment): Promise<void> {
  const { stdout } = environment;
  const callback = await makeCallback(name === undefined ? undefined : knownEvent(name), options, environment);
  if (options.dryRun === true && options.curl !== true) {
    stdout.write(`${callback.text}\n`);
    return;
  }
  const url = urlFrom(environment, options);
  const timeoutMs = options.timeout === undefined ? patience(callback.eventName) : options.timeout * 1000;
  const post: Post = { url, text: callback.text, headers: { 'content-type': callback.contentType, ...headersFrom(options.header) }, timeoutMs };
  if (options.curl === true) {
    stdout.write(`${curlCommand(post)}\n`);
    return;
  }
  const tell = (text: string): void => {
    if (options.json !== true) stdout.write(`${text}\n`);
  };
  tell(`${callback.label} -> ${shownUrl(url)}`);
  const poster = new Poster();
  const rounds: (readonly Attempt[])[] = [];
  try {
    for (let round = 0; round < options.repeat; round += 1) rounds.push(await attempts(poster, post, callback, options, environment, tell));
  } finally {
    poster.close();
  }
  const last = rounds.flatMap((round) => round.slice(-1));
  if (options.json === true) stdout.write(`${JSON.stringify({ event: callback.label, url: shownUrl(url), ok: last.every(({ answer }) => answer.ok), attempts: rounds.flat().map((attempt) => plain(attempt, url)) })}\n`);
  else for (const text of new Set(last.map(({ answer, reply }) => explain(answer, reply, url)))) tell(text);
  environment.exitCode = exitCodeOf(last);
}

/** One, or with `--retry` as many as ZEGO makes. */
async function attempts(poster: Poster, post: Post, { eventName }: SignedCallback, options: SendOptions, environment: Environment, tell: (text: string) => void): Promise<readonly Attempt[]> {
  const { waits, source } = retrySchedule(eventName);
  const pauses = options.retry === true ? waits.map((ms) => ms * options.retryScale) : [];
  const made: Attempt[] = [];
  for (const pause of [...pauses, undefined]) {
    if (options.verbose === true) environment.stderr.write(traceRequest(post));
    const reply = await poster.send(post);
    const answer = readAnswer(reply);
    if (options.verbose === true) environment.stderr.write(traceReply(reply));
    made.push({ answer, reply });
    const which = pauses.length === 0 ? '' : `attempt ${made.length} of ${pauses.length + 1}: `;
    tell(`${which}${answer.label} after ${seconds(reply.ms)}${answer.message === undefined ? '' : `: ${answer.message}`}`);
    if (answer.ok || pause === undefined) break;
    tell(`  sent again in ${seconds(pause)}, ${source}`);
    await environment.sleep(pause);
  }
  return made;
}

function plain({ answer, reply }: Attempt, url: URL): object {
  const { label, ok, ...told } = answer;
  return { ok, answer: label, ...told, ms: Math.round(reply.ms * 10) / 10, ...(reply.reached && { body: reply.text }), meaning: explain(answer, reply, url) };
}

/** What could not be delivered weighs more than what was refused. */
function exitCodeOf(last: readonly Attempt[]): number {
  if (last.some(({ reply }) => !reply.reached)) return exitCodes.unreachable;
  return last.every(({ answer }) => answer.ok) ? exitCodes.success : exitCodes.refused;
}
