/**
 * Development only: makes everything that follows from the JSON Schemas of the catalogue, so that none
 * of it can drift. `npm run generate` writes, `npm run generate -- --check` fails on any difference.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { definitionsModule } from './generate/definitions.js';
import { eventTable, referencePages } from './generate/docs.js';
import { PRODUCTS, readCatalogue } from './generate/read.js';
import { typesModule } from './generate/types.js';
import { productModule } from './generate/validators.js';

const root = path.resolve(__dirname, '../..');
const check = process.argv.includes('--check');
const schemas = readCatalogue(path.join(root, 'lib/catalogue'));
const stale: string[] = [];

function emit(file: string, content: string): void {
  const target = path.join(root, file);
  if (existsSync(target) && readFileSync(target, 'utf8') === content) return;
  if (check) {
    stale.push(file);
    return;
  }
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  console.log(`wrote ${file}`);
}

/** Replaces what stands between the markers of a hand-written page. */
function emitBetween(file: string, marker: string, content: string): void {
  const target = path.join(root, file);
  if (!existsSync(target)) return;
  const [start, end] = [`<!-- ${marker}: generated, do not edit -->`, `<!-- /${marker} -->`];
  const page = readFileSync(target, 'utf8');
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the markers "${start}" and "${end}".`);
  emit(file, `${page.slice(0, from + start.length)}\n${content}\n${page.slice(to)}`);
}

emit('lib/catalogue/generated/types.ts', typesModule(schemas));
emit('lib/catalogue/generated/definitions.ts', definitionsModule(schemas));
for (const product of Object.keys(PRODUCTS)) {
  emit(`lib/catalogue/generated/products/${product}.ts`, productModule(schemas.filter((schema) => schema['x-zego'].product === product)));
}
for (const [file, page] of referencePages(schemas)) emit(`docs/reference/${file}`, page);
emitBetween('README.md', 'events', eventTable(schemas));

if (stale.length > 0) {
  console.error(`These files do not follow from the catalogue any more; run "npm run generate":\n  ${stale.join('\n  ')}`);
  process.exitCode = 1;
} else {
  console.log(`${schemas.length} schemas: everything generated is up to date.`);
}
