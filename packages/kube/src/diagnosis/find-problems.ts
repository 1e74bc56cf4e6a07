import { isRollout, type Rollout } from '../argo/rollout.ts';
import { endingPods, type Facts } from '../facts/facts.ts';
import { eventsAbout, newReplicaSet, podsOfNewRevision, subjectOf } from '../facts/scope.ts';
import type { Subject } from '../facts/subject.ts';
import type { AnyFailureClass, Sighting } from '../failures/failure-class.ts';
import { containerViews, isOver, podView } from '../failures/pod-views.ts';
import { failureClasses } from '../failures/registry.ts';
import { roomOf } from '../failures/room.ts';
import type { Moment, PodView, WorkloadView } from '../failures/views.ts';
import type { KubeObject } from '../kube.ts';
import type { Job, Workload } from '../objects.ts';
import { isObserved } from '../workloads/observed.ts';
import type { Finding } from './finding.ts';

const podClasses = failureClasses.filter((failure) => failure.of === 'pod');
const containerClasses = failureClasses.filter((failure) => failure.of === 'container');

/** How strictly to judge. */
export interface JudgeOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds that a running container may stay unready; undefined: it is reported, never fatal. */
  readonly readyTimeoutMs?: number | undefined;
}

/**
 * Everything that is wrong with the newest revision, worst first. Pure: the order of the objects and objects seen
 * twice make no difference.
 */
export function findProblems(facts: Facts, options: JudgeOptions): readonly Finding[] {
  const once = withoutDuplicates(facts);
  const moment: Moment = {
    now: options.now,
    readyTimeout: options.readyTimeoutMs ?? Number.POSITIVE_INFINITY,
    room: roomOf(once, options.now),
  };
  const pods = podsOfNewRevision(once).filter(({ pod }) => !isOver(pod));
  const workloads = [
    ...once.deployments,
    ...once.statefulSets,
    ...once.daemonSets,
    ...once.rollouts,
    ...once.jobs,
  ];
  const findings = [
    ...pods.flatMap((scoped) => judgePod(podView(scoped, once, moment))),
    ...workloads.flatMap((workload) => judgeWorkload(workload, once, moment)),
  ];
  return withCauses(findings).toSorted(compareFindings);
}

function judgePod(view: PodView): readonly Finding[] {
  const subject = subjectOf(view.pod);
  const about = { workload: view.workload, subject, now: view.now };
  const pod = firstOf(podClasses, view);
  const containers = containerViews(view).flatMap((container) => {
    return firstOf(containerClasses, container).map((one) =>
      toFinding(one, { ...about, container: container.status.name }),
    );
  });
  return [...pod.map((one) => toFinding(one, about)), ...containers];
}

function judgeWorkload(workload: Workload | Rollout | Job, facts: Facts, moment: Moment): readonly Finding[] {
  const isJob = workload.kind === 'Job'; // it has no generation that its controller has seen
  if (!isJob && !isObserved(workload)) return [];
  const maker = makerOf(workload, facts);
  const events = maker === undefined ? [] : eventsAbout(maker, facts.events);
  const view: WorkloadView = { ...moment, workload, maker, events };
  const subject = subjectOf(workload);
  const all = failureClasses.flatMap((failure) => {
    const sighting = failure.of === 'workload' ? failure.see(view) : undefined;
    return sighting === undefined ? [] : [{ failure, sighting }];
  });
  const isPaused = all.some(({ failure }) => failure.name === 'paused');
  const refusals = all.filter(({ sighting }) =>
    /^(FailedCreate|ReplicaSetCreateError)$/.test(sighting.reason),
  );
  return all
    .filter((one) =>
      isPaused ? one.failure.name === 'paused' : !refusals.includes(one) || one === refusals[0],
    )
    .map((one) => {
      const shownOn: KubeObject = one === refusals[0] ? (maker ?? workload) : workload;
      return toFinding(one, { workload: subject, subject: subjectOf(shownOn), now: moment.now });
    });
}

