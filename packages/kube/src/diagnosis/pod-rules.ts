import type { ContainerStatus, KubeEvent, Pod } from '../objects.ts';
import { type ContainerFinding, judgeContainer } from './container-rules.ts';
import { timeOf } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Graces } from './graces.ts';
import { firstTime, type ScopedPod, subjectOf } from './scope.ts';

/** What judging needs beside the objects. */
export interface Judging {
  /** Milliseconds since the epoch, by the cluster's clock as well as it is known. */
  readonly now: number;
  readonly graces: Graces;
  /** Milliseconds that a running container may stay unready; Infinity: only reported. */
  readonly readyWithin: number;
}

/** Everything that is wrong with one pod. `events`: those of the pod, oldest first. */
export function judgePod(
  { pod, workload }: ScopedPod,
  events: readonly KubeEvent[],
  judging: Judging,
): readonly Finding[] {
  const { now } = judging;
  const podStart = timeOf(pod.status?.startTime) ?? timeOf(pod.metadata.creationTimestamp) ?? now;
  const finish = (found: ContainerFinding, container?: string): Finding => {
    const forMs = Math.max(0, now - found.since);
    const { class: kind, reason, message, graceMs } = found;
    const fatal = graceMs !== Infinity && forMs >= graceMs;
    return {
      class: kind,
      workload,
      subject: subjectOf(pod),
      container,
      reason,
      message,
      forMs,
      graceMs,
      fatal,
    };
  };
  if (pod.status?.phase === 'Succeeded' || pod.status?.reason === 'Evicted') return [];
  const containers = containersOf(pod).flatMap(({ status, init }) => {
    const spec = specOf(pod, status.name, init);
    const own = events.filter((event) => speaksOf(event, status.name, pod));
    const found = judgeContainer({ spec, status, init, events: own, podStart, ...judging });
    return found === undefined ? [] : [finish(found, status.name)];
  });
  const scheduling = judgeScheduling(pod, events, judging);
  const mount = scheduling === undefined ? judgeMounts(pod, events, judging, podStart) : undefined;
  return [
    ...[scheduling, mount].flatMap((found) => (found === undefined ? [] : [finish(found)])),
    ...containers,
  ];
}

function containersOf(pod: Pod): readonly { readonly status: ContainerStatus; readonly init: boolean }[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  // A Job's pod that failed is judged by the Job's own backoff, not by one exit.
  const restarts = pod.spec?.restartPolicy !== 'Never';
  const main = containerStatuses.map((status) => ({ status, init: false }));
  const init = initContainerStatuses.map((status) => ({ status, init: true }));
  const all = [...init, ...main];
  return restarts ? all : all.filter(({ status }) => status.state?.terminated === undefined);
}

function specOf(pod: Pod, name: string, init: boolean) {
  const list = (init ? pod.spec?.initContainers : pod.spec?.containers) ?? [];
  return list.find((container) => container.name === name);
}

/** Events name the container in `fieldPath`; those of a pod with one container may leave it out. */
function speaksOf({ involvedObject }: KubeEvent, container: string, pod: Pod): boolean {
  const path = involvedObject?.fieldPath;
  if (path === undefined || path === '') return (pod.spec?.containers?.length ?? 1) === 1;
  return path.includes(`{${container}}`);
}

function judgeScheduling(
  pod: Pod,
  events: readonly KubeEvent[],
  { graces }: Judging,
): ContainerFinding | undefined {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (condition?.status !== 'False' || condition.reason !== 'Unschedulable') return undefined;
  const growing = events.some(({ reason }) => reason === 'TriggeredScaleUp' || reason === 'Nominated');
  return {
    class: 'unschedulable',
    reason: 'Unschedulable',
    message: `no node takes the pod: ${(condition.message ?? 'no reason given').split('. preemption')[0]}`,
    since: timeOf(condition.lastTransitionTime) ?? timeOf(pod.metadata.creationTimestamp) ?? 0,
    graceMs: growing ? graces.scaleUp : graces.unschedulable,
  };
}

const MOUNT_REASONS = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume']);

function judgeMounts(
  pod: Pod,
  events: readonly KubeEvent[],
  { graces }: Judging,
  podStart: number,
): ContainerFinding | undefined {
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  const started = pod.status?.containerStatuses?.some(
    ({ state, lastState, restartCount = 0 }) =>
      state?.running !== undefined || lastState?.terminated !== undefined || restartCount > 0,
  );
  const pulled = events.some(
    ({ reason }) => reason === 'Pulling' || reason === 'Pulled' || reason === 'Started',
  );
  if (ready === true || started === true || pulled) return undefined; // it got past its volumes and its sandbox
  const mount = events.findLast(({ reason }) => MOUNT_REASONS.has(reason ?? ''));
  const sandbox = events.findLast(({ reason }) => reason === 'FailedCreatePodSandBox');
  const event = mount ?? sandbox;
  if (event === undefined) return undefined;
  const text = event.message ?? '';
  const missing = /(secret|configmap|persistentvolumeclaim) "?([^"\s]+)"? not found/i.exec(text);
  const key = /references non-existent (secret|config) key: (\S+)/i.exec(text);
  const said =
    missing !== null
      ? `${kindName(missing[1])} ${missing[2]} not found`
      : key !== null
        ? `${kindName(key[1])} has no key ${key[2]}`
        : text.slice(0, 240);
  return {
    class: mount === undefined ? 'sandbox' : 'mount',
    reason: event.reason ?? 'FailedMount',
    message:
      mount === undefined
        ? `no sandbox for the pod: ${lastParts(text)}`
        : `volume cannot be mounted: ${said}`,
    since: timeOf(firstTime(event)) ?? podStart,
    graceMs: missing !== null || key !== null ? graces.mountMissing : graces.mount,
  };
}

/** The end of a chain of wrapped errors says the most: `unable to start container process: container init was OOM-killed`. */
function lastParts(text: string): string {
  const parts = text.split(': ').filter((part) => part !== 'unknown');
  return parts.slice(-2).join(': ').slice(-240);
}

function kindName(word: string | undefined): string {
  const names: Readonly<Record<string, string>> = {
    secret: 'Secret',
    config: 'ConfigMap',
    configmap: 'ConfigMap',
    persistentvolumeclaim: 'PersistentVolumeClaim',
  };
  return names[word?.toLowerCase() ?? ''] ?? 'object';
}
