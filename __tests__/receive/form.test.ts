import { parse } from 'node:querystring';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../lib/index.js';
import { expandBrackets, parseForm } from '../../lib/receive/form.js';
import { MAX_DEPTH } from '../../lib/receive/json.js';
import { formText } from '../kit/forms.js';

const MAX_FIELDS = 10_000;

const text = fc.string({ unit: 'grapheme' });
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype'];
/** Brackets in a name would mean something; digits make a list. */
const name = text.filter((key) => key !== '' && !/[[\]]/.test(key) && !/^\d+$/.test(key) && !PROTOTYPE_KEYS.includes(key));
const members = (value: fc.Arbitrary<JsonValue>, minLength: number): fc.Arbitrary<JsonObject> =>
  fc.uniqueArray(fc.tuple(name, value), { minLength, maxLength: 4, selector: ([key]) => key }).map((entries) => Object.fromEntries(entries));
/** What brackets can say: texts in lists and objects that are not empty. */
const { tree } = fc.letrec<{ tree: JsonValue; list: JsonValue; object: JsonValue }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, text, tie('list'), tie('object')),
  list: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
  object: members(tie('tree'), 1),
}));
const fields = members(tree, 0);

/** As plain data: an object without a prototype is the same to whoever reads it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('parseForm', () => {
  test('reads what a URLSearchParams writes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(text.filter((key) => !/\[|^(?:__proto__|constructor|prototype)$/.test(key)), text), { selector: ([key]) => key }), (pairs) => {
        // An empty name with an empty value is written as nothing but "=".
        expect(parseForm(new URLSearchParams(pairs).toString()).fields).toEqual(Object.fromEntries(pairs));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['empty', 'indexed'] as const)('reads lists and objects, in any depth, that are written in the %s style', (style) => {
    fc.assert(
      fc.property(fields, (value) => {
        expect(parseForm(formText(value, style))).toEqual({ fields: value, droppedKeys: false });
      }),
      { numRuns: 1000 },
    );
  });

  test('leaves JSON text alone', () => {
    fc.assert(
      fc.property(fields, (value) => {
        const written = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typeof item === 'string' ? item : JSON.stringify(item)]));
        expect(parseForm(formText(value, 'json')).fields).toEqual(written);
      }),
    );
  });

  test.each<[string, JsonObject]>([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1&a=2&a=', { a: ['1', '2', ''] }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['a==', { a: '=' }],
    ['a=b=c', { a: 'b=c' }],
    ['&&a=1&&', { a: '1' }],
    ['a=1+2%202%2B2', { a: '1 2 2+2' }],
    ['a+b=1&c%20d=2', { 'a b': '1', 'c d': '2' }],
    ['%61%5B%5D=1&a%5b%5d=2', { a: ['1', '2'] }],
    ['a[]=1', { a: ['1'] }],
    ['a[0]=1', { a: ['1'] }],
    ['a[2]=c&a[0]=a&a[10]=d', { a: ['a', 'c', 'd'] }],
    ['a[999999999]=1', { a: ['1'] }],
    ['a[9999999999]=1', { a: { 9999999999: '1' } }],
    ['a[01]=1', { a: { '01': '1' } }],
    ['a[-1]=1', { a: { '-1': '1' } }],
    ['a[0]=1&a[x]=2', { a: { 0: '1', x: '2' } }],
    ['a[b][c][]=1&a[b][c][]=2', { a: { b: { c: ['1', '2'] } } }],
    ['a[][x]=1&a[][x]=2', { a: [{ x: '1' }, { x: '2' }] }],
    ['a[b]=1&a[b]=2', { a: { b: ['1', '2'] } }],
    ['a[b=1', { 'a[b': '1' }],
    ['a[b]c=1', { 'a[b]c': '1' }],
    ['a[[b]]=1', { 'a[[b]]': '1' }],
    ['[a]=1', { '[a]': '1' }],
    ['=1', { '': '1' }],
    ['', {}],
  ])('reads %j', (form, expected) => {
    expect(parseForm(form)).toEqual({ fields: expected, droppedKeys: false });
  });

  test.each([
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['%xxxxxx%2F', '%xxxxxx/'],
    ['%', '%'],
    ['%4', '%4'],
    ['%41%', 'A%'],
  ])('leaves escapes that are none as they stand: %s', (written, expected) => {
    expect(parseForm(`url=${written}`).fields).toEqual({ url: expected });
  });

  test('makes texts of everything, or tells what is wrong, whatever comes', () => {
    const leaves = (value: JsonValue): JsonValue[] => (typeof value === 'object' && value !== null ? Object.values(value as JsonObject).flatMap(leaves) : [value]);
    const piece = fc.oneof(fc.constantFrom('a', 'b', '[', ']', '[]', '[0]', '[1]', '[a]', '=', '&', '+', '%', '%5B', '%5D', '%00', '__proto__', 'constructor'), fc.string({ maxLength: 2 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')), (form) => {
        try {
          expect(leaves(parseForm(form).fields).filter((leaf) => typeof leaf !== 'string')).toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test.each(['__proto__=1', '__proto__[polluted]=1', 'a[__proto__][polluted]=1', 'a[][constructor][prototype]=1', 'constructor[prototype][polluted]=1', 'prototype=1', '__pro%74o__[polluted]=1'])(
    'leaves prototype keys out of %s and says so',
    (form) => {
      expect(parseForm(`${form}&kept=1`)).toEqual({ fields: { kept: '1' }, droppedKeys: true });
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  test(`reads ${MAX_FIELDS} fields and refuses more`, () => {
    const form = (count: number): string => Array.from({ length: count }, (_, i) => `f${i}=${i}`).join('&');
    expect(Object.keys(parseForm(form(MAX_FIELDS)).fields)).toHaveLength(MAX_FIELDS);
    expect(() => parseForm(form(MAX_FIELDS + 1))).toThrow(new RangeError(`more than ${MAX_FIELDS} fields`));
    expect(() => parseForm('a[]=1&'.repeat(MAX_FIELDS + 1))).toThrow(new RangeError(`more than ${MAX_FIELDS} fields`));
  });

  test(`reads ${MAX_DEPTH} levels of brackets and refuses more`, () => {
    const form = (levels: number): string => `a${'[b]'.repeat(levels - 1)}=1`;
    expect(parseForm(form(MAX_DEPTH)).droppedKeys).toBe(false);
    for (const deep of [form(MAX_DEPTH + 1), form(100_000), `a${'[]'.repeat(MAX_DEPTH)}=1`]) {
      expect(() => parseForm(deep)).toThrow(new RangeError(`brackets nested deeper than ${MAX_DEPTH} levels`));
    }
  });

  test.each(['a=1&a[]=2', 'a[]=2&a=1', 'a=1&a[x]=2', 'a[x]=1&a[x][y]=2', 'a[x][]=1&a[x]=2', 'a[0]=1&a[0][b]=2'])('refuses a field that is both a value and a list: %s', (form) => {
    expect(() => parseForm(form)).toThrow(/^field "[a-z0-9[\]]+" comes both as a value and as a list$/);
  });

  test('names such a field shortly and without control characters', () => {
    const hostile = encodeURIComponent('\n\u001b(31m\u0085\u009b\u2028');
    for (const key of [hostile, 'x'.repeat(1000)]) {
      let message = '';
      try {
        parseForm(`${key}=1&${key}[]=2`);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/^field "[^\p{Cc}\p{Zl}\p{Zp}]{1,80}" comes both as a value and as a list$/u);
    }
  });

  test('reads a megabyte of any kind quickly enough', () => {
    const size = 1_000_000;
    const forms = [`a=${'%'.repeat(size)}`, `a=${'%41'.repeat(size / 4)}`, `a${'['.repeat(size)}=1`, `${'a[]=1&'.repeat(MAX_FIELDS - 1)}b=${'x'.repeat(size / 2)}`, `a[${'x'.repeat(size)}]=1`, `a=${'+'.repeat(size)}`];
    const startedAt = performance.now();
    for (const form of forms) expect(Object.keys(parseForm(form).fields).length).toBeGreaterThan(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('expandBrackets', () => {
  test.each(['empty', 'indexed'] as const)('makes of what a simple parser left what parseForm makes of the text (%s)', (style) => {
    fc.assert(
      fc.property(fields, (value) => {
        const form = formText(value, style);
        const left = parse(form, '&', '=', { maxKeys: 0 }) as JsonObject;
        expect(plain(expandBrackets(left))).toEqual(plain(parseForm(form)));
      }),
      { numRuns: 500 },
    );
  });

  test('leaves prototype keys out and says so', () => {
    expect(expandBrackets({ 'a[__proto__][polluted]': '1', kept: 'x' })).toEqual({ fields: { kept: 'x' }, droppedKeys: true });
  });

  test('refuses a field that is both a value and a list', () => {
    expect(() => expandBrackets({ a: '1', 'a[b]': '2' })).toThrow(new SyntaxError('field "a" comes both as a value and as a list'));
  });
});
