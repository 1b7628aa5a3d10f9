import fc from 'fast-check';
import { Mask } from '../../lib/inspector/mask.js';
import { findSpelled } from '../../lib/inspector/spelled.js';

type Encode = (text: string) => string;

const everyByte = (hex: (byte: number) => string): Encode => (text) => Array.from(Buffer.from(text), hex).join('');
const escaped: Encode = (text) => JSON.stringify(text).slice(1, -1);
/** How a text is written inside another one. */
const encodings: Readonly<Record<string, Encode>> = {
  plain: (text) => text,
  percent: encodeURIComponent,
  'percent, lower case': (text) => encodeURIComponent(text).replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase()),
  'percent, all of it': everyByte((byte) => `%${byte.toString(16).padStart(2, '0')}`),
  form: (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  json: escaped,
  'json, slashes too': (text) => escaped(text).replaceAll('/', '\\/'),
  'json, all of it': (text) => Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
};
const names = Object.keys(encodings);
const wellFormed = (text: string): boolean => text.isWellFormed();
const secrets = fc.string({ unit: 'binary', minLength: 4, maxLength: 24 }).filter(wellFormed);

describe('a secret', () => {
  test.each(names)('is found as %s, and in every other spelling of that', (name) => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...names), fc.string().filter(wellFormed), fc.string().filter(wellFormed), (secret, other, before, after) => {
        // What stands around is written in the same way, so that its end is the end of an escape.
        const write: Encode = (text) => encodings[other]!(encodings[name]!(text));
        const text = write(before) + write(secret) + write(after);
        const masked = new Mask([secret]).text(text);
        expect(masked).toContain('•••');
        expect(masked).not.toContain(write(secret));
      }),
      { numRuns: 300, examples: names.map((other) => ['a secret / of "five" words+', other, '', ' +'] as [string, string, string, string]) },
    );
  });

  test('leaves everything around it as it was', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...names), (secret, name) => {
        fc.pre(!/^\u0001|\u0002$/.test(secret));
        // These have no meaning in any spelling.
        expect(new Mask([secret]).text(`\u0001${encodings[name]!(secret)}\u0002`)).toBe('\u0001•••\u0002');
      }),
    );
  });

  test('is hidden in the keys and values of an object, and nothing else is changed', () => {
    const value = { room: 'r1', 'x-the-secret-x': [1, 'the-secret', { deep: 'with%20the%2Dsecret', n: null, yes: true }] };
    expect(new Mask(['the-secret']).value(value)).toEqual({ room: 'r1', 'x-•••-x': [1, '•••', { deep: 'with%20•••', n: null, yes: true }] });
  });

  test('that is a number is hidden as a number', () => {
    expect(new Mask(['12345678']).value([12345678, 123456789, '12345678'])).toEqual(['•••', 123456789, '•••']);
  });

  test.each(['a', 'ab', 'abc'])('as short as "%s" is hidden where it stands alone, and not in words', (secret) => {
    const mask = new Mask([secret]);
    expect(mask.text(secret)).toBe('•••');
    expect(mask.text(`${secret}d`)).toBe(`${secret}d`);
  });

  test('overlapping another one leaves nothing of either', () => {
    expect(new Mask(['abcdef', 'defghi', 'cde4']).text('1abcdefghi2cde4')).toBe('1•••2•••');
  });
});

test('a text without a secret is never changed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(new Mask(['a-secret-that-is-nowhere']).text(text)).toBe(text);
      expect(new Mask([]).text(text)).toBe(text);
    }),
  );
});

test('a text that is wrapped more often than anybody would is not shown at all', () => {
  let text = 'the-secret%21';
  for (let depth = 0; depth < 8; depth += 1) text = encodeURIComponent(text);
  expect(findSpelled(text, ['the-secret!'])).toBeUndefined();
  expect(new Mask(['the-secret!']).text(text)).not.toContain('secret%');
});

test('a megabyte full of escapes is looked through in no time, or given up', () => {
  const mask = new Mask(['the-secret']);
  const bodies = [JSON.stringify({ a: 'x"\n'.repeat(150_000) }), encodeURIComponent(JSON.stringify({ a: '"'.repeat(100_000) })), '%25'.repeat(300_000), '%5Cu0025'.repeat(120_000), '\\\\'.repeat(500_000)];
  const before = process.cpuUsage();
  for (const body of bodies) expect(mask.text(body)).not.toContain('the-secret');
  const { user } = process.cpuUsage(before);
  expect(user / 1e6).toBeLessThan(20);
});
