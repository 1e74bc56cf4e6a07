import type { Program, Tree } from './program.ts';

/** What a commit is measured for; `other` counts in the total alone. */
export type CommitKind = 'cold' | 'exact' | 'edit' | 'bump' | 'target' | 'other';

/** One commit of the history. */
export interface Commit {
  readonly name: string;
  readonly kind: CommitKind;
  /** The tree after it. */
  readonly change: (files: Tree) => Tree;
  readonly targets: readonly string[];
  readonly tags: readonly string[];
}

const ONE = ['linux/amd64'];
const TWO = ['linux/amd64', 'linux/arm64'];

/** The commits of a program in their order: each begins with what the one before it left in the cache. */
export function historyOf({ edits, embedded, bump }: Program): readonly Commit[] {
  const [near, below, third = near, fourth = below] = edits;
  const same = (files: Tree): Tree => files;
  return [
    commit('cold', 'cold', same),
    commit('exact repeat', 'exact', same),
    commit('edit near the program', 'edit', edit(near)),
    commit('edit below many', 'edit', edit(below)),
    ...(embedded === undefined ? [] : [commit('embedded file', 'edit', append(embedded, '<p>two</p>\n'))]),
    commit('docs only', 'exact', append('README.md', '\nMore of it.\n')),
    commit('module bump', 'bump', bump),
    commit('edit after the bump', 'edit', edit(third)),
    commit('new target', 'target', same, TWO),
    commit('edit, two targets', 'edit', edit(fourth), TWO),
    commit('flag change', 'other', same, TWO, ['netgo']),
    commit('exact repeat, two targets', 'exact', same, TWO, ['netgo']),
  ];
}

function commit(
  name: string,
  kind: CommitKind,
  change: Commit['change'],
  targets: readonly string[] = ONE,
  tags: readonly string[] = [],
): Commit {
  return { name, kind, change, targets, tags };
}

/** Changes what a package exports. */
function edit(file: string): Commit['change'] {
  return append(file, `\nfunc Added${file.length}() string { return "edited" }\n`);
}

function append(file: string, text: string): Commit['change'] {
  return (files) => ({ ...files, [file]: `${files[file] ?? ''}${text}` });
}
