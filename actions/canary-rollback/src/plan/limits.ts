import { type InputProblem, NOTHING_GIVEN } from '@fairlead/core';
import type { CanaryInputs } from '../context.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import { readBurnPair } from '../verdict/burn-rate.ts';
import type { Limits } from '../verdict/types.ts';
import { isUnjudged } from './measurement.ts';
import { wishesOf } from './steps.ts';

/** Below this many requests one failure alone breaks a limit of 5 %. */
const DEFAULT_MIN_REQUESTS = 20;

/** The rules that the inputs describe. */
export function limitsOf(inputs: CanaryInputs, sharedByRequest = false): Limits {
  return {
    maxErrorPercent: inputs.maxErrorRate,
    errorForMs: inputs.errorFor,
    maxP99Ms: inputs.maxP99,
    p99ForMs: inputs.p99For,
    // A switch has no smaller share that a pause could hold.
    latencyAction:
      inputs.strategy === 'blue-green' && inputs.latencyAction === 'auto' ? 'rollback' : inputs.latencyAction,
    unreadyPolls: inputs.unreadyPolls,
    minRequests: inputs.minRequests ?? DEFAULT_MIN_REQUESTS,
    stepMs: inputs.stepDuration,
    metricsTimeoutMs: inputs.metricsTimeout,
    pauseTimeoutMs: inputs.pauseTimeout,
    sharedByRequest,
    switched: inputs.strategy === 'blue-green',
    evidence: inputs.evidence
      ? { falseAlarm: inputs.falseAlarm / 100, tolerance: inputs.tolerance }
      : undefined,
    counting: inputs.metrics === 'none' ? 'none' : inputs.errorQuery === undefined ? 'counters' : 'ratio',
    compare: inputs.compare,
    burn:
      inputs.burnRates === undefined
        ? undefined
        : {
            objectivePercent: inputs.objective,
            pairs: inputs.burnRates.flatMap((text) => readBurnPair(text) ?? []),
          },
    policies: {
      onFail: inputs.onFail,
      onPause: inputs.onPause,
      onInconclusive: inputs.onInconclusive,
      onNoData: inputs.onNoData,
      onMetricsDown: inputs.onMetricsDown,
    },
    actions: inputs.ruleActions as Limits['actions'],
  };
}

/** What of a step its rules depend on; a step that was recorded may lack any of it. */
type StepRules = Partial<Pick<PlannedStep, 'percent' | 'forMs' | 'judged' | 'requests' | 'early'>>;

/** The rules as they are for one step. */
export function limitsOfStep(limits: Limits, { percent, forMs, judged, requests, early }: StepRules): Limits {
  return {
    ...limits,
    stepMs: forMs ?? limits.stepMs,
    minRequests: judged === true ? 0 : (requests ?? limits.minRequests),
    sharePercent: percent,
    waitsForRequests: requests !== undefined,
    early,
  };
}

/** What `command: run` cannot do without: a check for each, so that one that cannot be read hides no other. */
export const NEEDED: readonly ((inputs: CanaryInputs) => readonly InputProblem[])[] = [
  needsImage,
  needsPrometheus,
];

/** What is to be released. */
export function needsImage({ image, command }: CanaryInputs): readonly InputProblem[] {
  if (command === 'drill') return []; // that of stable
  return needed('image', image, 'name@sha256:…');
}

/** Who must be asked by PromQL needs a Prometheus, and one is enough. */
function needsPrometheus(inputs: CanaryInputs): readonly InputProblem[] {
  const { metrics, prometheusUrl, prometheusService, errorQuery, latencyQuery } = inputs;
  const allowed = 'prometheus-url or prometheus-service';
  if (prometheusUrl !== undefined && prometheusService !== undefined)
    return [
      {
        input: 'prometheus-service',
        value: prometheusService,
        problem: 'names a second Prometheus beside prometheus-url',
        allowed: 'one of the two',
      },
    ];
  const given =
    metrics !== 'pods' && metrics !== 'none' && (prometheusUrl ?? prometheusService) !== undefined;
  if (given) return [];
  if (metrics === 'prometheus')
    return [{ input: 'metrics', value: metrics, problem: 'needs an address', allowed }];
  const asked = Object.entries({ 'error-query': errorQuery, 'latency-query': latencyQuery }).filter(
    ([, query]) => query !== undefined && !isUnjudged(query),
  );
  return asked.map(([input, value]) => ({
    input,
    value: value ?? '',
    problem: 'is PromQL, and pods answer none',
    allowed,
  }));
}

