import type { InputProblem, Locate } from '@fairlead/core';
import { isAlias, isMap, isScalar, type Node } from 'yaml';

/** A part of the file, how it is called, and where it stands. */
export interface Part {
  readonly node: Node | null;
  /** `environments.test`; empty for the whole file. */
  readonly path: string;
  /** `file:line:column`. */
  readonly place: string;
}

/** One entry of a map. */
export interface Entry extends Part {
  readonly key: string;
  readonly keyPlace: string;
}

/** The entries of a map, or what is wrong with it. An alias is refused: what it stands for could grow without bound. */
export function entriesOf(
  { node, path, place }: Part,
  allowed: string,
  at: Locate,
): { readonly entries: readonly Entry[]; readonly problems: readonly InputProblem[] } {
  const problem = (words: string, instead: string): InputProblem => ({
    input: path,
    problem: words,
    allowed: instead,
    source: place,
  });
  if (isAlias(node)) return { entries: [], problems: [problem('is an alias', allowed)] };
  if (!isMap(node)) return { entries: [], problems: [problem('is no map', allowed)] };
  if (node.items.length === 0) return { entries: [], problems: [problem('is empty', allowed)] };
  const entries = node.items.map(({ key, value }): Entry => {
    const name = isScalar(key) ? String(key.value) : String(key);
    const keyPlace = at((key as Node | null)?.range?.[0] ?? 0);
    const own = value as Node | null;
    return {
      key: name,
      keyPlace,
      node: own,
      path: path === '' ? name : `${path}.${name}`,
      place: own?.range === undefined || own.range === null ? keyPlace : at(own.range[0]),
    };
  });
  return { entries, problems: [] };
}
