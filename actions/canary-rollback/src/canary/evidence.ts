import { type Clock, FairleadError } from '@fairlead/core';
import type { ContainerStatus, KubeEvent, Pod } from '@fairlead/kube';
import { countedStatuses, troubleOf } from '../cluster/pod-health.ts';
import { getStable, isPodReady, listAllCanaryPods, type Target } from '../cluster/target.ts';
import { canaryName } from '../naming/canary-name.ts';
import { type Template, templatesOnlyIn } from './log-templates.ts';
import { factsOf } from './pod-facts.ts';
import { readLines, readStableLines } from './pod-logs.ts';

const MOST_TEMPLATES = 10;
const LINE_LENGTH = 500;
const MOST_PODS = 5;
const MOST_EVENTS = 30;

/** What is left of a canary once it is removed. */
export interface Evidence {
  readonly containers: readonly ContainerEvidence[];
  /** Events of its pods and Deployment, oldest first. */
  readonly events: readonly string[];
  /** Where its pods ran and what was not as it should be, as `kubectl describe` says it. */
  readonly facts: readonly string[];
  /** The first and last lines of stable's pods at the same time, to compare with. */
  readonly stable: readonly string[];
  /** What only the canary's lines say; worked out from the lines above, and from nothing else. */
  readonly templates: readonly Template[];
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
export async function collectEvidence(target: Target, clock: Clock, limitMs: number): Promise<Evidence> {
  const done = new AbortController();
  const halfTime = late(clock, limitMs / 2, done.signal);
  halfTime.catch(() => undefined); // nobody may be waiting for it
  const tooLate = clock.sleep(limitMs, done.signal).then(
    () => nothing(`no answer within ${limitMs / 1000} s`),
    () => nothing('ended'),
  );
  try {
    return await Promise.race([gather(target, halfTime), tooLate]);
  } catch (error) {
    return nothing(wordsOf(error));
  } finally {
    done.abort();
  }
}

function nothing(why: string): Evidence {
  return {
    containers: [],
    events: [],
    facts: [],
    stable: [],
    templates: [],
    missing: [`the canary's pods: ${why}`],
  };
}

async function gather(target: Target, halfTime: Promise<never>): Promise<Evidence> {
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
  const [events, stable, ...containers] = await Promise.all([
    readEvents(target, pods).catch(note('events')),
    Promise.race([linesOfStable(target), halfTime]).catch(note("stable's logs")),
    ...pods
      .slice(0, MOST_PODS)
      .flatMap((pod) =>
        countedStatuses(pod).map((status) => readContainer(target, pod, status, note('logs'))),
      ),
  ]);
  const byTrouble = containers.toSorted((a, b) => rankOf(b) - rankOf(a));
  const lines = byTrouble.flatMap(({ previous, current }) => [...previous, ...current]);
  return {
    containers: byTrouble,
    events,
    facts: pods.slice(0, MOST_PODS).flatMap(factsOf),
    stable,
    // Of a stable that says nothing nobody knows what is new.
    templates: stable.length === 0 ? [] : templatesOnlyIn(lines, stable).slice(0, MOST_TEMPLATES),
    missing: [...missing],
  };
}

/** What is only there to compare with must not cost the canary's own words. */
async function late(clock: Clock, ms: number, signal: AbortSignal): Promise<never> {
  await clock.sleep(ms, signal);
  throw new Error(`no answer within ${ms / 1000} s`);
}

async function linesOfStable(target: Target): Promise<readonly string[]> {
  const stable = await getStable(target);
  return stable === undefined ? [] : readStableLines(target, stable);
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
      return await readLines(kube, { namespace, name: pod.metadata.name }, { container, previous });
    } catch (error) {
      return previous ? [] : failed(error); // a container that never ended has no run before this one
    }
  };
  const [previous, current] = await Promise.all([restarts > 0 ? read(true) : [], read(false)]);
  return { pod: pod.metadata.name, container, trouble: troubleOf(status), restarts, previous, current };
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

/** The few lines that stand below the failure: the container in the worst trouble, its last words, what only the canary says, warnings. */
export function shortEvidence({ containers, events, templates }: Evidence): readonly string[] {
  const only =
    templates.length === 0
      ? []
      : ['only the canary logs:', ...templates.slice(0, 3).map(({ text, lines }) => `${lines} × ${text}`)];
  const [worst] = containers;
  if (worst === undefined) return [...only, ...events.slice(-5)];
  const { pod, container, trouble, previous, current } = worst;
  const run =
    previous.length > 0 ? { name: 'before its restart', lines: previous } : { name: '', lines: current };
  const head = `pod ${pod}, ${trouble ?? `container ${container}`}; last lines${run.name === '' ? '' : ` ${run.name}`}:`;
  return [...(run.lines.length === 0 ? [] : [head, ...run.lines.slice(-10)]), ...only, ...events.slice(-5)];
}
