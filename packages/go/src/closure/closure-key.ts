import { relative } from 'node:path';
import type { Closure } from './closures.ts';
import { hashFile, hashOf, shortHash, type TreeHashes } from './hash-tree.ts';
import type { TestPart } from './list-test-graph.ts';
import type { SortedFiles } from './sort-files.ts';

/** One part of what a test result depends on. */
export type KeyPart = readonly [label: string, hash: string];

/** What a result depends on, as far as it is known before the test runs. */
export interface ClosureKey {
  readonly key: string;
  readonly parts: readonly KeyPart[];
}

/** What all closures of a module have in common. */
export interface KeySources {
  readonly root: string;
  readonly tree: TreeHashes;
  readonly sorted: SortedFiles;
  /** Go, its settings and the flags of the test command. */
  readonly environment: string;
  /** All variables, for tests that start other programs or read them all at once. */
  readonly variables: string;
  /** The commit: a test that starts git may ask for it. */
  readonly commit: string;
}

/** The labels of the parts that are no package. */
export const ENVIRONMENT = 'go, its settings or the flags';
export const UNKNOWN = 'files that belong to no package';
export const TREE = 'the whole tree';
export const ALL_VARIABLES = 'the environment variables';
export const INCLUDED = 'headers and assembly';
export const TESTS = 'its tests';
export const TESTDATA = 'its testdata';

/** Folders whose files are not looked at as those of packages are. */
const ASIDE = /^(?:testdata$|[._])/;

/** Makes keys of both kinds. */
export interface KeyMaker {
  /** What a test result depends on. */
  test(closure: Closure): ClosureKey;
  /**
   * What a program that only reads code may see of a package: everything that it and its tests are made of, with files that
   * constraints leave out. Undefined where such a program may see more (C and its headers, code outside of the tree), or may
   * speak of other files than it looks at.
   */
  sources(closure: Closure): string | undefined;
}

/** Makes keys; packages that many closures share are hashed once. */
export function keyMaker(sources: KeySources): KeyMaker {
  const { root, tree, sorted, environment, variables, commit } = sources;
  const hashes = (paths: readonly string[]): KeyPart[] =>
    paths.map((path) => [path, tree.get(path) ?? 'gone']);
  const inTree = (path: string): KeyPart => {
    const inside = relative(root, path);
    return [path, tree.get(inside) ?? hashFile(path) ?? 'gone'];
  };
  const known = new Map<string, string>();
  const hashMember = (item: TestPart): string => {
    const hash = known.get(item.id) ?? item.fixed ?? hashOf(item.files.map(inTree));
    known.set(item.id, hash);
    return hash;
  };
  const unknown = hashOf(hashes(sorted.unknown));
  const whole = shortHash(`${commit}\n${hashOf(tree)}`);
  const included = hashOf(hashes(sorted.includable));
  const code = (closure: Closure): readonly KeyPart[] => [
    [ENVIRONMENT, environment],
    [UNKNOWN, unknown],
    ...closure.members.map((item): KeyPart => [item.id, hashMember(item)]),
    [TESTS, hashOf(closure.testFiles.map(inTree))],
  ];
  const assembly = (closure: Closure): readonly KeyPart[] =>
    closure.usesAssembly ? [[INCLUDED, included]] : [];
  return {
    test(closure) {
      const folder = relative(root, closure.dir);
      const parts: KeyPart[] = [
        ...code(closure),
        [TESTDATA, hashOf(hashes(sorted.testdata.get(folder) ?? []))],
        ...assembly(closure),
        ...(closure.variables || closure.unseen !== undefined ? [[ALL_VARIABLES, variables] as const] : []),
        ...(closure.unseen === undefined ? [] : [[TREE, whole] as const]),
      ];
      return { key: shortHash(JSON.stringify([closure.importPath, parts])), parts };
    },
    sources(closure) {
      const local = closure.members.filter((item) => item.fixed === undefined);
      const isSeen = ({ files, ignored }: TestPart): boolean =>
        [...files, ...ignored].every((path) => tree.has(relative(root, path)));
      const isPlain = relative(root, closure.dir)
        .split('/')
        .every((name) => !ASIDE.test(name));
      const isKnown = isPlain && closure.members.every(({ usesC }) => !usesC) && local.every(isSeen);
      if (closure.broken || closure.placesMoved || !isKnown) return undefined;
      const parts = [...code(closure), ...assembly(closure)];
      const leftOut = local.flatMap(({ id, ignored }) => [[id, hashOf(ignored.map(inTree))]]);
      return shortHash(JSON.stringify([closure.importPath, parts, leftOut]));
    },
  };
}
