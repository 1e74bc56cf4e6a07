import { type Check, errorMessage, FairleadError, type InputProblem } from '@fairlead/core';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import type { inputs, outputs } from '../inputs.ts';
import { createPrometheus, type Prometheus } from '../metrics/prometheus.ts';
import { fillQuery, podPatterns } from '../metrics/queries.ts';
import { findMissingRights } from './check-rights.ts';
import { type Connect, openTarget } from './connect.ts';
import { inspect } from './inspect.ts';
import { checkCounting, checkNeeded, checkTimes } from './rules.ts';
import { findTargetProblems } from './target-problems.ts';

/** Everything that can be known before anything is changed: inputs, the cluster, Prometheus. Only `run` starts something. */
export function checksWith(connect: Connect): readonly CanaryCheck[] {
  const checks: readonly CanaryCheck[] = [
    checkNeeded,
    checkTimes,
    checkCounting,
    async (_, context) => findTargetProblems(await openTarget(context, connect)),
    (inputs, context) => checkCluster(inputs, context, connect),
    checkPrometheus,
  ];
  return checks.map((check) => (inputs, context) => (inputs.command === 'run' ? check(inputs, context) : []));
}

type CanaryCheck = Check<typeof inputs, typeof outputs>;

async function checkCluster(
  inputs: CanaryInputs,
  context: CanaryContext,
  connect: Connect,
): Promise<readonly InputProblem[]> {
  const target = await openTarget(context, connect);
  const found = await inspect(target, inputs);
  if (found.kind === 'problems') return found.problems;
  return found.kind === 'canary' ? findMissingRights(target, found.provider) : [];
}

/** The Prometheus of the inputs. */
export function prometheusOf(inputs: CanaryInputs, { http }: Pick<CanaryContext, 'http'>): Prometheus {
  return createPrometheus(http, { url: inputs.prometheusUrl ?? '', token: inputs.prometheusToken });
}

/** The first answer may come from a cold or busy server; later ones must fit between two polls. */
const FIRST_ANSWER_MS = 15_000;

async function checkPrometheus(
  inputs: CanaryInputs,
  context: CanaryContext,
): Promise<readonly InputProblem[]> {
  if (inputs.prometheusUrl === undefined) return [];
  const prometheus = createPrometheus(context.http, {
    url: inputs.prometheusUrl,
    token: inputs.prometheusToken,
    timeoutMs: FIRST_ANSWER_MS,
  });
  const alive = await tryQuery(prometheus, 'vector(1)', context);
  if (alive !== undefined) {
    const allowed = 'the address of a Prometheus that the runner reaches';
    return [{ input: 'prometheus-url', value: prometheus.url, problem: alive, allowed }];
  }
  const values = {
    namespace: inputs.namespace ?? 'default',
    pods: podPatterns(inputs.workload).stable,
    window: '60s',
  };
  const queries = [
    ['error-query', inputs.errorQuery],
    ['latency-query', inputs.latencyQuery],
  ] as const;
  const problems: InputProblem[] = [];
  for (const [input, query] of queries) {
    if (query === undefined) continue;
    const problem = await tryQuery(prometheus, fillQuery(query, values), context, input === 'error-query');
    if (problem !== undefined)
      problems.push({ input, value: query, problem, allowed: 'PromQL that gives one value' });
  }
  return problems;
}

/** What is wrong with a query's answer; undefined when there is one. */
async function tryQuery(
  prometheus: Prometheus,
  query: string,
  { signal }: CanaryContext,
  isShare = false,
): Promise<string | undefined> {
  try {
    const series = await prometheus.query(query, signal);
    if (series.length > 1) return `gives ${series.length} series, not one value; wrap it in sum(…)`;
    const value = series[0]?.value ?? 0;
    if (isShare && (value < 0 || value > 1)) return `gives ${value}, not a share from 0 to 1`;
    return undefined;
  } catch (error) {
    if (error instanceof FairleadError && error.code === 'CANCELLED') throw error;
    return errorMessage(error);
  }
}
