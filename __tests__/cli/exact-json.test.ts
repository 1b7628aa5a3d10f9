import fc from 'fast-check';
import { readExactJson } from '../../lib/cli/exact-json.js';
import { writeBody, type BodyValue } from '../../lib/testing/index.js';

const safeKey = fc.string().filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
const beyond = fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }).chain((value) => fc.constantFrom(value, -value));

const { value: jsonValue } = fc.letrec<{ value: BodyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), beyond, beyond.map(String), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(safeKey, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test('what is read and written again has every digit, as a number where it was one and as text where it was text', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      const { text } = writeBody({ value }, 'json');
      const read = readExactJson(text) as { value: BodyValue };
      expect(writeBody({ value: read.value }, 'json').text).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('numbers beyond 2^53 are bigints', () => {
  expect(readExactJson('{"a":9007199254740993,"b":"9007199254740993","c":[9007199254740993.5,-9007199254740993]}')).toEqual({ a: 9007199254740993n, b: '9007199254740993', c: [9007199254740993.5, -9007199254740993n] });
});

test.each(['{', '', '{"a":1}x', '['.repeat(100)])('%j is refused', (text) => {
  expect(() => readExactJson(text)).toThrow();
});
