import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

/**
 * What a process did. A request is there from `arrived` until `left`. A claim is open from `claiming` until it turns
 * out to be somebody else's (`refused`), or Redis has confirmed that the event is completed or released.
 */
export type Step = 'arrived' | 'claiming' | 'refused' | 'begun' | 'effect' | 'failed' | 'completed' | 'released' | 'left';

export interface Line {
  readonly at: number;
  readonly process: string;
  readonly step: Step;
  /** `event.id`, where it is known by then. */
  readonly id?: string;
  /** The sender's name of the event: of a request by its header, of a run by what the handler saw. */
  readonly key?: string;
  /** Which run of the handler. */
  readonly run?: string;
}

/**
 * What a process tells about itself so that its death does not take it along: every line is with the kernel before
 * the next statement runs, so SIGKILL cannot undo it.
 */
export class Journal {
  readonly #process: string;
  readonly #file: number;

  constructor(folder: string, processName: string) {
    this.#process = processName;
    this.#file = openSync(path.join(folder, `${processName}.jsonl`), 'a');
  }

  write(step: Step, about: Pick<Line, 'id' | 'key' | 'run'>): void {
    writeSync(this.#file, `${JSON.stringify({ at: Date.now(), process: this.#process, step, ...about } satisfies Line)}\n`);
  }
}

export function readJournal(folder: string, processName: string): Line[] {
  const text = readFileSync(path.join(folder, `${processName}.jsonl`), 'utf8');
  // What stands behind the last line break was cut off by a death, and so did not happen.
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

export function readJournals(folder: string): Line[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readJournal(folder, path.basename(file, '.jsonl')))
    .sort((a, b) => a.at - b.at);
}

/** How far a process has got with the events that it still holds. */
export function openWork(lines: readonly Line[]): Map<string, Step> {
  const open = new Map<string, Step>();
  for (const { id, step } of lines) {
    if (id === undefined || step === 'arrived' || step === 'left') continue;
    if (step === 'completed' || step === 'released') open.delete(id);
    else if (step === 'refused' && open.get(id) === 'claiming') open.delete(id);
    // Asking again does not undo what is under way.
    else if (step !== 'refused' && !(step === 'claiming' && open.has(id))) open.set(id, step);
  }
  return open;
}

/** The events whose requests a process has not answered yet, by the sender's name. */
export function openRequests(lines: readonly Line[]): string[] {
  const open = new Map<string, number>();
  for (const { key, step } of lines) {
    if (key === undefined || (step !== 'arrived' && step !== 'left')) continue;
    open.set(key, (open.get(key) ?? 0) + (step === 'arrived' ? 1 : -1));
  }
  return [...open].filter(([, count]) => count > 0).map(([key]) => key);
}
