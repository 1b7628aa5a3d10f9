import { barChart } from '../kit/chart.js';
import { grouped, middle, type Row, table } from '../kit/table.js';
import type { Size } from '../processes/protocol.js';
import { candidate, type Candidate, OTHERS, RECEIVERS, SIZES, VARIANTS } from './candidates.js';
import type { Comparison } from './comparison.js';
import type { Plan } from './rounds.js';

const TITLES: Readonly<Record<Size, string>> = { small: 'A room_logout of 0.4 KB', large: 'A UserAudioData of 64 KB' };
const FILES: Readonly<Record<Size, string>> = { small: 'small-callback.svg', large: 'large-callback.svg' };
const UNIT = "CPU time of the server's process for a callback, in µs: median, and between what half of the rounds lie";

/** Those of a size that stand beside each other in the first table and in the chart. */
function rivals(size: Size): Candidate[] {
  return [...OTHERS.map((other) => candidate(other, size)), candidate('zego', size), candidate('zego', size, { handlers: 0 })];
}

function labelOf({ server: { receiver, handlers } }: Candidate): string {
  const { letter, name } = RECEIVERS[receiver];
  return `${letter.length > 1 ? '' : `${letter}: `}${name}${handlers === 0 ? ', no handler' : ''}`;
}

export function chartOf(comparison: Comparison, size: Size): string {
  const bars = rivals(size).map((one) => {
    const { cpuMicroseconds: cpu } = comparison.figure(one);
    return { label: labelOf(one), value: cpu.median, from: cpu.lowerQuartile, to: cpu.upperQuartile, stressed: one.server.receiver === 'zego', text: `${grouped(cpu.median)} µs` };
  });
  return barChart({ title: `${TITLES[size]} as JSON on Express 5`, unit: UNIT, bars });
}

function rivalTable(comparison: Comparison, size: Size): string {
  return table(
    rivals(size).map((one) => {
      const { cpuMicroseconds, perSecond } = comparison.figure(one);
      const { receiver } = one.server;
      const isOther = receiver !== 'zego';
      const { cpu, aim } = isOther ? comparison.beside(receiver, size) : { cpu: undefined, aim: undefined };
      return {
        Receiver: labelOf(one),
        'CPU, µs': middle(cpuMicroseconds, 1),
        'Callbacks per second': middle(perSecond, 0),
        'f takes × its CPU': cpu === undefined ? '–' : middle(cpu, 2),
        ...(size === 'small' && { Aim: aim === undefined ? '–' : `at most ${grouped(aim, 2)}` }),
      };
    }),
  );
}

/** An aim may lie below what nobody can leave out. */
function leastOf(comparison: Comparison): string {
  const least = candidate('express-least', 'small');
  const shares = (['express-limit', 'handwritten', 'octokit', 'line'] as const).map((other) => `${grouped(comparison.ratio(least, candidate(other, 'small')).median, 2)} × ${RECEIVERS[other].letter}`);
  const ours = grouped(comparison.beside('express-least', 'small').cpu.median, 2);
  return `Reading through body-parser, \`JSON.parse\`, one sha1 and an answer, and nothing else, take ${shares.join(', ')}. Where an aim is lower, nobody reaches it who does these four. This package takes ${ours} × as much as they do.`;
}

/** Every form, on both versions of Express, beside the limit of that version with JSON of that size. */
function formTable(comparison: Comparison): string {
  return table(
    VARIANTS.filter(({ handlers }) => handlers === 1).map(({ form, express }) => {
      const cells = SIZES.map((size) => {
        const one = candidate('zego', size, { form, express });
        const [cpu, without] = [one, candidate('zego', size, { form, express, handlers: 0 })].map((variant) => grouped(comparison.figure(variant).cpuMicroseconds.median, 1));
        const [limit, byHand] = (['express-limit', 'handwritten'] as const).map((other) => grouped(comparison.ratio(one, candidate(other, size, { express })).median, 2));
        const named = size === 'small' ? 'Small' : 'Large';
        return { [`${named}: CPU, µs`]: `${cpu ?? ''} (${without ?? ''})`, [`${named}: × b`]: limit ?? '', [`${named}: × c`]: byHand ?? '' };
      });
      return Object.assign({ Form: form, Express: String(express) }, ...cells) as Row;
    }),
  );
}

/** The section of the page. */
export function report(comparison: Comparison, requests: Plan['requests'], versions: readonly string[], isPinned: boolean): string {
  const sizes = SIZES.map((size) => `### ${TITLES[size]}\n\n![${TITLES[size]} as JSON on Express 5: the CPU time of each receiver, as in the table below](benchmarks/${FILES[size]})\n\n${rivalTable(comparison, size)}${size === 'small' ? `\n\n${leastOf(comparison)}` : ''}`);
  const cores = isPinned ? 'Server and load generator each had a core of their own.' : 'Server and load generator shared the cores.';
  return [
    `In each round ${grouped(requests.small)} small and ${grouped(requests.large)} large callbacks for every receiver. ${cores} ${versions.join(', ')}.`,
    ...sizes,
    '### Every form\n\nThis package with one handler (in brackets: with none), beside b and c on the same Express with JSON of the same size.',
    formTable(comparison),
  ].join('\n\n');
}

export function charts(comparison: Comparison): Record<string, string> {
  return { [FILES.small]: chartOf(comparison, 'small'), [FILES.large]: chartOf(comparison, 'large') };
}
