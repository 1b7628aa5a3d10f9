import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { errorStatuses, ZegoCallbackError, type ZegoErrorCode } from '../../lib/errors.js';
import * as publicApi from '../../lib/index.js';
import { resolveOptions } from '../../lib/options.js';
import { eventNames, schemas, SECRET } from '../kit/callbacks.js';
import { pageNamed, pages, quoted, root, section, tableIn } from './pages.js';

const readme = pageNamed('README.md');
const errorsPage = pageNamed('docs/errors.md');
const guarantees = pageNamed('docs/guarantees.md');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
  license: string;
  engines: { node: string };
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Partial<Record<string, { optional: boolean }>>;
  scripts: Record<string, string>;
};

const only = (cell: string | undefined): string => {
  const names = quoted(cell ?? '');
  if (names.length !== 1) throw new Error(`One name in backticks is expected in "${cell ?? ''}".`);
  return names[0] ?? '';
};
const sorted = (names: Iterable<string>): string[] => Array.from(names).sort();

/** The package names its options itself when it is given one that it does not know. */
function knownOptions(): string[] {
  const options = { secret: SECRET };
  Object.assign(options, { nonsense: true });
  try {
    resolveOptions(options);
  } catch (error) {
    return (/Known options: (.+)\.$/.exec(String(error))?.[1] ?? '').split(', ');
  }
  throw new Error('An unknown option was taken.');
}

describe('the options in the README', () => {
  const rows = tableIn(section(readme, 'Options'), ['Option', 'Default', 'Values', 'Effect']);
  const defaults = rows.map(([option, cell]) => ({ option: only(option), cell: cell ?? '' }));

  test('are those that the package knows', () => {
    expect(sorted(defaults.map(({ option }) => option))).toEqual(sorted(knownOptions()));
  });

  const written = defaults.filter(({ cell }) => /^`(?:'.*'|[\d_]+|true|false|\[\])`$/.test(cell));

  test.each(written)('have the default that is written: $option is $cell', ({ option, cell }) => {
    const value: unknown = JSON.parse(only(cell).replaceAll("'", '"').replace(/(?<=\d)_(?=\d)/g, ''));
    const { store, ...resolved } = resolveOptions(Object.assign({ secret: SECRET }, { [option]: value }));
    const { store: another, ...expected } = resolveOptions({ secret: SECRET });
    expect(resolved).toEqual(expected);
    expect(store.constructor).toBe(another.constructor);
  });

  test('say in words what the other defaults are', () => {
    const others = defaults.filter((one) => !written.includes(one)).map(({ option, cell }) => [option, cell]);
    expect(others).toEqual([
      ['secret', 'required'],
      ['store', 'a new `MemoryStore`'],
      ['clock', '`Date.now`'],
    ]);
    const { store, clock } = resolveOptions({ secret: SECRET });
    expect([store.constructor, clock]).toEqual([publicApi.MemoryStore, Date.now]);
  });

  test('name every value that a choice takes', () => {
    const choices = rows.filter(([, , values]) => /^`'\w+'`(?:, `'\w+'`)+$/.test(values ?? ''));
    expect(choices.map(([option]) => only(option))).toEqual(['signatureBinding', 'storeErrors', 'invalidPayload']);
    for (const [option, , values] of choices) {
      const options = Object.assign({ secret: SECRET }, { [only(option)]: 'nonsense' });
      const allowed = quoted(values ?? '').map((value) => value.replaceAll("'", '"'));
      expect(() => resolveOptions(options)).toThrow(`must be one of ${allowed.join(', ')};`);
    }
  });
});

