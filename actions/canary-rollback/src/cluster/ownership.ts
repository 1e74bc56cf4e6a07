import type { InputProblem } from '@fairlead/core';
import { findOwnership, type Kube, type KubeObject, type Ownership } from '@fairlead/kube';

/** What only a commit can do to an object whose tool follows a repository. */
const BY_COMMIT = 'going forward is a commit to its repository, and going back is the revert of that commit';

/** What is to be known of the owner of stable before a canary of it is begun. */
export function ownerNotices({ followsGit, words }: Ownership, workload: string): readonly string[] {
  if (!followsGit) return [];
  return [
    `${workload} belongs to ${words}, which brings the state of a repository back: ${BY_COMMIT}; what the canary makes for itself is not touched by that`,
  ];
}

/**
 * Why a way that writes an object of the user's is refused: its tool would put it back, in the middle of a run, and a rollback
 * in the cluster would last until the next commit. Undefined where it may be written.
 */
export async function refuseForOwner(
  kube: Pick<Kube, 'get'>,
  object: KubeObject,
  wish: Pick<InputProblem, 'input' | 'value'>,
  instead: string,
): Promise<InputProblem | undefined> {
  const { followsGit, words } = await findOwnership(kube, object);
  if (!followsGit) return undefined;
  const { kind, metadata } = object;
  const problem = `would write the ${kind} ${metadata.name}, which belongs to ${words}: ${BY_COMMIT}`;
  return { ...wish, problem, allowed: instead };
}
