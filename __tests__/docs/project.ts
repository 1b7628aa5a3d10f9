import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { root, type Block } from './pages.js';

const PACKAGE = 'express-zego-callbacks';

/** What fragments need, by name; each on one line, so that line numbers can be told. */
const PREAMBLES: Readonly<Record<string, string>> = {
  app: "import expressOfPreamble from 'express'; const app = expressOfPreamble();",
  zego: `import { zegoCallbacks as zegoOfPreamble } from '${PACKAGE}'; const zego = zegoOfPreamble({ secret: 'a-callback-secret' });`,
  secret: "const secret = 'a-callback-secret';",
  store: `import { MemoryStore as StoreOfPreamble } from '${PACKAGE}'; const store = new StoreOfPreamble();`,
  bytes: "const bytes = Buffer.from('{}');",
};

/** Lines in front of the code of every block. */
export const PREAMBLE_LINES = 1;

function preamble({ needs }: Block): string {
  const parts = (needs ?? []).map((name) => {
    const part = PREAMBLES[name];
    if (part === undefined) throw new Error(`No preamble is named "${name}"; known are ${Object.keys(PREAMBLES).join(', ')}.`);
    return part;
  });
  return `${parts.join(' ')}\n`;
}

/** An application of its own, with the package installed, whose files are blocks of the pages. */
export interface Project {
  readonly folder: string;
  /** Writes a block as it stands, behind its preamble. */
  writeSource(block: Block): string;
  /** Writes a block as JavaScript. */
  writeRunnable(block: Block): string;
  write(file: string, content: string): string;
  remove(): void;
}

export function createProject(): Project {
  const folder = mkdtempSync(path.join(tmpdir(), `${PACKAGE}-docs-`));

  function write(file: string, content: string): string {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  }

  const modules = path.join(root, 'node_modules');
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.') || name === PACKAGE) continue;
    mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    symlinkSync(path.join(modules, name), path.join(folder, 'node_modules', name));
  }
  write('package.json', '{ "type": "module" }');

  return {
    folder,
    write,
    writeSource: (block) => write(fileOf(block), preamble(block) + block.code),
    writeRunnable: (block) => {
      const file = fileOf(block);
      const source = preamble(block) + block.code;
      return file.endsWith('.ts') ? write(file.replace(/ts$/, 'js'), transpile(source, ts.ModuleKind.ESNext)) : write(file, source);
    },
    remove: () => { rmSync(folder, { recursive: true, force: true }); },
  };
}

/** Blocks of one page lie side by side, so that they can import each other. */
function fileOf({ page, line, lang, code, file }: Block): string {
  const unnamed = `line-${line}.${lang === 'js' && code.includes('require(') ? 'cjs' : lang}`;
  return path.join(path.basename(page, '.md'), file ?? unnamed);
}

function transpile(source: string, module: ts.ModuleKind): string {
  return ts.transpileModule(source, { compilerOptions: { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true } }).outputText;
}

/**
 * Installs the package into a project: what `npm run build` makes, but from the source as it is now, and apart from
 * `dist/`, which other tests may be making anew.
 */
export function installPackage(project: Project): void {
  const lib = path.join(root, 'lib');
  const target = path.join('node_modules', PACKAGE);
  project.write(path.join(target, 'package.json'), readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const file of readdirSync(lib, { recursive: true }).map(String)) {
    const from = path.join(lib, file);
    if (file.endsWith('.json')) cpSync(from, path.join(project.folder, target, 'dist', file), { recursive: true });
    else if (/\.m?ts$/.test(file) && !/[\\/]generate[\\/.]/.test(file)) {
      const module = file.endsWith('.mts') ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
      project.write(path.join(target, 'dist', file.replace(/ts$/, 'js')), transpile(readFileSync(from, 'utf8'), module));
    }
  }
}
