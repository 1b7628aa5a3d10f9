import type { Elapsed } from './protocol.js';

/** Starts now; tells how long it has run, and what this process has used of the processor meanwhile. */
export function stopwatch(): () => Elapsed {
  const begun = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { cpu: (user + system) / 1_000, wall: performance.now() - begun };
  };
}
