import type { InputProblem } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import { inspectOnce } from './inspect.ts';
import { FIRST_ANSWER_MS, isProblems, measureOnce } from './measure.ts';
import { asking, explain } from './metric-check.ts';
import { openPrometheus } from './open-prometheus.ts';

/** What is wrong with what is to be measured, as far as stable shows it: before any user sees the canary. */
export async function findMetricProblems(
  inputs: CanaryInputs,
  context: CanaryContext,
  target: Target,
): Promise<readonly InputProblem[]> {
  const silent = await findSilence(inputs, context, target);
  if (silent.length > 0) return silent;
  // Without a canary to judge nobody needs series; and one that does not exist yet, or was just deployed, has none.
  const found = await inspectOnce(context, target);
  if (found.kind !== 'canary') return [];
  const measured = await measureOnce(context, target, found);
  return isProblems(measured) ? measured : [];
}

/** What is wrong with what answers as Prometheus; a Service is asked only through a cluster. @throws ExternalError when nobody does. */
export async function findSilence(
  inputs: CanaryInputs,
  context: CanaryContext,
  target?: Target,
): Promise<readonly InputProblem[]> {
  if (inputs.metrics === 'pods' || inputs.metrics === 'none') return [];
  const prometheus = openPrometheus(inputs, context, target, FIRST_ANSWER_MS);
  if (prometheus === undefined) return [];
  const problem = await asking(prometheus.url, () =>
    explain(async () => void (await prometheus.query('vector(1)', context.signal))),
  );
  if (problem === undefined) return [];
  const input = inputs.prometheusUrl === undefined ? 'prometheus-service' : 'prometheus-url';
  const allowed = 'the address of a Prometheus that the runner reaches, or prometheus-service';
  return [{ input, value: prometheus.url, problem, allowed }];
}
