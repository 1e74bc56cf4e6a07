import { extname, join, relative } from 'node:path';
import type { Files } from '@fairlead/core';

/** What the go command compiles: Go, assembly, C and its kin. */
const COMPILED = new Set(
  '.go .s .S .c .cc .cpp .cxx .h .hh .hpp .hxx .m .mm .f .F .for .f90 .syso .swig .swigcxx'.split(' '),
);

/** A source file that goes into a build. Test files do not. */
export interface SourceFile {
  /** Path relative to the folder that was walked, with `/`. */
  readonly path: string;
  readonly absolute: string;
}

/** Lists the source files below a module's folder, sorted; nested modules, vendor, testdata and hidden folders are left out. */
export async function walkSources(files: Files, dir: string): Promise<readonly SourceFile[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const names = await files.list(folder);
    if (folder !== dir && names.includes('go.mod')) return;
    for (const name of names) {
      if (name.startsWith('.') || name.startsWith('_')) continue;
      if (COMPILED.has(extname(name))) {
        if (!name.endsWith('_test.go')) found.push(join(folder, name));
        continue;
      }
      if (name === 'vendor' || name === 'testdata' || name === 'node_modules' || name.includes('.')) continue;
      const path = join(folder, name);
      if ((await files.stat(path))?.kind === 'directory') await visit(path);
    }
  };
  await visit(dir);
  return found.sort().map((absolute) => ({ path: relative(dir, absolute).replaceAll('\\', '/'), absolute }));
}
