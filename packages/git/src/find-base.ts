import { type EventContext, type Repository, stringAt } from '@fairlead/core';

/** The commit that a change is compared with, or why there is none. */
export type Base =
  | {
      readonly state: 'found';
      readonly commit: string;
      /** For people: `the commit before this push`. */
      readonly what: string;
    }
  | { readonly state: 'none'; readonly reason: string };

/** A commit that may be the base. */
interface Wish {
  readonly names: readonly string[];
  readonly what: string;
  /** Compare with the commit where both parted, so that what others did meanwhile is no part of the change. */
  readonly parted: boolean;
}

const FULL_CLONE = 'check the code out with fetch-depth: 0';

/**
 * Finds what a change is compared with: what the user names, else the base of the pull request or of the merge queue, else
 * the commit before the push.
 */
export async function findBase(
  repo: Repository,
  event: Pick<EventContext, 'eventName' | 'payload'>,
  given: string | undefined,
): Promise<Base> {
  const wish = given === undefined ? wishOf(event) : ofUser(given);
  if ('reason' in wish) return { state: 'none', reason: wish.reason };
  for (const name of wish.names) {
    const found = await repo.ask([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ]);
    if (!found.ok) continue;
    const commit = found.text.trim();
    const parted = wish.parted ? await repo.ask(['merge-base', commit, 'HEAD']) : undefined;
    // without a common commit in a shallow clone both trees are compared: that finds too much, and never too little
    return { state: 'found', commit: parted?.ok === true ? parted.text.trim() : commit, what: wish.what };
  }
  return { state: 'none', reason: `this clone does not have ${wish.what}: ${FULL_CLONE}` };
}

/** A branch is there under its own name or as a branch of origin. */
function ofUser(given: string): Wish {
  return { names: [given, `refs/remotes/origin/${given}`], what: `base-ref ${given}`, parted: true };
}

function wishOf({
  eventName,
  payload,
}: Pick<EventContext, 'eventName' | 'payload'>): Wish | { readonly reason: string } {
  const pull = stringAt(payload, 'pull_request', 'base', 'sha');
  if (pull !== undefined) return { names: [pull], what: 'the base of the pull request', parted: true };
  const queue = stringAt(payload, 'merge_group', 'base_sha');
  if (queue !== undefined) return { names: [queue], what: 'the base of the merge queue', parted: true };
  const before = eventName === 'push' ? stringAt(payload, 'before') : undefined;
  if (before === undefined)
    return {
      reason: `${eventName === '' ? 'a run outside of GitHub' : `the event ${eventName}`} names no commit before it: set base-ref`,
    };
  if (/^0+$/.test(before)) return { reason: 'a new branch or tag has no commit before it: set base-ref' };
  // what a forced push took away is a change too, so nothing is left out
  return { names: [before], what: 'the commit before this push', parted: false };
}
