import { errorMessage, FairleadError, type InputProblem } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import type { Prometheus } from '../metrics/prometheus.ts';
import { exampleQuery, fillQuery, podPatterns, type QueryOptions, statusQuery } from '../metrics/queries.ts';
import { openPrometheus } from './open-prometheus.ts';

/** The first answer may come from a cold or busy server; later ones must fit between two polls. */
const FIRST_ANSWER_MS = 15_000;

/** What is wrong with Prometheus, the queries and the labels, as far as stable's series show it. */
export async function findMetricProblems(
  inputs: CanaryInputs,
  context: CanaryContext,
  target: Target,
): Promise<readonly InputProblem[]> {
  if (inputs.prometheusUrl === undefined) return [];
  const prometheus = openPrometheus(inputs, context, FIRST_ANSWER_MS);
  const silent = await explain(async () => void (await prometheus.query('vector(1)', context.signal)));
  if (silent !== undefined) {
    const allowed = 'the address of a Prometheus that the runner reaches';
    return [{ input: 'prometheus-url', value: prometheus.url, problem: silent, allowed }];
  }
  const problems = await Promise.all([
    checkQuery(prometheus, context, target, 'error-query', inputs.errorQuery),
    checkQuery(prometheus, context, target, 'latency-query', inputs.latencyQuery),
    inputs.errorQuery === undefined ? checkStatusLabel(prometheus, context, target) : undefined,
  ]);
  return problems.filter((problem) => problem !== undefined);
}

async function checkQuery(
  prometheus: Prometheus,
  { signal, log }: CanaryContext,
  { namespace, workload }: Target,
  input: 'error-query' | 'latency-query',
  query: string | undefined,
): Promise<InputProblem | undefined> {
  if (query === undefined) return undefined;
  const filled = fillQuery(query, { namespace, pods: podPatterns(workload).stable, window: '60s' });
  const problem = await explain(async () => {
    const series = await prometheus.query(filled, signal);
    if (series.length > 1) return `gives ${series.length} series, not one value; wrap it in sum(…)`;
    const value = series[0]?.value ?? Number.NaN;
    if (Number.isNaN(value))
      log.warn(
        `${input} gives no value for the pods of ${workload} now; a canary without a value does not pass`,
      );
    const isShare = input === 'error-query';
    return isShare && (value < 0 || value > 1) ? `gives ${value}, not a share from 0 to 1` : undefined;
  });
  if (problem === undefined) return undefined;
  return { input, value: query, problem, allowed: 'PromQL that gives one value' };
}

/** Counters without the status cannot show an error: all requests would look fine. */
async function checkStatusLabel(
  prometheus: Prometheus,
  { inputs, signal }: CanaryContext,
  target: Target,
): Promise<InputProblem | undefined> {
  const { metric, namespaceLabel, podLabel, statusLabel } = inputs;
  const options: QueryOptions = { ...target, metric, namespaceLabel, podLabel, statusLabel };
  const found = await prometheus.query(statusQuery(options), signal);
  if (found.length === 0 || found.some(({ labels }) => (labels[statusLabel] ?? '') !== '')) return undefined;
  const [example] = await prometheus.query(exampleQuery(options), signal);
  const there = Object.keys(example?.labels ?? {}).filter((label) => label !== '__name__');
  return {
    input: 'status-label',
    value: statusLabel,
    problem: `is no label of ${metric}_count for the pods of ${target.workload}, so errors cannot be told`,
    allowed: `the label with the HTTP status, one of ${there.sort().join(', ') || 'none'}`,
  };
}

/** What a look says or throws, in words. */
async function explain(look: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof FairleadError && error.code === 'CANCELLED') throw error;
    return errorMessage(error);
  }
}
