import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodes } from '../../lib/cli/exit-codes.js';
import { createProgram } from '../../lib/cli/program.js';
import { signedCallback } from '../../lib/testing/index.js';
import { blockAfter, pageNamed, section, tableIn, where, type Block } from '../docs/pages.js';
import { SECRET } from '../kit/callbacks.js';
import { zegoCallbacksWith } from './command-line.js';
import { installed } from './installed.js';
import { closeAll, receiving } from './receiving.js';

// Processes are started, on machines that may be slow.
jest.setTimeout(120_000);

const page = pageNamed('docs/cli.md');
const commandBlocks = page.blocks.filter(({ lang, code }) => lang === 'sh' && code.includes('npx zego-callbacks'));

let project: ReturnType<typeof installed>;
beforeAll(() => {
  project = installed();
  const kept = ['a', 'b', 'c'].map((room_id) => JSON.stringify({ raw: signedCallback('room_logout', { room_id }, { secret: SECRET }) }));
  writeFileSync(path.join(project.folder, 'failed.ndjson'), kept.map((line) => `${line}\n`).join(''));
});
afterEach(closeAll);
afterAll(() => { project.remove(); });

/** What differs from run to run: times, and the columns that are as wide as they. */
const withoutTimes = (text: string): string => text.replace(/\d+(?:\.\d+)? m?s\b/g, '# ms').replace(/ +/g, ' ');

describe('the commands of the page', () => {
  test.each(commandBlocks.map((block) => ({ place: where(block), block })))('run at $place, in the order of the page, and print what it says', async ({ block }) => {
    const { url, origin, zego } = await receiving();
    if (section(page, 'Retries').includes(block.code)) {
      let calls = 0;
      zego.onRoomLogin(() => {
        calls += 1;
        if (calls === 1) throw new Error('not yet');
      });
    }
    const env = { ...process.env, PATH: `${project.binaries}:${String(process.env['PATH'])}`, ZEGO_CALLBACK_SECRET: SECRET, ZEGO_CALLBACK_URL: url };
    // The link that npm makes stands for npx, which would look for news on its own.
    const command = block.code.replaceAll('npx zego-callbacks', 'zego-callbacks');
    const printed = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
      execFile('sh', ['-c', command], { cwd: project.folder, env }, (_error, stdout, stderr) => { resolve({ stdout, stderr }); });
    });
    const expected: Block | undefined = blockAfter(block);
    expect(printed.stderr).not.toMatch(/error|Unexpected|cannot/i);
    const told = withoutTimes(printed.stdout.replaceAll(origin, 'http://localhost:3000'));
    expect(told).toBe(expected?.lang === 'text' ? withoutTimes(expected.code) : '');
  });

  test('are many', () => {
    expect(commandBlocks.length).toBeGreaterThan(10);
  });
});

describe('the tables of the page', () => {
  const program = createProgram({ stdin: emptyStream(), stdout: process.stdout, stderr: process.stderr, env: {}, now: Date.now, sleep: () => Promise.resolve(), onInterrupt: () => () => undefined, exitCode: 0 });

  async function* emptyStream(): AsyncGenerator<Buffer> {}

  test.each(program.commands.map((command) => ({ name: command.name(), command })))('have every option of $name, and no other', ({ name, command }) => {
    const rows = tableIn(page.text, [`Option of \`${name}\``, 'Effect']);
    expect(rows.map(([flags]) => flags!.slice(1, -1)).sort()).toEqual(command.options.map(({ flags }) => flags).sort());
  });

  test('have every exit code, and so has the help', async () => {
    const codes = Object.values(exitCodes).map(String);
    expect(tableIn(section(page, 'Exit codes'), ['Code', 'Meaning']).map(([code]) => code)).toEqual(codes);
    const { stdout } = await zegoCallbacksWith(['--help']);
    expect(Array.from(stdout.slice(stdout.indexOf('Exit codes:')).matchAll(/^ {2}(\d+) /gm), ([, code]) => code)).toEqual(codes);
  });
});
