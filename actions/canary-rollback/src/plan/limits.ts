import { type InputProblem, NOTHING_GIVEN } from '@fairlead/core';
import type { CanaryInputs } from '../context.ts';
import type { Limits } from '../verdict/types.ts';

/** Below this many requests one failure alone breaks a limit of 5 %. */
const DEFAULT_MIN_REQUESTS = 20;

/** The rules that the inputs describe. */
export function limitsOf(inputs: CanaryInputs): Limits {
  return {
    maxErrorPercent: inputs.maxErrorRate,
    errorForMs: inputs.errorFor,
    maxP99Ms: inputs.maxP99,
    p99ForMs: inputs.p99For,
    latencyAction: inputs.latencyAction,
    unreadyPolls: inputs.unreadyPolls,
    minRequests: inputs.minRequests ?? DEFAULT_MIN_REQUESTS,
    stepMs: inputs.stepDuration,
    metricsTimeoutMs: inputs.metricsTimeout,
    pauseTimeoutMs: inputs.pauseTimeout,
    counting: inputs.errorQuery === undefined ? 'counters' : 'ratio',
  };
}

/** What `command: run` cannot do without. */
export function checkNeeded({ image, prometheusUrl }: CanaryInputs): readonly InputProblem[] {
  const missing = (input: string, allowed: string): InputProblem => ({
    input,
    problem: `is required for command run, ${NOTHING_GIVEN}`,
    allowed,
  });
  return [
    ...(image === undefined ? [missing('image', 'name@sha256:…')] : []),
    ...(prometheusUrl === undefined ? [missing('prometheus-url', 'an http or https address')] : []),
  ];
}

/** Each rule must be able to speak within a step. */
export function checkTimes(inputs: CanaryInputs): readonly InputProblem[] {
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
  return problems;
}

/** Requests can only be counted where the histogram is read. */
export function checkCounting({ errorQuery, minRequests }: CanaryInputs): readonly InputProblem[] {
  if (errorQuery === undefined || minRequests === undefined) return [];
  const problem = 'cannot be counted when error-query gives only a ratio';
  return [{ input: 'min-requests', value: String(minRequests), problem, allowed: 'one of the two' }];
}