/** What makes its pods; undefined until that is made. */
function makerOf(workload: Workload | Rollout | Job, { replicaSets }: Facts): Workload | undefined {
  return workload.kind === 'Deployment' || isRollout(workload)
    ? newReplicaSet(workload, replicaSets)
    : (workload as Workload);
}

interface Seen {
  readonly failure: AnyFailureClass;
  readonly sighting: Sighting;
}

/** The first class that speaks, as a list of none or one. */
function firstOf<View>(
  classes: readonly (AnyFailureClass & { readonly see: (view: View) => Sighting | undefined })[],
  view: View,
): readonly Seen[] {
  for (const failure of classes) {
    const sighting = failure.see(view);
    if (sighting !== undefined) return [{ failure, sighting }];
  }
  return [];
}

interface About {
  readonly workload: Subject;
  readonly subject: Subject;
  readonly container?: string;
  readonly now: number;
}

function toFinding({ failure, sighting }: Seen, { now, ...about }: About): Finding {
  const { reason, message, since, times = 0, graceMs: own, suspended = false } = sighting;
  const forMs = Math.max(0, now - since);
  const counted = 'times' in failure.grace;
  const graceMs = own ?? ('ms' in failure.grace ? failure.grace.ms : Number.POSITIVE_INFINITY);
  const isOverdue = 'times' in failure.grace ? times >= failure.grace.times : forMs >= graceMs;
  return {
    class: failure.name,
    hint: failure.hint,
    container: undefined,
    ...about,
    reason,
    message,
    forMs,
    graceMs: counted && isOverdue ? 0 : suspended ? Number.POSITIVE_INFINITY : graceMs,
    fatal: isOverdue && !suspended,
  };
}

/** A workload that is out of time makes what its pods say the fatal cause. */
function withCauses(findings: readonly Finding[]): readonly Finding[] {
  const late = new Set(findings.filter((found) => found.class === 'progress-deadline').map(workloadKey));
  return findings.map((found) => (late.has(workloadKey(found)) ? { ...found, fatal: true } : found));
}

function workloadKey({ workload }: Finding): string {
  return `${workload.kind}/${workload.namespace}/${workload.name}`;
}

const RANKS = { cause: 0, symptom: 1, consequence: 2 } as const;
const rankOfClass = new Map(failureClasses.map(({ name, rank = 'cause' }) => [name, RANKS[rank]]));

function compareFindings(a: Finding, b: Finding): number {
  const rank = (found: Finding): number => rankOfClass.get(found.class) ?? 0;
  return Number(b.fatal) - Number(a.fatal) || rank(a) - rank(b) || keyOf(a).localeCompare(keyOf(b));
}

function keyOf({ workload, subject, container, reason }: Finding): string {
  return [workload.kind, workload.name, subject.name, container ?? '', reason].join('\u0000');
}

function withoutDuplicates(facts: Facts): Facts {
  const once = <T extends KubeObject>(objects: readonly T[]): readonly T[] => [
    ...new Map(
      objects
        .toSorted((a, b) => versionOf(a) - versionOf(b))
        .map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]),
    ).values(),
  ];
  const pods = once(facts.pods);
  return {
    ...facts,
    pods,
    events: once(facts.events),
    replicaSets: once(facts.replicaSets),
    deployments: once(facts.deployments),
    statefulSets: once(facts.statefulSets),
    daemonSets: once(facts.daemonSets),
    rollouts: once(facts.rollouts),
    jobs: once(facts.jobs),
    ending: once([...facts.ending, ...endingPods(pods)]),
  };
}

/** Versions are opaque in principle and counters in practice; the newest of two copies is kept. */
function versionOf({ metadata }: KubeObject): number {
  const version = Number(metadata.resourceVersion ?? 0);
  return Number.isNaN(version) ? 0 : version;
}
