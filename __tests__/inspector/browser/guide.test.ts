import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { zegoCallbacks } from '../../../lib/index.js';
import { inspector } from '../../../lib/inspector/index.js';
import { pageNamed, quoted, root, section, tableIn } from '../../docs/pages.js';
import { SECRET } from '../../kit/callbacks.js';

const page = pageNamed('docs/inspector.md');

describe('docs/inspector.md', () => {
  const rows = tableIn(section(page, 'Options'), ['Option', 'Default', 'Values', 'Effect']).map(([option, fallback, values, effect]) => ({ option: quoted(option!)[0]!, fallback: fallback!, values: values!, effect: effect! }));
  const mount = (options: object): unknown => inspector(zegoCallbacks({ secret: SECRET }), options);
  const complaintOf = (options: object): string => {
    try {
      mount(options);
    } catch (error) {
      if (error instanceof TypeError) return error.message;
      throw error;
    }
    return '';
  };

  test('has each option that the inspector knows, and no other', () => {
    const known = (/Known options: (.+)\.$/.exec(complaintOf({ nonsense: true }))?.[1] ?? '').split(', ');
    expect(rows.map(({ option }) => option).sort()).toEqual(known.sort());
  });

  test.each(rows)('is right that $option is checked', ({ option }) => {
    // A symbol makes no sense for any of them.
    expect(complaintOf({ [option]: Symbol('nonsense') })).toContain(`"${option}"`);
    expect(complaintOf({ [option]: undefined })).toBe('');
  });

  test('shows pictures that are there, small, and described; and has no other', () => {
    const shown = [...page.text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, alt = '', file = '']) => ({ alt, file }));
    const there = readdirSync(path.join(root, 'docs/inspector')).map((name) => `inspector/${name}`);
    expect(shown.map(({ file }) => file).sort()).toEqual(there.sort());
    for (const { alt, file } of shown) {
      expect(alt.length).toBeGreaterThan(30);
      expect(statSync(path.join(root, 'docs', file)).size).toBeLessThan(150_000);
    }
  });
});
