import { ENVIRONMENT, type KeyPart, TESTDATA, TESTS, TREE, UNKNOWN } from './closure-key.ts';
import type { TreeHashes } from './hash-tree.ts';
import type { StoredResult } from './result-store.ts';

/** Why a package runs, in words; undefined when its stored result is as good as a run. */
export interface Reason {
  readonly text: string;
  /** It runs for a reason that holds for every package. */
  readonly everything: boolean;
}

/** What the parts of a key tell apart from those of an earlier result. */
export function explainDifference(
  now: readonly KeyPart[],
  then: readonly KeyPart[] | undefined,
  changedFiles: readonly string[],
): Reason {
  if (then === undefined) return { text: 'no earlier result', everything: false };
  const before = new Map(then);
  const after = new Map(now);
  const own = now[2]?.[0] ?? '';
  const different = [...after].filter(([label, hash]) => before.get(label) !== hash).map(([label]) => label);
  const gone = then.map(([label]) => label).filter((label) => !after.has(label));
  const has = (label: string): boolean => different.includes(label);
  if (has(ENVIRONMENT)) return { text: `${ENVIRONMENT} changed`, everything: true };
  if (has(UNKNOWN))
    return { text: `a file that belongs to no package changed${naming(changedFiles)}`, everything: true };
  if (has(own)) return { text: 'its code changed', everything: false };
  if (has(TESTS)) return { text: 'its tests changed', everything: false };
  if (has(TESTDATA)) return { text: 'its testdata changed', everything: false };
  const packages = different.filter((label) => label !== TREE);
  const [first = gone[0]] = packages;
  if (first !== undefined) return { text: `${first} changed, which it is made of`, everything: false };
  return { text: `the tree changed${naming(changedFiles)}, and it may read any file`, everything: false };
}

/** What is different in what a test read, as far as its stored result tells. */
export function explainInputs(
  { states }: Pick<StoredResult, 'states'>,
  now: readonly (readonly [string, string])[],
): string | undefined {
  const index = now.findIndex(([name, hash], at) => states[at]?.[0] !== name || states[at]?.[1] !== hash);
  if (index === -1) return states.length === now.length ? undefined : 'what it read is not known';
  return `${now[index]?.[0] ?? ''} is different, which it read`;
}

/** The files that differ between two trees, sorted. */
export function changedFiles(now: TreeHashes, then: TreeHashes): readonly string[] {
  const paths = new Set([...now.keys(), ...then.keys()]);
  return [...paths].filter((path) => now.get(path) !== then.get(path)).sort();
}

function naming(files: readonly string[]): string {
  const [first] = files;
  if (first === undefined) return '';
  return files.length === 1 ? `: ${first}` : `: ${first} and ${files.length - 1} more`;
}
