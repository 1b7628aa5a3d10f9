import fc from 'fast-check';
import { findInexact, Found, inspect, MAX_DEPTH, parseExact, sanitise } from '../../lib/receive/json.js';

/** A value, how it is written as JSON, and what is expected to come of it. */
interface Written {
  readonly text: string;
  readonly expected: unknown;
}

const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const safeKey = fc.string({ unit: 'grapheme' }).filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));

const leaf: fc.Arbitrary<Written> = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((value) => ({ text: JSON.stringify(value), expected: value })),
  // Texts that look like what is being rewritten.
  fc.constantFrom('6085791336856668982', '\\', '"', '\\"', '-9007199254740993', '{"a":9007199254740993}', 'x\\\\').map((value) => ({ text: JSON.stringify(value), expected: value })),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((value) => ({ text: JSON.stringify(value), expected: JSON.parse(JSON.stringify(value)) as unknown })),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((value) => ({ text: String(value), expected: Number.isSafeInteger(Number(value)) ? Number(value) : String(value) })),
  fc.constantFrom('true', 'false', 'null', '1e300', '-2.5E+10', '1e-7', '9007199254740993.5', '0.1').map((text) => ({ text, expected: JSON.parse(text) as unknown })),
);

const { value: document } = fc.letrec<{ value: Written; list: Written; object: Written }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('list'), tie('object')),
  list: fc.tuple(space, fc.array(tie('value'), { maxLength: 4 })).map(([gap, items]) => ({
    text: `[${gap}${items.map(({ text }) => text).join(`${gap},`)}${gap}]`,
    expected: items.map(({ expected }) => expected),
  })),
  object: fc.tuple(space, fc.uniqueArray(fc.tuple(safeKey, tie('value')), { maxLength: 4, selector: ([key]) => key })).map(([gap, members]) => ({
    text: `{${members.map(([key, { text }]) => `${gap}${JSON.stringify(key)}${gap}:${gap}${text}`).join(',')}}`,
    expected: Object.fromEntries(members.map(([key, { expected }]) => [key, expected])),
  })),
}));

