import type { InputProblem } from '@fairlead/core';
import type { CanaryInputs } from '../context.ts';
import type { Rules } from '../verdict/types.ts';

/** Below this many requests one failure alone breaks a limit of 5 %. */
const DEFAULT_MIN_REQUESTS = 20;

/** The rules that the inputs describe. */
export function rulesOf(inputs: CanaryInputs): Rules {
  return {
    maxErrorPercent: inputs.maxErrorRate,
    errorForMs: inputs.errorFor,
    maxP99Ms: inputs.maxP99,
    p99ForMs: inputs.p99For,
    latencyAction: inputs.latencyAction,
    unreadyPolls: inputs.unreadyPolls,
    minRequests: inputs.errorQuery === undefined ? (inputs.minRequests ?? DEFAULT_MIN_REQUESTS) : 0,
    stepMs: inputs.stepDuration,
    metricsTimeoutMs: inputs.metricsTimeout,
    pauseTimeoutMs: inputs.pauseTimeout,
  };
}

/** Problems that show without asking anybody. */
export function checkRules(inputs: CanaryInputs): readonly InputProblem[] {
  return [...checkNeeded(inputs), ...checkSteps(inputs.steps), ...checkTimes(inputs)];
}

function checkNeeded({ image, prometheusUrl }: CanaryInputs): readonly InputProblem[] {
  const missing = (input: string, allowed: string): InputProblem => ({
    input,
    problem: 'is required for command run',
    allowed,
  });
  return [
    ...(image === undefined ? [missing('image', 'name@sha256:…')] : []),
    ...(prometheusUrl === undefined ? [missing('prometheus-url', 'an http or https address')] : []),
  ];
}

/** Steps must be whole percents that rise. */
export function checkSteps(steps: readonly string[]): readonly InputProblem[] {
  const value = steps.join(',');
  const allowed = 'whole percents from 1 to 100, each above the one before, for example 10,25,50';
  const bad = steps.filter((step) => !/^\d+%?$/.test(step) || percentOf(step) < 1 || percentOf(step) > 100);
  if (bad.length > 0)
    return [
      { input: 'steps', value, problem: `${bad.join(', ')} is no whole percent from 1 to 100`, allowed },
    ];
  const percents = steps.map(percentOf);
  const falls = percents.findIndex((percent, index) => index > 0 && percent <= (percents[index - 1] ?? 0));
  if (falls < 0) return [];
  const problem = `weights are not rising: ${percents[falls]} comes after ${percents[falls - 1]}`;
  return [{ input: 'steps', value, problem, allowed }];
}

/** `25` or `25%`. */
export function percentOf(step: string): number {
  return Number(step.replace('%', ''));
}

function checkTimes(inputs: CanaryInputs): readonly InputProblem[] {
  const problems: InputProblem[] = [];
  const seconds = (ms: number): string => `${ms / 1000}s`;
  if (inputs.stepDuration < inputs.errorFor) {
    problems.push({
      input: 'step-duration',
      value: seconds(inputs.stepDuration),
      problem: 'is too short for error-for: no step would last long enough for the rule to speak',
      allowed: `at least ${seconds(inputs.errorFor)}`,
    });
  }
  if (inputs.interval > inputs.stepDuration) {
    problems.push({
      input: 'interval',
      value: seconds(inputs.interval),
      problem: 'is longer than a step',
      allowed: `at most ${seconds(inputs.stepDuration)}`,
    });
  }
  if (inputs.errorQuery !== undefined && inputs.minRequests !== undefined) {
    problems.push({
      input: 'min-requests',
      value: String(inputs.minRequests),
      problem: 'cannot be counted when error-query gives only a ratio',
      allowed: 'one of the two',
    });
  }
  return problems;
}
