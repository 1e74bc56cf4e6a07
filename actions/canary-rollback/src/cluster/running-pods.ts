import type { Deployment, Pod } from '@fairlead/kube';
import type { RunningPod } from '../metrics/series-reader.ts';
import { selectorText, TRACK_LABEL } from './names.ts';
import { listCanaryPods, type Target } from './target.ts';

/** The pods of both versions that may answer; none on its way out. */
export async function runningPods(target: Target, stable: Deployment): Promise<readonly RunningPod[]> {
  const { kube, namespace } = target;
  const labelSelector = selectorText(stable.spec.selector.matchLabels ?? {});
  const [all, canary] = await Promise.all([
    kube.list<Pod>('v1', 'Pod', { namespace, labelSelector }),
    listCanaryPods(target),
  ]);
  const isStable = ({ metadata: { labels } }: Pod): boolean => labels?.[TRACK_LABEL] !== 'canary';
  return [
    ...all.filter(isStable).map((pod) => ({ track: 'stable' as const, pod })),
    ...canary.map((pod) => ({ track: 'canary' as const, pod })),
  ].filter(({ pod: { metadata, status } }) => {
    const running = status?.phase === undefined || status.phase === 'Running';
    return running && metadata.deletionTimestamp === undefined;
  });
}
