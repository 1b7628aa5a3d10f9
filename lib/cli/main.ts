#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from './environment.js';
import { run } from './program.js';

const { stdout, stderr, env } = process;

// The reader of a pipe may have seen enough: `zego-callbacks events | head`.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const environment: Environment = {
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
  env,
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
  onInterrupt: (listener) => {
    // Once: the second Ctrl-C ends the process.
    process.once('SIGINT', listener);
    return () => void process.off('SIGINT', listener);
  },
  exitCode: 0,
};

void run(process.argv.slice(2), environment).then((exitCode) => {
  // Not process.exit(): what is written to a pipe may still be on its way. Nothing is read any more.
  process.exitCode = exitCode;
  process.stdin.destroy();
});
