import type { Rollout } from '../argo/rollout.ts';
import type { Job, KubeEvent, Pod, Workload } from '../objects.ts';

/** Everything that the diagnosis looks at, as of one moment. */
export interface Facts {
  readonly pods: readonly Pod[];
  readonly events: readonly KubeEvent[];
  readonly replicaSets: readonly Workload[];
  readonly deployments: readonly Workload[];
  readonly statefulSets: readonly Workload[];
  readonly daemonSets: readonly Workload[];
  /** Those of Argo Rollouts; none where the cluster does not know the kind. */
  readonly rollouts: readonly Rollout[];
  readonly jobs: readonly Job[];
  /** Pods that are being removed, whoever they belong to: they still hold quota, node and volumes. */
  readonly ending: readonly Pod[];
  /** When the last pod was gone, in milliseconds since the epoch; undefined when none was seen to go. */
  readonly freedAt?: number | undefined;
  /** How often each container had ended when all was ready for the first time (`exitCounts`); undefined before. */
  readonly readyExits?: ReadonlyMap<string, number> | undefined;
}

export const noFacts: Facts = {
  pods: [],
  events: [],
  replicaSets: [],
  deployments: [],
  statefulSets: [],
  daemonSets: [],
  rollouts: [],
  jobs: [],
  ending: [],
};

/** Pods that are being removed. Pure. */
export function endingPods(pods: readonly Pod[]): readonly Pod[] {
  return pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
}

/** Milliseconds since the epoch; undefined for a missing or unreadable time. */
export function timeOf(text: string | null | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
