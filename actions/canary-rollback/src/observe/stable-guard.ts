import { PolicyError } from '@fairlead/core';
import type { Deployment } from '@fairlead/kube';
import { getStable, type Target } from '../cluster/target.ts';
import { templateChanges } from './template-changes.ts';

/**
 * Nobody may deploy beside a canary: it would be compared with something else than it was made from, and its promotion
 * would replace the other deploy unseen.
 *
 * @throws PolicyError CANARY_STABLE_CHANGED
 */
export async function assertStableUnchanged(target: Target, before: Deployment): Promise<void> {
  const now = await getStable(target);
  const changes = now === undefined ? [] : templateChanges(before.spec.template, now.spec.template);
  if (now !== undefined && changes.length === 0) return;
  const what = now === undefined ? 'was deleted' : `was changed (${changes.join(', ')})`;
  throw new PolicyError({
    code: 'CANARY_STABLE_CHANGED',
    message: `stable ${target.workload} ${what} while the canary ran`,
    hint: 'find out who else deploys this workload; then run again',
  });
}
