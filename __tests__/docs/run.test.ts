import path from 'node:path';
import { signedCallback, type SigningOptions } from '../kit/callbacks.js';
import { blockAfter, codeBlocks, pageNamed, where, type Block } from './pages.js';
import { answering, freePort, run, start, type Running } from './processes.js';
import { createProject, installPackage, type Project } from './project.js';

const SECRET = 'the-secret-of-these-tests';
const EXACT = '6085791336856668982';
const LONG_ENOUGH = 60_000;

const places = (blocks: readonly Block[]): { place: string; block: Block }[] => blocks.map((block) => ({ place: where(block), block }));
const isTest = ({ file }: Block): boolean => file?.endsWith('.test.ts') === true;
const testPrograms = codeBlocks.filter(isTest);
const programs = codeBlocks.filter((block) => block.needs === undefined && block.server === undefined && !block.client && !isTest(block));
const fragments = codeBlocks.filter(({ needs }) => needs !== undefined);
const servers = codeBlocks.filter(({ server }) => server !== undefined);
const clients = codeBlocks.filter(({ client }) => client);

const post = async (port: number, url: string, body: string): Promise<string> => {
  const response = await fetch(`http://127.0.0.1:${port}${url}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return `${response.status} ${await response.text()}`;
};

/** A room_create whose 64-bit id travels as a JSON number. */
function exactCallback(options: SigningOptions): string {
  return JSON.stringify(signedCallback('room_create', { room_session_id: '#' }, options)).replace('"#"', EXACT);
}

describe('the code of the pages', () => {
  let project: Project;
  let files: ReadonlyMap<Block, string>;
  let running: Running[] = [];

  beforeAll(() => {
    project = createProject();
    installPackage(project);
    // All of them first: blocks may import each other.
    files = new Map(codeBlocks.map((block) => [block, project.writeRunnable(block)]));
  }, LONG_ENOUGH);

  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    running = [];
  });

  afterAll(() => { project.remove(); });

  async function serve(command: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<{ server: Running; port: number }> {
    const port = await freePort();
    const server = start(command, { cwd, env: { ...env, PORT: String(port) } });
    running.push(server);
    await answering(port, server);
    return { server, port };
  }

  /** How to start a block with node, and where. */
  function nodeOn(block: Block, flags = ''): { command: string; cwd: string } {
    const file = files.get(block)!;
    return { command: `exec node ${flags} ${path.basename(file)}`, cwd: path.dirname(file) };
  }

  function serveBlock(block: Block, secret: string): Promise<{ server: Running; port: number }> {
    const { command, cwd } = nodeOn(block);
    return serve(command, cwd, { ZEGO_CALLBACK_SECRET: secret });
  }

  test.each(places(programs))(
    'runs at $place and prints what the page says',
    async ({ block }) => {
      const { command, cwd } = nodeOn(block);
      const { exitCode, stdout, stderr } = await run(command, { cwd });
      const output = blockAfter(block);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      if (output?.lang === 'text') expect(stdout).toBe(output.code);
    },
    LONG_ENOUGH,
  );

  test.each(places(testPrograms))(
    'passes at $place, each of its tests',
    async ({ block }) => {
      const { command, cwd } = nodeOn(block, '--test-reporter=tap');
      const { exitCode, stdout } = await run(command, { cwd });
      const written = block.code.match(/^test\(/gm)?.length;
      expect({ exitCode, passed: /^# pass (\d+)$/m.exec(stdout)?.[1], stdout: exitCode === 0 ? '' : stdout }).toEqual({ exitCode: 0, passed: String(written), stdout: '' });
    },
    LONG_ENOUGH,
  );

  test(
    'runs in fragments, with what they need in front',
    async () => {
      const runner = [
        'const failures = [];',
        ...fragments.map((block) => `await import(${JSON.stringify(files.get(block))}).catch((error) => failures.push(${JSON.stringify(where(block))} + ': ' + error.stack));`),
        'console.log(failures.length > 0 ? failures.join("\\n") : "all of them ran");',
        // Some of them listen.
        'process.exit(0);',
      ];
      project.write('fragments.js', runner.join('\n'));
      const { stdout, stderr } = await run('exec node fragments.js', { cwd: project.folder, env: { PORT: '0' } });
      expect(fragments.length).toBeGreaterThan(0);
      expect({ stdout, stderr }).toEqual({ stdout: 'all of them ran\n', stderr: '' });
    },
    LONG_ENOUGH,
  );

  test.each(places(servers))(
    'serves at $place: takes a signed callback with an exact id, refuses a forged one, and leaves the rest alone',
    async ({ block }) => {
      const { port } = await serveBlock(block, SECRET);
      const url = block.server!;
      expect(await post(port, url, exactCallback({ secret: SECRET }))).toBe('200 {"outcome":"delivered"}');
      expect(await post(port, url, exactCallback({ secret: 'another' }))).toBe('401 {"error":{"code":"bad_signature","message":"The signature does not match."}}');
      expect(await post(port, `${url}/elsewhere`, '{}')).toMatch(/^404 .*Cannot POST/s);
      expect((await fetch(`http://127.0.0.1:${port}${url}`)).status).toBe(404);
    },
    LONG_ENOUGH,
  );

  test.each(places(clients))(
    'calls a server at $place with the command that stands below, and prints what the page says',
    async ({ block }) => {
      const command = blockAfter(block);
      const output = command && blockAfter(command);
      expect([command?.lang, output?.lang]).toEqual(['sh', 'text']);
      const secret = /ZEGO_CALLBACK_SECRET=(\S+)/.exec(command!.code)![1]!;
      const { port } = await serveBlock(servers[0]!, secret);
      const { stdout, stderr } = await run(command!.code.replace('localhost:3000', `127.0.0.1:${port}`), { cwd: nodeOn(block).cwd });
      expect({ stdout, stderr }).toEqual({ stdout: output!.code, stderr: '' });
    },
    LONG_ENOUGH,
  );

  describe('of the quick start', () => {
    const readme = pageNamed('README.md');
    const quickStart = servers[0]!;
    const command = readme.blocks.find(({ code }) => code.startsWith('ZEGO_CALLBACK_SECRET='))!.code.trim();
    const commonJs = codeBlocks.find(({ code }) => code.includes("require('express-zego-callbacks')"))!;
    const secret = /ZEGO_CALLBACK_SECRET=(\S+)/.exec(command)![1]!;

    const variants = [
      { modules: 'ES modules', file: quickStart.file!, code: quickStart.code },
      { modules: 'CommonJS', file: 'server.cjs', code: commonJs.code + quickStart.code.split('\n').slice(2).join('\n') },
    ];

    test.each(variants)(
      'works when pasted, with $modules: it handles a signed callback and answers 401 to a wrong one',
      async ({ file, code }) => {
        const cwd = path.dirname(project.write(`pasted/${file}`, code));
        const { server, port } = await serve(command.replace(quickStart.file!, file), cwd);
        const left = { room_id: 'room-1', user_account: 'ann' };

        expect(await post(port, quickStart.server!, JSON.stringify(signedCallback('room_logout', left, { secret: 'wrong' })))).toMatch(/^401 /);
        expect(server.output()).not.toContain('left');
        expect(await post(port, quickStart.server!, JSON.stringify(signedCallback('room_logout', left, { secret })))).toBe('200 {"outcome":"delivered"}');
        expect(server.output().split('\n')).toContain('ann left room-1');
        // The quick start registers no onError, and a wrong secret is told all the same.
        expect(server.output()).toMatch(/ZEGO_UNOBSERVED_ERROR.* 401 bad_signature: .*CallbackSecret/);
      },
      LONG_ENOUGH,
    );

    test('has ten lines at most', () => {
      expect(quickStart.code.split('\n').filter(Boolean).length).toBeLessThanOrEqual(10);
    });

    test(
      'does not start without the secret, and says why',
      async () => {
        const cwd = path.dirname(project.write(`pasted/${quickStart.file!}`, quickStart.code));
        const { exitCode, stderr } = await run(`exec node ${quickStart.file!}`, { cwd, env: { ZEGO_CALLBACK_SECRET: '' } });
        expect({ exitCode, told: stderr.includes('Option "secret" must be the project\'s CallbackSecret') }).toEqual({ exitCode: 1, told: true });
      },
      LONG_ENOUGH,
    );
  });
});
