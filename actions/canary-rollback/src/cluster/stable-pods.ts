import type { Deployment, Pod } from '@fairlead/kube';
import { podPatterns } from '../metrics/queries.ts';
import type { Witness } from '../naming/witness.ts';
import { selectorText, TRACK_LABEL } from './names.ts';
import type { Target } from './target.ts';

/**
 * The pods of stable, or of the witness beside it. A chart may give the same labels to the pods of a Job or of another
 * workload: those are left out, and so are the canary's and pods on their way out.
 */
export async function listStablePods(
  { kube, namespace, workload }: Target,
  stable: Deployment,
  witness: Witness = 'stable',
): Promise<readonly Pod[]> {
  const { selector, template } = stable.spec;
  const labelSelector = selectorText(selector.matchLabels ?? template.metadata?.labels ?? {});
  const own = new RegExp(`^${podPatterns(workload, witness).stable}$`);
  const all = await kube.list<Pod>('v1', 'Pod', { namespace, labelSelector });
  return all.filter(
    ({ metadata: { name, labels, ownerReferences = [], deletionTimestamp } }) =>
      deletionTimestamp === undefined &&
      labels?.[TRACK_LABEL] === (witness === 'baseline' ? witness : undefined) &&
      own.test(name) &&
      ownerReferences.every(({ kind }) => kind === 'ReplicaSet'),
  );
}
