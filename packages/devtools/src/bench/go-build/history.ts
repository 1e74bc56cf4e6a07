import { bumped, packageDir, type Tree } from './program.ts';

/** What a commit is measured for; `other` counts in the total alone. */
export type CommitKind = 'cold' | 'exact' | 'edit' | 'bump' | 'target' | 'other';

/** One commit of the history. */
export interface Commit {
  readonly name: string;
  readonly kind: CommitKind;
  /** The tree after it. */
  readonly change: (files: Tree, sum: string) => Tree;
  readonly targets: readonly string[];
  readonly tags: readonly string[];
}

const ONE = ['linux/amd64'];
const TWO = ['linux/amd64', 'linux/arm64'];

/** The commits in their order: each begins with what the one before it left in the cache. */
export const history: readonly Commit[] = [
  commit('cold', 'cold', (files) => files),
  commit('exact repeat', 'exact', (files) => files),
  commit('edit near the program', 'edit', edit(0)),
  commit('edit below many', 'edit', edit(39)),
  commit('embedded file', 'edit', (files) => ({ ...files, 'cmd/shop/page.html': '<p>two</p>\n' })),
  commit('docs only', 'exact', (files) => ({ ...files, 'README.md': '# shop, again\n' })),
  commit('module bump', 'bump', bumped),
  commit('edit after the bump', 'edit', edit(1)),
  commit('new target', 'target', (files) => files, TWO),
  commit('edit, two targets', 'edit', edit(2), TWO),
  commit('flag change', 'other', (files) => files, TWO, ['netgo']),
  commit('exact repeat, two targets', 'exact', (files) => files, TWO, ['netgo']),
];

function commit(
  name: string,
  kind: CommitKind,
  change: Commit['change'],
  targets: readonly string[] = ONE,
  tags: readonly string[] = [],
): Commit {
  return { name, kind, change, targets, tags };
}

/** Changes what a function of a package gives. */
function edit(index: number): Commit['change'] {
  const file = `${packageDir(index)}/code.go`;
  return (files) => ({ ...files, [file]: `${files[file] ?? ''}\nfunc Added() string { return "edited" }\n` });
}
