import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { eventNames, schemas } from './kit/callbacks.js';

const PRODUCTS = [...new Set(Object.values(schemas).map((schema) => schema['x-zego'].product))];

const ROOT = path.resolve(__dirname, '..');
const LIB = path.join(ROOT, 'lib');

interface Import {
  /** `verify.ts`, or the name of a package or of a Node module. */
  readonly target: string;
  readonly how: 'value' | 'type' | 'require' | 'dynamic';
}

interface Room {
  readonly file: string;
  readonly text: string;
  readonly source: ts.SourceFile;
  readonly imports: readonly Import[];
}

function rooms(): Room[] {
  return readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => /\.m?ts$/.test(file))
    .map((file) => {
      const text = readFileSync(path.join(LIB, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      return { file, text, source, imports: importsOf(file, source) };
    });
}

function importsOf(file: string, source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  walk(source, (node) => {
    if (ts.isImportDeclaration(node)) found.push({ target: resolve(file, textOf(node.moduleSpecifier)), how: importsTypesOnly(node.importClause) ? 'type' : 'value' });
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) found.push({ target: resolve(file, textOf(node.moduleSpecifier)), how: exportsTypesOnly(node) ? 'type' : 'value' });
    else if (ts.isImportTypeNode(node)) found.push({ target: resolve(file, node.argument.getText(source).slice(1, -1)), how: 'type' });
    else if (ts.isImportEqualsDeclaration(node)) found.push({ target: node.moduleReference.getText(source), how: 'require' });
    else if (ts.isCallExpression(node)) {
      const callee = node.expression.getText(source);
      const how = node.expression.kind === ts.SyntaxKind.ImportKeyword ? 'dynamic' : /\brequire$/.test(callee) ? 'require' : undefined;
      const argument = node.arguments[0];
      if (how && argument) found.push({ target: ts.isStringLiteralLike(argument) ? resolve(file, argument.text) : 'computed', how });
    }
  });
  return found;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

const textOf = (node: ts.Expression): string => (ts.isStringLiteral(node) ? node.text : 'computed');

function resolve(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return path.posix.join(path.posix.dirname(file), specifier).replace(/\.(m?)js$/, '.$1ts');
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  return clause.name === undefined && namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function exportsTypesOnly({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  return isTypeOnly || (exportClause !== undefined && ts.isNamedExports(exportClause) && exportClause.elements.every((element) => element.isTypeOnly));
}

/**
 * The house: who may import whom. `type x` means types only. Everybody may import the types of `delivery.ts`, and
 * `errors.ts`. A file that stands in no row has no place in the house yet.
 */
const HOUSE: Readonly<Record<string, readonly string[]>> = {
  // The corridor knows all rooms and the order; nobody else does.
  'middleware.ts': [
    'type express', 'address.ts', 'catalogue/catalogue.ts', 'type catalogue/custom.ts', 'dispatch.ts', 'identify.ts', 'maybe-promise.ts', 'observers.ts', 'once.ts', 'options.ts',
    'receive/decode.ts', 'receive/json.ts', 'receive/read.ts', 'register.ts', 'report.ts', 'respond.ts', 'type types.ts', 'validate.ts', 'verify.ts',
  ],

  // The stages, in their order, each with its helpers.
  'receive/read.ts': ['node:async_hooks', 'type node:http', 'body-parser'],
  'receive/decode.ts': ['guards.ts', 'require receive/form.ts', 'type receive/form.ts', 'receive/json.ts'],
  'receive/form.ts': ['node:querystring', 'receive/json.ts'],
  'receive/json.ts': [],
  'identify.ts': ['type catalogue/catalogue.ts'],
  'verify.ts': ['digest.ts', 'guards.ts'],
  'validate.ts': ['type catalogue/definition.ts', 'identity.ts', 'normalise.ts', 'notices.ts'],
  'normalise.ts': ['type catalogue/definition.ts', 'guards.ts'],
  'identity.ts': ['type catalogue/definition.ts', 'digest.ts'],
  'notices.ts': [],
  'once.ts': ['node:crypto', 'type delivery-store.ts', 'guarded-store.ts', 'maybe-promise.ts', 'within.ts'],
  'dispatch.ts': ['type express', 'guards.ts', 'maybe-promise.ts'],
  'respond.ts': ['type catalogue/definition.ts'],

  // What the corridor is furnished with.
  'address.ts': [],
  'observers.ts': ['node:diagnostics_channel', 'guards.ts', 'type inspection.ts', 'warn.ts'],
  'inspection.ts': ['type express', 'type options.ts'],
  'guards.ts': [],
  'maybe-promise.ts': ['guards.ts'],
  'digest.ts': ['node:crypto'],
  'warn.ts': [],
  'nearest.ts': ['type fastest-levenshtein', 'require fastest-levenshtein'],
  'catalogue/pascal-case.ts': [],
  'report.ts': ['type express', 'dispatch.ts', 'type inspection.ts', 'type observers.ts', 'type once.ts'],
  'register.ts': ['type express', 'nearest.ts', 'type catalogue/catalogue.ts', 'type catalogue/custom.ts', 'catalogue/pascal-case.ts', 'dispatch.ts', 'inspection.ts', 'type observers.ts', 'type options.ts', 'type types.ts'],
  'options.ts': [
    'require node:cluster', 'type node:cluster', 'bytes', 'nearest.ts', 'catalogue/catalogue.ts', 'require catalogue/compile-event.ts', 'type catalogue/compile-event.ts', 'type catalogue/custom.ts', 'type catalogue/definition.ts', 'catalogue/pascal-case.ts', 'memory-store.ts', 'type delivery-store.ts', 'type verify.ts', 'warn.ts',
  ],
  'memory-store.ts': ['type delivery-store.ts'],
  'guarded-store.ts': ['backlog.ts', 'type delivery-store.ts', 'guards.ts', 'maybe-promise.ts', 'within.ts'],
  'backlog.ts': ['type delivery-store.ts', 'guards.ts', 'within.ts'],
  'within.ts': [],

  // What everybody speaks of.
  'errors.ts': [],
  'delivery-store.ts': [],
  'delivery.ts': ['type express', 'type catalogue/definition.ts', 'type catalogue/generated/types.ts'],
  'types.ts': ['type express', 'type catalogue/custom.ts', 'type catalogue/generated/types.ts'],

  // The catalogue: the schemas and what is made of them.
  'catalogue/definition.ts': [],
  'catalogue/plan.ts': ['type catalogue/definition.ts'],
  'catalogue/catalogue.ts': ['type catalogue/definition.ts', 'catalogue/generated/definitions.ts', 'type catalogue/generated/types.ts'],
  'catalogue/schemas.ts': ['node:path', 'type catalogue/definition.ts', 'catalogue/generated/definitions.ts', 'type catalogue/generated/types.ts', 'require computed'],
  'catalogue/custom.ts': ['type catalogue/definition.ts'],
  'catalogue/compile-event.ts': ['type ajv', 'type ajv/dist/2020', 'type catalogue/custom.ts', 'catalogue/plan.ts', 'type catalogue/definition.ts', 'require ajv', 'require ajv/dist/2020'],
  'catalogue/generated/definitions.ts': ['type catalogue/definition.ts', ...PRODUCTS.map((product) => `require catalogue/generated/products/${product}.ts`)],
  'catalogue/generated/types.ts': [],
  ...Object.fromEntries(PRODUCTS.map((product) => [`catalogue/generated/products/${product}.ts`, []])),

  // The generator is never shipped.
  'catalogue/generate.ts': ['node:fs', 'node:path', 'catalogue/generate/definitions.ts', 'catalogue/generate/docs.ts', 'catalogue/generate/read.ts', 'catalogue/generate/types.ts', 'catalogue/generate/validators.ts'],
  'catalogue/generate/read.ts': ['node:fs', 'node:path', 'type catalogue/definition.ts'],
  'catalogue/generate/definitions.ts': ['type catalogue/definition.ts', 'catalogue/generate/read.ts'],
  'catalogue/generate/docs.ts': ['type catalogue/definition.ts', 'catalogue/generate/read.ts', 'catalogue/pascal-case.ts'],
  'catalogue/generate/types.ts': ['type catalogue/definition.ts', 'catalogue/generate/read.ts', 'catalogue/pascal-case.ts'],
  'catalogue/generate/validators.ts': ['ajv', 'ajv/dist/standalone/index.js', 'type catalogue/definition.ts', 'catalogue/plan.ts', 'catalogue/generate/read.ts'],
};
const FOR_EVERYBODY = ['errors.ts', 'type delivery.ts'];

const STAGES: Readonly<Record<string, readonly string[]>> = {
  receive: ['receive/read.ts', 'receive/decode.ts', 'receive/form.ts', 'receive/json.ts'],
  identify: ['identify.ts'],
  verify: ['verify.ts'],
  validate: ['validate.ts', 'normalise.ts', 'identity.ts', 'notices.ts'],
  once: ['once.ts'],
  dispatch: ['dispatch.ts'],
  respond: ['respond.ts'],
};
/**
 * Add-ons, a folder each, with an entry of its own or a command. What they may import besides their own files: they use
 * the front doors like any user.
 */
const ADD_ONS: Readonly<Record<string, readonly string[]>> = {
  bullmq: ['type index.ts'],
  cli: [
    'cli-progress', 'cli-table3', 'commander', 'fastest-levenshtein', 'index.ts', 'node:crypto', 'node:events', 'node:fs', 'node:http', 'node:https', 'node:path', 'node:timers/promises', 'testing/index.ts', 'testing/likely-mistake.ts',
    'testing/read-some.ts',
  ],
  inspector: [
    'body-parser', 'fastest-levenshtein', 'index.ts', 'inspection.ts', 'node:crypto', 'node:events', 'node:fs', 'node:http', 'node:https', 'node:path', 'node:timers/promises', 'testing/index.ts', 'testing/likely-mistake.ts',
    'catalogue/pascal-case.ts', 'testing/read-some.ts', 'testing/signed-callback.ts', 'type express', 'type node:net', 'type presence/index.ts',
  ],
  presence: ['type index.ts', 'type redis/index.ts'],
  redis: ['type index.ts'],
  'store-conformance': ['node:assert', 'type index.ts'],
  testing: ['node:crypto', 'node:http', 'index.ts'],
};
/** What is started by its name instead of imported. */
const COMMANDS = ['cli'];
const FRONT_DOORS = ['index.ts', 'index.mts', ...Object.keys(ADD_ONS).filter((folder) => !COMMANDS.includes(folder)).map((folder) => `${folder}/index.mts`)];
const addOnOf = (file: string): string | undefined => Object.keys(ADD_ONS).find((folder) => file.startsWith(`${folder}/`));
const isAddOn = (file: string): boolean => addOnOf(file) !== undefined;

const spelled = ({ target, how }: Import): string => (how === 'value' ? target : `${how} ${target}`);
const strangersAmong = (imports: readonly Import[], allowed: readonly string[]): readonly Import[] =>
  imports.filter((one) => !allowed.includes(spelled(one)) && !(one.how === 'type' && allowed.includes(one.target)));

const house = rooms();
const inside = house.filter(({ file }) => !FRONT_DOORS.includes(file));
const core = inside.filter(({ file }) => !isAddOn(file));
const isGenerator = (file: string): boolean => file.startsWith('catalogue/generate.') || file.startsWith('catalogue/generate/');
const stageOf = (file: string): string | undefined => Object.keys(STAGES).find((stage) => STAGES[stage]!.includes(file));

describe('the house', () => {
  test('has a row in its table for every file, and a file for every row', () => {
    expect(core.map(({ file }) => file).sort()).toEqual(Object.keys(HOUSE).sort());
  });

  test.each(core)('$file imports what its row allows, and nothing else', ({ file, imports }) => {
    const allowed = [...FOR_EVERYBODY, ...(HOUSE[file] ?? [])];
    expect(strangersAmong(imports, allowed)).toEqual([]);
  });

  test.each(Object.keys(HOUSE))('the row of %s allows nothing that is not used', (file) => {
    const used = house.find((room) => room.file === file)?.imports.map(spelled);
    expect(HOUSE[file]!.filter((allowed) => !used?.includes(allowed))).toEqual([]);
  });

  test.each(Object.keys(STAGES))('the stage "%s" imports no other stage, not even its types', (stage) => {
    const own = inside.filter(({ file }) => stageOf(file) === stage);
    expect(own.map(({ file }) => file).sort()).toEqual([...STAGES[stage]!].sort());
    expect(own.flatMap(({ imports }) => imports.map(({ target }) => stageOf(target))).filter((other) => other !== undefined && other !== stage)).toEqual([]);
  });

  test('only the corridor knows more than one stage by value, save for the front door', () => {
    const knowing = inside.filter(({ imports }) => new Set(imports.filter(({ how }) => how === 'value').map(({ target }) => stageOf(target)).filter(Boolean)).size > 1);
    expect(knowing.map(({ file }) => file)).toEqual(['middleware.ts']);
  });

  test('nobody inside walks out through the front door, save for the add-ons, which nobody inside knows', () => {
    expect(core.filter(({ imports }) => imports.some(({ target }) => FRONT_DOORS.includes(target))).map(({ file }) => file)).toEqual([]);
    expect(core.filter(({ imports }) => imports.some(({ target }) => isAddOn(target))).map(({ file }) => file)).toEqual([]);
  });

  test.each(Object.entries(ADD_ONS))('the add-on %s imports its own files and what its row allows, which it uses', (folder, allowed) => {
    const imports = inside.filter(({ file }) => addOnOf(file) === folder).flatMap((room) => room.imports).filter(({ target }) => addOnOf(target) !== folder);
    expect(imports.length).toBeGreaterThan(0);
    expect(strangersAmong(imports, allowed)).toEqual([]);
    expect(allowed.filter((row) => !imports.some((one) => spelled(one) === row))).toEqual([]);
  });

  test.each(FRONT_DOORS)('the front door %s only re-exports', (door) => {
    const { source } = house.find(({ file }) => file === door)!;
    expect(source.statements.filter((statement) => !(ts.isExportDeclaration(statement) && statement.moduleSpecifier)).map((statement) => statement.getText(source))).toEqual([]);
  });

  test('no file needs itself, by whatever detour', () => {
    const needs = new Map(house.map(({ file, imports }) => [file, imports.filter(({ how }) => how !== 'type').map(({ target }) => target)]));
    const circles: string[] = [];
    const follow = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
      else for (const next of needs.get(file) ?? []) follow(next, [...way, file]);
    };
    for (const file of needs.keys()) follow(file, []);
    expect(circles).toEqual([]);
  });
});

describe('what is shipped', () => {
  const shipped = house.filter(({ file }) => !isGenerator(file));
  const outside = shipped.flatMap(({ file, imports }) => imports.filter(({ target }) => target !== 'computed' && !/\.m?ts$/.test(target)).map((one) => ({ file, ...one })));

  test('needs nothing but its declared dependencies and Node', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
    const packages = outside.filter(({ target }) => !isBuiltin(target)).map(({ target }) => target.split('/')[0]!);
    // What BullMQ hands over is described, not imported: any version that fits will do.
    expect([...new Set(packages)].sort()).toEqual([...Object.keys(dependencies!), ...Object.keys(peerDependencies!).filter((name) => name !== 'bullmq')].sort());
    expect(Object.keys(dependencies!).sort()).toEqual(['ajv', 'body-parser', 'bytes', 'cli-progress', 'cli-table3', 'commander', 'fastest-levenshtein']);
    const ofCore = outside.filter(({ file, target }) => !isAddOn(file) && !isBuiltin(target)).map(({ target }) => target.split('/')[0]!);
    expect([...new Set(ofCore)].sort()).toEqual(['ajv', 'body-parser', 'bytes', 'express', 'fastest-levenshtein']);
  });

  test('names Node modules with their prefix', () => {
    expect(outside.filter(({ target }) => isBuiltin(target) && !target.startsWith('node:'))).toEqual([]);
  });

  test('takes only types from express', () => {
    const express = outside.filter(({ target }) => target === 'express' || target.startsWith('express/'));
    expect(express.length).toBeGreaterThan(0);
    expect(express.filter(({ how }) => how !== 'type')).toEqual([]);
  });

  test('loads the schema compiler for events of one\'s own only, and late', () => {
    const compiler = outside.filter(({ target, how }) => target.startsWith('ajv') && how !== 'type');
    expect(compiler.map(({ file, how }) => `${how} in ${file}`)).toEqual(['require in catalogue/compile-event.ts', 'require in catalogue/compile-event.ts']);
  });

  test('contains no part of the generator, the tests or the docs', () => {
    const reached = shipped.flatMap(({ imports }) => imports.map(({ target }) => target)).filter((target) => isGenerator(target) || /(?:^|\/)(?:__tests__|docs)\//.test(target) || target.startsWith('..'));
    expect(reached).toEqual([]);
  });

  test('has for every event exactly one schema file, under its product', () => {
    const files = readdirSync(path.join(LIB, 'catalogue'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    expect(files.length).toBe(eventNames.length);
    for (const name of eventNames) expect(schemas[name].title).toBe(name);
  });
});

describe('the text', () => {
  const written = house.filter(({ file }) => !file.startsWith('catalogue/generated/products/'));
  const lines = (text: string): number => text.trimEnd().split('\n').length;

  test('says "any" nowhere as a type', () => {
    const found: string[] = [];
    for (const { file, source } of written) {
      walk(source, (node) => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
      });
    }
    expect(found).toEqual([]);
  });

  test('silences the compiler nowhere, and postpones nothing', () => {
    const found = written.flatMap(({ file, text }) => Array.from(text.matchAll(/\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b|^\s*(?:\/\/|\/\*) @ts-.*/gm), ([what]) => `${file}: ${what}`));
    expect(found).toEqual([]);
  });

  test('of the corridor can be read at a glance', () => {
    expect(lines(house.find(({ file }) => file === 'middleware.ts')!.text)).toBeLessThanOrEqual(110);
  });

  test.each(house.filter(({ file }) => !file.startsWith('catalogue/generated/') && !isGenerator(file)))('of $file is of a moderate length', ({ text }) => {
    expect(lines(text)).toBeLessThanOrEqual(230);
  });
});

test('the top level of the repository holds the agreed entries only', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);
  const entries = [...new Set(files.map((file) => file.split('/')[0]!))];
  const agreed = ['CHANGELOG.md', 'LICENSE', 'README.md', '__tests__', 'docs', 'lib', 'package-lock.json', 'package.json', 'tsconfig.json'];
  expect(entries.filter((entry) => !entry.startsWith('.')).sort()).toEqual(agreed);
});

test('continuous integration runs the two commands of the README, and what needs servers and time', () => {
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  for (const command of ['npm ci && npm test', 'npm ci && npm start']) expect(readme).toContain(command);
  const script = path.join(ROOT, '.ci/run');
  expect(readFileSync(script, 'utf8').match(/^(?:set|npm) .*$/gm)).toEqual(['set -euo pipefail', 'npm ci', 'npm test', 'npm run test:faults', 'npm run test:nodes', 'npm start -- --once']);
  expect(statSync(script).mode & 0o111).toBe(0o111);
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  // The examples import the package by its name, so they are compiled against the build.
  expect(scripts['test']).toMatch(/\bgenerate -- --check && .*\bbuild && .*\btypecheck && .*\blint && jest$/);
  expect(scripts['start']).toMatch(/\bbuild && tsx docs\/examples\//);
});

test('the lock file serves every platform: "npm ci" refuses one that lacks an optional package of another', () => {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }>;
  };
  const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  const locked = new Set(Object.keys(packages).map((at) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length)));
  expect(optional.filter((name) => !locked.has(name))).toEqual([]);
  expect(Object.keys(packages).filter((at) => at !== '' && packages[at]!.version === undefined)).toEqual([]);
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
