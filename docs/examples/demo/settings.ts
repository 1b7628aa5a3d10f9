import { parseArgs } from 'node:util';

export interface Settings {
  readonly port: number;
  readonly secret: string;
  /** How to speak of the secret without showing one that is real. */
  readonly secretOrigin: string;
  readonly once: boolean;
}

const DEFAULT_PORT = 3000;
const DEFAULT_SECRET = 'demo-secret';

const HELP = `Usage: npm start [-- --once]

Starts a small API that receives ZEGOCLOUD callbacks, sends itself the documented ones,
shows what came of each, and stays up until Ctrl-C.

  --once      leave after the self-test: exit code 0 if every answer was the expected one, else 1
  -h, --help  this text

  PORT                   where to listen (default ${DEFAULT_PORT}; 0 takes any free port)
  ZEGO_CALLBACK_SECRET   the CallbackSecret of your project (default "${DEFAULT_SECRET}")`;

/** Reads arguments and environment. Ends the process for --help (0) and for what it does not understand (2). */
export function readSettings(args: string[] = process.argv.slice(2), env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const { help, once } = readArguments(args);
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
  };
}

function readArguments(args: string[]): { help: boolean; once: boolean } {
  try {
    const { values } = parseArgs({ args, options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
    return { help: values.help ?? false, once: values.once ?? false };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
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
