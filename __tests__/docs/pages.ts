import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(__dirname, '../..');

/** A fenced block of a page, with what the comments in front of it say. */
export interface Block {
  readonly page: string;
  /** Line of its first line of code, from 1. */
  readonly line: number;
  readonly lang: string;
  readonly code: string;
  /** `<!-- fragment: needs app, zego -->`: no program by itself; the test supplies these. */
  readonly needs: readonly string[] | undefined;
  /** `<!-- file: app.ts -->`: the name that other blocks of the page know it by. */
  readonly file: string | undefined;
  /** `<!-- server: /path -->`: listens on PORT and takes callbacks at the path. */
  readonly server: string | undefined;
  /** `<!-- client -->`: talks to a server; the shell block behind it says how to start it. */
  readonly client: boolean;
}

export interface Page {
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

const MARKER = /^<!-- (fragment: needs|file:|server:|client) ?(.*?) ?-->$/;

function readBlocks(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let markers = new Map<string, string>();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const marker = MARKER.exec(line);
    const fence = /^```(\w*)$/.exec(line);
    if (marker) {
      markers.set(marker[1] ?? '', marker[2] ?? '');
    } else if (fence) {
      const end = lines.indexOf('```', at + 1);
      if (end < 0) throw new Error(`${page}:${at + 1}: the block does not end.`);
      blocks.push({
        page,
        line: at + 2,
        lang: fence[1] ?? '',
        code: `${lines.slice(at + 1, end).join('\n')}\n`,
        needs: markers.get('fragment: needs')?.split(', '),
        file: markers.get('file:'),
        server: markers.get('server:'),
        client: markers.has('client'),
      });
      markers = new Map();
      at = end;
    } else if (markers.size > 0) {
      throw new Error(`${page}:${at + 1}: a marker must stand right in front of a block.`);
    }
  }
  return blocks;
}

function readPage(name: string): Page {
  const text = readFileSync(path.join(root, name), 'utf8');
  return { name, text, blocks: readBlocks(name, text) };
}

const markdownIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);

/** The pages that are written by hand. */
export const pages: readonly Page[] = ['README.md', 'CHANGELOG.md', ...markdownIn('docs')].map(readPage);
/** Those made from the schemas. */
export const referencePages: readonly Page[] = markdownIn('docs/reference').map(readPage);

export function pageNamed(name: string): Page {
  const page = pages.find((one) => one.name === name);
  if (page === undefined) throw new Error(`There is no page ${name}.`);
  return page;
}

/** The code blocks of all pages. */
export const codeBlocks: readonly Block[] = pages.flatMap(({ blocks }) => blocks).filter(({ lang }) => lang === 'ts' || lang === 'js');

export const where = ({ page, line }: Block): string => `${page}:${line}`;

/** The block right behind another one on its page. */
export function blockAfter(block: Block): Block | undefined {
  const { blocks } = pageNamed(block.page);
  return blocks[blocks.indexOf(block) + 1];
}

/** What stands below a heading, up to the next one of the same or a higher level. */
export function section({ name, text }: Page, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  if (start < 0) throw new Error(`${name} has no heading "${heading}".`);
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? Infinity) <= level);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The rows of the first table whose head is the given one, cell by cell. */
export function tableIn(text: string, head: readonly string[]): string[][] {
  const lines = text.split('\n');
  const start = lines.indexOf(`| ${head.join(' | ')} |`);
  if (start < 0) throw new Error(`There is no table with the head ${head.join(', ')}.`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((row) => row.slice(2, -2).split(' | '));
}

/** The names that stand in backticks. */
export const quoted = (text: string): string[] => Array.from(text.matchAll(/`([^`]+)`/g), ([, name]) => name ?? '');
