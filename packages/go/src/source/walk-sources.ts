import { extname, join, relative } from 'node:path';
import type { Files } from '@fairlead/core';

/** What the go command compiles: Go, assembly, C and its kin. */
const COMPILED = new Set(
  '.go .s .S .c .cc .cpp .cxx .h .hh .hpp .hxx .m .mm .f .F .for .f90 .syso .swig .swigcxx'.split(' '),
);

/** Folders below a module that belong to no package of it. */
const NEVER_BUILT = new Set(['vendor', 'testdata', 'node_modules']);

/** Whether the go command compiles files that are named like this. */
export function isSource(path: string): boolean {
  return COMPILED.has(extname(path));
}

/** A source file that goes into a build. Test files do not. */
export interface SourceFile {
  /** Path relative to the folder that was walked, with `/`. */
  readonly path: string;
  readonly absolute: string;
}

/**
 * Lists the source files below a module's folder, sorted; nested modules, vendor, testdata, hidden folders and links to
 * folders are left out, and tests too unless they are asked for.
 */
export async function walkSources(
  files: Files,
  dir: string,
  { tests = false }: { readonly tests?: boolean } = {},
): Promise<readonly SourceFile[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const names = await files.list(folder);
    if (folder !== dir && names.includes('go.mod')) return;
    for (const name of names) {
      if (name.startsWith('.') || name.startsWith('_')) continue;
      if ((!tests && name.endsWith('_test.go')) || NEVER_BUILT.has(name)) continue;
      const path = join(folder, name);
      const there = await files.stat(path);
      if (there?.kind === 'file' && isSource(name)) found.push(path);
      else if (there?.kind === 'directory' && there.link !== true) await visit(path);
    }
  };
  await visit(dir);
  return found.sort().map((absolute) => ({ path: relative(dir, absolute).replaceAll('\\', '/'), absolute }));
}
