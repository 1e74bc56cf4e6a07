import { CancelledError, type Check, type InputProblem, NOTHING_GIVEN, oncePer } from '@fairlead/core';
import { maskSet } from '@fairlead/helm';
import { planRollout } from './argo/plan-rollout.ts';
import { findCanary } from './canary/leftovers.ts';
import { type Connect, openTarget } from './cluster/connect.ts';
import type { Target } from './cluster/target.ts';
import { checkDrill } from './commands/check-drill.ts';
import type { CanaryContext, CanaryInputs } from './context.ts';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';
import { findMetricProblems, findSilence } from './plan/check-metrics.ts';
import { inspectOnce } from './plan/inspect.ts';
import {
  checkBaseline,
  checkCounting,
  checkPauses,
  checkSteps,
  checkSwitch,
  NEEDED,
  needsImage,
  TIMES,
} from './plan/limits.ts';
import { findTargetProblems } from './plan/target-problems.ts';
import { scenarioOf } from './simulate/scenario.ts';

/** Everything that can be known before anything is changed: inputs, the cluster, Prometheus. Only `run` starts something. */
export function checksWith(connect: Connect): readonly CanaryCheck[] {
  const left = oncePer(async (context: CanaryContext) =>
    findCanary(context, await openTarget(context, connect)),
  );
  /** Whether the cluster can be asked whether a canary was left behind; another check says why not. */
  const isWellSeen = (context: CanaryContext): Promise<boolean> =>
    left(context).then(
      () => true,
      (error: unknown) => {
        if (error instanceof CancelledError) throw error;
        return false;
      },
    );
  const own: readonly CanaryCheck[] = [
    maskSet,
    ...NEEDED,
    ...TIMES,
    checkBaseline,
    checkCounting,
    checkSwitch,
    checkSteps,
    checkPauses,
    async (inputs, context) => findTargetProblems(await openTarget(context, connect), inputs),
    async (inputs, context) => {
      if (await isWellSeen(context)) return []; // Prometheus is asked below, with the cluster
      return findSilence(inputs, context);
    },
    ...RUN_CHECKS.map(
      (check): CanaryCheck =>
        async (inputs, context) => {
          if ((await left(context)) !== undefined) return [];
          return check(inputs, context, await openTarget(context, connect));
        },
    ),
  ];
  const argo: readonly CanaryCheck[] = [
    needsImage,
    async (_, context) => findRolloutProblems(await openTarget(context, connect), context),
  ];
  const only = (checks: readonly CanaryCheck[], backend: CanaryInputs['backend']): readonly CanaryCheck[] =>
    checks.map(
      (check) => (inputs, context) =>
        starts(inputs) && inputs.backend === backend ? check(inputs, context) : [],
    );
  return [checkRetry, checkReplay, checkDrill, ...only(own, 'fairlead'), ...only(argo, 'argo-rollouts')];
}

/** A drill is a run of what stable runs, by our own means. */
function starts({ command }: CanaryInputs): boolean {
  return command === 'run' || command === 'drill';
}

async function findRolloutProblems(target: Target, context: CanaryContext): Promise<readonly InputProblem[]> {
  const plan = await planRollout(context, target);
  return plan.kind === 'problems' ? plan.problems : [];
}

function checkRetry({ command, backend }: CanaryInputs): readonly InputProblem[] {
  if (command !== 'retry' || backend === 'argo-rollouts') return [];
  const problem = 'is for backend argo-rollouts';
  return [{ input: 'command', value: command, problem, allowed: 'run begins a new canary' }];
}

/** What there is to be decided again. */
function checkReplay({ command, fromReport, traffic, interval }: CanaryInputs): readonly InputProblem[] {
  if (command !== 'replay' && command !== 'simulate') return [];
  const both = fromReport !== undefined && traffic !== undefined;
  if (command === 'simulate' && both)
    return [{ input: 'traffic', problem: 'stands beside from-report', allowed: 'one of the two' }];
  if (command === 'simulate' && traffic !== undefined) return checkLooks(traffic, interval);
  if (fromReport !== undefined) return [];
  const allowed =
    command === 'replay' ? 'the path of a report.json' : 'the path of a report.json, or traffic';
  return [{ input: 'from-report', problem: `is required for command ${command}, ${NOTHING_GIVEN}`, allowed }];
}

/** So many looks take some minutes. */
const MOST_LOOKS = 2_000_000;

function checkLooks(traffic: readonly string[], interval: number): readonly InputProblem[] {
  const { runs, traffic: one } = scenarioOf(traffic);
  const looks = (runs * one.seconds * 1000) / interval;
  if (looks <= MOST_LOOKS) return [];
  const problem = `makes ${Math.round(looks)} looks (runs × seconds / interval), which would take too long`;
  return [{ input: 'traffic', problem, allowed: `at most ${MOST_LOOKS}` }];
}

type CanaryCheck = Check<typeof inputs, typeof outputs>;

/** Looked at later where a canary was left behind: that one is rolled back first, whatever they would find. */
const RUN_CHECKS = [findClusterProblems, findMetricProblems] as const;

/** What keeps a canary from being begun: in the cluster, or with Prometheus. */
export async function findRunProblems(
  inputs: CanaryInputs,
  context: CanaryContext,
  target: Target,
): Promise<readonly InputProblem[]> {
  const problems = await Promise.all(RUN_CHECKS.map((check) => check(inputs, context, target)));
  return problems.flat();
}

async function findClusterProblems(
  _: CanaryInputs,
  context: CanaryContext,
  target: Target,
): Promise<readonly InputProblem[]> {
  const found = await inspectOnce(context, target);
  return found.kind === 'problems' ? found.problems : [];
}
