import type { Facts } from '../facts/facts.ts';
import { controllerOf, countOf, eventsAbout, lastTime, subjectOf } from '../facts/scope.ts';
import type { Subject } from '../facts/subject.ts';
import type { Kube } from '../kube.ts';
import type { KubeEvent, Pod } from '../objects.ts';
import { oneLine } from '../words/text.ts';
import { describeFinding, type Finding } from './finding.ts';
import { LAST_LOG_BYTES, logLines } from './log-lines.ts';

/** A finding with what proves it. */
export interface Diagnosis extends Finding {
  /** `Pod ns/name`: where it shows. */
  readonly object: string;
  /** One line: workload, container, message and reason. */
  readonly summary: string;
  /** Last lines of the container, the run before the last restart first. */
  readonly logTail: readonly string[];
  /** Warning events of the object, oldest first. */
  readonly events: readonly string[];
}

/** Log lines kept of each container. */
export const LOG_LINES = 20;
const EVENTS = 10;

/** Adds log lines and events to a finding. Logs that cannot be read are left out: the verdict does not hang on them. */
export async function collectEvidence(kube: Kube, finding: Finding, facts: Facts): Promise<Diagnosis> {
  const { subject } = finding;
  return {
    ...finding,
    object: `${subject.kind} ${subject.namespace}/${subject.name}`,
    summary: describeFinding(finding),
    logTail: await logTail(kube, finding, facts),
    events: eventLines(finding, facts),
  };
}

/** A Job's own words are those of its newest pod. */
async function logTail(kube: Kube, finding: Finding, facts: Facts): Promise<readonly string[]> {
  const { subject, container } = finding;
  if (subject.kind === 'Pod') return container === undefined ? [] : lastLines(kube, subject, container);
  if (subject.kind !== 'Job') return [];
  const job = facts.jobs.find(
    ({ metadata }) => metadata.name === subject.name && (metadata.namespace ?? '') === subject.namespace,
  );
  const newest = facts.pods
    .filter((pod) => job !== undefined && controllerOf(pod)?.uid === job.metadata.uid)
    .toSorted((a, b) => createdOf(a).localeCompare(createdOf(b)))
    .at(-1);
  const first = newest?.spec?.containers?.[0]?.name;
  return newest === undefined || first === undefined ? [] : lastLines(kube, subjectOf(newest), first);
}

function createdOf({ metadata }: Pod): string {
  return metadata.creationTimestamp ?? '';
}

async function lastLines(kube: Kube, pod: Subject, container: string): Promise<readonly string[]> {
  const read = async (previous: boolean): Promise<readonly string[]> => {
    try {
      const options = { container, previous, tailLines: LOG_LINES, limitBytes: LAST_LOG_BYTES };
      return logLines(await kube.logs(pod, options));
    } catch {
      return []; // the pod may be gone already
    }
  };
  const [before, current] = await Promise.all([read(true), read(false)]);
  const same = before.join('\n') === current.join('\n');
  return (same ? current : [...before, ...current]).slice(-LOG_LINES);
}

function eventLines({ subject }: Finding, facts: Facts): readonly string[] {
  const all = [...facts.pods, ...facts.replicaSets, ...facts.deployments, ...facts.statefulSets];
  const object = [...all, ...facts.daemonSets, ...facts.jobs].find(
    ({ kind, metadata }) =>
      kind === subject.kind &&
      metadata.name === subject.name &&
      (metadata.namespace ?? '') === subject.namespace,
  );
  if (object === undefined) return [];
  return eventsAbout(object, facts.events)
    .filter(({ type }) => type !== 'Normal')
    .slice(-EVENTS)
    .map(formatEvent);
}

/** `12:00:03 BackOff ×4: Back-off restarting failed container`. */
export function formatEvent(event: KubeEvent): string {
  const time = /T(\d\d:\d\d:\d\d)/.exec(lastTime(event))?.[1] ?? '';
  const count = countOf(event) > 1 ? ` ×${countOf(event)}` : '';
  return `${time} ${event.reason ?? ''}${count}: ${oneLine(event.message ?? '', 600)}`.trim();
}
