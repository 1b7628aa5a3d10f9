import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');

/** Code that a user might write. Each place that the compiler must refuse is marked with the comment below. */
export interface Snippet {
  readonly title: string;
  readonly code: string;
}

const REFUSED = '/*!*/';

export interface Verdict {
  /** The code that follows each marker. */
  readonly expected: readonly string[];
  /** The code that each diagnostic points at. */
  readonly found: readonly string[];
  /** What the compiler says there. */
  readonly messages: readonly string[];
}

const IMPORTS = `import express, { type Request, type Response, type NextFunction, type RequestHandler, Router } from 'express';
import * as lib from '../../lib/index.js';
import { defineEvent, eventNames, keepRawBody, MemoryStore, schemas, signCallback, verifySignature, ZegoCallbackError, zegoCallbacks } from '../../lib/index.js';
import { Checker } from '../../lib/validate.js';
import { Once } from '../../lib/once.js';
import type * as parcel from '../../lib/delivery.js';
const zego = zegoCallbacks({ secret: 'a secret' });
const app = express();
`;

/** The options that this repository is compiled with, so that snippets are judged as strictly. */
function ownOptions(): ts.CompilerOptions {
  const file = path.join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: unknown };
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options, noUnusedLocals: false, noUnusedParameters: false };
}

/** Files that do not change between programs are read and parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Compiles all snippets as one program, as modules that lie in this folder. */
export function judge(snippets: readonly Snippet[], change: ts.CompilerOptions = {}): Verdict[] {
  const options = { ...ownOptions(), ...change };
  const texts = new Map(snippets.map(({ code }, index) => [path.join(__dirname, `snippet-${index}.ts`), `${IMPORTS}${code}`]));
  const host = ts.createCompilerHost(options, true);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = texts.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, languageVersion, true);
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, languageVersion, ...rest));
    return parsed.get(name);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return Array.from(texts, ([name, text]) => {
    const diagnostics = [...program.getSyntacticDiagnostics(program.getSourceFile(name)), ...program.getSemanticDiagnostics(program.getSourceFile(name))];
    return {
      expected: markers(text).map((at) => restOfLine(text, at)),
      found: diagnostics.map(({ start }) => restOfLine(text, start ?? 0)),
      messages: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    };
  });
}

function markers(text: string): number[] {
  return Array.from(text.matchAll(/\/\*!\*\//g), ({ index }) => index + REFUSED.length);
}

function restOfLine(text: string, at: number): string {
  return text.slice(at).split('\n', 1)[0] ?? '';
}
