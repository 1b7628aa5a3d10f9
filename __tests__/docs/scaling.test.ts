import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './pages.js';

const page = (name: string): string => readFileSync(path.join(root, 'docs', name), 'utf8');
const plan = page('scaling.md');
const benchmarks = page('benchmarks.md');

/** The range in the brackets of a figure. */
function rangeIn(text: string, figure: RegExp): [from: number, to: number] {
  const [, from, to] = figure.exec(text) ?? [];
  if (from === undefined || to === undefined) throw new Error(`docs/benchmarks.md has no figure for ${String(figure)}.`);
  return [Number(from.replaceAll(',', '')), Number(to.replaceAll(',', ''))];
}

const planned = (name: string): number[] => (new RegExp(`^const ${name} = ([^;]+);`, 'm').exec(plan)?.[1] ?? '').split(' + ').map(Number);
const processes = benchmarks.slice(benchmarks.indexOf('### Processes that share a Redis'));

test.each([
  ['over HTTP', () => planned('cpuMicroseconds')[0], () => rangeIn(benchmarks, /^\| f: express-zego-callbacks \| [\d.,]+ \(([\d.,]+) to ([\d.,]+)\)/m)],
  ['more with Redis', () => planned('cpuMicroseconds')[1], () => rangeIn(processes, /^\| 1 \| [\d.,]+ \(([\d.,]+) to ([\d.,]+)\)/m).map((us) => us - 15)],
  ['of Redis', () => planned('redisCpuMicroseconds')[0], () => rangeIn(processes, /^\| 1 \|.*\| [\d.,]+ \(([\d.,]+) to ([\d.,]+)\) \|[^|]*\|$/m)],
] as const)('the plan goes by what was measured: CPU of a callback %s', (_what, figure, range) => {
  const [from = NaN, to = NaN] = range();
  expect(figure()).toBeGreaterThanOrEqual(from);
  expect(figure()).toBeLessThanOrEqual(to);
});
