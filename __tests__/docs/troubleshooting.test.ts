import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { errorStatuses, type ZegoErrorCode } from '../../lib/errors.js';
import { zegoCallbacks } from '../../lib/index.js';
import { listen } from '../kit/server.js';
import { pageNamed, root, section } from './pages.js';
import { run } from './processes.js';

const page = pageNamed('docs/troubleshooting.md');
const codes = Object.keys(errorStatuses) as ZegoErrorCode[];
const sources = readdirSync(path.join(root, 'lib'), { recursive: true }).map(String).filter((file) => file.endsWith('.ts'));
const warnings = [...new Set(sources.flatMap((file) => Array.from(readFileSync(path.join(root, 'lib', file), 'utf8').matchAll(/code: '(ZEGO_\w+)'/g), ([, code]) => code ?? '')))];
const sorted = (names: readonly string[]): string[] => [...names].sort();
const headingsIn = (text: string): string[] => Array.from(text.matchAll(/^### (.+)$/gm), ([, heading]) => heading ?? '');

/** What a section says under its three questions, or `undefined` where it does not. */
function answers(heading: string): Record<'sees' | 'why' | 'todo', string | undefined> {
  const text = section(page, heading);
  const after = (label: string): string | undefined => new RegExp(`^${label}: (.{5,})$`, 'm').exec(text)?.[1];
  return { sees: after('You see'), why: after('Why'), todo: after('Do') };
}

describe('docs/troubleshooting.md', () => {
  test('has a section for each code, and for no other', () => {
    expect(sorted(headingsIn(section(page, 'By code')))).toEqual(sorted(codes));
  });

  test('has a section for each process warning, and for no other', () => {
    expect(warnings.length).toBeGreaterThan(0);
    expect(sorted(headingsIn(section(page, 'By warning')))).toEqual(sorted(warnings));
  });

  test.each(codes)('says of %s what is seen, why, what to do, and where there is more', (code) => {
    const { sees, why, todo } = answers(code);
    expect(sees).toMatch(new RegExp(`^${errorStatuses[code]} \`${code}\``));
    expect(why).toBeDefined();
    expect(todo).toMatch(new RegExp(` More: \\[\`${code}\`\\]\\(errors\\.md#${code}\\)\\.$`));
  });

  test.each(warnings)('says of %s when it is seen, why, what to do, and where there is more', (code) => {
    const { sees, why, todo } = answers(code);
    expect([sees, why]).not.toContain(undefined);
    expect(todo).toMatch(/ More: \[process warnings\]\(errors\.md#process-warnings\)\.$/);
  });

  test('leads from a symptom to every section about one', () => {
    const symptoms = section(page, 'By symptom');
    const anchor = (heading: string): string => `(#${heading.toLowerCase().replaceAll(' ', '-')})`;
    const sections = headingsIn(symptoms);
    expect(sections.length).toBeGreaterThan(0);
    expect(sections.filter((heading) => !symptoms.includes(anchor(heading)))).toEqual([]);
  });

  test('names no option that the package does not have', () => {
    const options = Array.from(page.text.matchAll(/`(\w+): (?:'\w+'|true|false|new \w+\(\))`/g), ([, option]) => option ?? '');
    expect(options.length).toBeGreaterThan(0);
    for (const option of new Set(options)) {
      expect(() => zegoCallbacks(Object.assign({ secret: 'a-callback-secret' }, { [option]: undefined }))).not.toThrow();
    }
  });
});

test('the curl of docs/getting-started.md is signed rightly, as its page says', async () => {
  const blocks = pageNamed('docs/getting-started.md').blocks;
  const at = blocks.findIndex(({ lang, code }) => lang === 'sh' && code.includes('curl '));
  const [command, output] = [blocks[at]!, blocks[at + 1]!];
  const secret = /^SECRET=(\S+)$/m.exec(command.code)![1]!;
  const seen: string[] = [];
  const zego = zegoCallbacks({ secret }).onRoomLogin(({ payload }) => void seen.push(payload.user_nickname));
  const server = await listen(express().use('/api/zego/callbacks', zego));
  const { exitCode, stdout, stderr } = await run(command.code.replace('localhost:3000', `127.0.0.1:${server.port}`), { cwd: root });
  await server.close();
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: output.code.trim(), stderr: '' });
  expect(seen).toEqual(['Ann']);
});
