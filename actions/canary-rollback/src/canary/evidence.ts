import { type Clock, FairleadError } from '@fairlead/core';
import type { ContainerStatus, KubeEvent, Pod } from '@fairlead/kube';
import { canaryName } from '../cluster/names.ts';
import { countedStatuses, troubleOf } from '../cluster/pod-health.ts';
import { isPodReady, listAllCanaryPods, type Target } from '../cluster/target.ts';

/** The canary's traffic must not wait for long: a node that died does not give its logs. */
const LIMIT_MS = 3_000;
const LOG_LINES = 50;
const LINE_LENGTH = 500;
const MOST_PODS = 5;
const MOST_EVENTS = 30;

/** What is left of a canary once it is removed. */
export interface Evidence {
  readonly containers: readonly ContainerEvidence[];
  /** Events of its pods and Deployment, oldest first. */
  readonly events: readonly string[];
  /** What could not be read, and why. */
  readonly missing: readonly string[];
}

/** One container of one pod. */
export interface ContainerEvidence {
  readonly pod: string;
  readonly container: string;
  /** `OOMKilled, exit code 137`; undefined for one without trouble. */
  readonly trouble: string | undefined;
  readonly restarts: number;
  /** Last lines of the run before the last restart. */
  readonly previous: readonly string[];
  /** Last lines of the run of now. */
  readonly current: readonly string[];
}

/** Reads what the canary's pods leave behind, those in trouble first. Never throws: the rollback does not hang on it. */
export async function collectEvidence(target: Target, clock: Clock): Promise<Evidence> {
  const done = new AbortController();
  const tooLate = clock.sleep(LIMIT_MS, done.signal).then(
    () => nothing(`no answer within ${LIMIT_MS / 1000} s`),
    () => nothing('ended'),
  );
  try {
    return await Promise.race([gather(target), tooLate]);
  } catch (error) {
    return nothing(wordsOf(error));
  } finally {
    done.abort();
  }
}

function nothing(why: string): Evidence {
  return { containers: [], events: [], missing: [`the canary's pods: ${why}`] };
}

async function gather(target: Target): Promise<Evidence> {
  const pods = (await listAllCanaryPods(target)).toSorted(
    (a, b) => Number(isPodReady(a)) - Number(isPodReady(b)),
  );
  const missing = new Set<string>();
  const note =
    (what: string) =>
    (error: unknown): [] => {
      missing.add(`${what}: ${wordsOf(error)}`);
      return [];
    };
  const [events, ...containers] = await Promise.all([
    readEvents(target, pods).catch(note('events')),
    ...pods
      .slice(0, MOST_PODS)
      .flatMap((pod) =>
        countedStatuses(pod).map((status) => readContainer(target, pod, status, note('logs'))),
      ),
  ]);
  const byTrouble = containers.toSorted((a, b) => rankOf(b) - rankOf(a));
  return { containers: byTrouble, events, missing: [...missing] };
}

function rankOf({ trouble, restarts }: ContainerEvidence): number {
  return (trouble === undefined ? 0 : 2) + (restarts > 0 ? 1 : 0);
}

async function readContainer(
  { kube, namespace }: Target,
  pod: Pod,
  status: ContainerStatus,
  failed: (error: unknown) => [],
): Promise<ContainerEvidence> {
  const { name: container, restartCount: restarts = 0 } = status;
  const read = async (previous: boolean): Promise<readonly string[]> => {
    try {
      const of = { namespace, name: pod.metadata.name };
      return linesOf(await kube.logs(of, { container, previous, tailLines: LOG_LINES }));
    } catch (error) {
      return previous ? [] : failed(error); // a container that never ended has no run before this one
    }
  };
  const [previous, current] = await Promise.all([restarts > 0 ? read(true) : [], read(false)]);
  return { pod: pod.metadata.name, container, trouble: troubleOf(status), restarts, previous, current };
}

/** What a kubelet answers in place of a log that is gone. */
const NO_LOG = /^unable to retrieve container logs for /;

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !NO_LOG.test(line))
    .slice(-LOG_LINES)
    .map((line) => line.slice(0, LINE_LENGTH));
}

async function readEvents(
  { kube, namespace, workload }: Target,
  pods: readonly Pod[],
): Promise<readonly string[]> {
  const mine = new Set([canaryName(workload), ...pods.map(({ metadata }) => metadata.name)]);
  const all = await kube.list<KubeEvent>('v1', 'Event', { namespace });
  return all
    .filter(({ involvedObject }) => mine.has(involvedObject?.name ?? ''))
    .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .slice(-MOST_EVENTS)
    .map(eventLine);
}

function timeOf({ series, lastTimestamp, eventTime, metadata }: KubeEvent): string {
  return series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '';
}

function eventLine(event: KubeEvent): string {
  const time = /T(\d\d:\d\d:\d\d)/.exec(timeOf(event))?.[1] ?? '';
  const times =
    (event.series?.count ?? event.count ?? 1) > 1 ? ` ×${event.series?.count ?? event.count}` : '';
  const said = (event.message ?? '').replaceAll(/\s+/g, ' ').slice(0, LINE_LENGTH);
  return `${time} ${event.involvedObject?.name ?? ''} ${event.reason ?? ''}${times}: ${said}`.trim();
}

function wordsOf(error: unknown): string {
  return error instanceof FairleadError ? error.message : String(error);
}

/** The few lines that stand below the failure: the container in the worst trouble, its last words, warnings. */
export function shortEvidence({ containers, events }: Evidence): readonly string[] {
  const [worst] = containers;
  if (worst === undefined) return events.slice(-5);
  const { pod, container, trouble, previous, current } = worst;
  const run =
    previous.length > 0 ? { name: 'before its restart', lines: previous } : { name: '', lines: current };
  const head = `pod ${pod}, ${trouble ?? `container ${container}`}; last lines${run.name === '' ? '' : ` ${run.name}`}:`;
  return [...(run.lines.length === 0 ? [] : [head, ...run.lines.slice(-10)]), ...events.slice(-5)];
}
