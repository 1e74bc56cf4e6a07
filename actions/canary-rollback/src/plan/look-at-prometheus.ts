import type { InputProblem } from '@fairlead/core';
import type { Labels, Pod } from '@fairlead/kube';
import { runningPods } from '../cluster/running-pods.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import { hasRequests, type MeshExposed } from '../metrics/choose-family.ts';
import { familiesFor, nativeOf, podFamilies, STATUS_LABELS } from '../metrics/families.ts';
import type { Family } from '../metrics/family.ts';
import { boundsAround } from '../metrics/histogram.ts';
import { PATH_LABELS } from '../metrics/other-callers.ts';
import type { Prometheus, Series } from '../metrics/prometheus.ts';
import { createPrometheusReader } from '../metrics/prometheus-reader.ts';
import {
  anyExampleQuery,
  bucketsQuery,
  exampleQuery,
  exposedQuery,
  familiesQuery,
  scrapesQuery,
} from '../metrics/queries.ts';
import { routeLabelOf } from '../metrics/routes.ts';
import { familiesThere, findFamily, labelNames } from './check-family.ts';
import { checkErrorQuery, checkLatencyQuery } from './check-queries.ts';
import type { RunPlan } from './inspect.ts';
import { askMeshes, openMesh } from './look-at-meshes.ts';
import { type Measurement, measurementWords } from './measurement.ts';
import { asking } from './metric-check.ts';
import { openPrometheus, queryOptionsOf } from './open-prometheus.ts';
import { otherCallersOf } from './other-callers.ts';
import { askWhileYoung } from './young-stable.ts';

/** What Prometheus has of stable's pods; else what is wrong with it, the queries or the labels. */
export async function lookAtPrometheus(
  context: CanaryContext,
  target: Target,
  plan: RunPlan,
  prometheus: Prometheus,
): Promise<Measurement | readonly InputProblem[]> {
  const { inputs } = context;
  const { stable } = plan;
  const check = { prometheus, context, target };
  const [errors, latency, found] = await asking(prometheus.url, () =>
    Promise.all([
      checkErrorQuery(check, inputs.errorQuery),
      checkLatencyQuery(check, inputs.latencyQuery),
      inputs.errorQuery !== undefined && inputs.latencyQuery !== undefined
        ? NOTHING_COUNTED
        : findInPrometheus(context, target, plan, prometheus),
    ]),
  );
  const problems = [errors, latency, 'problem' in found ? found : undefined].filter(
    (each) => each !== undefined,
  );
  if (problems.length > 0 || 'problem' in found) return problems;
  const routeLabel = routeLabelOf(found.labels);
  const place = `Prometheus at ${prometheus.url}`;
  return {
    ...found,
    place,
    words: measurementWords({ place, family: found.family }, inputs),
    ownReads: undefined,
    open(by, matchers, witness) {
      const later = openPrometheus(inputs, context, by) ?? prometheus;
      const mesh = openMesh(later, found.family, { inputs, target: by, plan, matchers, witness });
      if (mesh !== undefined) return { reader: mesh, prometheus: later };
      const pods = async (): Promise<readonly Pod[]> =>
        (await runningPods(by, stable, witness)).map(({ pod }) => pod);
      const limitBound = inputs.maxP99 / (found.family?.unitMs ?? 1);
      const options = {
        ...queryOptionsOf(inputs, by, matchers),
        family: found.family,
        bounds: boundsAround(limitBound),
        limitBound,
        routeLabel,
        pods,
        witness,
      };
      return { reader: createPrometheusReader(later, options), prometheus: later };
    },
  };
}

type Found = Pick<Measurement, 'family' | 'labels' | 'scrapesPerMinute'>;

const NOTHING_COUNTED: Found = { family: undefined, labels: [], scrapesPerMinute: undefined };

