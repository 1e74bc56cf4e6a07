import { Problem } from '../problem.ts';
import { run } from '../system/run.ts';

/** A branch of a repository. */
export interface Branch {
  /** Without `refs/heads/`. */
  readonly name: string;
  /** Whether it is the default branch or a ruleset protects it. */
  readonly trusted: boolean;
}

/**
 * The branch that a lock file may name for a commit, out of those that hold it: one that is trusted, else one for
 * releases. None: `gh actions-lock` cannot place the commit, whatever tag points to it, and refuses.
 */
export function lockableBranch(holding: readonly Branch[]): string | undefined {
  const trusted = holding.find((branch) => branch.trusted);
  return (trusted ?? holding.find(({ name }) => name.startsWith('release/v')))?.name;
}

/**
 * The branch for a revision of a repository (a bare one too), by the rule above.
 * Throws Problem when there is no such revision.
 */
export async function findLockableBranch(
  repository: string,
  revision: string,
  trusted: readonly string[],
): Promise<string | undefined> {
  const argv = [
    'for-each-ref',
    `--contains=${revision}^{commit}`,
    '--format=%(refname:lstrip=2)',
    'refs/heads',
  ];
  const { code, output } = await run(['git', ...argv], { cwd: repository });
  if (code !== 0) throw new Problem(`${repository} has no commit ${revision}\n${output.trimEnd()}`);
  const names = output.split('\n').filter((name) => name !== '');
  return lockableBranch(names.map((name) => ({ name, trusted: trusted.includes(name) })));
}
