import { findMergeBase } from '../change/merge-base.ts';
import type { GatePorts } from '../plan/ports.ts';

/** GitHub's cache looks for so many keys at once. */
const MOST = 10;
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Commits whose profile may be that of the base, the best first: the base itself, then those before it. */
export type BaseCommits =
  | { readonly state: 'known'; readonly commits: readonly string[] }
  | { readonly state: 'none'; readonly reason: string };

/**
 * Where the change left its base, and what was there before. Where the clone lacks it, as one of depth 1 does, it is what the
 * event names. `base` names another commit to compare with than the event does.
 */
export async function findBaseCommits(
  { git, trust, workspace }: Pick<GatePorts, 'git' | 'trust' | 'workspace'>,
  base: string | undefined,
): Promise<BaseCommits> {
  const candidates = base === undefined ? trust.base : [base];
  const [first = ''] = candidates;
  if (candidates.length === 0) return { state: 'none', reason: 'there is no base to compare with' };
  const repository = await git.open(workspace);
  if (repository.state !== 'ok')
    return { state: 'none', reason: `nothing to compare with: ${repository.reason}` };
  const merge = await findMergeBase(repository, candidates);
  if (merge.candidate === undefined) {
    if (OBJECT_ID.test(first)) return { state: 'known', commits: [first] };
    return { state: 'none', reason: `the clone does not have the base ${first.slice(0, 40)}` };
  }
  const { commit } = merge;
  const head = await repository.ask(['rev-parse', 'HEAD']);
  if (head.ok && head.text.trim() === commit)
    return { state: 'none', reason: `what is checked out is the base ${commit.slice(0, 12)} itself` };
  const before = await repository.ask(['rev-list', '--first-parent', `--max-count=${MOST}`, commit, '--']);
  const commits = before.ok ? before.text.split('\n').filter((line) => OBJECT_ID.test(line)) : [];
  return { state: 'known', commits: commits.length > 0 ? commits : [commit] };
}
