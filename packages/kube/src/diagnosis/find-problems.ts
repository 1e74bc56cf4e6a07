import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { defaultGraces, type Graces } from './graces.ts';
import { judgePod } from './pod-rules.ts';
import { eventsAbout, podsOfNewRevision } from './scope.ts';
import { judgeWorkloads } from './workload-rules.ts';

/** How strictly to judge. */
export interface JudgeOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly graces?: Partial<Graces> | undefined;
  /** Milliseconds that a running container may stay unready; undefined: it is reported, never fatal. */
  readonly readyWithinMs?: number | undefined;
}

/**
 * Everything that is wrong with the newest revision, worst first. Pure: the order of the objects and objects seen
 * twice make no difference.
 */
export function findProblems(facts: Facts, options: JudgeOptions): readonly Finding[] {
  const judging = {
    now: options.now,
    graces: { ...defaultGraces, ...options.graces },
    readyWithin: options.readyWithinMs ?? Infinity,
  };
  const once = withoutDuplicates(facts);
  const findings = [
    ...podsOfNewRevision(once).flatMap((scoped) =>
      judgePod(scoped, eventsAbout(scoped.pod, once.events), judging),
    ),
    ...judgeWorkloads(once, judging),
  ];
  return withCauses(findings).toSorted(compareFindings);
}

/** A Deployment that is out of time makes what its pods say the fatal cause. */
function withCauses(findings: readonly Finding[]): readonly Finding[] {
  const late = new Set(findings.filter((found) => found.class === 'progress-deadline').map(workloadKey));
  return findings.map((found) => (late.has(workloadKey(found)) ? { ...found, fatal: true } : found));
}

function workloadKey({ workload }: Finding): string {
  return `${workload.kind}/${workload.namespace}/${workload.name}`;
}

/** A cause comes before its consequences: what a pod says explains why its Deployment or Job makes no progress. */
function rankOf({ class: kind }: Finding): number {
  if (kind === 'progress-deadline' || kind === 'job-failed') return 2;
  return kind === 'not-ready' ? 1 : 0;
}

function compareFindings(a: Finding, b: Finding): number {
  return Number(b.fatal) - Number(a.fatal) || rankOf(a) - rankOf(b) || keyOf(a).localeCompare(keyOf(b));
}

function keyOf({ workload, subject, container, reason }: Finding): string {
  return [workload.kind, workload.name, subject.name, container ?? '', reason].join('\u0000');
}

function withoutDuplicates(facts: Facts): Facts {
  const once = <T extends Facts[keyof Facts][number]>(objects: readonly T[]): readonly T[] => [
    ...new Map(
      objects
        .toSorted((a, b) => versionOf(a) - versionOf(b))
        .map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]),
    ).values(),
  ];
  return {
    pods: once(facts.pods),
    events: once(facts.events),
    replicaSets: once(facts.replicaSets),
    deployments: once(facts.deployments),
    statefulSets: once(facts.statefulSets),
    daemonSets: once(facts.daemonSets),
    jobs: once(facts.jobs),
  };
}

/** Versions are opaque in principle and counters in practice; the newest of two copies is kept. */
function versionOf({ metadata }: Facts[keyof Facts][number]): number {
  const version = Number(metadata.resourceVersion ?? 0);
  return Number.isNaN(version) ? 0 : version;
}
