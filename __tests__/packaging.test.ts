import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { verifySignature } from '../lib/index.js';
import { SECRET, signedCallback } from './kit/callbacks.js';

const ROOT = path.resolve(__dirname, '..');
const FIXTURES = path.join(__dirname, 'packaging');
const SOURCES = ['package.json', 'tsconfig.json', '.tsconfig.build.json', 'lib', 'README.md', 'LICENSE', 'CHANGELOG.md'];

// Packages are installed and programs compiled, on machines that may be slow.
const PATIENCE_MS = 300_000;
jest.setTimeout(PATIENCE_MS);

const LOGOUT = { room_id: 'rid_1242649', room_seq: '6085791336856668982', reason: '0' };

interface Consumer {
  readonly name: string;
  readonly express: 4 | 5;
  readonly type: 'commonjs' | 'module';
  /** Absent: JavaScript. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

const CONSUMERS: readonly Consumer[] = [
  { name: 'JavaScript, CommonJS, Express 5', express: 5, type: 'commonjs' },
  { name: 'JavaScript, ES modules, Express 5', express: 5, type: 'module' },
  { name: 'JavaScript, CommonJS, Express 4', express: 4, type: 'commonjs' },
  { name: 'JavaScript, ES modules, Express 4', express: 4, type: 'module' },
  { name: 'TypeScript, module commonjs', express: 5, type: 'commonjs', compilerOptions: { module: 'commonjs' } },
  { name: 'TypeScript, module commonjs, resolved as before "exports"', express: 5, type: 'commonjs', compilerOptions: { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' } },
  { name: 'TypeScript, nodenext, ES modules', express: 5, type: 'module', compilerOptions: { module: 'nodenext', exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true } },
  { name: 'TypeScript, nodenext, CommonJS', express: 5, type: 'commonjs', compilerOptions: { module: 'nodenext' } },
  { name: 'TypeScript, module commonjs, Express 4', express: 4, type: 'commonjs', compilerOptions: { module: 'commonjs' } },
  { name: 'TypeScript, nodenext, ES modules, Express 4', express: 4, type: 'module', compilerOptions: { module: 'nodenext' } },
  { name: 'TypeScript, for a bundler', express: 5, type: 'module', compilerOptions: { module: 'esnext', moduleResolution: 'bundler', noEmit: true } },
];

const load = createRequire(__filename);
/** What the receivers print of every entry but the first: how many values it exports. */
const ENTRIES = `entries ${['bullmq', 'inspector', 'presence', 'redis', 'store-conformance', 'testing'].map((entry) => `${entry}:${Object.keys(load(`express-zego-callbacks/${entry}`) as object).length}`).join(' ')}`;

const folder = mkdtempSync(path.join(tmpdir(), 'express-zego-callbacks-'));
const setOf = (version: 4 | 5): string => path.join(folder, `express${version}`);

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, timeout: PATIENCE_MS, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Packs a copy of the sources as a publisher would, so that what an earlier build left behind cannot help. */
async function pack(): Promise<string> {
  const copy = path.join(folder, 'package');
  mkdirSync(copy);
  for (const name of SOURCES) if (existsSync(path.join(ROOT, name))) cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  const tarball = path.join(folder, 'tarball');
  mkdirSync(tarball);
  await run('npm', ['pack', '--pack-destination', tarball], copy);
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { name: string; version: string };
  return path.join(tarball, `${name}-${version}.tgz`);
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/**
 * Installs the tarball and one version of Express. This repository's lock file goes along, so that npm takes the
 * versions that its cache holds and the result does not depend on what was published today.
 */
async function install(version: 4 | 5, tarball: string): Promise<void> {
  const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const [four, five] = [/^node_modules\/(@types\/)?express4(?=\/|$)/, /^node_modules\/(@types\/)?express(?=\/|$)/];
  const [wanted, other] = version === 4 ? [four, five] : [five, four];
  const packages = Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([at]) => at !== '' && !other.test(at))
      .map(([at, entry]) => [at.replace(wanted, 'node_modules/$1express'), entry]),
  );
  const names = ['express', 'typescript', '@types/express', '@types/node'];
  const dependencies = { 'express-zego-callbacks': `file:${tarball}`, ...Object.fromEntries(names.map((name) => [name, packages[`node_modules/${name}`]?.version])) };
  const project = { name: 'consumer', version: '1.0.0', private: true, dependencies };
  mkdirSync(setOf(version));
  writeFileSync(path.join(setOf(version), 'package.json'), JSON.stringify(project));
  writeFileSync(path.join(setOf(version), 'package-lock.json'), JSON.stringify({ ...project, lockfileVersion: 3, requires: true, packages: { '': project, ...packages } }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--strict-peer-deps'], setOf(version));
}

const projectOf = ({ express, name }: Consumer): string => path.join(setOf(express), name.replace(/\W+/g, '-'));

/** Writes the project of a consumer, compiles it where it is TypeScript, and tells what to run. */
async function build(consumer: Consumer): Promise<string> {
  const { express, type, compilerOptions } = consumer;
  const project = projectOf(consumer);
  mkdirSync(project, { recursive: true });
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ type }));
  if (compilerOptions === undefined) {
    const main = path.join(project, 'index.js');
    copyFileSync(path.join(FIXTURES, type === 'module' ? 'receiver.mjs' : 'receiver.cjs'), main);
    return main;
  }
  copyFileSync(path.join(FIXTURES, 'receiver.mjs'), path.join(project, 'index.ts'));
  const common = { target: 'es2022', strict: true, skipLibCheck: false, esModuleInterop: true, types: ['node'], rootDir: '.', outDir: 'out' };
  writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, files: ['index.ts'] }));
  await run(process.execPath, [path.join(setOf(express), 'node_modules/typescript/bin/tsc'), '-p', project], project);
  return path.join(project, 'out/index.js');
}

