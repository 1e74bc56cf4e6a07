import { type InputProblem, mapLimited } from '@fairlead/core';
import type { Deployment, Kube, Pod } from '@fairlead/kube';
import { runningPods } from '../cluster/running-pods.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { askPod } from '../metrics/ask-pod.ts';
import { podFamilies } from '../metrics/families.ts';
import type { Family } from '../metrics/family.ts';
import { type MetricsPlace, metricsPlaceOf } from '../metrics/metrics-place.ts';
import { isOneProgram } from '../metrics/one-program.ts';
import { untold } from '../metrics/other-callers.ts';
import { boundOf, createPodsReader } from '../metrics/pods-reader.ts';
import type { Series } from '../metrics/prometheus.ts';
import { scrapesPerMinuteOf } from '../metrics/scrape-rate.ts';
import type { RunningPod } from '../metrics/series-reader.ts';
import { familiesThere, findFamily } from './check-family.ts';
import { type Measurement, measurementWords } from './measurement.ts';
import { otherCallersOf } from './other-callers.ts';
import { askWhileYoung } from './young-stable.ts';

/** The choices, in one place: what to do when pods cannot be asked. */
export const CHOICES =
  'metrics-port and metrics-path of pods that answer, prometheus-service: namespace/name:port, or prometheus-url';

/** Longest wait for the first answer of a pod; later ones must fit between two polls. */
const FIRST_ANSWER_MS = 5_000;
const ANSWER_MS = 3_000;
/** So many of stable's pods are looked at; they are all of one template. */
const MOST_PODS = 5;
/** So often a pod is read in a row, to see whether that alone makes its counter grow. */
const READS = 4;

/** What the pods of stable expose; else why they cannot be asked, and what else could be. */
export async function lookAtPods(
  context: CanaryContext,
  target: Target,
  stable: Deployment,
  container: string,
): Promise<Measurement | readonly InputProblem[]> {
  const { inputs } = context;
  const placeOf = (pod: Pod): MetricsPlace | undefined =>
    metricsPlaceOf(pod, stable.spec.template, container, inputs);
  const pods = (): Promise<readonly RunningPod[]> => runningPods(target, stable);
  const names = podFamilies(inputs.metric).map(({ counter }) => counter);
  const seen = await askUntilKnown(context, target, names, async () =>
    askStable(context, target.kube, await pods(), placeOf),
  );
  if (typeof seen === 'string') return [silent(inputs.metrics, seen)];
  const { series, path } = seen;
  const buckets = usableBuckets(series);
  const histograms = async (): Promise<readonly string[]> =>
    buckets.map((name) => name.replace(/_bucket$/, ''));
  const ownReads = { path, perSecond: 1000 / inputs.interval };
  const family = await findFamily({
    inputs,
    exposed: { counters: series.filter((each) => names.includes(nameOf(each))), buckets },
    callers: otherCallersOf(stable, { ownReads }),
    histograms,
    labelsOf: async (counter) => series.find((each) => nameOf(each) === counter)?.labels,
    explainMissing: async () => ({
      input: 'metric',
      value: inputs.metric,
      problem:
        names.length === 0
          ? 'is counted by a mesh or gateway, and only a Prometheus knows that'
          : `the pods of ${target.workload} expose no ${inputs.metric === 'auto' ? 'requests by a name that is known' : names.join()}`,
      allowed: await familiesThere({ inputs, histograms }),
    }),
  });
  if ('problem' in family) return [family];
  const labels = series.filter((each) => nameOf(each) === family.counter).map((each) => each.labels);
  const timeoutMs = Math.min(ANSWER_MS, inputs.interval);
  const place = "the pods' own metrics";
  const reads = await readAgain(seen);
  if (!isOneProgram([seen.own, ...reads], family.counter)) return [silent(inputs.metrics, SEVERAL)];
  const uncounted = readsAreUncounted(seen, reads, family, labels);
  return {
    place,
    words: measurementWords({ place, family }, inputs),
    family,
    labels,
    scrapesPerMinute: uncounted ? 0 : scrapesPerMinuteOf(seen.own, target.kube.now()),
    ownReads: uncounted ? undefined : ownReads,
    open: (by, matchers, witness) => ({
      reader: createPodsReader({
        kube: by.kube,
        pods: () => runningPods(by, stable, witness),
        placeOf,
        family,
        matchers,
        limitBound: inputs.maxP99 / family.unitMs,
        timeoutMs,
      }),
    }),
  };
}

