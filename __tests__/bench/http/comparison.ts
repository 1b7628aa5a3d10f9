import { ratios, type Summary, summary } from '../kit/statistics.js';
import type { ReceiverName, Size } from '../processes/protocol.js';
import { candidate, type Candidate, nameOf, OTHERS } from './candidates.js';
import type { Series } from './rounds.js';

export interface Figure {
  readonly candidate: Candidate;
  readonly cpuMicroseconds: Summary;
  readonly perSecond: Summary;
}

/** How much CPU time this package takes for that of another. */
export interface Ratio {
  readonly size: Size;
  readonly other: ReceiverName;
  readonly cpu: Summary;
  /** What it should be at most. */
  readonly aim?: number;
}

/** For a small callback as JSON on Express 5. */
const AIMS: Partial<Readonly<Record<ReceiverName, number>>> = { 'express-limit': 1.2, handwritten: 0.7, octokit: 1, line: 1 };

/** What was measured, side by side. */
export class Comparison {
  readonly #series = new Map<string, Series>();

  /** @param series of one candidate there may be several, one behind the other */
  constructor(series: readonly Series[]) {
    for (const { candidate: measured, cpuMicroseconds, perSecond } of series) {
      const name = nameOf(measured);
      const earlier = this.#series.get(name) ?? { cpuMicroseconds: [], perSecond: [] };
      this.#series.set(name, { candidate: measured, cpuMicroseconds: [...earlier.cpuMicroseconds, ...cpuMicroseconds], perSecond: [...earlier.perSecond, ...perSecond] });
    }
  }

  figures(): Figure[] {
    return [...this.#series.values()].map(({ candidate: measured }) => this.figure(measured));
  }

  figure(wanted: Candidate): Figure {
    const { candidate: found, cpuMicroseconds, perSecond } = this.#find(wanted);
    return { candidate: found, cpuMicroseconds: summary(cpuMicroseconds), perSecond: summary(perSecond) };
  }

  ratio(one: Candidate, other: Candidate): Summary {
    return ratios(this.#find(one).cpuMicroseconds, this.#find(other).cpuMicroseconds);
  }

  /** This package beside another: JSON, Express 5, one handler. */
  beside(other: ReceiverName, size: Size): Ratio {
    const aim = size === 'small' ? AIMS[other] : undefined;
    return { size, other, cpu: this.ratio(candidate('zego', size), candidate(other, size)), ...(aim !== undefined && { aim }) };
  }

  headline(size: Size): Ratio[] {
    return OTHERS.map((other) => this.beside(other, size));
  }

  #find(wanted: Candidate): Series {
    const found = this.#series.get(nameOf(wanted));
    if (found === undefined) throw new Error(`Nobody has measured ${nameOf(wanted)}.`);
    return found;
  }
}
