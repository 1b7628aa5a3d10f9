import path from 'node:path';
import ts from 'typescript';
import { codeBlocks, root, where, type Block } from './pages.js';
import { createProject, PREAMBLE_LINES, type Project } from './project.js';

/** Shows that the check sees through to the package's types, and tells the place. */
const wrong: Block = {
  page: 'wrong.md',
  line: 7,
  lang: 'ts',
  code: "zego.onRoomLogout((event) => {\n  console.log(event.payload.room_idd);\n});\napp.listen('3000', { wrong: true });\n",
  needs: ['app', 'zego'],
  file: undefined,
  server: undefined,
  client: false,
};

describe('the code of the pages', () => {
  let project: Project;
  let complaints: ReadonlyMap<Block, readonly string[]>;

  beforeAll(() => {
    project = createProject();
    complaints = typeCheck(project, [...codeBlocks, wrong]);
  }, 120_000);

  afterAll(() => { project.remove(); });

  test.each(codeBlocks.map((block) => ({ place: where(block), block })))('type-checks at $place', ({ block }) => {
    expect(complaints.get(block)).toEqual([]);
  });

  test('would not type-check with a wrong field, or a wrong argument for Express', () => {
    expect(complaints.get(wrong)).toEqual([
      expect.stringMatching(/^wrong\.md:8: Property 'room_idd' does not exist on type 'RoomLogoutPayload'/),
      expect.stringMatching(/^wrong\.md:10: No overload matches this call/),
    ]);
  });
});

/** All blocks as users' files, in one program, against the package's own source. */
function typeCheck(project: Project, blocks: readonly Block[]): Map<Block, string[]> {
  const files = new Map(blocks.map((block) => [project.writeSource(block), block]));
  const program = ts.createProgram([...files.keys()], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowJs: true,
    checkJs: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    paths: { 'express-zego-callbacks': [path.join(root, 'lib/index.ts')], 'express-zego-callbacks/*': [path.join(root, 'lib/*/index.ts')] },
  });
  return new Map(
    Array.from(files, ([file, block]) => {
      const source = program.getSourceFile(file);
      if (source === undefined) throw new Error(`${where(block)} is not part of the program.`);
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [block, found.map((diagnostic) => describeDiagnostic(diagnostic, source, block))];
    }),
  );
}

function describeDiagnostic({ start = 0, messageText }: ts.Diagnostic, source: ts.SourceFile, block: Block): string {
  const line = source.getLineAndCharacterOfPosition(start).line - PREAMBLE_LINES + block.line;
  return `${block.page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
