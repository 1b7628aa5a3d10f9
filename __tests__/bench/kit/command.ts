import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Section, writeSection } from './page.js';

/** Where it was measured. Nothing that names a machine. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
}

export interface Run {
  /** Only to see that everything works; the figures mean nothing. */
  readonly quick: boolean;
  readonly rounds: number;
  readonly machine: Machine;
  /** Tells how far it is, where somebody looks on. */
  readonly progress: (done: number, of: number) => void;
}

export interface Outcome extends Section {
  /** Everything that was measured. */
  readonly result: object;
}

/**
 * A benchmark as a command: `--rounds <n>`, `--quick` for a run that only shows that it works, `--docs <folder>` for
 * another place than `docs`. Prints its section and the figures as one line of JSON, and writes the section to the page
 * unless it was quick.
 */
export function command(defaults: { readonly rounds: number }, run: (run: Run) => Promise<Outcome>): void {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, docs: { type: 'string' } } });
  const { quick } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : defaults.rounds));
  const folder = values.docs ?? (quick ? undefined : 'docs');
  const machine = { date: new Date().toISOString().slice(0, 10), node: process.version, cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length };

  async function carryOut(): Promise<void> {
    if (!Number.isSafeInteger(rounds) || rounds < 1) throw new TypeError(`--rounds must be a positive integer; it is ${String(values.rounds)}.`);
    const startedAt = performance.now();
    const { result, ...section } = await run({ quick, rounds, machine, progress });
    const markdown = `${machine.date}, Node.js ${machine.node}, ${machine.cores} x ${machine.cpu}, ${rounds} rounds, ${Math.round((performance.now() - startedAt) / 1_000)} s.\n\n${section.markdown.trim()}`;
    console.info(`${markdown}\n`);
    console.info(JSON.stringify({ command: section.name, machine, rounds, ...result }, (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value)));
    if (folder !== undefined) writeSection(folder, { ...section, markdown });
  }

  // A process that a signal ends leaves its files behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  carryOut().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}

function progress(done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(done < of ? `\r${done} of ${of}` : '\r\x1b[K');
}
