import { type EventContext, stringAt, valueAt } from '../event/event-context.ts';
import type { GitAnswer, NoRepository, Repository } from '../ports/git.ts';
import type { Trust } from './judge-event.ts';

/** The refs under which actions/checkout keeps the commits of pull requests. */
const PULLS = ['refs/remotes/pull', 'refs/pull'];

/**
 * Judges by what is checked out: a workflow that is started by hand may work with a pull request, and one that runs when
 * a pull request was merged with what is on the base branch now. And finds the commit that GitHub has merged a pull request into, which is newer than the event's base.
 */
export async function judgeCheckout(
  trust: Trust,
  repository: Repository | NoRepository,
  event: EventContext,
): Promise<Trust> {
  if (event.eventName === '') return trust;
  if (repository.state !== 'ok') {
    const hidden = repository.state === 'broken' && trust.level === 'trusted';
    return hidden ? unknown(trust, repository.reason) : trust;
  }
  if (await isMergeOf(repository, event))
    return { level: 'trusted', why: 'a merged pull request', base: trust.base };
  if (trust.level !== 'trusted')
    return { ...trust, base: [...(await mergedInto(repository, event)), ...trust.base] };
  const pull = await pullRequestAt(repository);
  if (!pull.ok) return unknown(trust, pull.reason);
  const name = pull.text.trim();
  return name === ''
    ? trust
    : { level: 'untrusted', why: `a checkout of the pull request ${name}`, base: trust.base };
}

/** Without an answer of git it may be a pull request. */
function unknown({ base }: Trust, reason: string): Trust {
  const why = `a checkout of which git does not say whether it is a pull request: ${reason}`;
  return { level: 'untrusted', why, base };
}

/** Whether what is checked out is the commit of the event or the head of its pull request. */
export async function isOfEvent(
  repository: Repository | NoRepository,
  { sha, pullRequest }: EventContext,
): Promise<boolean> {
  if (repository.state !== 'ok') return false;
  const head = await repository.ask(['rev-parse', 'HEAD']);
  return head.ok && [sha, pullRequest?.headSha].includes(head.text.trim());
}

/** Whether what is checked out is what a merged pull request has left on its base branch. */
async function isMergeOf(repository: Repository, { payload }: EventContext): Promise<boolean> {
  const merge = stringAt(payload, 'pull_request', 'merge_commit_sha');
  if (merge === undefined || valueAt(payload, 'pull_request', 'merged') !== true) return false;
  const head = await repository.ask(['rev-parse', 'HEAD']);
  return head.ok && head.text.trim() === merge;
}

/**
 * The ref of the pull request whose commit is checked out; empty when it is none. Where nothing is committed yet, git cannot
 * say what is checked out: it is no pull request when there is none in the repository.
 */
async function pullRequestAt(repository: Repository): Promise<GitAnswer> {
  const any = ['--count=1', '--format=%(refname)'];
  const at = await repository.ask(['for-each-ref', '--points-at=HEAD', ...any, ...PULLS]);
  if (at.ok) return at;
  const known = await repository.ask(['for-each-ref', ...any, ...PULLS]);
  return known.ok && known.text.trim() === '' ? known : at;
}

/** The first parent of the merge that GitHub made for a pull request, when that merge is what is checked out. */
async function mergedInto(repository: Repository, event: EventContext): Promise<readonly string[]> {
  if (event.eventName !== 'pull_request' || event.pullRequest === undefined) return [];
  const found = await repository.ask(['rev-list', '--parents', '--max-count=1', 'HEAD']);
  const [head, into, from, ...more] = found.ok ? found.text.trim().split(' ') : [];
  const merge = head === event.sha && from === event.pullRequest.headSha && more.length === 0;
  return merge && into !== undefined ? [into] : [];
}
