import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformFileSync } from '@swc/core';

const ROOT = path.resolve(__dirname, '../..');
const PACKAGES = ['express', 'redis', 'ioredis'];

/**
 * A project of its own that has this package and the clients installed, with the server in plain JavaScript: compiling
 * it at each of many starts would take the processors away from what is tested.
 *
 * @returns the server's file
 */
export function installWorker(folder: string): string {
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync(ROOT, path.join(modules, 'express-zego-callbacks'), 'dir');
  for (const name of PACKAGES) symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name), 'dir');
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.ts'))) {
    const { code } = transformFileSync(path.join(__dirname, file), { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } });
    writeFileSync(path.join(folder, `${path.basename(file, '.ts')}.js`), code);
  }
  return path.join(folder, 'worker.js');
}
