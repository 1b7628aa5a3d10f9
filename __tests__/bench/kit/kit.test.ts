import fc from 'fast-check';
import { barChart } from './chart.js';
import { illFormedAt } from './ill-formed.js';
import { replaceSection } from './page.js';
import { ratios, shuffled, summary } from './statistics.js';
import { table } from './table.js';

const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true });
const series = fc.array(positive, { minLength: 1, maxLength: 30 });

describe('a summary', () => {
  test('has its figures in order, the first and last of which occur', () => {
    fc.assert(
      fc.property(series, (values) => {
        const { least, lowerQuartile, median, upperQuartile, most, mean } = summary(values);
        expect([least, most]).toEqual([Math.min(...values), Math.max(...values)]);
        for (const [low, high] of [[least, lowerQuartile], [lowerQuartile, median], [median, upperQuartile], [upperQuartile, most], [least, mean], [mean, most]] as const) {
          expect(low).toBeLessThanOrEqual(high * (1 + 1e-9));
        }
      }),
    );
  });

  test.each([
    { values: [5], median: 5 },
    { values: [9, 1, 5], median: 5 },
    { values: [1, 9, 3, 5], median: 4 },
  ])('has the middle of $values as its median', ({ values, median }) => {
    expect(summary(values).median).toBe(median);
  });

  test.each([[[]], [[1, NaN]]])('is refused of %p', (values) => {
    expect(() => summary(values)).toThrow(RangeError);
  });
});

describe('a ratio', () => {
  test('is taken in each round, so that what hits both series alike cancels out', () => {
    fc.assert(
      fc.property(series, positive, fc.double({ min: 0.1, max: 10, noNaN: true }), (others, busy, factor) => {
        const { least, median, most } = ratios(others.map((value, round) => value * factor * (round % 2 === 0 ? busy : 1)), others.map((value, round) => value * (round % 2 === 0 ? busy : 1)));
        for (const value of [least, median, most]) expect(value / factor).toBeCloseTo(1, 9);
      }),
    );
  });

  test('is refused of series of different lengths', () => {
    expect(() => ratios([1, 2], [1])).toThrow('these have 2 and 1');
  });
});

test('shuffling keeps every item', () => {
  fc.assert(fc.property(fc.array(fc.integer()), (items) => expect(shuffled(items).sort()).toEqual([...items].sort())));
});

test('a table has as many cells in every row as in its head', () => {
  const lines = table([{ a: '1', b: '2' }, { b: '4', a: '3' }, { a: '5' }]).split('\n');
  expect(lines).toEqual(['| a | b |', '| --- | --- |', '| 1 | 2 |', '| 3 | 4 |', '| 5 |  |']);
});

describe('a section of the page', () => {
  const page = '# Title\n\n<!-- bench -->\nold\n<!-- /bench -->\n\ntext\n\n<!-- bench:start -->\n<!-- /bench:start -->\n';

  test('is replaced, the same one again and again, and the rest stays as it is', () => {
    const once = replaceSection(page, { name: 'bench', markdown: 'new $& lines\n\nof text\n' });
    expect(once).toBe(page.replace('old\n', () => 'new $& lines\n\nof text\n'));
    expect(replaceSection(once, { name: 'bench', markdown: 'old' })).toBe(page);
    expect(replaceSection(page, { name: 'bench:start', markdown: 'started' })).toContain('<!-- bench:start -->\nstarted\n<!-- /bench:start -->');
  });

  test.each([['none', '# Title\n'], ['two', page + page]])('is refused when the page has %s', (_how, text) => {
    expect(() => replaceSection(text, { name: 'bench', markdown: 'new' })).toThrow('<!-- bench -->');
  });
});

describe('a chart', () => {
  const bar = fc.record({ label: fc.string(), value: positive, from: positive, to: positive, stressed: fc.boolean(), text: fc.string() });

  test('is well-formed, whatever its words are, and nothing in it lies outside', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(bar, { minLength: 1, maxLength: 12 }), (title, bars) => {
        const svg = barChart({ title, unit: 'µs', bars });
        expect(illFormedAt(svg)).toBeUndefined();
        const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);
        for (const [, x, y] of svg.matchAll(/ x="([^"]+)" y="([^"]+)"/g)) {
          expect(Number(x)).toBeLessThanOrEqual(width!);
          expect(Number(y)).toBeLessThanOrEqual(height!);
        }
      }),
    );
  });

  test('tells in words what it shows, for those who do not see it', () => {
    const svg = barChart({ title: 'Cost', unit: 'µs', bars: [{ label: 'a < b', value: 2, from: 1, to: 3, stressed: false, text: '2 µs' }] });
    expect(svg).toContain('<title>Cost</title>');
    expect(svg).toContain('<desc>µs. a &lt; b: 2 µs.</desc>');
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  test.each(['<a><b></a></b>', '<a x="1>', '<a>&nbsp;</a>', '<a>1 < 2</a>', '<a/><a/>', '<a>\u0001</a>'])('%j would be found to be ill-formed', (svg) => {
    expect(illFormedAt(svg)).toBeDefined();
  });
});