describe('the codes', () => {
  const codes = Object.keys(errorStatuses) as ZegoErrorCode[];
  const isCode = (name: string): name is ZegoErrorCode => Object.hasOwn(errorStatuses, name);
  const statuses = codes.map((code) => `${code} ${errorStatuses[code]}`);

  test('in the README are those of the package, with their statuses', () => {
    const rows = tableIn(section(readme, 'Answers'), ['Status', 'Code', 'When']).filter(([status]) => status !== '200');
    expect(sorted(rows.map(([status, code]) => `${only(code)} ${status ?? ''}`))).toEqual(sorted(statuses));
  });

  test('in the table of docs/errors.md are those of the package, with status, Retry-After and message', () => {
    const rows = tableIn(errorsPage.text, ['Code', 'Status', 'Retry-After', 'Message']);
    const expected = codes.map((code) => {
      const { status, headers, message } = new ZegoCallbackError(code);
      return [code, String(status), headers['Retry-After'] ?? '–', message];
    });
    expect(sorted(rows.map(([code, ...rest]) => [only(code), ...rest].join(' | ')))).toEqual(sorted(expected.map((row) => row.join(' | '))));
  });

  test('have a section each in docs/errors.md, and no other code has one', () => {
    const headings = Array.from(errorsPage.text.matchAll(/^## ([a-z_]+)$/gm), ([, heading]) => heading ?? '');
    expect(sorted(headings)).toEqual(sorted(codes));
  });

  test.each(codes)('are explained in their section: %s has its status, a cause and a mend', (code) => {
    const { status, headers } = new ZegoCallbackError(code);
    const retryAfter = headers['Retry-After'];
    const text = section(errorsPage, code);
    const start = retryAfter === undefined ? `Status ${status}.` : `Status ${status}, \`Retry-After: ${retryAfter}\`.`;
    expect([text.trim().startsWith(start), /^Cause[:,] ?.{20}/m.test(text), /^Mend: .{5}/m.test(text)]).toEqual([true, true, true]);
  });

  test('that stand with a status anywhere on the pages have that status', () => {
    const claims = pages.flatMap(({ name, text }) => Array.from(text.matchAll(/\b([45]\d\d) `([a-z_]+)`/g), ([, status, code]) => ({ name, status, code: code ?? '' })));
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.filter(({ status, code }) => !isCode(code) || String(errorStatuses[code]) !== status)).toEqual([]);
  });
});

test('docs/errors.md lists every process warning of the package, and no other', () => {
  const sources = readdirSync(path.join(root, 'lib'), { recursive: true }).map(String).filter((file) => file.endsWith('.ts'));
  const inCode = sources.flatMap((file) => Array.from(readFileSync(path.join(root, 'lib', file), 'utf8').matchAll(/code: '(ZEGO_\w+)'/g), ([, code]) => code ?? ''));
  const onPage = tableIn(section(errorsPage, 'Process warnings'), ['Code', 'Meaning']).map(([code]) => only(code));
  expect(sorted(onPage)).toEqual(sorted(new Set(inCode)));
});

describe('the retries in docs/guarantees.md', () => {
  const rows = tableIn(section(guarantees, 'Retries'), ['Product', 'Sent again after']);
  const intervals = (retry: readonly number[] | null): string => (retry === null ? 'not documented' : `${retry.join(', ')} s`);
  const documented = new Map(rows.flatMap(([names, after]) => quoted(names ?? '').map((name) => [name, after])));

  test.each(eventNames)('are those of the schemas: %s', (name) => {
    const { product, retry } = schemas[name]['x-zego'];
    expect(documented.get(name === 'before_send_msg' ? name : product)).toBe(intervals(retry));
  });

  test('name every product, and no other', () => {
    const products = new Set(eventNames.map((name) => schemas[name]['x-zego'].product));
    expect(sorted(rows.flatMap(([names]) => quoted((names ?? '').replace(/ \(.*/, ''))))).toEqual(sorted([...products, 'before_send_msg']));
  });

  test('are over after the longest time that is told', () => {
    const longest = Math.max(...eventNames.map((name) => (schemas[name]['x-zego'].retry ?? []).reduce((sum, seconds) => sum + seconds, 0)));
    expect(section(guarantees, 'Duplicates')).toContain(`ZEGO's longest schedule is over after ${longest} seconds.`);
  });
});

describe('the README', () => {
  test('lists every event with its method and where it is described', () => {
    const [from, to] = ['<!-- events: generated, do not edit -->', '<!-- /events -->'].map((marker) => readme.text.indexOf(marker));
    const list = readme.text.slice(from, to);
    expect(eventNames.filter((name) => !quoted(list).includes(name))).toEqual([]);
  });

  test('names every export that a program can use, here or in the guides', () => {
    const written = new Set(pages.flatMap(({ text }) => text.match(/\w+/g) ?? []));
    expect(Object.keys(publicApi).filter((name) => !written.has(name))).toEqual([]);
  });

  test('has the two commands, and the scripts are there', () => {
    const commands = readme.blocks.filter(({ lang }) => lang === 'sh').map(({ code }) => code.trim());
    expect(commands).toEqual(expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']));
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['start', 'test']));
  });

  test('installs the package and its peers, and requires what package.json requires', () => {
    const install = section(readme, 'Install');
    const [, node] = /^>=(\d+)$/.exec(manifest.engines.node) ?? [];
    const [, four, five] = /^\^(4\.\d+)\.0 \|\| \^(5)\.0\.0$/.exec(manifest.peerDependencies['express'] ?? '') ?? [];
    expect(install).toContain(`npm install ${manifest.name} ${Object.keys(manifest.peerDependencies).filter((name) => manifest.peerDependenciesMeta[name]?.optional !== true).join(' ')}\n`);
    expect(install).toContain(`Requirements: Node.js ${node ?? '?'} or later, Express ${four ?? '?'} or later, or Express ${five ?? '?'}.`);
    expect(section(readme, 'License')).toContain(`[${manifest.license}](LICENSE)`);
  });
});

test('the newest version in CHANGELOG.md is that of package.json, with a date', () => {
  const [, version, date] = /^## \[(\S+)\] - (\d{4}-\d\d-\d\d)$/m.exec(pageNamed('CHANGELOG.md').text) ?? [];
  expect([version, date]).toEqual([manifest.version, expect.any(String)]);
});