function needed(input: string, value: string | undefined, allowed: string): readonly InputProblem[] {
  return value === undefined
    ? [{ input, problem: `is required for command run, ${NOTHING_GIVEN}`, allowed }]
    : [];
}

/** What steps of their own ask for. */
export function checkSteps({
  steps,
  errorFor,
  evidence,
  errorQuery,
  metrics,
}: CanaryInputs): readonly InputProblem[] {
  const wishes = wishesOf(steps);
  const wrong = (problem: string, allowed: string): readonly InputProblem[] => [
    { input: 'steps', value: steps.join(','), problem, allowed },
  ];
  const short = wishes.find(({ forMs }) => forMs !== undefined && forMs < errorFor);
  if (short !== undefined)
    return wrong(`step ${short.percent} is too short for error-for`, `at least ${seconds(errorFor)}`);
  const counted = errorQuery === undefined && metrics !== 'none';
  if (!counted && wishes.some(({ requests }) => requests !== undefined))
    return wrong('cannot wait for requests that nobody counts', 'steps without a number of requests');
  if (!wishes.some(({ early }) => early === true) || (evidence && counted)) return [];
  return wrong(
    'auto goes by evidence, and there is none',
    'steps in percent; or evidence: true, and counters',
  );
}

/** Each rule must be able to speak within a step, and each step be looked at. */
export const TIMES: readonly ((inputs: CanaryInputs) => readonly InputProblem[])[] = [
  ({ stepDuration, errorFor }) =>
    stepDuration >= errorFor
      ? []
      : [
          {
            input: 'step-duration',
            value: seconds(stepDuration),
            problem: 'is too short for error-for: no step would last long enough for the rule to speak',
            allowed: `at least ${seconds(errorFor)}`,
          },
        ],
  ({ stepDuration, interval }) =>
    interval <= stepDuration
      ? []
      : [
          {
            input: 'interval',
            value: seconds(interval),
            problem: 'is longer than a step',
            allowed: `at most ${seconds(stepDuration)}`,
          },
        ],
];

function seconds(ms: number): string {
  return `${ms / 1000}s`;
}

/** What means nothing where all traffic goes over at once. */
export function checkSwitch({ strategy, latencyAction }: CanaryInputs): readonly InputProblem[] {
  if (strategy !== 'blue-green' || latencyAction !== 'pause') return [];
  const problem = 'has no smaller share to hold with strategy blue-green';
  return [{ input: 'latency-action', value: latencyAction, problem, allowed: 'auto or rollback' }];
}

/** What stands beside a canary. */
export function checkBaseline({ strategy, baseline }: CanaryInputs): readonly InputProblem[] {
  if (!baseline || strategy !== 'blue-green') return [];
  const problem = 'would have no users beside a version that gets all of them';
  return [{ input: 'baseline', value: 'true', problem, allowed: 'false with strategy blue-green' }];
}

/** All users are on a version that was switched to: a pause would hold them there. */
export function checkPauses({ strategy, ruleActions = {}, onFail }: CanaryInputs): readonly InputProblem[] {
  if (strategy !== 'blue-green') return [];
  const allowed = 'rollback or alert with strategy blue-green';
  const problem = 'pauses at a smaller share, and a switch has none';
  const rules = Object.entries(ruleActions).filter(([, action]) => action === 'pause');
  return [
    ...rules.map(([rule]) => ({ input: 'rule-actions', value: `${rule}=pause`, problem, allowed })),
    ...(onFail === 'pause' ? [{ input: 'on-fail', value: 'pause', problem, allowed }] : []),
  ];
}

/** Requests can only be counted where the histogram is read. */
export function checkCounting({ errorQuery, minRequests }: CanaryInputs): readonly InputProblem[] {
  if (errorQuery === undefined || minRequests === undefined) return [];
  const problem = 'cannot be counted when error-query gives only a ratio';
  return [{ input: 'min-requests', value: String(minRequests), problem, allowed: 'one of the two' }];
}
