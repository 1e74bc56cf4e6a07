import type { Check, InputProblem } from '@fairlead/core';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import type { inputs, outputs } from '../inputs.ts';
import { findMetricProblems } from './check-metrics.ts';
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
    async (inputs, context) => findMetricProblems(inputs, context, await openTarget(context, connect)),
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
