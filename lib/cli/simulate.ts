import { randomInt } from 'node:crypto';
import { Command, Option } from 'commander';
import { beginEvening, mishandle, wireForms, type EveningCallback, type Mishandled, type WireForm } from '../testing/index.js';
import type { Environment } from './environment.js';
import { exitCodes } from './exit-codes.js';
import { headerOption, headersFrom, integerBetween, numberBetween, secretFrom, secretOption, timeoutOption, urlFrom, urlOption } from './options.js';
import { progress } from './progress.js';
import { Courier, MOST_UNREACHED } from './simulate-courier.js';
import { figuresOf, summaryJson, summaryText } from './simulate-summary.js';
import { writerFor } from './simulate-writer.js';

interface SimulateOptions {
  readonly url?: string;
  readonly secret?: string;
  readonly rooms: number;
  readonly users: number;
  readonly minutes: number;
  readonly pause: number;
  readonly appId?: string;
  readonly seed?: number;
  readonly disorder: number;
  readonly duplicates: number;
  readonly loss: number;
  readonly behind: number;
  readonly form: WireForm | 'mixed';
  readonly header?: readonly (readonly [string, string])[];
  readonly rate: number;
  readonly concurrency: number;
  readonly timeout?: number;
  readonly retry?: boolean;
  readonly retryScale: number;
  readonly json?: boolean;
}

const DEFAULT_TIMEOUT_SECONDS = 15;
const LARGEST_SEED = 2 ** 32 - 1;
const MS_PER_MINUTE = 60_000;

/** `zego-callbacks simulate`: a busy evening, with all that goes wrong on the way. */
export function simulateCommand(environment: Environment): Command {
  return new Command('simulate')
    .summary('send the callbacks of a busy evening')
    .description('Sends the callbacks of an evening with many users, who come and go, publish, talk, change devices and lose the network; late, twice or never, as you like. Then it tells how they were answered, and what the receiver should know now. It takes as long as the callbacks need at the rate, not as long as the evening.')
    .addOption(urlOption())
    .addOption(secretOption())
    .option('--rooms <n>', 'how many rooms there are to go to', integerBetween(1, 1_000_000), 50)
    .option('--users <n>', 'how many people there are', integerBetween(1, 10_000_000), 500)
    .option('--minutes <n>', 'how long the evening lasts', numberBetween(0.1, 1_000_000), 240)
    .option('--pause <minutes>', 'how many minutes pass between two things that one user does, on average; there are about users x minutes / pause callbacks', numberBetween(0.001, 1_000_000), 45)
    .option('--app-id <id>', 'app id of all callbacks; default 1')
    .option('--seed <n>', 'an evening that was there before; default another one each time', integerBetween(0, LARGEST_SEED))
    .option('--disorder <share>', 'share of the callbacks that come late, from 0 to 1', numberBetween(0, 1), 0.2)
    .option('--duplicates <share>', 'share of the callbacks that come twice', numberBetween(0, 1), 0.05)
    .option('--loss <share>', 'share of the callbacks that never come', numberBetween(0, 1), 0)
    .option('--behind <n>', 'how many others a late or second one is behind, at most', integerBetween(1, 1_000_000), 100)
    .addOption(new Option('--form <form>', 'how the bodies are written').choices([...wireForms, 'mixed']).default('json'))
    .addOption(headerOption())
    .option('--rate <n>', 'callbacks a second; 0 for as many as are answered', numberBetween(0, 1_000_000), 200)
    .option('--concurrency <n>', 'how many wait for an answer at once', integerBetween(1, 10_000), 32)
    .addOption(timeoutOption())
    .option('--retry', 'send a callback again, as ZEGO does, when it is not answered with a 2xx')
    .option('--retry-scale <factor>', 'shorten or stretch the waits between the attempts', numberBetween(0, 100), 1)
    .option('--json', 'print one JSON object in place of the tables')
    .addHelpText('after', EXAMPLES)
    .action((options: SimulateOptions) => simulate(options, environment));
}

const EXAMPLES = `
With --retry the last answer of a callback counts. Ctrl-C prints the summary so far. A receiver that is not there at
the beginning, or not reached ${MOST_UNREACHED} times in a row, ends it.

Examples:
  zego-callbacks simulate --url http://localhost:3000/api/zego/callbacks
  zego-callbacks simulate --users 20000 --rooms 1000 --rate 0 --concurrency 200
  zego-callbacks simulate --seed 7 --loss 0.02 --retry --form mixed`;

async function simulate(options: SimulateOptions, environment: Environment): Promise<void> {
  const { rooms, users, minutes, pause, appId, seed = randomInt(1_000_000), disorder, duplicates, loss, behind, form } = options;
  const secret = secretFrom(environment, options);
  const url = urlFrom(environment, options);
  const { stdout, stderr, now } = environment;
  const startedAt = now();
  const evening = beginEvening({ seed, rooms, users, minutes, pause, appId, endsAt: startedAt });
  const courier = new Courier({
    url,
    headers: headersFrom(options.header),
    timeoutMs: (options.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    perSecond: options.rate,
    atOnce: options.concurrency,
    retryScale: options.retry === true ? options.retryScale : undefined,
    write: writerFor(secret, form, now),
  }, environment);

  stderr.write(`${minutes} minutes with ${users} users in ${rooms} rooms, seed ${seed}, to ${url.href}\n`);
  const shown = progress(stderr, minutes, { label: 'Evening' });
  let minute = 0;
  const show = (until: number): void => {
    if (until <= minute) return;
    shown.advance(until - minute, `${courier.traffic.count} answered, ${courier.traffic.failures} not with a 2xx`);
    minute = until;
  };
  function* watched(all: Iterable<Mishandled<EveningCallback>>): Generator<Mishandled<EveningCallback>> {
    for (const one of all) {
      yield one;
      show(Math.floor(minutes - (startedAt - one.callback.at) / MS_PER_MINUTE));
    }
  }
  const forget = environment.onInterrupt(() => courier.stop('interrupted'));
  try {
    await courier.carry(watched(mishandle(evening.callbacks, { disorder, duplicates, loss, behind, seed })));
    if (courier.stopped === undefined) show(minutes);
  } finally {
    forget();
    shown.stop();
  }

  const run = { seed, url, courier, figures: courier.stopped === undefined ? figuresOf(evening.truth) : undefined, ms: now() - startedAt };
  stdout.write(options.json === true ? summaryJson(run) : summaryText(run));
  environment.exitCode = exitCodeOf(courier);
}

function exitCodeOf({ stopped, counts }: Courier): number {
  if (stopped !== undefined) return exitCodes[stopped];
  return counts.failed === 0 ? exitCodes.success : exitCodes.refused;
}
