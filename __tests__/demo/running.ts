import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export const ROOT = path.join(__dirname, '../..');
export const SERVER = 'docs/examples/server.ts';
export const DEFAULT_SECRET = 'demo-secret';
/** What the demo prints is no wider. */
export const WIDEST = 100;

export interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves to all of stdout when the text stands in it. */
  readonly until: (wanted: string) => Promise<string>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const running = new Set<ChildProcess>();

export function startDemo(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}, nodeArgs: readonly string[] = []): Run {
  const child = spawn(process.execPath, [...nodeArgs, '--import', 'tsx', SERVER, ...args], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', ZEGO_CALLBACK_SECRET: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => {
    running.delete(child);
    return { code: code as number | null, signal: signal as string | null };
  });
  const until = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (out.includes(wanted)) resolve(out);
      };
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`It ended without saying ${wanted}:\n${out}${err}`)));
      look();
    });
  return { child, out: () => out, err: () => err, until, ended };
}

export async function runToEnd(...start: Parameters<typeof startDemo>): Promise<Ended> {
  const run = startDemo(...start);
  const { code } = await run.ended;
  return { code, out: run.out(), err: run.err() };
}

/** The demo imports the package by its name, which is there after the build. */
export async function built(): Promise<void> {
  const isBuilt = ['index.js', 'presence/index.mjs', 'testing/evening/evening.js', 'cli/simulate.js', 'inspector/page/main.js'].every((file) => existsSync(path.join(ROOT, 'dist', file)));
  if (!isBuilt) await promisify(execFile)('npm', ['run', '-s', 'build'], { cwd: ROOT, shell: process.platform === 'win32' });
}

export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Cuts the first printed table along its rule: one list of lines for every cell. */
export function readTable(printed: string): { lines: string[]; rows: string[][][] } {
  const all = printed.split('\n');
  const at = all.findIndex((line) => /^-+(?: {2}-+)+$/.test(line));
  const rule = all[at] ?? '';
  const columns = [...rule.matchAll(/-+/g)].map(({ index, 0: dashes }) => ({ from: index, to: index + dashes.length }));
  const lines = all.slice(at - 1, all.indexOf('', at));
  const rows: string[][][] = [];
  for (const line of lines.slice(2)) {
    const cells = columns.map(({ from, to }) => line.slice(from, to).trim());
    if (cells[0] !== '') rows.push(cells.map(() => []));
    cells.forEach((cell, column) => {
      if (cell !== '') rows.at(-1)?.[column]?.push(cell);
    });
    // Aligned: between the columns there is nothing but space.
    columns.slice(1).forEach(({ from }) => expect(line.slice(from - 2, from).trim()).toBe(''));
  }
  return { lines, rows };
}
