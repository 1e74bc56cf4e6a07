import type { InputProblem } from '@fairlead/core';
import type { Series } from '../metrics/prometheus.ts';
import { fillQuery, podPatterns } from '../metrics/queries.ts';
import { explain, type MetricCheck } from './metric-check.ts';
import { askWhileYoung } from './young-stable.ts';

/** A pod that is nowhere: a query that has a number for it has one for a canary that nobody asked, too. */
const NOBODY = 'fairlead-no-such-pod';

/** Whether `error-query` gives a share for stable, and none for pods that do not exist. */
export async function checkErrorQuery(
  check: MetricCheck,
  query: string | undefined,
): Promise<InputProblem | undefined> {
  if (query === undefined) return undefined;
  const problem = await explain(async () => {
    if (isConstant(query)) return 'asks for no series, so it says nothing about the canary';
    const value = await valueForStable(check, query);
    if (typeof value === 'string') return value;
    if (value < 0 || value > 1) return `gives ${value}, not a share from 0 to 1`;
    const [nobody] = asksForPods(query) ? await ask(check, query, NOBODY) : [];
    if (nobody === undefined || !Number.isFinite(nobody.value)) return undefined;
    return `gives ${nobody.value} for pods that do not exist, so a canary without requests would pass; leave the default out around the whole and below the line`;
  });
  return problemWith('error-query', query, problem);
}

/** Whether `latency-query` gives one number for stable. */
export async function checkLatencyQuery(
  check: MetricCheck,
  query: string | undefined,
): Promise<InputProblem | undefined> {
  if (query === undefined) return undefined;
  const problem = await explain(async () => {
    const value = await valueForStable(check, query);
    return typeof value === 'string' ? value : undefined;
  });
  return problemWith('latency-query', query, problem);
}

/** The number for stable's pods, or what is wrong. */
async function valueForStable(check: MetricCheck, query: string): Promise<number | string> {
  const pods = podPatterns(check.target.workload).stable;
  const series = await askWhileYoung(check, async () => {
    const found = await ask(check, query, pods);
    return found.length === 1 && Number.isNaN(found[0]?.value) ? [] : found; // 0/0
  });
  if (series.length > 1) return `gives ${series.length} series, not one value; wrap it in sum(…)`;
  const value = series[0]?.value;
  return value === undefined
    ? `gives no value for the pods of ${check.target.workload} now; a canary without a value would not pass`
    : value;
}

function ask(
  { prometheus, context: { signal }, target: { namespace } }: MetricCheck,
  query: string,
  pods: string,
): Promise<readonly Series[]> {
  return prometheus.query(fillQuery(query, { namespace, pods, window: '60s' }), signal);
}

/** Nothing but numbers: it would pass every canary. */
function isConstant(query: string): boolean {
  return query.replaceAll(/\b(?:vector|scalar|time|or|and)\b/g, '').match(/[a-z_:{]/i) === null;
}

function asksForPods(query: string): boolean {
  return /\{\{\s*pods\s*\}\}/.test(query);
}

function problemWith(input: string, value: string, problem: string | undefined): InputProblem | undefined {
  if (problem === undefined) return undefined;
  return { input, value, problem, allowed: 'PromQL that gives one value' };
}
