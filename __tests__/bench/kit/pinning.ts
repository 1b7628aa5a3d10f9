import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One core for what is measured, another for what gives it work. */
export interface Pinning {
  readonly measured: number | undefined;
  readonly load: number | undefined;
}

/** Cores of their own, where the system has two and `taskset`. */
export function pinning(): Pinning {
  const [measured, load] = hasTaskset() ? allowedCores() : [];
  return measured === undefined || load === undefined ? { measured: undefined, load: undefined } : { measured, load };
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Those that this process may use: in a container they need not begin with 0. */
function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}
