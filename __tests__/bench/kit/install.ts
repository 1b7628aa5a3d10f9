import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformFileSync } from '@swc/core';

export const ROOT = path.resolve(__dirname, '../../..');
const SOURCES = path.join(ROOT, '__tests__/bench/processes');
const PACKAGES = ['express', 'express4', 'body-parser', '@octokit/webhooks', '@line/bot-sdk', 'redis', 'ioredis'];

/** The programs of the processes that are measured. */
export interface Installed {
  /** @param name of a file of `processes`, as it is imported: `server.js` */
  program(name: string): string;
  remove(): void;
}

/**
 * A project of its own that has this package (or the checkout that BENCH_PACKAGE names) and the others installed, with
 * the programs in plain JavaScript: a loader of TypeScript would change what is measured.
 */
export function install(): Installed {
  const folder = mkdtempSync(path.join(tmpdir(), 'zego-bench-'));
  link(path.resolve(process.env['BENCH_PACKAGE'] ?? ROOT), 'express-zego-callbacks');
  for (const name of PACKAGES) link(path.join(ROOT, 'node_modules', name), name);
  for (const file of readdirSync(SOURCES)) {
    // import() stays as it is: some packages are ES modules only.
    const module = file.endsWith('.mts') ? ({ type: 'es6' } as const) : ({ type: 'commonjs', ignoreDynamic: true, exportInteropAnnotation: true } as const);
    const { code } = transformFileSync(path.join(SOURCES, file), { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module });
    writeFileSync(path.join(folder, file.replace(/ts$/, 'js')), code);
  }

  function link(target: string, name: string): void {
    const at = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(at), { recursive: true });
    symlinkSync(target, at, 'dir');
  }

  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  process.once('exit', remove);
  return { program: (name) => path.join(folder, name), remove };
}
