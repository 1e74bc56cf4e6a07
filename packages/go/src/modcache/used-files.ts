import { posix } from 'node:path';

/** What the go command compiles of a folder, beside what Go files embed; tests and documents are not among it. */
const COMPILED = /(?:(?<!_test)\.go|\.(?:s|S|sx|syso)|\.(?:h|hh|hpp|hxx)|(?:^|\/)default\.pgo)$/;
/** C and its kin include across folders, and assembly may include what has any name. */
const ASSEMBLY = /\.(?:s|S|sx)$/;
const INCLUDES_ELSEWHERE = /^[ \t]*#[ \t]*include[^\n]*[/\\]/m;
const FOREIGN = /\.(?:c|cc|cpp|cxx|m|f|F|for|f90|swig|swigcxx)$/;
const CGO = /"C"/;
const EMBEDS = /^\/\/go:embed[ \t]/m;

/**
 * Chooses the files of a module that a build reads of some of its packages. Undefined when it may be all: a package with C
 * or with assembly that includes from elsewhere. A package that embeds keeps everything at and below its folder, so that
 * its patterns mean the same. Pure. `names`: all files, relative with `/`; `folders`: of the packages, empty for the root;
 * `read`: the text of a file.
 */
export function usedFiles(
  names: readonly string[],
  folders: readonly string[],
  read: (name: string) => string,
): ReadonlySet<string> | undefined {
  const used = new Set<string>();
  const byFolder = Map.groupBy(names, folderOf);
  for (const folder of folders) {
    const direct = byFolder.get(folder) ?? [];
    if (direct.some((name) => FOREIGN.test(name))) return undefined;
    const hasAssembly = direct.some((name) => ASSEMBLY.test(name));
    const kept = hasAssembly ? direct : direct.filter((name) => COMPILED.test(name));
    for (const name of kept) used.add(name);
    for (const name of kept) {
      const text = read(name);
      const isGo = name.endsWith('.go');
      if (isGo ? CGO.test(text) : INCLUDES_ELSEWHERE.test(text)) return undefined;
      if (isGo && EMBEDS.test(text))
        for (const below of names) if (folder === '' || below.startsWith(`${folder}/`)) used.add(below);
    }
  }
  return used;
}

function folderOf(name: string): string {
  const folder = posix.dirname(name);
  return folder === '.' ? '' : folder;
}
