import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { zegoCallbacks } from '../lib/index.js';
import { eventNames, schemas, SECRET, signedCallback } from './kit/callbacks.js';

const ROOT = path.resolve(__dirname, '..');
const DIST = path.join(ROOT, 'dist');

// Programs are started and one is compiled, on machines that may be slow.
jest.setTimeout(120_000);

/** What users may build on. A change here is a change of the package's promise, and belongs into the changelog. */
const VALUES = ['MemoryStore', 'ZegoCallbackError', 'defineEvent', 'eventNames', 'keepRawBody', 'parseExact', 'schemas', 'signCallback', 'verifySignature', 'zegoCallbacks'];
const TYPES = [
  'BodyForm', 'CallbackAnswer', 'CallbackInput', 'Claim', 'CustomZegoEvent', 'Decision', 'DeliveryOutcome', 'DeliveryReport', 'DeliveryStore', 'EventInput', 'EventSchema', 'ExactJson', 'HandlerContext',
  'JsonObject', 'JsonSchema', 'JsonValue', 'MemoryStoreOptions', 'Notice', 'Secret', 'SignatureFields', 'SignedFields', 'ZegoCallbacks', 'ZegoCallbacksOptions', 'ZegoErrorCode', 'ZegoEvent',
  'ZegoEventMethods', 'ZegoEventName', 'ZegoHandler', 'ZegoPayloads', 'ZegoProducts', 'ZegoUnknownEvent',
];
/** Bytes, a little above what it weighs now; whoever needs more says why. */
const PACKED_BUDGET = 385_000;
/** Of the code that is loaded with the core, before any product's schemas are. */
const CORE_BUDGET = 165_000;
const UNPACKED_BUDGET = 2_150_000;

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .map((file) => file.split(path.sep).join('/'));

