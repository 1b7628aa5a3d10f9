import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { SimulationSettings } from './evening/simulation.js';

export interface Settings {
  readonly port: number;
  readonly secret: string;
  /** How to speak of the secret without showing one that is real. */
  readonly secretOrigin: string;
  readonly once: boolean;
  /** A busy evening instead of the self-test. */
  readonly simulation: SimulationSettings | undefined;
}

const DEFAULT_PORT = 3000;
const DEFAULT_SECRET = 'demo-secret';

const LARGEST_SEED = 2 ** 32 - 1;

const HELP = `Usage: npm start [-- --once | --simulate [--seed N] [--no-losses]]

Starts a small API that receives ZEGOCLOUD callbacks, sends itself the documented ones,
shows what came of each, and stays up until Ctrl-C, with a page that shows what comes in.

  --once       leave after the self-test: exit code 0 if every answer was the expected one, else 1
  --simulate   instead: a busy evening with callbacks late, twice, in any order or lost, and what
               the trackers make of it: exit code 0 if that is the truth in the end, else 1
  --seed N     this evening and no other, from 0 to ${LARGEST_SEED} (default: another one each time)
  --no-losses  an evening on which no callback is lost
  -h, --help   this text

  PORT                   where to listen (default ${DEFAULT_PORT}; 0 takes any free port)
  ZEGO_CALLBACK_SECRET   the CallbackSecret of your project (default "${DEFAULT_SECRET}")`;

/** Reads arguments and environment. Ends the process for --help (0) and for what it does not understand (2). */
export function readSettings(args: string[] = process.argv.slice(2), env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const { help, once, simulation } = readArguments(args);
  if (help) {
    console.log(HELP);
    process.exit(0);
  }
  const given = env['ZEGO_CALLBACK_SECRET'] ?? '';
  return {
    port: readPort(env['PORT'] ?? ''),
    secret: given === '' ? DEFAULT_SECRET : given,
    secretOrigin: given === '' ? `"${DEFAULT_SECRET}", because ZEGO_CALLBACK_SECRET is not set` : 'the one in ZEGO_CALLBACK_SECRET',
    once,
    simulation,
  };
}

interface Arguments extends Pick<Settings, 'once' | 'simulation'> {
  readonly help: boolean;
}

function readArguments(args: string[]): Arguments {
  try {
    const options = { once: { type: 'boolean' }, simulate: { type: 'boolean' }, seed: { type: 'string' }, 'no-losses': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { once = false, simulate = false, seed, 'no-losses': lossless = false, help = false } = parseArgs({ args, options }).values;
    if (once && simulate) return refuse('--once and --simulate cannot go together.');
    if (!simulate && (seed !== undefined || lossless)) return refuse('--seed and --no-losses belong to --simulate.');
    return { help, once, simulation: simulate ? { seed: readSeed(seed), losses: !lossless } : undefined };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function readSeed(text: string | undefined): number {
  if (text === undefined) return randomInt(1_000_000);
  const seed = Number(text);
  return /^\d+$/.test(text) && seed <= LARGEST_SEED ? seed : refuse(`--seed must be a number from 0 to ${LARGEST_SEED}; it is ${JSON.stringify(text)}.`);
}

function readPort(text: string): number {
  if (text === '') return DEFAULT_PORT;
  const port = Number(text);
  return /^\d+$/.test(text) && port <= 65_535 ? port : refuse(`PORT must be a number from 0 to 65535; it is ${JSON.stringify(text)}.`);
}

function refuse(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}
