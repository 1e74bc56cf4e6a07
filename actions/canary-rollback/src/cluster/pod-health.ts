import {
  type ContainerStatus,
  type Deployment,
  failingLiveness,
  type KubeEvent,
  noFacts,
  oneLine,
  type Pod,
} from '@fairlead/kube';
import type { Witness } from '../naming/witness.ts';
import type { PodSample, StablePods } from '../verdict/types.ts';
import { baselineSelector, selectorText } from './names.ts';
import { listStablePods } from './stable-pods.ts';
import {
  getBaseline,
  getCanary,
  getStable,
  isPodReady,
  listCanaryPods,
  replicasOf,
  type Target,
} from './target.ts';

/** Asks how the canary's pods are. */
export async function samplePods(target: Target): Promise<PodSample> {
  const [canary, pods, events] = await Promise.all([
    getCanary(target),
    listCanaryPods(target),
    failuresOfProbes(target),
  ]);
  if (canary === undefined) return { ...summarizePods(0, pods), gone: true };
  const [ailing] = failingLiveness({ ...noFacts, pods, events }, target.kube.now());
  return { ...summarizePods(replicasOf(canary), pods), ...(ailing === undefined ? {} : { ailing }) };
}

/** What the kubelets said of probes; nothing where the user may not read it. */
async function failuresOfProbes({ kube, namespace }: Target): Promise<readonly KubeEvent[]> {
  try {
    return await kube.list<KubeEvent>('v1', 'Event', { namespace, fieldSelector: 'reason=Unhealthy' });
  } catch {
    return [];
  }
}

/**
 * Asks how the pods are that the canary is compared with. Of stable as many are wanted as now, for an autoscaler may have
 * taken some or added some.
 */
export async function sampleStablePods(
  target: Target,
  stable: Deployment,
  witness: Witness,
): Promise<StablePods> {
  if (witness === 'baseline') return sampleBaselinePods(target);
  const [now, own] = await Promise.all([getStable(target), listStablePods(target, stable)]);
  return stableSummary(replicasOf(now ?? stable), own);
}

async function sampleBaselinePods(target: Target): Promise<StablePods> {
  const { kube, namespace, workload } = target;
  const labelSelector = selectorText(baselineSelector(workload));
  const [baseline, all] = await Promise.all([
    getBaseline(target),
    kube.list<Pod>('v1', 'Pod', { namespace, labelSelector }),
  ]);
  const pods = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return stableSummary(baseline === undefined ? 0 : replicasOf(baseline), pods);
}

function stableSummary(desired: number, pods: readonly Pod[]): StablePods {
  const { ready, restarts, evicted = 0 } = summarizePods(desired, pods);
  return { desired, ready, restarts: restarts + evicted };
}

/** Ready pods, restarts and the reason of the container in trouble. Pure. */
export function summarizePods(desired: number, pods: readonly Pod[]): PodSample {
  const statuses = pods
    .flatMap(countedStatuses)
    .toSorted((a, b) => (b.restartCount ?? 0) - (a.restartCount ?? 0)); // who restarted has the reason
  const evicted = pods.filter(isEvicted);
  const reason = [...evicted.map(evictionOf), ...statuses.map(troubleOf)].find((word) => word !== undefined);
  const ready = pods.filter(isPodReady).map(({ metadata }) => metadata.name);
  return {
    desired,
    ready: ready.length,
    readyPods: ready,
    restarts: statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0),
    ...(evicted.length === 0 ? {} : { evicted: evicted.length }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Whether the kubelet put it out, for what it used; its ReplicaSet makes another one at once. */
function isEvicted({ status }: Pod): boolean {
  return status?.phase === 'Failed' && status.reason === 'Evicted';
}

function evictionOf({ metadata: { name }, status }: Pod): string {
  return `pod ${name}: ${oneLine(status?.message ?? 'evicted by its node', LONGEST_REASON)}`;
}

const LONGEST_REASON = 200;

/** The containers that are to run all the time: native sidecars are init containers that are always restarted. */
export function countedStatuses({ spec, status }: Pod): readonly ContainerStatus[] {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const isSidecar = ({ name }: ContainerStatus): boolean =>
    sidecars.some((container) => container.name === name);
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? []).filter(isSidecar)];
}

/** `container orders: OOMKilled, exit code 137 (CrashLoopBackOff)`; undefined for one that never had trouble. */
export function troubleOf({ name, state, lastState }: ContainerStatus): string | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  const waiting = state?.waiting?.reason;
  if (ended !== undefined) {
    const code = ended.exitCode === undefined ? '' : `, exit code ${ended.exitCode}`;
    if (ended.reason === undefined) return `container ${name}: ${waiting ?? 'ended'}${code}`;
    const now = waiting === undefined || waiting === 'ContainerCreating' ? '' : ` (${waiting})`;
    return `container ${name}: ${ended.reason}${code}${now}`;
  }
  return waiting === undefined || waiting === 'ContainerCreating' || waiting === 'PodInitializing'
    ? undefined
    : `container ${name}: ${waiting}`;
}
