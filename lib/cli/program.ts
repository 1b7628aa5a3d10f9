import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import type { Environment } from './environment.js';
import { eventsCommand } from './events.js';
import { CliError, exitCodes } from './exit-codes.js';
import { replayCommand } from './replay.js';
import { schemaCommand } from './schema.js';
import { sendCommand } from './send.js';
import { signCommand } from './sign.js';
import { simulateCommand } from './simulate.js';
import { verifyCommand } from './verify.js';

const EXIT_CODES = `
Exit codes:
  ${exitCodes.success}    done: everything was answered with a 2xx, the signature is right
  ${exitCodes.refused}    an answer was a refusal or a failure, or the signature is wrong
  ${exitCodes.usage}    wrong usage: an unknown event, option or value, a file that cannot be read
  ${exitCodes.unreachable}    no answer: connection refused, no such host, time-out, TLS
  ${exitCodes.interrupted}  stopped with Ctrl-C`;

const COMMANDS = [eventsCommand, schemaCommand, signCommand, verifyCommand, sendCommand, replayCommand, simulateCommand];

/** The whole command line. It prints and ends through the environment alone. */
export function createProgram(environment: Environment): Command {
  const { stdout, stderr } = environment;
  const program = new Command('zego-callbacks')
    .description('Signs, verifies, sends, replays and simulates ZEGOCLOUD server callbacks.')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('"zego-callbacks help <command>" tells more.')
    .addHelpText('after', EXIT_CODES);
  for (const commandOf of COMMANDS) {
    const command = commandOf(environment).addHelpText('after', EXIT_CODES);
    program.addCommand(command.copyInheritedSettings(program));
  }
  return program;
}

/** Runs one command; never rejects. @returns the exit code */
export async function run(args: readonly string[], environment: Environment): Promise<number> {
  try {
    await createProgram(environment).parseAsync(args, { from: 'user' });
    return environment.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    if (error instanceof CliError) {
      environment.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
    environment.stderr.write(`Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return exitCodes.refused;
  }
}

function version(): string {
  const manifest = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
