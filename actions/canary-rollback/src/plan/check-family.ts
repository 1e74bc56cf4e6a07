import type { InputProblem } from '@fairlead/core';
import type { Labels } from '@fairlead/kube';
import {
  anyExampleQuery,
  exampleQuery,
  familiesQuery,
  type QueryOptions,
  stableBucketsQuery,
  statusQuery,
} from '../metrics/queries.ts';
import type { MetricCheck } from './metric-check.ts';
import { askWhileYoung } from './young-stable.ts';

/** Families that are named when the metric is not there. */
const MOST_NAMES = 8;

/** Whether stable has the histogram that the canary is to be judged by, with its labels; else what there is instead. */
export async function findFamilyProblem(
  check: MetricCheck,
  options: QueryOptions,
): Promise<InputProblem | undefined> {
  const { prometheus, context } = check;
  const { inputs, signal } = context;
  if (inputs.errorQuery === undefined) {
    const found = await askWhileYoung(check, () => prometheus.query(statusQuery(options), signal));
    if (found.length === 0) return explainMissing(check, options);
    const known = found.some(({ labels }) => (labels[options.statusLabel] ?? '') !== '');
    if (!known) return noStatus(check, options);
  }
  if (inputs.latencyQuery !== undefined) return undefined;
  const buckets = await askWhileYoung(check, () => prometheus.query(stableBucketsQuery(options), signal));
  if (buckets.length > 0) return undefined;
  return inputs.errorQuery === undefined ? noBuckets(check, options) : explainMissing(check, options);
}

/** Counters without the status cannot show an error: all requests would look fine. */
async function noStatus(
  { prometheus, context: { signal } }: MetricCheck,
  options: QueryOptions,
): Promise<InputProblem> {
  const { metric, statusLabel, workload } = options;
  const [example] = await prometheus.query(exampleQuery(options), signal);
  return {
    input: 'status-label',
    value: statusLabel,
    problem: `is no label of ${metric}_count for the pods of ${workload}, so errors cannot be told`,
    allowed: `the label with the HTTP status, one of ${labelNames(example?.labels) || 'none'}`,
  };
}

async function noBuckets(check: MetricCheck, options: QueryOptions): Promise<InputProblem> {
  return {
    input: 'metric',
    value: options.metric,
    problem: `has no buckets for the pods of ${options.workload}, so the P99 cannot be told (a summary and a native histogram have none)`,
    allowed: `${await familiesThere(check, options)}, or latency-query; latency-query: vector(0) says that latency is not judged`,
  };
}

/** The name is wrong, or a label is, or nobody scrapes the pods, or nobody ever asked them anything. */
async function explainMissing(check: MetricCheck, options: QueryOptions): Promise<InputProblem> {
  const { prometheus, context } = check;
  const { metric, namespace, workload } = options;
  const [elsewhere] = await prometheus.query(anyExampleQuery(options), context.signal);
  const wrong = elsewhere === undefined ? undefined : wrongLabel(options, elsewhere.labels);
  if (wrong !== undefined) return wrong;
  const others =
    elsewhere === undefined
      ? ''
      : `; it is there for others, such as ${options.podLabel} ${JSON.stringify(elsewhere.labels[options.podLabel])} in ${JSON.stringify(elsewhere.labels[options.namespaceLabel])}`;
  return {
    input: 'metric',
    value: metric,
    problem: `Prometheus has no ${metric}_count for the pods of ${workload} in namespace ${namespace}: the name is another, they are not scraped, or they answered no request yet${others}`,
    allowed: await familiesThere(check, options),
  };
}

function wrongLabel(
  { metric, podLabel, namespaceLabel }: QueryOptions,
  labels: Labels,
): InputProblem | undefined {
  const missing = (input: string, label: string): InputProblem | undefined =>
    (labels[label] ?? '') !== ''
      ? undefined
      : {
          input,
          value: label,
          problem: `is no label of ${metric}_count, so the pods of both versions cannot be told apart`,
          allowed: `one of ${labelNames(labels) || 'none'}`,
        };
  return missing('pod-label', podLabel) ?? missing('namespace-label', namespaceLabel);
}

async function familiesThere(
  { prometheus, context: { signal } }: MetricCheck,
  options: QueryOptions,
): Promise<string> {
  const found = await prometheus.query(familiesQuery(options), signal);
  const names = found.map(({ labels }) => (labels['__name__'] ?? '').replace(/_bucket$/, ''));
  const isHttp = (name: string): number => Number(!/http|grpc|request/.test(name));
  const sorted = [...new Set(names)]
    .filter((name) => name !== '' && name !== options.metric)
    .sort((a, b) => isHttp(a) - isHttp(b) || a.localeCompare(b));
  if (sorted.length === 0) return 'a histogram of these pods; Prometheus has none of them';
  const more = sorted.length > MOST_NAMES ? ` and ${sorted.length - MOST_NAMES} more` : '';
  return `one of ${sorted.slice(0, MOST_NAMES).join(', ')}${more}`;
}

function labelNames(labels: Labels = {}): string {
  return Object.keys(labels)
    .filter((label) => label !== '__name__')
    .sort()
    .join(', ');
}
