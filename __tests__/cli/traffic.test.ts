import fc from 'fast-check';
import { Traffic } from '../../lib/cli/traffic.js';

const latencies = fc.array(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 });

function nearestRank(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1]!;
}

function trafficOf(entries: readonly (readonly [string, number])[]): Traffic {
  const traffic = new Traffic();
  for (const [answer, ms] of entries) traffic.add(answer, ms);
  return traffic;
}

test('percentiles are at most 1 % off, and the longest is exact', () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const [summary] = trafficOf(values.map((ms) => ['200 delivered', ms])).summary();
      for (const [percent, told] of [[50, summary!.p50], [95, summary!.p95], [99, summary!.p99]] as const) {
        const exact = nearestRank(values, percent);
        expect(Math.abs(told - exact) / exact).toBeLessThan(0.0101);
      }
      expect(summary!.max).toBe(Math.max(...values));
    }),
  );
});

test('counts add up, and whatever does not start with a 2xx is a failure', () => {
  const answer = fc.constantFrom('200 delivered', '200 duplicate', '204', '401 bad_signature', '503 busy', '2000', 'not reached: ECONNREFUSED');
  fc.assert(
    fc.property(fc.array(fc.tuple(answer, fc.constant(1))), (entries) => {
      const traffic = trafficOf(entries);
      const isSuccess = (text: string): boolean => ['200 delivered', '200 duplicate', '204'].includes(text);
      expect(traffic.count).toBe(entries.length);
      expect(traffic.failures).toBe(entries.filter(([text]) => !isSuccess(text)).length);
      expect(new Map(traffic.summary().map(({ answer: text, count }) => [text, count]))).toEqual(new Map(entries.map(([text]) => [text, entries.filter(([other]) => other === text).length])));
    }),
  );
});

test('the table has a row for each answer, the most frequent first, and one for all', () => {
  const table = trafficOf([['503 busy', 1], ['200 delivered', 2], ['200 delivered', 2000]]).table();
  expect(table.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['answer', 'count', 'share', 'p50', 'p95', 'p99', 'max'],
    ['200 delivered', '2', '66.7 %', '2.0 ms', '2000 ms', '2000 ms', '2000 ms'],
    ['503 busy', '1', '33.3 %', '1.0 ms', '1.0 ms', '1.0 ms', '1.0 ms'],
    ['all', '3', '100.0 %', '2.0 ms', '2000 ms', '2000 ms', '2000 ms'],
    [''],
  ]);
});

test('a server that answers anything does not fill the memory', () => {
  const traffic = trafficOf(Array.from({ length: 5000 }, (_item, index) => [`200 ${'x'.repeat(100)}${index}`, 1]));
  for (let index = 0; index < 5000; index += 1) traffic.add(`200 kind ${index}`, 1);
  const summary = traffic.summary();
  expect(summary.length).toBeLessThanOrEqual(41);
  expect(summary.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  expect(Math.max(...summary.map(({ answer }) => answer.length))).toBeLessThanOrEqual(60);
});