/** Runs code in a Node of its own that finds the built package by its name; the code prints one JSON value. */
async function inNode(code: string, { type = 'commonjs', flags = [] }: { type?: 'commonjs' | 'module'; flags?: readonly string[] } = {}): Promise<unknown> {
  const args = [...flags, `--input-type=${type}`, '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}

const pascalCase = (name: string): string => name.replace(/(?:^|_)(\w)/g, (_all, first: string) => first.toUpperCase());

beforeAll(() => {
  const newest = Math.max(...filesBelow(path.join(ROOT, 'lib')).map((file) => statSync(path.join(ROOT, 'lib', file)).mtimeMs));
  const built = statSync(path.join(DIST, 'index.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < newest) throw new Error('dist/ is missing or older than lib/: run "npm run build" first ("npm test" does).');
});

describe('what is exported', () => {
  test('to require() and to import is the same frozen list', async () => {
    const [required, imported] = await Promise.all([
      inNode(`console.log(JSON.stringify(Object.keys(require('express-zego-callbacks')).sort()))`),
      inNode(`import * as all from 'express-zego-callbacks'; console.log(JSON.stringify(Object.keys(all).sort()))`, { type: 'module' }),
    ]);
    expect({ required, imported }).toEqual({ required: VALUES, imported: VALUES });
  });

  test.each([
    ['bullmq', ['enqueueTo', 'processWith'], 'nothing else'],
    ['inspector', ['inspector'], 'the core and testing'],
    ['presence', ['MemoryPresenceStore', 'OnlineUsers', 'RedisPresenceStore', 'RoomTracker'], 'nothing else'],
    ['redis', ['RedisStore'], 'nothing else'],
    ['store-conformance', ['storeConformance'], 'nothing else'],
    ['testing', ['beginEvening', 'mishandle', 'sendTo', 'signBody', 'signedCallback', 'spendEvening', 'wireForms', 'writeBody'], 'the core'],
  ])('by the add-on %s is the same for require() and import: %j; it brings %s along', async (entry, values, along) => {
    const list = 'console.log(JSON.stringify(Object.keys(all).sort()))';
    const [required, imported, loaded] = await Promise.all([
      inNode(`const all = require('express-zego-callbacks/${entry}'); ${list}`),
      inNode(`import * as all from 'express-zego-callbacks/${entry}'; ${list}`, { type: 'module' }),
      inNode(`require('express-zego-callbacks/${entry}'); console.log(JSON.stringify(Object.keys(require.cache).filter((file) => file.includes('/dist/') && !file.includes('/node_modules/') && !file.includes('/${entry}/')).map((file) => file.split('/dist/')[1])))`),
    ]);
    expect({ required, imported }).toEqual({ required: values, imported: values });
    const addOns = ['bullmq', 'cli', 'inspector', 'presence', 'redis', 'store-conformance', 'testing'].filter((folder) => !along.includes(folder));
    expect((loaded as string[]).filter((file) => along === 'nothing else' || addOns.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
  });

  test('is one and the same for import and require in one process, the error class above all', async () => {
    const code = `import * as imported from 'express-zego-callbacks';
import { createRequire } from 'node:module';
const required = createRequire(import.meta.url)('express-zego-callbacks');
const error = new required.ZegoCallbackError('busy');
console.log(JSON.stringify({ different: Object.keys(imported).filter((name) => imported[name] !== required[name]), isInstance: error instanceof imported.ZegoCallbackError }));`;
    expect(await inNode(code, { type: 'module' })).toEqual({ different: [], isInstance: true });
  });

  test.each(['index.d.ts', 'index.d.mts'])('as types by %s is the same frozen list, and a payload for every event', (entry) => {
    const program = ts.createProgram([path.join(DIST, entry)], { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: ['node'], noEmit: true });
    const checker = program.getTypeChecker();
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path.join(DIST, entry))!)!).map(({ name }) => name);
    const payloads = eventNames.map((name) => `${pascalCase(name)}Payload`);
    expect(exported.sort()).toEqual([...VALUES, ...TYPES, ...payloads].sort());
  });

  test('cannot be changed from outside', async () => {
    const code = `const { eventNames, schemas } = require('express-zego-callbacks');
console.log(JSON.stringify([Object.isFrozen(eventNames), Object.isFrozen(schemas)]))`;
    expect(await inNode(code)).toEqual([true, true]);
  });
});

describe('the exports map', () => {
  const inner = filesBelow(DIST).filter((file) => /\.(?:m?js|json)$/.test(file));
  const paths = [...inner.flatMap((file) => [`dist/${file}`, file, file.replace(/\.\w+$/, '')]), 'dist', 'lib', 'lib/index.ts'].map((file) => `express-zego-callbacks/${file}`);

  test('leaves no inner file within reach of require()', async () => {
    expect(inner).toEqual(expect.arrayContaining(['errors.js', 'middleware.js', 'catalogue/rtc/room_logout.json']));
    const code = `const codes = new Set();
for (const path of ${JSON.stringify(paths)}) try { require(path); codes.add('reached ' + path); } catch ({ code }) { codes.add(code); }
console.log(JSON.stringify([...codes]))`;
    expect(await inNode(code)).toEqual(['ERR_PACKAGE_PATH_NOT_EXPORTED']);
  });

  test('leaves no inner file within reach of import()', async () => {
    const code = `const codes = new Set();
for (const path of ${JSON.stringify(paths)}) await import(path).then(() => codes.add('reached ' + path), ({ code }) => codes.add(code));
console.log(JSON.stringify([...codes]))`;
    expect(await inNode(code, { type: 'module' })).toEqual(['ERR_PACKAGE_PATH_NOT_EXPORTED']);
  });

  test('shows package.json, for tools that look up the version', async () => {
    expect(await inNode(`console.log(JSON.stringify(require('express-zego-callbacks/package.json').name))`)).toBe('express-zego-callbacks');
  });
});

describe('the methods', () => {
  const pages = readdirSync(path.join(ROOT, 'docs/reference')).map((file) => readFileSync(path.join(ROOT, 'docs/reference', file), 'utf8'));
  const documented = new Map(pages.flatMap((page) => Array.from(page.matchAll(/^## (\w+)\n[^]*?^- Register: `zego\.(\w+)\(handler\)`$/gm), ([, name, method]) => [name!, method!] as const)));

  test('are documented for every event, and for no other', () => {
    expect([...documented].sort()).toEqual(eventNames.map((name) => [name, `on${pascalCase(name)}`]).sort());
    expect(Object.keys(schemas).sort()).toEqual([...eventNames].sort());
  });

  test.each(eventNames)('of the docs bring %s to its handler', async (name) => {
    const seen: string[] = [];
    const zego = zegoCallbacks({ secret: SECRET });
    const method: unknown = Reflect.get(zego, documented.get(name)!);
    const handler = (event: { name: string }): { result: 0 } => {
      seen.push(event.name);
      return { result: 0 };
    };
    expect(typeof method === 'function' && Reflect.apply(method, zego, [handler])).toBe(zego);
    expect((await zego.receive({ body: JSON.stringify(signedCallback(name)) })).outcome).toBe('delivered');
    expect(seen).toEqual([name]);
  });

  test('are these and no others', () => {
    const named = eventNames.map((name) => `on${pascalCase(name)}`);
    const general = ['on', 'off', 'onAny', 'onUnknown', 'onError', 'onDelivery', 'receive', 'dispatch', 'idle'];
    expect(Object.keys(zegoCallbacks({ secret: SECRET })).sort()).toEqual([...general, ...named].sort());
  });
});

describe('what is packed', () => {
  interface Packed {
    readonly size: number;
    readonly unpackedSize: number;
    readonly files: readonly { readonly path: string }[];
  }
  let packed: Packed;

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, maxBuffer: 1 << 24 });
    packed = (Object.values(JSON.parse(stdout) as object) as Packed[])[0]!;
  });

  test('is the build and what belongs to it, and nothing else', () => {
    const files = packed.files.map((file) => file.path);
    expect(files.filter((file) => !file.startsWith('dist/')).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    expect(files.filter((file) => /__tests__|\.test\.|generate(?!d\/)|example|\.map$|(?<!\.d)\.m?ts$/.test(file))).toEqual([]);
    const sources = filesBelow(path.join(ROOT, 'lib')).filter((file) => !file.startsWith('catalogue/generate.') && !file.startsWith('catalogue/generate/') && !file.endsWith('tsconfig.json'));
    // The browser takes the page's files as they are; of its types only what goes over the wire is used elsewhere.
    const ofPage = (file: string): boolean => file.startsWith('inspector/page/') && file !== 'inspector/page/wire.ts';
    const built = sources.flatMap((file) => (/\.(?:json|html|css)$/.test(file) ? [file] : ofPage(file) ? [file.replace(/ts$/, 'js')] : [file.replace(/ts$/, 'js'), file.replace(/(m?)ts$/, 'd.$1ts')]));
    expect(files.filter((file) => file.startsWith('dist/')).sort()).toEqual(built.map((file) => `dist/${file}`).sort());
  });

  test('stays within its budget', () => {
    expect(packed.size).toBeLessThanOrEqual(PACKED_BUDGET);
    expect(packed.unpackedSize).toBeLessThanOrEqual(UNPACKED_BUDGET);
  });
});

describe('the built package', () => {
  const callback = JSON.stringify(JSON.stringify(signedCallback('room_logout')));
  const serve = (load: string): string => `${load}
const app = express().use('/zego', zegoCallbacks({ secret: ${JSON.stringify(SECRET)} }));
const server = app.listen(0, '127.0.0.1', async () => {
  const response = await fetch('http://127.0.0.1:' + server.address().port + '/zego', { method: 'POST', body: ${callback} });
  let generates = true;
  try { new Function('return 1')(); } catch { generates = false; }
  console.log(JSON.stringify({ answer: response.status + ' ' + await response.text(), generates }));
  server.close();
});`;
  const loads = [
    ['commonjs', `const express = require('express'); const { zegoCallbacks } = require('express-zego-callbacks');`],
    ['module', `import express from 'express'; import { zegoCallbacks } from 'express-zego-callbacks';`],
  ] as const;

  test.each(loads)('handles a callback where code must not be generated (%s)', async (type, load) => {
    const flags = ['--disallow-code-generation-from-strings'];
    expect(await inNode(serve(load), { type, flags })).toEqual({ answer: '200 {"outcome":"delivered"}', generates: false });
  });

  const traced = (load: string, options: string, afterwards = ''): string => `${load}
const zego = zegoCallbacks({ secret: ${JSON.stringify(SECRET)}, ${options} });
zego.receive({ body: ${callback} }).then(({ status }) => {
  ${afterwards}
  const files = Object.keys(require.cache).map((file) => file.replaceAll('\\\\', '/'));
  const packages = [...new Set(files.map((file) => /\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(file)?.[1]).filter(Boolean))];
  console.log(JSON.stringify({ status, packages, data: files.filter((file) => file.endsWith('.json') && file.includes('/dist/catalogue/')).length }));
});`;
  const traceable = [
    ['commonjs', `const { zegoCallbacks, schemas } = require('express-zego-callbacks');`],
    ['module', `import { zegoCallbacks, schemas } from 'express-zego-callbacks'; import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`],
  ] as const;

  interface Trace {
    readonly status: number;
    readonly packages: readonly string[];
    readonly data: number;
  }

  test.each(traceable)('loads neither the schema compiler nor Express nor a schema to handle a callback, nor what only mistakes need (%s)', async (type, load) => {
    const { status, packages, data } = (await inNode(traced(load, ''), { type })) as Trace;
    expect({ status, data }).toEqual({ status: 200, data: 0 });
    expect(packages).toEqual(expect.arrayContaining(['body-parser', 'bytes']));
    expect(packages.filter((name) => /ajv|json-schema|fast-uri|express|redis|bullmq|typescript|levenshtein/.test(name))).toEqual([]);
  });

  test('is light: a middleware is there after a little code of its own, and no add-on', async () => {
    const code = `const { statSync } = require('node:fs');
require('express-zego-callbacks').zegoCallbacks({ secret: ${JSON.stringify(SECRET)} });
const own = Object.keys(require.cache).filter((file) => file.includes('/dist/') && !file.includes('/node_modules/'));
console.log(JSON.stringify({ bytes: own.reduce((sum, file) => sum + statSync(file).size, 0), folders: [...new Set(own.map((file) => file.split('/dist/')[1].split('/').slice(0, -1).join('/')))].sort() }))`;
    const { bytes, folders } = (await inNode(code)) as { bytes: number; folders: string[] };
    expect(bytes).toBeLessThanOrEqual(CORE_BUDGET);
    expect(folders).toEqual(['', 'catalogue', 'catalogue/generated', 'receive']);
  });

  test('loads the schema compiler for events of one\'s own, and a schema when it is looked at', async () => {
    const own = `events: [{ name: 'gift_sent', discriminator: { field: 'event', value: 'gift_sent' }, schema: { type: 'object' } }]`;
    const { status, packages, data } = (await inNode(traced(traceable[0][1], own, 'schemas.room_logout;'))) as Trace;
    expect({ status, data }).toEqual({ status: 200, data: 1 });
    expect(packages).toContain('ajv');
  });
});
