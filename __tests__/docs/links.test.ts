import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pages, referencePages, root } from './pages.js';

const all = [...pages, ...referencePages];

/** Prose only: what stands in code is no link. */
const prose = (text: string): string => text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()<>]/g, '.'));

function linksOf(text: string): string[] {
  const inline = Array.from(prose(text).matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g), ([, target]) => target ?? '');
  const defined = Array.from(prose(text).matchAll(/^\[[^\]]+\]: (\S+)$/gm), ([, target]) => target ?? '');
  return [...inline, ...defined];
}

/** The anchors of a page, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function complaint(page: string, link: string): string | undefined {
  if (/^https:\/\//.test(link)) return undefined;
  if (/^[a-z]+:/.test(link)) return 'is neither relative nor https';
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path.join(root, page) : path.resolve(root, path.dirname(page), file);
  if (!target.startsWith(root + path.sep)) return 'leads out of the repository';
  if (!existsSync(target) || !statSync(target).isFile()) return 'leads to no file';
  if (anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor)) return 'leads to no heading';
  return undefined;
}

test.each(all)('every link of $name leads somewhere', ({ name, text }) => {
  const broken = linksOf(text).flatMap((link) => {
    const why = complaint(name, link);
    return why === undefined ? [] : [`${link} ${why}`];
  });
  expect(broken).toEqual([]);
});

test('broken links would be found', () => {
  const links = ['docs/none.md', 'docs/errors.md#none', '#none', '../x.md', 'http://example.com', 'docs'];
  expect(links.map((link) => complaint('README.md', link))).toEqual([
    'leads to no file',
    'leads to no heading',
    'leads to no heading',
    'leads out of the repository',
    'is neither relative nor https',
    'leads to no file',
  ]);
});

test.each(['README.md', 'docs/README.md'])('%s leads to every guide', (name) => {
  const text = pages.find((page) => page.name === name)?.text ?? '';
  const targets = linksOf(text).map((link) => path.join(path.dirname(name), link.split('#')[0] ?? ''));
  const guides = pages.map((page) => page.name).filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(guides.length).toBeGreaterThan(0);
  expect(guides.filter((guide) => !targets.includes(guide))).toEqual([]);
});
