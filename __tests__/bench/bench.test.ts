import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { whyNoRedis } from '../kit/redis.js';
import { candidate, CANDIDATES, nameOf, OTHERS } from './http/candidates.js';
import { type Plan, runRounds } from './http/rounds.js';
import { illFormedAt } from './kit/ill-formed.js';
import { install, ROOT } from './kit/install.js';
import type { SectionName } from './kit/page.js';
import { pinning } from './kit/pinning.js';

const PATIENCE_MS = 120_000;
const PAGE = path.join(ROOT, 'docs/benchmarks.md');

interface Result {
  readonly command: string;
  readonly rounds: number;
  readonly figures?: readonly { readonly name: string }[];
  readonly ratios?: readonly { readonly size: string; readonly other: string }[];
  readonly cpu?: readonly object[];
  readonly bytes?: readonly object[];
  readonly start?: readonly { readonly system: string }[];
  readonly carried?: readonly { readonly kind: string; readonly amount: number }[];
}

/** Every number that stands anywhere in it. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

function sectionOf(page: string, name: SectionName): string {
  return page.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
}

const pictures = (text: string): string[] => Array.from(text.matchAll(/!\[([^\]]+)\]\((benchmarks\/[^)]+)\)/g), ([, , file]) => file ?? '');
const tables = (text: string): string[][][] => text.split('\n\n').filter((part) => part.startsWith('|')).map((part) => part.trim().split('\n').map((line) => line.slice(2, -2).split(' | ')));

describe('each command', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'zego-bench-docs-'));
    mkdirSync(path.join(folder, 'benchmarks'));
    cpSync(PAGE, path.join(folder, 'benchmarks.md'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it quickly. It fails by itself when an answer is not 200. */
  async function run(file: string, name: SectionName): Promise<Result> {
    const before = readFileSync(PAGE, 'utf8');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(__dirname, file), '--quick', '--docs', folder], { cwd: ROOT, maxBuffer: 1 << 24, timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Result;
    expect(result).toMatchObject({ command: name, rounds: 1 });
    expect(numbersIn(result).filter((value) => !Number.isFinite(value))).toEqual([]);

    const page = readFileSync(path.join(folder, 'benchmarks.md'), 'utf8');
    const section = sectionOf(page, name);
    expect(stdout).toContain(section.trim());
    expect(page.replace(section, '')).toBe(before.replace(sectionOf(before, name), ''));
    for (const [head, , ...rows] of tables(section)) {
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((cells) => cells.length !== head?.length || cells.some((cell) => /NaN|undefined|Infinity/.test(cell)))).toEqual([]);
    }
    const drawn = pictures(section);
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.sort()).toEqual(readdirSync(path.join(folder, 'benchmarks')).map((svg) => `benchmarks/${svg}`).sort());
    expect(drawn.filter((svg) => illFormedAt(readFileSync(path.join(folder, svg), 'utf8')) !== undefined)).toEqual([]);
    return result;
  }

  test('bench: every candidate was measured, and compared with the package in both sizes', async () => {
    const { figures, ratios } = await run('http.ts', 'bench');
    expect(figures?.map(({ name }) => name)).toEqual(CANDIDATES.map(nameOf));
    expect(ratios?.map(({ size, other }) => `${size} ${other}`)).toEqual(['small', 'large'].flatMap((size) => OTHERS.map((other) => `${size} ${other}`)));
  }, PATIENCE_MS);

  test('bench:pipeline: time and memory of every form', async () => {
    const { cpu, bytes } = await run('pipeline.ts', 'bench:pipeline');
    expect([cpu?.length, bytes?.length]).toEqual([4, 4]);
  }, PATIENCE_MS);

  test('bench:start: both systems of modules', async () => {
    const { start } = await run('start.ts', 'bench:start');
    expect(start?.map(({ system }) => system)).toEqual(['CommonJS', 'ES modules']);
  }, PATIENCE_MS);

  const missing = whyNoRedis();
  if (missing !== undefined) process.stderr.write(`The test of bench:scale does not run: ${missing}.\n`);

  (missing === undefined ? test : test.skip)('bench:scale: everything that grows, from small to large', async () => {
    const { carried } = await run('scale.ts', 'bench:scale');
    const kinds = ['remembered', 'others', 'handlers', 'processes'].map((wanted) => carried?.filter(({ kind }) => kind === wanted).map(({ amount }) => amount) ?? []);
    for (const amounts of kinds) {
      expect(amounts.length).toBeGreaterThan(1);
      expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
    }
  }, PATIENCE_MS);
});

describe('the rounds', () => {
  const plan: Plan = { candidates: [], rounds: 1, warmUps: 0, requests: { small: 20, large: 20 }, warmUpShare: 0, shareServers: true };
  const byHand = candidate('handwritten', 'small');

  async function run(...candidates: readonly (typeof byHand)[]): Promise<number> {
    const installed = install();
    try {
      return (await runRounds({ ...plan, candidates }, installed, pinning(), () => undefined)).length;
    } finally {
      installed.remove();
    }
  }

  test.each([
    { what: 'an answer is another one', wrong: { ...byHand, answer: 'Okay' }, complaint: 'c handwritten receiver, Express 5, small: an answer was "200 OK" instead of "200 Okay".' },
    { what: 'a callback is refused', wrong: { ...candidate('line', 'small'), signature: 'zego' } as const, complaint: 'instead of "200 OK"' },
    { what: 'a handler is not called', wrong: { ...byHand, server: { ...byHand.server, handlers: 0 } } as const, complaint: '20 callbacks were handled instead of 0.' },
    { what: 'a server does not start', wrong: { ...byHand, server: { ...byHand.server, receiver: 'nobody' } } as unknown as typeof byHand, complaint: 'A process has ended with 1' },
  ])('fail when $what', async ({ wrong, complaint }) => {
    await expect(run(byHand, wrong)).rejects.toThrow(complaint);
  }, PATIENCE_MS);
});

describe('docs/benchmarks.md', () => {
  const page = readFileSync(PAGE, 'utf8');
  const names: readonly SectionName[] = ['bench', 'bench:pipeline', 'bench:start', 'bench:scale'];

  test.each(names)('has the figures of %s, with when and on what they were measured', (name) => {
    expect(sectionOf(page, name)).toMatch(/^\d{4}-\d\d-\d\d, Node\.js v\d+\.\d+\.\d+, \d+ x .+, \d+ rounds, \d+ s\.\n/);
    expect(tables(sectionOf(page, name)).length).toBeGreaterThan(0);
  });

  test('has every drawing, and no other is kept', () => {
    const kept = readdirSync(path.join(ROOT, 'docs/benchmarks')).map((svg) => `benchmarks/${svg}`);
    expect(kept.sort()).toEqual(pictures(page).sort());
    expect(kept.filter((svg) => illFormedAt(readFileSync(path.join(ROOT, 'docs', svg), 'utf8')) !== undefined)).toEqual([]);
  });
});