async function findInPrometheus(
  context: CanaryContext,
  target: Target,
  plan: RunPlan,
  prometheus: Prometheus,
): Promise<Found | InputProblem> {
  const { inputs, signal } = context;
  const options = queryOptionsOf(inputs, target, []);
  const families = podFamilies(inputs.metric);
  const labels = [...new Set([...labelsAsked(inputs), ...PATH_LABELS])];
  const isCounted = inputs.errorQuery === undefined;
  const askBuckets = async (): Promise<readonly string[]> => {
    const names = families.flatMap(({ buckets }) => (buckets === undefined ? [] : [buckets]));
    if (names.length === 0) return [];
    const found = await prometheus.query(bucketsQuery(options, names), signal);
    return found.map(({ labels: own }) => own['__name__'] ?? '');
  };
  let meshes: readonly MeshExposed[] = [];
  const askCounters = async (): Promise<readonly Series[]> => {
    const names = families.flatMap((known) => [known.counter, nativeOf(known)?.counter ?? []].flat());
    const own =
      names.length === 0 ? [] : await prometheus.query(exposedQuery(options, names, labels), signal);
    if (own.some(hasRequests)) return own;
    meshes = await askMeshes(prometheus, { inputs, target, plan }, labelsAsked(inputs), signal);
    return [...own, ...meshes.flatMap((mesh) => mesh.counters)];
  };
  const answers = isCounted ? await askWhileYoung({ context, target }, askCounters) : [];
  const counters = answers.filter(({ labels: own }) => own['__name__'] !== undefined);
  const buckets = isCounted ? await askBuckets() : await askWhileYoung({ context, target }, askBuckets);
  const histograms = async (): Promise<readonly string[]> => {
    const found = await prometheus.query(familiesQuery(options), signal);
    return found.map(({ labels: own }) => (own['__name__'] ?? '').replace(/_bucket$/, ''));
  };
  const family = await findFamily({
    inputs,
    exposed: { counters, buckets, meshes },
    callers: otherCallersOf(plan.stable),
    histograms,
    labelsOf: async (counter) => (await prometheus.query(exampleQuery(options, counter), signal))[0]?.labels,
    explainMissing: () => explainMissing(context, target, prometheus, histograms),
  });
  if ('problem' in family) return family;
  if (family.told !== undefined) return { family, labels: [], scrapesPerMinute: undefined };
  const own = counters.map((series) => series.labels).filter((each) => each['__name__'] === family.counter);
  return { family, labels: own, scrapesPerMinute: await askScrapes(context, target, prometheus, family) };
}

function labelsAsked({ statusLabel }: CanaryInputs): readonly string[] {
  return statusLabel === undefined ? Object.values(STATUS_LABELS).flat() : [statusLabel];
}

async function askScrapes(
  { inputs, signal }: CanaryContext,
  target: Target,
  prometheus: Prometheus,
  family: Family,
): Promise<number | undefined> {
  if (inputs.errorQuery !== undefined) return undefined;
  const [scrapes] = await prometheus.query(scrapesQuery(queryOptionsOf(inputs, target, []), family), signal);
  return scrapes?.value;
}

/** The name is wrong, or a label is, or nobody scrapes the pods, or nobody ever asked them anything. */
async function explainMissing(
  { inputs, signal }: CanaryContext,
  { namespace, workload }: Target,
  prometheus: Prometheus,
  histograms: () => Promise<readonly string[]>,
): Promise<InputProblem> {
  const { metric, podLabel, namespaceLabel } = inputs;
  const names = familiesFor(metric).map(({ counter }) => counter);
  const [elsewhere] = await prometheus.query(anyExampleQuery(names), signal);
  const wrong =
    elsewhere === undefined
      ? undefined
      : wrongLabel(inputs, { __name__: names[0] ?? '', ...elsewhere.labels });
  if (wrong !== undefined) return wrong;
  const name = metric === 'auto' ? 'requests by a name that is known' : names.join();
  const others =
    elsewhere === undefined
      ? ''
      : `; it is there for others, such as ${podLabel} ${JSON.stringify(elsewhere.labels[podLabel])} in ${JSON.stringify(elsewhere.labels[namespaceLabel])}`;
  return {
    input: 'metric',
    value: metric,
    problem: `Prometheus has no ${name} for the pods of ${workload} in namespace ${namespace}${metric === 'auto' ? ', nor for them as a mesh or gateway counts' : ''}: the name is another, they are not scraped, or they answered no request yet${others}`,
    allowed: await familiesThere({ inputs, histograms }),
  };
}

function wrongLabel({ podLabel, namespaceLabel }: CanaryInputs, labels: Labels): InputProblem | undefined {
  const missing = (input: string, label: string): InputProblem | undefined =>
    (labels[label] ?? '') !== ''
      ? undefined
      : {
          input,
          value: label,
          problem: `is no label of ${labels['__name__']}, so the pods of both versions cannot be told apart`,
          allowed: `one of ${labelNames(labels) || 'none'}`,
        };
  return missing('pod-label', podLabel) ?? missing('namespace-label', namespaceLabel);
}
