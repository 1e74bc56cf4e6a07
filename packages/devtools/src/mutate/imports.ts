/** One import or re-export of a source that is there when it runs: types alone are left out. */
export interface Import {
  readonly from: string;
  /** Names as the other file calls them, with the name that they get here; `*` is all of them. */
  readonly names: readonly (readonly [theirs: string, ours: string])[];
  readonly exported: boolean;
}

const STATEMENT = /^(import|export)\s+(?!type\s)([\w$*{},\s]+?)\s+from\s+'([^']+)'/gm;
const BARE = /(?:^import\s+|\bimport\()'([^']+)'/gm;

/** What a source imports and hands on. */
export function importsOf(text: string): readonly Import[] {
  const named = [...text.matchAll(STATEMENT)].map(([, word = '', clause = '', from = '']) => ({
    from,
    names: namesOf(clause),
    exported: word === 'export',
  }));
  const bare = [...text.matchAll(BARE)].map(([, from = '']) => ({ from, names: [ALL], exported: false }));
  return [...named, ...bare].filter(({ names }) => names.length > 0);
}

const ALL = ['*', '*'] as const;

function namesOf(clause: string): Import['names'] {
  const space = /^\*\s+as\s+(\S+)$/.exec(clause)?.[1];
  if (space !== undefined) return [['*', space]];
  if (!clause.includes('{')) return [ALL];
  const words = clause
    .replace(/[{}]/g, ',')
    .split(',')
    .map((word) => word.trim());
  return words
    .filter((word) => word !== '' && !word.startsWith('type '))
    .map((word) => word.split(/\s+as\s+/))
    .map(([theirs = '', ours = theirs]) => [theirs, ours] as const);
}
