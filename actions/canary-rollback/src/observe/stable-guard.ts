import { PolicyError } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import { runningImage } from '../cluster/containers.ts';
import { getStable, type Target } from '../cluster/target.ts';
import type { Journal } from '../journal/journal.ts';

/**
 * Nobody may deploy beside a canary: it would be compared with something else than it was made from, and its promotion
 * would rollback the other deploy unseen.
 *
 * @throws PolicyError CANARY_STABLE_CHANGED
 */
export async function assertStableUnchanged(
  target: Target,
  { container, stableImage }: Pick<Journal, 'container' | 'stableImage'>,
): Promise<void> {
  const stable = await getStable(target);
  const image = stable === undefined ? undefined : runningImage(stable, container);
  if (image === stableImage) return;
  const now = image === undefined ? 'was deleted' : `was changed to ${shortImage(image)}`;
  throw new PolicyError({
    code: 'CANARY_STABLE_CHANGED',
    message: `stable ${target.workload} ${now} while the canary ran (it ran ${shortImage(stableImage)})`,
    hint: 'find out who else deploys this workload; then run again',
  });
}
