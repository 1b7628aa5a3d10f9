import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createProject, installPackage, type Project } from '../docs/project.js';

const MAIN = 'express-zego-callbacks/dist/cli/main.js';

/** A project that has the package installed, with the command where npm puts it. */
export function installed(): Project & { readonly main: string; readonly binaries: string } {
  const project = createProject();
  installPackage(project);
  const modules = path.join(project.folder, 'node_modules');
  const binaries = path.join(modules, '.bin');
  const main = path.join(modules, MAIN);
  mkdirSync(binaries);
  symlinkSync(`../${MAIN}`, path.join(binaries, 'zego-callbacks'));
  chmodSync(main, 0o755);
  return { ...project, main, binaries };
}
