import { type InputProblem, mapLimited } from '@fairlead/core';
import type { Deployment, Kube, Pod } from '@fairlead/kube';
import { runningPods } from '../cluster/running-pods.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { askPod } from '../metrics/ask-pod.ts';
import { familiesFor } from '../metrics/families.ts';
import { type MetricsPlace, metricsPlaceOf } from '../metrics/metrics-place.ts';
import { createPodsReader } from '../metrics/pods-reader.ts';
import type { Series } from '../metrics/prometheus.ts';
import type { RunningPod } from '../metrics/series-reader.ts';
import { familiesThere, findFamily } from './check-family.ts';
import { type Measurement, measurementWords } from './measurement.ts';
import { otherCallersOf } from './other-callers.ts';

/** The choices, in one place: what to do when pods cannot be asked. */
export const CHOICES =
  'metrics-port and metrics-path of pods that answer, prometheus-service: namespace/name:port, or prometheus-url';

/** Longest wait for the first answer of a pod; later ones must fit between two polls. */
const FIRST_ANSWER_MS = 5_000;
const ANSWER_MS = 3_000;
/** So many of stable's pods are looked at; they are all of one template. */
const MOST_PODS = 5;

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
  const seen = await askStable(context, target.kube, await pods(), placeOf);
  if (typeof seen === 'string') return [silent(inputs.metrics, seen)];
  const { series, path } = seen;
  const names = familiesFor(inputs.metric).map(({ counter }) => counter);
  const named = (name: string): readonly Series[] =>
    series.filter(({ labels }) => labels['__name__'] === name);
  const counters = names.flatMap(named);
  const all = [...new Set(series.map(({ labels }) => labels['__name__'] ?? ''))];
  const histograms = async (): Promise<readonly string[]> =>
    all.filter((name) => name.endsWith('_bucket')).map((name) => name.replace(/_bucket$/, ''));
  const ownReads = { path, perSecond: 1000 / inputs.interval };
  const family = await findFamily({
    inputs,
    exposed: { counters, buckets: all.filter((name) => name.endsWith('_bucket')) },
    callers: otherCallersOf(stable, { ownReads }),
    histograms,
    labelsOf: async (counter) => named(counter)[0]?.labels,
    explainMissing: async () => ({
      input: 'metric',
      value: inputs.metric,
      problem: `the pods of ${target.workload} expose no ${inputs.metric === 'auto' ? 'requests by a name that is known' : names.join()}`,
      allowed: await familiesThere({ inputs, histograms }),
    }),
  });
  if ('problem' in family) return [family];
  const timeoutMs = Math.min(ANSWER_MS, inputs.interval);
  const at = "the pods' own metrics";
  return {
    place: at,
    words: measurementWords({ place: at, family }, inputs),
    family,
    prometheus: undefined,
    labels: named(family.counter).map(({ labels }) => labels),
    scrapesPerMinute: undefined,
    ownReads,
    open: (matchers) => createPodsReader({ kube: target.kube, pods, placeOf, family, matchers, timeoutMs }),
  };
}

interface Seen {
  readonly series: readonly Series[];
  readonly path: string;
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
    const said = await askPod(kube, pod, at, { timeoutMs: FIRST_ANSWER_MS, signal });
    return 'why' in said ? `pod ${pod.metadata.name}: ${said.why}` : { series: said, path: at.path };
  };
  const answers = await mapLimited(pods.slice(0, MOST_PODS), MOST_PODS, ask);
  const good = answers.filter((answer) => typeof answer !== 'string');
  const [first] = good;
  if (first === undefined) return String(answers[0] ?? 'no pod of stable is running');
  return { series: good.flatMap(({ series }) => series), path: first.path };
}

function silent(metrics: string, why: string): InputProblem {
  return { input: 'metrics', value: metrics, problem: `the pods give no metrics: ${why}`, allowed: CHOICES };
}
