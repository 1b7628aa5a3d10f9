import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The newest of each line that is supported, besides the one that runs this. */
const RELEASES = ['22.23.3', '24.21.0'];
const ROOT = path.resolve(__dirname, '../..');
/** Histories of rooms have been tried at length on the other one. */
const SHORTER = { PRESENCE_RUNS: '0.1' };

/** Runs a command here, with its output; resolves to its exit code. */
async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** The binary of a release, from the packages that the npm package `node` consists of. */
async function install(release: string, folder: string): Promise<string> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const code = await run('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', `${name}@${release}`]);
  if (code !== 0) throw new Error(`Node ${release} could not be installed (${name}).`);
  return path.join(folder, 'node_modules', name, 'bin');
}

/** Runs all tests with a release, also in the processes that they start. */
async function testWith(release: string): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), `node-${release}-`));
  try {
    const bin = await install(release, folder);
    console.log(`\nNode ${release}`);
    const env = { ...process.env, ...SHORTER, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
    return (await run(path.join(bin, 'node'), ['node_modules/jest/bin/jest.js'], env)) === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const failed: string[] = [];
  for (const release of RELEASES) if (!(await testWith(release))) failed.push(release);
  console.log(failed.length === 0 ? `All tests pass on Node ${RELEASES.join(' and ')}.` : `Tests fail on Node ${failed.join(' and ')}.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

void main();
