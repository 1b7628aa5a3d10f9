import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createProject, installPackage, type Project } from '../docs/project.js';

const PACKAGE = 'express-zego-callbacks';

/** A project that has the package installed, with the command where npm puts it. */
export function installed(): Project & { readonly binaries: string } {
  const project = createProject();
  installPackage(project);
  const modules = path.join(project.folder, 'node_modules');
  const binaries = path.join(modules, '.bin');
  const { bin } = JSON.parse(readFileSync(path.join(modules, PACKAGE, 'package.json'), 'utf8')) as { bin: Readonly<Record<string, string>> };
  mkdirSync(binaries);
  for (const [command, file] of Object.entries(bin)) {
    symlinkSync(path.join('..', PACKAGE, file), path.join(binaries, command));
    chmodSync(path.join(modules, PACKAGE, file), 0o755);
  }
  return { ...project, binaries };
}
