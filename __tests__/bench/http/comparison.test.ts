import fc from 'fast-check';
import { candidate, CANDIDATES, nameOf, OTHERS } from './candidates.js';
import { Comparison } from './comparison.js';
import { charts, report } from './report.js';

const cost = fc.double({ min: 1, max: 1_000, noNaN: true });

test('every candidate has a name of its own', () => {
  expect(new Set(CANDIDATES.map(nameOf)).size).toBe(CANDIDATES.length);
});

describe('a comparison', () => {
  test('puts the series of a candidate one behind the other, and compares round with round', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cost, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }), fc.constantFrom(...OTHERS), cost, (sittings, other, factor) => {
        const series = sittings.flatMap((rounds) => [
          { candidate: candidate('zego', 'small'), cpuMicroseconds: rounds.map((value) => value * factor), perSecond: rounds },
          { candidate: candidate(other, 'small'), cpuMicroseconds: rounds, perSecond: rounds },
        ]);
        const comparison = new Comparison(series);
        const all = sittings.flat();
        const { cpuMicroseconds, perSecond } = comparison.figure(candidate(other, 'small'));
        expect([cpuMicroseconds.least, perSecond.most]).toEqual([Math.min(...all), Math.max(...all)]);
        expect(comparison.figures()).toHaveLength(2);
        const { cpu } = comparison.beside(other, 'small');
        for (const ratio of [cpu.least, cpu.most]) expect(ratio / factor).toBeCloseTo(1, 9);
      }),
    );
  });

  test('has an aim for a small callback only', () => {
    const comparison = new Comparison(CANDIDATES.map((one) => ({ candidate: one, cpuMicroseconds: [1], perSecond: [1] })));
    const aims = comparison.headline('small').flatMap(({ other, aim }) => (aim === undefined ? [] : [[other, aim]]));
    expect(Object.fromEntries(aims)).toEqual({ 'express-limit': 1.2, handwritten: 0.7, octokit: 1, line: 1 });
    expect(comparison.headline('large').filter(({ aim }) => aim !== undefined)).toEqual([]);
  });

  test('complains of somebody who was not measured', () => {
    expect(() => new Comparison([]).figure(candidate('line', 'large'))).toThrow('Nobody has measured e @line/bot-sdk, Express 5, large.');
  });
});

test('the section tells the figures of everybody, as the drawings do; of others on Express 4 only what they are compared with', () => {
  const comparison = new Comparison(CANDIDATES.map((one, at) => ({ candidate: one, cpuMicroseconds: [1_000 + at], perSecond: [1] })));
  const section = report(comparison, { small: 1, large: 1 }, ['express 5.0.0'], true);
  const drawings = Object.values(charts(comparison)).join('');
  for (const [at, one] of CANDIDATES.entries()) {
    const figure = (1_000 + at).toLocaleString('en');
    expect([nameOf(one), section.includes(`${figure}.0`)]).toEqual([nameOf(one), one.server.receiver === 'zego' || one.server.express === 5]);
    if (one.form === 'json' && one.server.express === 5) expect(drawings).toContain(`${figure} µs`);
  }
});
