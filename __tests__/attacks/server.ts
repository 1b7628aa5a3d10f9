import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { zegoCallbacks } from '../../lib/index.js';

/** What the tests ask, and what they are told. */
export type Asked = { readonly ask: 'begin' } | { readonly ask: 'end' } | { readonly ask: 'parse'; readonly json: string };
export interface Told {
  readonly port?: number;
  readonly cpuMs: number;
  readonly memoryMb: number;
  readonly handled: number;
}

const MIB = 2 ** 20;
let handled = 0;
const zego = zegoCallbacks({ secret: process.env['ZEGO_CALLBACK_SECRET'] })
  .onAny(() => void (handled += 1))
  .onUnknown(() => void (handled += 1))
  .onError(() => undefined);

/** Of all threads: bodies are decompressed in the thread pool. Unlike time on the clock it does not depend on neighbours. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The highest that the memory in use has been. On Linux a new process inherits `maxRSS` of the one that started it,
 * and growth below that would not show: the kernel's own mark starts with the program.
 */
function peakMb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

/** Where growth starts: what is in use now, if what was before can be forgotten; otherwise the highest so far. */
function beginMb(): number {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return process.memoryUsage.rss() / MIB;
  } catch {
    return peakMb();
  }
}

function tell(message: Partial<Told>): void {
  process.send?.({ cpuMs: cpuMs(), memoryMb: 0, handled, ...message });
}

process.on('message', (question: Asked) => {
  if (question.ask === 'begin') tell({ memoryMb: beginMb() });
  else if (question.ask === 'end') tell({ memoryMb: peakMb() });
  else {
    const before = cpuMs();
    JSON.parse(question.json);
    tell({ cpuMs: cpuMs() - before });
  }
});
process.on('disconnect', () => process.exit());

const server = express()
  .use('/api/zego/callbacks', zego)
  .listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
