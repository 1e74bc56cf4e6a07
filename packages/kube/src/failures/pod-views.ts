import { type Facts, timeOf } from '../facts/facts.ts';
import { eventsAbout, lastTime, podsOfNewRevision, type ScopedPod } from '../facts/scope.ts';
import type { ContainerStatus, KubeEvent, Pod } from '../objects.ts';
import { exitsOf } from './exits.ts';
import type { ContainerView, Moment, PodView } from './views.ts';

/** Whether nothing of a pod can get better or worse: it came to its end, or the node put it out, and another takes its place. */
export function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || (status?.phase === 'Failed' && status.reason !== undefined);
}

/** A pod with all that the rules look at. */
export function podView({ pod, workload }: ScopedPod, facts: Facts, moment: Moment): PodView {
  const { status, metadata } = pod;
  const podStart = timeOf(status?.startTime) ?? timeOf(metadata.creationTimestamp) ?? moment.now;
  const events = eventsAbout(pod, facts.events);
  const claimEvents = eventsOfClaims(pod, facts);
  return { ...moment, pod, workload, events, claimEvents, podStart, readyExits: facts.readyExits };
}

function eventsOfClaims(pod: Pod, { events }: Facts): readonly KubeEvent[] {
  const volumes = (pod.spec?.['volumes'] ?? []) as readonly {
    readonly persistentVolumeClaim?: { readonly claimName?: string };
  }[];
  const claims = new Set(volumes.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []));
  return events
    .filter(
      ({ involvedObject: about }) =>
        about?.kind === 'PersistentVolumeClaim' &&
        claims.has(about.name ?? '') &&
        (about.namespace ?? '') === (pod.metadata.namespace ?? ''),
    )
    .toSorted((a, b) => lastTime(a).localeCompare(lastTime(b)));
}

/** The containers of a pod that the rules look at. */
export function containerViews({
  pod,
  events,
  readyExits: known,
  ...moment
}: PodView): readonly ContainerView[] {
  return containersOf(pod).map(({ status, init }) => {
    const list = (init ? pod.spec?.initContainers : pod.spec?.containers) ?? [];
    const spec = list.find(({ name }) => name === status.name);
    const isSidecar = init && spec?.restartPolicy === 'Always'; // it is to run on
    const own = events.filter((event) => speaksOf(event, status.name, pod));
    const readyExits = known === undefined ? undefined : (known.get(exitKey(pod, status.name)) ?? 0);
    return { ...moment, spec, status, init: init && !isSidecar, events: own, readyExits };
  });
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

/** Events name the container in `fieldPath`; those of a pod with one container may leave it out. */
function speaksOf({ involvedObject }: KubeEvent, container: string, pod: Pod): boolean {
  const path = involvedObject?.fieldPath;
  if (path === undefined || path === '') return pod.spec?.containers?.length === 1;
  return path.includes(`{${container}}`);
}

/** How often each container of the newest revision has ended by now. Pure. */
export function exitCounts(facts: Facts): ReadonlyMap<string, number> {
  return new Map(
    podsOfNewRevision(facts).flatMap(({ pod }) =>
      (pod.status?.containerStatuses ?? []).map(
        (status) => [exitKey(pod, status.name), exitsOf(status)] as const,
      ),
    ),
  );
}

function exitKey({ metadata }: Pod, container: string): string {
  return `${metadata.uid} ${container}`;
}
