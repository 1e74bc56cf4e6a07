import { type PodLike, type TargetGroup, targetsOfPods } from '@fairlead/devcluster';
import type { Bridge } from './bridge.ts';

/** Pods that ask to be scraped, reached over the bridge, with the labels that a Prometheus in the cluster gives them. */
export function bridgedTargets(
  pods: readonly PodLike[],
  { host, base }: Pick<Bridge, 'host' | 'base'>,
): TargetGroup[] {
  return targetsOfPods(pods).map(({ targets, labels }) => {
    const port = /:(\d+)$/.exec(targets[0] ?? '')?.[1] ?? '';
    const { __scheme__: _scheme, ...kept } = labels;
    const path = `${base}pods/${labels['pod']}:${port}/proxy${labels['__metrics_path__']}`;
    return { targets: [host], labels: { ...kept, __metrics_path__: path, instance: labels['pod'] ?? '' } };
  });
}