/** Names of buckets by which latency can be told. One for everything is none: so a native histogram is told as text. */
function usableBuckets(series: readonly Series[]): readonly string[] {
  const isBounded = ({ labels }: Series): boolean => Number.isFinite(boundOf(labels['le'] ?? ''));
  const all = new Set(series.filter((each) => !isBounded(each)).map(nameOf));
  const finite = new Set(series.filter(isBounded).map(nameOf));
  return [...finite].filter((name) => name.endsWith('_bucket') && all.has(name));
}

function nameOf({ labels }: Series): string {
  return labels['__name__'] ?? '';
}

interface Seen {
  readonly series: readonly Series[];
  readonly path: string;
  /** What one of the pods said, and how it is read again. */
  readonly own: readonly Series[];
  readonly again: () => Promise<readonly Series[]>;
}

/** A stable that has just been started has no counters before its first request. */
async function askUntilKnown(
  context: CanaryContext,
  target: Target,
  names: readonly string[],
  ask: () => Promise<Seen | string>,
): Promise<Seen | string> {
  let last: Seen | string = '';
  await askWhileYoung({ context, target }, async () => {
    last = await ask();
    return typeof last !== 'string' && last.series.some((series) => names.includes(nameOf(series)))
      ? [last]
      : [];
  });
  return last;
}

/** What stable's pods answer; in words why none of them does. */
async function askStable(
  { signal }: CanaryContext,
  kube: Kube,
  running: readonly RunningPod[],
  placeOf: (pod: Pod) => MetricsPlace | undefined,
): Promise<Seen | string> {
  const pods = running.filter(({ track }) => track === 'stable').map(({ pod }) => pod);
  const ask = async (pod: Pod): Promise<Seen | string> => {
    const at = placeOf(pod);
    if (at === undefined) return 'the container has several ports or none, and none is named metrics';
    const read = () => askPod(kube, pod, at, { timeoutMs: FIRST_ANSWER_MS, signal });
    const said = await read();
    if ('why' in said) return `pod ${pod.metadata.name}: ${said.why}`;
    const again = async (): Promise<readonly Series[]> => {
      const more = await read();
      return 'why' in more ? [] : more;
    };
    return { series: said, own: said, path: at.path, again };
  };
  const answers = await mapLimited(pods.slice(0, MOST_PODS), MOST_PODS, ask);
  const good = answers.filter((answer) => typeof answer !== 'string');
  const [first] = good;
  if (first === undefined) return String(answers[0] ?? 'no pod of stable is running');
  return { ...first, series: good.flatMap(({ series }) => series) };
}

/**
 * Whether reading the metrics is no request in the counter, where no label would tell: it does not grow between two reads
 * in a row, though the first of them was one. With many users it always grows; then a scrape more or less is nothing.
 */
function readsAreUncounted(
  { path }: Seen,
  reads: readonly (readonly Series[])[],
  family: Family,
  labels: readonly Series['labels'][],
): boolean {
  if (untold([{ what: '', path, perSecond: 1 }], labels).length === 0) return false;
  const sums = reads.map((series) =>
    series.reduce((sum, each) => (nameOf(each) === family.counter ? sum + each.value : sum), 0),
  );
  return sums.some((sum, at) => sum === sums[at - 1]);
}

/** One pod, read so often in a row. */
async function readAgain({ again }: Seen): Promise<readonly (readonly Series[])[]> {
  const reads: (readonly Series[])[] = [];
  for (let read = 0; read < READS; read++) reads.push(await again());
  return reads;
}

const SEVERAL =
  'several processes answer in turns, each with counters of its own, so nothing can be added up; let one answer for all (multiprocess mode of prometheus_client, the aggregator of prom-client)';

function silent(metrics: string, why: string): InputProblem {
  return { input: 'metrics', value: metrics, problem: `the pods give no metrics: ${why}`, allowed: CHOICES };
}
