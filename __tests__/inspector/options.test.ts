import fc from 'fast-check';
import { isPathHere, resolveOptions, type InspectorOptions } from '../../lib/inspector/options.js';
import { RoomTracker } from '../../lib/presence/index.js';

/** What users without types may write. */
const resolve = (options: unknown) => resolveOptions(options as InspectorOptions);

test('what is not given has its default', () => {
  const defaults = { keep: 500, redact: [], authorize: undefined, path: '', rooms: undefined };
  expect(resolve({})).toEqual(defaults);
  expect(resolve(Object.fromEntries(Object.keys(defaults).map((name) => [name, undefined])))).toEqual(defaults);
});

test('what is given is taken as it is, and cannot be changed afterwards', () => {
  const given = { keep: 1, redact: ['user_account'], authorize: () => true, path: '/a/b?c=d', rooms: new RoomTracker() };
  const resolved = resolve(given);
  expect(resolved).toEqual(given);
  given.redact.push('late');
  expect(resolved.redact).toEqual(['user_account']);
  expect(Object.isFrozen(resolved) && Object.isFrozen(resolved.redact)).toBe(true);
});

test.each([
  ['keep', [0, -1, 1.5, NaN, Infinity, 100_001, '500', null, true], /a whole number of deliveries from 1 to 100000; it is /],
  ['redact', ['user_account', [''], [1], [null], {}, null, 3], /a list of names of fields; it is /],
  ['authorize', [true, 'yes', {}, null], /a function of the request that returns true or false; it is /],
  ['path', ['', 'api', 'http://other/', '//other', '/\\other', '/a b', '/a#b', '/ä', '/a\n', null, 1], /a path on this server such as "\/api\/zego\/callbacks"; it is /],
  ['rooms', [{}, [], null, 'rooms', { list: () => [] }], /a RoomTracker; it is /],
])('a senseless "%s" is named, with what was expected and what came', (name, values, message) => {
  for (const value of values) expect(() => resolve({ [name]: value })).toThrow(new RegExp(`^Option "${name}" must be ${message.source}`));
});

test.each([
  ['authorise', 'authorize'],
  ['max', 'path'],
  ['redacted', 'redact'],
  ['room', 'rooms'],
])('the unknown option "%s" is named with the nearest one', (given, nearest) => {
  expect(() => resolve({ [given]: 1 })).toThrow(new TypeError(`Unknown option "${given}". Did you mean "${nearest}"? Known options: keep, redact, authorize, path, rooms.`));
});

test.each([[null, 'null'], ['keep', '"keep" (string)'], [7, '"7" (number)']])('options that are %p are refused', (given, named) => {
  expect(() => resolve(given)).toThrow(new TypeError(`inspector() takes options such as { keep: 500 } after the middleware; it got ${named}.`));
});

test('a path leads nowhere else, however it is read', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webPath(), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom('/', '\\', '.', ':', '@', '%2f', 'evil', '?', '#', ' ', '\t', '\n', '\u0000'), { maxLength: 6 }).map((parts) => `/${parts.join('')}`)), (path) => {
      if (!isPathHere(path)) return;
      const url = new URL(path, 'http://here.test:81/');
      expect(url.origin).toBe('http://here.test:81');
    }),
    { numRuns: 2_000 },
  );
  expect(['/', '/a', '/api/zego/callbacks', '/a?b=c', '/a//b', '/%2Fevil'].filter((path) => !isPathHere(path))).toEqual([]);
});
