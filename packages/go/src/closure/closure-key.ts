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

/** Makes keys; packages that many closures share are hashed once. */
export function keyMaker(sources: KeySources): (closure: Closure) => ClosureKey {
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
  return (closure) => {
    const folder = relative(root, closure.dir);
    const parts: KeyPart[] = [
      [ENVIRONMENT, environment],
      [UNKNOWN, unknown],
      ...closure.members.map((item): KeyPart => [item.id, hashMember(item)]),
      [TESTS, hashOf(closure.testFiles.map(inTree))],
      [TESTDATA, hashOf(hashes(sorted.testdata.get(folder) ?? []))],
      ...(closure.usesAssembly ? [[INCLUDED, included] as const] : []),
      ...(closure.variables || closure.unseen !== undefined ? [[ALL_VARIABLES, variables] as const] : []),
      ...(closure.unseen === undefined ? [] : [[TREE, whole] as const]),
    ];
    return { key: shortHash(JSON.stringify([closure.importPath, parts])), parts };
  };
}
