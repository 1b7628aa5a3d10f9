import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The name of a command, and of its section. */
export type SectionName = 'bench' | 'bench:pipeline' | 'bench:start' | 'bench:scale';

/** What a command puts on the page. */
export interface Section {
  readonly name: SectionName;
  readonly markdown: string;
  /** Drawings by file name. */
  readonly charts: Readonly<Record<string, string>>;
}

/**
 * Replaces the section of a command, and leaves the rest of the page as it is.
 *
 * @throws Error when the page has no such section, or more than one
 */
export function replaceSection(page: string, { name, markdown }: Pick<Section, 'name' | 'markdown'>): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const parts = page.split(new RegExp(`(?<=${begin}\n)[^]*?(?=${end})`));
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2) throw new Error(`The page needs one section between ${begin} and ${end}.`);
  return `${before}${markdown.trim()}\n${after}`;
}

/** @param folder holds `benchmarks.md`, and the folder `benchmarks` for the drawings */
export function writeSection(folder: string, section: Section): void {
  const page = path.join(folder, 'benchmarks.md');
  writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), section));
  for (const [file, svg] of Object.entries(section.charts)) writeFileSync(path.join(folder, 'benchmarks', file), svg);
}