/** Starts a receiver, sends it one callback with the right secret and one with another, and tells what came of it. */
async function receive(main: string): Promise<{ answers: string[]; printed: string[] }> {
  const child = spawn(process.execPath, [main], { env: { ...process.env, ZEGO_CALLBACK_SECRET: SECRET }, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS / 5 });
  const exited = once(child, 'exit');
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const printed: string[] = [];
  try {
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => printed.push(line));
    await new Promise<void>((resolve, reject) => {
      lines.once('line', () => resolve());
      void exited.then(() => reject(new Error(`The receiver ended at once:\n${errors.join('')}`)));
    });
    const port = printed.shift();
    const answers: string[] = [];
    for (const secret of [SECRET, `not ${SECRET}`]) {
      const body = JSON.stringify(signedCallback('room_logout', LOGOUT, { secret }));
      const response = await fetch(`http://127.0.0.1:${port}/api/zego/callbacks`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      answers.push(`${response.status} ${await response.text()}`);
    }
    child.kill();
    await Promise.all([exited, once(lines, 'close')]);
    expect(errors).toEqual([]);
    return { answers, printed };
  } finally {
    child.kill('SIGKILL');
  }
}

let tarball = '';
beforeAll(async () => {
  tarball = await pack();
  await Promise.all([install(4, tarball), install(5, tarball)]);
}, PATIENCE_MS);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const installedVersion = (version: 4 | 5, name: string): string =>
  (JSON.parse(readFileSync(path.join(setOf(version), 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

test.each([4, 5] as const)('the tarball installs beside Express %i without a complaint about peers', (version) => {
  expect(installedVersion(version, 'express')).toMatch(new RegExp(`^${version}\\.`));
  expect(installedVersion(version, 'express-zego-callbacks')).toBe((JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version);
});

test.each(CONSUMERS.filter(({ compilerOptions }) => compilerOptions?.['noEmit'] !== true))('$name: compiles, starts, answers a signed callback 200 and a wrongly signed one 401', async (consumer) => {
  expect(await receive(await build(consumer))).toEqual({
    answers: ['200 {"outcome":"delivered"}', '401 {"error":{"code":"bad_signature","message":"The signature does not match."}}'],
    printed: [ENTRIES, `left ${LOGOUT.room_id.toUpperCase()} ${LOGOUT.room_seq} ${LOGOUT.reason} false`, 'refused true bad_signature'],
  });
});

test.each(CONSUMERS.filter(({ compilerOptions }) => compilerOptions?.['noEmit'] === true))('$name: compiles', async (consumer) => {
  await build(consumer);
  expect(existsSync(path.join(projectOf(consumer), 'out'))).toBe(false);
});

test('a consumer whose types do not arrive does not compile', async () => {
  const consumer: Consumer = { name: 'TypeScript, without types', express: 5, type: 'module', compilerOptions: { module: 'nodenext', paths: { 'express-zego-callbacks': ['./untyped.d.ts'] } } };
  mkdirSync(projectOf(consumer));
  writeFileSync(path.join(projectOf(consumer), 'untyped.d.ts'), 'export const signCallback: any, ZegoCallbackError: any, zegoCallbacks: any;');
  await expect(build(consumer)).rejects.toThrow(/index\.ts\(\d+,\d+\): error TS2578: Unused '@ts-expect-error' directive/);
});

test.each([4, 5] as const)('the command runs as it is installed beside Express %i', async (version) => {
  const command = path.join(setOf(version), 'node_modules/.bin/zego-callbacks');
  expect((await run(command, ['--version'], setOf(version))).trim()).toBe(installedVersion(version, 'express-zego-callbacks'));
  const { timestamp, nonce, signature } = JSON.parse(await run(command, ['sign', '--secret', SECRET, '--json'], setOf(version))) as Parameters<typeof verifySignature>[0];
  expect(verifySignature({ timestamp, nonce, signature }, SECRET)).toBe(true);
});

test('publint finds nothing to mend', async () => {
  const printed = await run(process.execPath, [path.join(ROOT, 'node_modules/publint/src/cli.js'), 'run', tarball, '--strict'], folder);
  expect(printed).toContain('All good!');
});

test('types are found for every entry, by every way of resolving modules', async () => {
  const printed = await run(process.execPath, [path.join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball, '--format', 'json'], folder);
  const { analysis, problems } = JSON.parse(printed) as { analysis: { entrypoints: object }; problems?: object };
  expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(6);
  expect(problems ?? {}).toEqual({});
});