describe('parseExact', () => {
  test('is JSON.parse for JSON without large integers', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
        const parsed = JSON.parse(text) as unknown;
        fc.pre((inspect(parsed) & (Found.Inexact | Found.PrototypeKey)) === 0);
        expect(parseExact(text)).toEqual({ value: parsed, droppedKeys: false });
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps every digit of integers outside ±(2^53-1), wherever they stand, and everything else as it is', () => {
    fc.assert(
      fc.property(document, ({ text, expected }) => {
        expect(parseExact(text).value).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, unknown]>([
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['9007199254740992', '9007199254740992'],
    ['-9007199254740992', '-9007199254740992'],
    ['6085791336856668982', '6085791336856668982'],
    ['18446744073709551616', '18446744073709551616'],
    [`1${'0'.repeat(400)}`, `1${'0'.repeat(400)}`],
    ['1e400', '1e400'],
    ['-1E+999', '-1E+999'],
    ['1e21', 1e21],
    ['6085791336856668982.0', 6085791336856669000],
    ['-0', -0],
    ['"6085791336856668982"', '6085791336856668982'],
    ['["\\"", 9007199254740993, "\\\\", 9007199254740993]', ['"', '9007199254740993', '\\', '9007199254740993']],
    ['{"9007199254740993":9007199254740993}', { '9007199254740993': '9007199254740993' }],
    ['{"a":1,"a":9007199254740993}', { a: '9007199254740993' }],
  ])('reads %s', (text, expected) => {
    expect(parseExact(text).value).toEqual(expected);
  });

  test('refuses exactly what JSON.parse refuses', () => {
    const mutated = fc.tuple(document, fc.nat(), fc.constantFrom('', '"', '\\', ',', '}', ']', '0', '-', '.', 'e', ' ', '\u0000', '\ud800')).map(([{ text }, at, piece]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place + 1);
    });
    const refusal = (parse: (text: string) => unknown, text: string): string | undefined => {
      try {
        parse(text);
        return undefined;
      } catch (error) {
        return (error as Error).name;
      }
    };
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string()), (text) => {
        expect(refusal(parseExact, text)).toBe(refusal(JSON.parse, text));
      }),
      { numRuns: 2000 },
    );
  });

  describe.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
    ['both', '[{"a":', '}]'],
  ])('with nested %s', (_title, open, close) => {
    const levels = open === '[{"a":' ? 2 : 1;
    const nested = (depth: number): string => `${open.repeat(depth / levels)}1${close.repeat(depth / levels)}`;

    test(`reads ${MAX_DEPTH} levels and refuses more`, () => {
      expect(parseExact(nested(MAX_DEPTH))).toMatchObject({ droppedKeys: false });
      expect(() => parseExact(nested(MAX_DEPTH + levels))).toThrow(new RangeError(`nested deeper than ${MAX_DEPTH} levels`));
    });

    test('refuses a hundred thousand levels without running out of stack', () => {
      expect(() => parseExact(nested(100_000))).toThrow(RangeError);
      expect(() => parseExact(nested(100_000).replace('1', '9007199254740993'))).toThrow(new RangeError(`nested deeper than ${MAX_DEPTH} levels`));
    });
  });

  test.each([
    ['{"__proto__":{"polluted":1},"a":1}', { a: 1 }],
    ['{"a":{"constructor":{"prototype":{"polluted":1}}}}', { a: {} }],
    ['[{"prototype":1,"b":[{"__proto__":null}]}]', [{ b: [{}] }]],
    ['{"\\u005f_proto__":9007199254740993,"id":9007199254740993}', { id: '9007199254740993' }],
    ['"__proto__"', '__proto__'],
  ])('leaves prototype keys out of %s and says so', (text, expected) => {
    const { value, droppedKeys } = parseExact(text);
    expect(value).toEqual(expected);
    expect(droppedKeys).toBe(text !== '"__proto__"');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('inspect', () => {
  test('finds each thing that plain JSON values should not contain, at any depth', () => {
    const oddities: readonly [unknown, number][] = [
      [2 ** 53, Found.Inexact], [-(2 ** 53), Found.Inexact], [NaN, Found.Inexact], [Infinity, Found.Inexact],
      [1n, Found.BigInt], [JSON.parse('{"__proto__":1}'), Found.PrototypeKey], [{ constructor: 1 }, Found.PrototypeKey],
    ];
    const wrap = fc.array(fc.constantFrom((value: unknown) => [0, value], (value: unknown) => ({ a: 'x', b: value })), { maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...oddities), wrap, ([value, found], wraps) => {
        expect(inspect(wraps.reduce((inner: unknown, around) => around(inner), value))).toBe(found);
      }),
    );
  });

  test('gives up soon on a value that contains itself more than once', () => {
    let visits = 0;
    const circular = {};
    const visit = (): object => {
      visits += 1;
      if (visits > 1000) throw new Error('would go on for ever');
      return circular;
    };
    for (const key of ['a', 'b']) Object.defineProperty(circular, key, { enumerable: true, get: visit });
    expect(inspect(circular) & Found.TooDeep).toBe(Found.TooDeep);
  });
});

describe('findInexact', () => {
  test.each<[unknown, string | undefined]>([
    [{ a: 1, b: 'x', c: null, d: [] }, undefined],
    [{ a: 2 ** 53 }, 'a'],
    [{ a: { b: [0, { c: -(2 ** 60) }] } }, 'a.b[1].c'],
    [[[1], [2 ** 53]], '[1][0]'],
    [{ a: 1.5, b: 1e300 }, 'b'],
  ])('names the place in %j', (value, place) => {
    expect(findInexact(value)).toBe(place);
  });
});

describe('sanitise', () => {
  test('copies everything but prototype keys, and writes BigInts as digits', () => {
    const source = { a: [1n, { b: 6085791336856668982n }], c: null, d: 'x', e: JSON.parse('{"__proto__":1,"f":true}') as unknown };
    expect(sanitise(source)).toEqual({ a: ['1', { b: '6085791336856668982' }], c: null, d: 'x', e: { f: true } });
  });
});
