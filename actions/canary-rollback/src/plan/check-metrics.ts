import type { InputProblem } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import { findFamilyProblem } from './check-family.ts';
import { checkErrorQuery, checkLatencyQuery } from './check-queries.ts';
import { inspectOnce } from './inspect.ts';
import { asking, explain } from './metric-check.ts';
import { openPrometheus, queryOptionsOf } from './open-prometheus.ts';

/** The first answer may come from a cold or busy server; later ones must fit between two polls. */
const FIRST_ANSWER_MS = 15_000;

/** What is wrong with Prometheus, the queries and the metric, as far as stable's series show it: before any user sees the canary. */
export async function findMetricProblems(
  inputs: CanaryInputs,
  context: CanaryContext,
  target: Target,
): Promise<readonly InputProblem[]> {
  if (inputs.prometheusUrl === undefined) return [];
  const silent = await findSilence(inputs, context);
  if (silent.length > 0) return silent;
  // Without a canary to judge nobody needs series; and one that does not exist yet, or was just deployed, has none.
  if ((await inspectOnce(context, target)).kind !== 'canary') return [];
  const prometheus = openPrometheus(inputs, context, FIRST_ANSWER_MS);
  const check = { prometheus, context, target };
  const problems = await asking(prometheus.url, () =>
    Promise.all([
      checkErrorQuery(check, inputs.errorQuery),
      checkLatencyQuery(check, inputs.latencyQuery),
      findFamilyProblem(check, queryOptionsOf(inputs, target, [])),
    ]),
  );
  return problems.filter((problem) => problem !== undefined);
}

/** What is wrong with what answers at the address. @throws ExternalError when nobody does. */
export async function findSilence(
  inputs: CanaryInputs,
  context: CanaryContext,
): Promise<readonly InputProblem[]> {
  if (inputs.prometheusUrl === undefined) return [];
  const prometheus = openPrometheus(inputs, context, FIRST_ANSWER_MS);
  const problem = await asking(prometheus.url, () =>
    explain(async () => void (await prometheus.query('vector(1)', context.signal))),
  );
  if (problem === undefined) return [];
  const allowed = 'the address of a Prometheus that the runner reaches';
  return [{ input: 'prometheus-url', value: prometheus.url, problem, allowed }];
}
