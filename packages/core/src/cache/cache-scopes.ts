import { createHash } from 'node:crypto';
import type { EventContext } from '../event/event-context.ts';

/** Names of folders: a run saves in the first, where it looks first, and only reads the others. */
export type CacheScopes = readonly [own: string, ...others: string[]];

/** What decides. */
export type ScopeFacts = Pick<
  EventContext,
  'repository' | 'refType' | 'refName' | 'defaultBranch' | 'pullRequest'
>;

/**
 * Who sees whose entries, as GitHub's cache service has it: a run has those of its own ref, of the branch that its pull
 * request goes to, and of the default branch. Nothing that a branch saves is ever seen by the default branch. Pure.
 */
export function cacheScopes({
  repository,
  refType,
  refName,
  defaultBranch,
  pullRequest,
}: ScopeFacts): CacheScopes {
  const scope = (kind: ScopeFacts['refType'], name: string): string => scopeName([repository, kind, name]);
  const own = scope(refType, refName);
  const read = [pullRequest?.baseRef ?? defaultBranch, defaultBranch].map((name) => scope('branch', name));
  return [own, ...new Set(read.filter((scope) => scope !== own))];
}

/** Short enough for every file system, and apart also where it does not know small letters from capital ones. */
function scopeName(parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  const words = parts.map((part) => part.replace(/[^\w-]+/g, '-').slice(0, 40));
  return [...words, hash].join('-');
}
