import { ExternalError, InputError, type InputProblem, oncePer } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import type { RunPlan } from './inspect.ts';
import { CHOICES, lookAtPods } from './look-at-pods.ts';
import { lookAtPrometheus } from './look-at-prometheus.ts';
import type { MeasuredPlan, Measurement } from './measurement.ts';
import { openPrometheus } from './open-prometheus.ts';

/** The first answer may come from a cold or busy server; later ones must fit between two polls. */
export const FIRST_ANSWER_MS = 15_000;

/** What will be measured, or what is wrong. */
export type Measured = Measurement | readonly InputProblem[];

/** What will be measured, looked for once a run: what the checks found is what is read. */
export const measureOnce: typeof measure = oncePer(measure);

/** By the Prometheus that the inputs name, else by the pods. */
async function measure(context: CanaryContext, target: Target, plan: RunPlan): Promise<Measured> {
  const { inputs } = context;
  if (inputs.metrics === 'none') return plan.service === undefined ? NOTHING : [unmeasuredService()];
  const prometheus = openPrometheus(inputs, context, target, FIRST_ANSWER_MS);
  if (inputs.metrics !== 'pods' && prometheus !== undefined)
    return lookAtPrometheus(context, target, plan, prometheus);
  try {
    const found = await lookAtPods(context, target, plan.stable, plan.container.name);
    return plan.service === undefined && isProblems(found) ? found.map(withNone) : found;
  } catch (error) {
    if (!(error instanceof ExternalError) || error.code !== 'KUBE_FORBIDDEN') throw error;
    const problem = `${error.message}; ${error.hint ?? ''}`;
    return [{ input: 'metrics', value: inputs.metrics, problem, allowed: `that right, ${CHOICES}` }];
  }
}

const NOTHING: Measurement = {
  place: 'the pods as the API server sees them',
  words: 'nothing is measured: the new version is judged by restarts and readiness alone',
  family: undefined,
  labels: [],
  scrapesPerMinute: undefined,
  ownReads: undefined,
  open: () => ({
    reader: {
      place: 'nothing',
      replicas: false,
      read: async () => ({ counts: [], buckets: [], routeBuckets: [], unread: [] }),
    },
  }),
};

function unmeasuredService(): InputProblem {
  const problem = 'is for a worker, and users reach this workload through a Service';
  return { input: 'metrics', value: 'none', problem, allowed: 'auto, pods or prometheus' };
}

/** A worker need not count anything, but that has to be said: what cannot be seen is no pass. */
function withNone(problem: InputProblem): InputProblem {
  const allowed = `${problem.allowed ?? CHOICES}; for a worker also metrics: none, which judges it by restarts and readiness alone`;
  return { ...problem, allowed };
}

/** The plan with what will be measured. @throws InputError when something is wrong by now. */
export async function withMeasurement(
  context: CanaryContext,
  target: Target,
  plan: RunPlan,
): Promise<MeasuredPlan> {
  const answer = await measureOnce(context, target, plan);
  if (isProblems(answer)) throw new InputError(answer); // it was fine a moment ago, in the check
  return { ...plan, measured: answer };
}

/** Whether something is wrong. */
export function isProblems(answer: Measured): answer is readonly InputProblem[] {
  return Array.isArray(answer);
}
