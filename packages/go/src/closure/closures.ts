import type { TestPart } from './list-test-graph.ts';
import type { Unlogged } from './scan-sources.ts';

/** Everything that a package's test binary is made of. */
export interface Closure {
  readonly importPath: string;
  readonly dir: string;
  /** The package itself first; standard packages are left out: the version of Go says what they are. */
  readonly members: readonly TestPart[];
  /** Files of its tests. */
  readonly testFiles: readonly string[];
  readonly hasTests: boolean;
  /** Why the test may read files that nobody sees: then the whole tree counts. Undefined when it cannot. */
  readonly unseen: string | undefined;
  /** It reads all variables of the environment at once. */
  readonly variables: boolean;
  readonly usesAssembly: boolean;
  /** A `//line` directive in it or its tests: what is found there may be told of another file. */
  readonly placesMoved: boolean;
  /** The go command could not read some part of it, so nothing is known. */
  readonly broken: boolean;
}

/** Standard packages by which a test gets at files without a word in Go's test log. */
const DOORS: Readonly<Record<string, string>> = {
  'os/exec': 'starts other programs (os/exec)',
  plugin: 'loads plug-ins',
};

/** The closures of packages by import path. A package without tests has that of its own code. */
export function findClosures(
  graph: readonly TestPart[],
  wanted: readonly string[],
  unlogged: ReadonlyMap<TestPart, Unlogged> = new Map(),
): ReadonlyMap<string, Closure> {
  const byId = new Map(graph.map((item) => [item.id, item]));
  const door = doorFinder(byId);
  const found = new Map<string, Closure>();
  for (const importPath of wanted) {
    const own = byId.get(importPath);
    if (own === undefined) continue;
    const main = byId.get(`${importPath}.test`);
    const members = collect(main ?? own, byId);
    // a package that only has external tests is itself no part of its test binary
    const ordered = [own, ...members.filter((item) => item !== own && item !== main)];
    const unseen = ordered
      .map((item) => unseenReason(item, door, unlogged.get(item)))
      .find((why) => why !== undefined);
    found.set(importPath, {
      importPath,
      dir: own.dir,
      members: ordered,
      testFiles: own.testFiles,
      hasTests: main !== undefined,
      unseen,
      variables: ordered.some((item) => unlogged.get(item)?.variables === true),
      usesAssembly: ordered.some((item) => item.usesAssembly),
      placesMoved: unlogged.get(own)?.placesMoved === true,
      broken: [...ordered, ...(main === undefined ? [] : [main])].some((item) => item.broken),
    });
  }
  return found;
}

/** All that a package imports, without the standard library. */
function collect(root: TestPart, byId: ReadonlyMap<string, TestPart>): readonly TestPart[] {
  const seen = new Set<TestPart>([root]);
  for (const item of seen)
    for (const id of item.imports) {
      const next = byId.get(id);
      if (next !== undefined && !next.standard) seen.add(next);
    }
  return [...seen];
}

/** Not asked of the test main: it imports the fuzzing of the standard library, which starts programs only when told to. */
function unseenReason(
  item: TestPart,
  door: (id: string) => string | undefined,
  unlogged: Unlogged | undefined,
): string | undefined {
  if (item.usesC) return `${item.importPath} calls C`;
  if (unlogged?.files !== undefined) return `${item.importPath} calls ${unlogged.files}`;
  for (const id of item.imports) {
    const why = door(id);
    if (why !== undefined) return `${item.importPath} ${why}`;
  }
  return undefined;
}

/** Says whether a standard package leads to one of the doors. */
function doorFinder(byId: ReadonlyMap<string, TestPart>): (id: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const find = (id: string): string | undefined => {
    if (known.has(id)) return known.get(id);
    known.set(id, DOORS[id]);
    const item = byId.get(id);
    if (DOORS[id] !== undefined || item?.standard !== true) return DOORS[id];
    const why = item.imports.map(find).find((one) => one !== undefined);
    known.set(id, why);
    return why;
  };
  return find;
}
