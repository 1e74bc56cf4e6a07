import type { Deployment, Pod } from '@fairlead/kube';
import { podPatterns } from '../metrics/queries.ts';
import type { RunningPod } from '../metrics/series-reader.ts';
import type { Witness } from '../naming/witness.ts';
import { selectorText, TRACK_LABEL } from './names.ts';
import { listCanaryPods, type Target } from './target.ts';

/** The pods of both versions that may answer; none on its way out. */
export async function runningPods(
  target: Target,
  stable: Deployment,
  witness: Witness = 'stable',
): Promise<readonly RunningPod[]> {
  const { kube, namespace, workload } = target;
  const { selector, template } = stable.spec;
  const labelSelector = selectorText(selector.matchLabels ?? template.metadata?.labels ?? {});
  // A chart may give the same labels to the pods of a Job or of another workload.
  const own = new RegExp(`^${podPatterns(workload, witness).stable}$`);
  const [all, canary] = await Promise.all([
    kube.list<Pod>('v1', 'Pod', { namespace, labelSelector }),
    listCanaryPods(target),
  ]);
  const isStable = ({ metadata: { name, labels, ownerReferences = [] } }: Pod): boolean =>
    labels?.[TRACK_LABEL] === (witness === 'baseline' ? witness : undefined) &&
    own.test(name) &&
    ownerReferences.every(({ kind }) => kind === 'ReplicaSet');
  return [
    ...all.filter(isStable).map((pod) => ({ track: 'stable' as const, pod })),
    ...canary.map((pod) => ({ track: 'canary' as const, pod })),
  ].filter(({ pod: { metadata, status } }) => {
    const running = status?.phase === undefined || status.phase === 'Running';
    return running && metadata.deletionTimestamp === undefined;
  });
}
