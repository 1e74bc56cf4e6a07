import { dirname, relative } from 'node:path';
import type { TestPart } from './list-test-graph.ts';

/** The files of a tree by who may read them. Paths are relative to the top. */
export interface SortedFiles {
  /** Test data by the folder of the package that it belongs to. */
  readonly testdata: ReadonlyMap<string, readonly string[]>;
  /** Headers and assembly, which other folders may include. */
  readonly includable: readonly string[];
  /** Files that are nobody's: any test may depend on them. */
  readonly unknown: readonly string[];
}

/** Documents that no test is made of. One that a test opens is in Go's test log all the same. */
const DOCUMENT =
  /(?:^|\/)(?:[^/]*\.(?:md|markdown|rst|adoc|png|svg|jpe?g|gif|webp)|(?:LICENSE|NOTICE|AUTHORS|CONTRIBUTORS|PATENTS|CODEOWNERS|OWNERS|MAINTAINERS)[^/]*|\.gitignore|\.gitattributes|\.editorconfig)$|^\.github\//;
const INCLUDABLE = /\.(?:h|hh|hpp|hxx|inc|s|S|sx)$/;

/** Sorts the files of a tree: a file that no package has, that is no test data and no document, is unknown. */
export function sortFiles(paths: Iterable<string>, graph: readonly TestPart[], root: string): SortedFiles {
  const inside = (path: string): string => relative(root, path);
  const local = graph.filter((item) => !item.standard && item.fixed === undefined);
  const owned = new Set(
    local.flatMap((item) => [...item.files, ...item.testFiles, ...item.ignored].map(inside)),
  );
  const folders = new Set(local.map((item) => inside(item.dir)));
  const testdata = new Map<string, string[]>();
  const includable: string[] = [];
  const unknown: string[] = [];
  for (const path of paths) {
    if (INCLUDABLE.test(path)) includable.push(path);
    const owner = ownerOfTestdata(path, folders);
    if (owner !== undefined) testdata.set(owner, [...(testdata.get(owner) ?? []), path]);
    else if (!owned.has(path) && !DOCUMENT.test(path)) unknown.push(path);
  }
  return { testdata, includable, unknown };
}

/** The folder of the package that a file of test data belongs to: the nearest above the first folder named testdata. */
export function ownerOfTestdata(path: string, folders: ReadonlySet<string>): string | undefined {
  const parts = path.split('/');
  const at = parts.indexOf('testdata');
  if (at === -1 || at === parts.length - 1) return undefined;
  let folder = parts.slice(0, at).join('/');
  while (!folders.has(folder)) {
    if (folder === '') return undefined;
    const above = dirname(folder);
    folder = above === '.' ? '' : above;
  }
  return folder;
}
