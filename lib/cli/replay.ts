import { createReadStream, statSync } from 'node:fs';
import { Command } from 'commander';
import type { WireForm } from '../testing/index.js';
import { Complaints } from './complaints.js';
import type { Environment } from './environment.js';
import { CliError, exitCodes } from './exit-codes.js';
import { formOption, headerOption, headersFrom, integerBetween, numberBetween, secretFrom, secretOption, timeoutOption, urlFrom, urlOption } from './options.js';
import { Pace } from './pace.js';
import { Poster } from './post.js';
import { progress } from './progress.js';
import { readLines } from './read-lines.js';
import { readReplayLine } from './replay-line.js';
import { ReplayRun } from './replay-run.js';

interface ReplayOptions {
  readonly url?: string;
  readonly secret?: string;
  readonly asIs?: boolean;
  readonly form?: WireForm;
  readonly header?: readonly (readonly [string, string])[];
  readonly rate?: number;
  readonly concurrency: number;
  readonly from: number;
  readonly timeout?: number;
  readonly json?: boolean;
}

const MOST_LINE_BYTES = 16 * 1024 * 1024;
const DEFAULT_TIMEOUT_SECONDS = 15;

/** `zego-callbacks replay`: sends what was kept once more. */
export function replayCommand(environment: Environment): Command {
  return new Command('replay')
    .summary('send kept callbacks again')
    .description('Sends the callbacks of a file, signed now: a JSON object a line, either a body, or an event or a report that holds it as "raw". Files may be of any size.')
    .argument('<file>', 'a file of lines (.ndjson), or - for the standard input')
    .addOption(urlOption())
    .addOption(secretOption())
    .option('--as-is', 'send each body unchanged, with the signature that it has; needs no secret')
    .addOption(formOption())
    .addOption(headerOption())
    .option('--rate <n>', 'at most so many a second; default as fast as they are answered', numberBetween(0.001, 1_000_000))
    .option('--concurrency <n>', 'so many at once; with 1 they arrive in the order of the file', integerBetween(1, 1000), 1)
    .option('--from <line>', 'begin at this line, to go on with a replay that was stopped', integerBetween(1, Number.MAX_SAFE_INTEGER), 1)
    .addOption(timeoutOption())
    .option('--json', 'print one JSON object in place of the table')
    .action((file: string, options: ReplayOptions) => replay(file, options, environment));
}

async function replay(file: string, options: ReplayOptions, environment: Environment): Promise<void> {
  const { asIs = false, form, concurrency, from, rate, timeout = DEFAULT_TIMEOUT_SECONDS } = options;
  if (asIs && options.secret !== undefined) throw new CliError('--as-is and --secret cannot go together: what is sent as it is is not signed.');
  const secret = asIs ? undefined : secretFrom(environment, options);
  const url = urlFrom(environment, options);
  const total = file === '-' ? 0 : sizeOf(file);
  const chunks: AsyncIterable<Buffer> = file === '-' ? environment.stdin : createReadStream(file);

  const poster = new Poster();
  const interruption = new AbortController();
  const bodyOf = (text: string): ReturnType<typeof readReplayLine> => readReplayLine(text, { secret, form, now: environment.now() });
  const run = new ReplayRun({
    url, concurrency, from, poster, bodyOf, signal: interruption.signal, headers: headersFrom(options.header), timeoutMs: timeout * 1000,
    pace: new Pace(rate, environment.sleep), complaints: new Complaints(environment.stderr),
  });
  const shown = progress(environment.stderr, total, { label: 'Replaying' });
  const forget = environment.onInterrupt(() => { interruption.abort(); });
  try {
    await run.run(readLines(chunks, MOST_LINE_BYTES), ({ bytes }) => { shown.advance(total === 0 ? 1 : bytes, `${run.traffic.count} sent, ${run.failures} failed`); });
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    throw syscall === undefined ? error : new CliError(`${file} cannot be read: ${message}.`);
  } finally {
    forget();
    shown.stop();
    poster.close();
  }
  environment.stdout.write(options.json === true ? `${JSON.stringify(plain(run))}\n` : inWords(run));
  environment.exitCode = exitCodeOf(run);
}

function sizeOf(file: string): number {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) throw new CliError(`${file} is a folder; a file of lines is expected.`);
    // A pipe has no size.
    return stats.isFile() ? stats.size : 0;
  } catch (error) {
    throw error instanceof CliError ? error : new CliError(`${file} cannot be read: ${(error as Error).message}.`);
  }
}

function plain({ traffic, broken, lines, nextLine, stopped }: ReplayRun): object {
  return { sent: traffic.count, failed: traffic.failures, broken, lines, ...(stopped !== undefined && { stopped, nextLine }), answers: traffic.summary() };
}

function inWords({ traffic, meanings, broken, nextLine, stopped }: ReplayRun): string {
  const parts = [traffic.count === 0 ? 'Nothing was sent.\n' : traffic.table()];
  if (broken > 0) parts.push(`${broken} broken ${broken === 1 ? 'line was' : 'lines were'} left out.\n`);
  if (stopped !== undefined) parts.push(`Stopped (${stopped}); --from ${nextLine} goes on.\n`);
  for (const [answer, meaning] of meanings) parts.push(`${answer}: ${meaning}\n`);
  return parts.join('');
}

function exitCodeOf({ failures, stopped }: ReplayRun): number {
  if (stopped !== undefined) return exitCodes[stopped];
  return failures === 0 ? exitCodes.success : exitCodes.refused;
}
