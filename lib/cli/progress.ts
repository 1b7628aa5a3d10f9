import { Presets, SingleBar } from 'cli-progress';
import type { Output } from './environment.js';

export interface Progress {
  /** So much more is done, in the unit of the total. */
  advance(n: number, note?: string): void;
  /** Leaves the last state to read. */
  stop(): void;
}

/** How many lines stand for the bar where there is none. */
const LINES = 10;

/**
 * Shows how far a command has come: a bar on a terminal, ten lines anywhere else.
 *
 * @param total 0 when nobody knows how much there is: then there is a line each time that twice as much is done
 * @example
 * const shown = progress(environment.stderr, 1000, { label: 'Sending' });
 * shown.advance(1, '3 refused');
 * shown.stop();
 */
export function progress(stream: Output, total: number, { label }: { readonly label: string }): Progress {
  if (total <= 0) return counting(stream, label);
  return stream.isTTY === true ? bar(stream, total, label) : lines(stream, total, label);
}

function bar(stream: Output, total: number, label: string): Progress {
  // Ctrl-C belongs to the command: with a listener of its own the bar would keep the process from ending.
  const single = new SingleBar({ stream, format: `${label} [{bar}] {percentage} %  {note}`, barsize: 20, fps: 10, linewrap: null, gracefulExit: false }, Presets.legacy);
  single.start(total, 0, { note: '' });
  return {
    advance: (n, note) => { single.increment(n, note === undefined ? {} : { note }); },
    stop: () => { single.stop(); },
  };
}

function lines(stream: Output, total: number, label: string): Progress {
  let done = 0;
  let written = 0;
  return {
    advance: (n, note = '') => {
      done += n;
      const due = Math.min(LINES, Math.floor((done / total) * LINES));
      if (due <= written) return;
      written = due;
      stream.write(`${label} ${(due / LINES) * 100} %  ${note}`.trimEnd() + '\n');
    },
    stop: () => undefined,
  };
}

function counting(stream: Output, label: string): Progress {
  let done = 0;
  let next = 1;
  return {
    advance: (n, note = '') => {
      done += n;
      if (done < next) return;
      while (next <= done) next *= 2;
      stream.write(`${label} ${done}  ${note}`.trimEnd() + '\n');
    },
    stop: () => undefined,
  };
}
