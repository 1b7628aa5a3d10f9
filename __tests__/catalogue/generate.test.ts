import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

function finished(child: ChildProcess): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, output });
    });
  });
}

describe('what is generated', () => {
  test('follows from the schema files', async () => {
    const { code, output } = await finished(spawn('npx', ['tsx', 'lib/catalogue/generate.ts', '--check'], { cwd: ROOT }));
    expect(output).toContain('everything generated is up to date');
    expect(code).toBe(0);
  }, 60_000);

  describe('in a copy', () => {
    let copy = '';

    beforeAll(() => {
      copy = mkdtempSync(path.join(tmpdir(), 'generate-'));
      for (const part of ['lib', 'docs/reference', 'package.json', 'tsconfig.json', 'README.md'].filter((name) => existsSync(path.join(ROOT, name)))) {
        cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
      }
      symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
    });

    afterAll(() => {
      rmSync(copy, { recursive: true });
    });

    const run = (...options: string[]): ReturnType<typeof finished> => finished(spawn(process.execPath, [require.resolve('tsx/cli'), path.join(copy, 'lib/catalogue/generate.ts'), ...options], { cwd: copy }));

    test('is found stale when a schema changes, is written anew, and is up to date again', async () => {
      const schema = path.join(copy, 'lib/catalogue/rtc/room_logout.json');
      const types = path.join(copy, 'lib/catalogue/generated/types.ts');
      writeFileSync(schema, readFileSync(schema, 'utf8').replace('"room_id": {', '"brand_new": { "type": "integer" },\n    "room_id": {'));

      const stale = await run('--check');
      expect(stale.code).toBe(1);
      for (const file of ['types.ts', 'products/rtc.ts'].map((name) => `lib/catalogue/generated/${name}`).concat('docs/reference/rtc.md')) expect(stale.output).toContain(file);
      expect(readFileSync(types, 'utf8')).not.toContain('brand_new');

      expect((await run()).code).toBe(0);
      expect(readFileSync(types, 'utf8')).toContain('brand_new?: number');
      expect((await run('--check')).code).toBe(0);
    }, 60_000);
  });
});
