import { type Deployment, refOf } from '@fairlead/kube';
import { isCanaryOf } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import type { Target } from '../cluster/target.ts';
import { isConflict } from '../cluster/write-newest.ts';
import type { Copy } from './copies.ts';

/**
 * Makes the configuration of the canary's own, which goes with its Deployment. One that an earlier canary has left, since the
 * cluster has not yet taken it away, is replaced.
 */
export async function makeCopies(
  { kube, workload }: Target,
  copies: readonly Copy[],
  { metadata: { name, uid = '' } }: Deployment,
): Promise<void> {
  const ownerReferences = [{ ...kinds.deployment, name, uid }];
  for (const { object } of copies) {
    const owned = { ...object, metadata: { ...object.metadata, ownerReferences } };
    await kube.create(owned).catch(async (error: unknown) => {
      const there = isConflict(error) ? await kube.get(refOf(object)) : undefined;
      if (!isCanaryOf(workload, there?.metadata.labels)) throw error;
      await kube.remove(refOf(object));
      await kube.create(owned);
    });
  }
}
