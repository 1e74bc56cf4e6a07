import type { VersionSample } from '../metrics/sample.ts';
import type { Decision, Rules, Sample, StepState } from './types.ts';
import { latencyWords, percentWords, quantileWords, secondsWords } from './words.ts';

/** The state in which a step begins. `before`: the last sample ahead of it, if there was one. */
export function beginStep(atMs: number, before?: Sample): StepState {
  return {
    startedAtMs: atMs,
    lastAtMs: atMs,
    heldMs: 0,
    downMs: 0,
    requestsBefore: before?.canary?.totalRequests,
    errorSinceMs: undefined,
    slowSinceMs: undefined,
    metricsDownSinceMs: undefined,
    noDataSinceMs: undefined,
    pausedSinceMs: undefined,
    latencyKnown: false,
    fastSinceMs: undefined,
    unreadyPolls: 0,
  };
}

/** Whether the error rate breaks the rule; undefined when there is nothing to judge. The limit itself is allowed. */
export function breaksErrorRate(rules: Rules, version: VersionSample | undefined): boolean | undefined {
  if (version?.errorPercent === undefined) return undefined;
  return version.errorPercent > rules.maxErrorPercent;
}

/** Whether the P99 breaks the rule. Beyond the largest bucket it cannot be shown to be within, so it breaks it. */
export function breaksLatency(rules: Rules, version: VersionSample | undefined): boolean | undefined {
  if (version?.p99 === undefined) return undefined;
  return version.p99.atLeast || version.p99.ms > rules.maxP99Ms;
}

/**
 * Judges one sample: pure, so a run can be replayed from its recorded samples.
 *
 * A breach counts from the poll that saw it first; one good poll resets it; a poll without data does neither. A step is
 * not passed while a breach is pending, while metrics are down or while the run is paused.
 */
export function decide(
  rules: Rules,
  before: StepState,
  sample: Sample,
): { readonly state: StepState; readonly decision: Decision } {
  const state = advanceState(rules, before, sample);
  const failed = podRules(rules, state, sample) ?? metricRules(rules, state, sample);
  if (failed !== undefined) return { state, decision: failed };
  const turned = pauseTurn(rules, before, state, sample);
  if (turned !== undefined) return turned;
  return { state, decision: stepEnd(rules, state, sample) };
}

function advanceState(rules: Rules, before: StepState, sample: Sample): StepState {
  const { atMs } = sample;
  const down = sample.metrics === 'down';
  const gapMs = atMs - before.lastAtMs;
  const wasDown = down || before.metricsDownSinceMs !== undefined;
  const held = wasDown || before.pausedSinceMs !== undefined;
  const errors = down ? undefined : breaksErrorRate(rules, sample.canary);
  const slow = down ? undefined : breaksLatency(rules, sample.canary);
  return {
    ...before,
    lastAtMs: atMs,
    heldMs: before.heldMs + (held ? gapMs : 0),
    downMs: before.downMs + (wasDown ? gapMs : 0),
    requestsBefore: before.requestsBefore ?? (down ? undefined : 0),
    errorSinceMs: since(before.errorSinceMs, errors, atMs),
    slowSinceMs: since(before.slowSinceMs, slow, atMs),
    latencyKnown: before.latencyKnown || slow !== undefined,
    fastSinceMs: since(before.fastSinceMs, slow === undefined ? undefined : !slow, atMs),
    metricsDownSinceMs: since(before.metricsDownSinceMs, down, atMs),
    noDataSinceMs: since(before.noDataSinceMs, down ? undefined : errors === undefined, atMs),
    unreadyPolls: unreadyPolls(before, sample),
  };
}

/** Polls in a row with pods that are not ready; what was not looked at does not count. */
function unreadyPolls({ unreadyPolls }: StepState, { pods, clusterSilent }: Sample): number {
  if (clusterSilent === true) return unreadyPolls;
  return pods.ready < Math.max(1, pods.desired) ? unreadyPolls + 1 : 0;
}

/** When something began: kept while true or unknown, cleared when false. */
function since(began: number | undefined, now: boolean | undefined, atMs: number): number | undefined {
  if (now === undefined) return began;
  return now ? (began ?? atMs) : undefined;
}

function podRules(rules: Rules, state: StepState, { pods }: Sample): Decision | undefined {
  const why = pods.reason === undefined ? '' : ` (${pods.reason})`;
  if (pods.gone === true)
    return { kind: 'rollback', rule: 'readiness', reason: 'its Deployment was deleted by somebody else' };
  if (pods.restarts > 0) {
    const times = pods.restarts === 1 ? 'once' : `${pods.restarts} times`;
    return { kind: 'rollback', rule: 'restarts', reason: `a container restarted ${times}${why}` };
  }
  if (state.unreadyPolls < rules.unreadyPolls) return undefined;
  if (pods.desired === 0)
    return { kind: 'rollback', rule: 'readiness', reason: 'its Deployment was scaled to 0 by somebody else' };
  const reason = `${pods.ready} of ${pods.desired} pods were ready in ${state.unreadyPolls} polls in a row${why}`;
  return { kind: 'rollback', rule: 'readiness', reason };
}

/** So many times metrics-timeout a step may go without metrics in all: gaps that come again and again would hold it for ever. */
const MAX_GAPS = 5;

function metricRules(rules: Rules, state: StepState, sample: Sample): Decision | undefined {
  const { atMs, canary } = sample;
  if (sample.metrics === 'down') {
    const lasted = atMs - (state.metricsDownSinceMs ?? atMs);
    const flapping = state.downMs >= MAX_GAPS * rules.metricsTimeoutMs;
    if (lasted < rules.metricsTimeoutMs && !flapping) return undefined;
    const time = flapping ? `${secondsWords(state.downMs)} of one step` : secondsWords(lasted);
    const reason = `Prometheus gave no usable answer for ${time}: ${sample.metricsProblem ?? 'no answer'}`;
    return { kind: 'rollback', rule: 'metrics-down', reason };
  }
  const failing = atMs - (state.errorSinceMs ?? atMs);
  if (breaksErrorRate(rules, canary) === true && failing >= rules.errorForMs) {
    const reason = `error rate was ${percentWords(canary?.errorPercent)} (limit ${rules.maxErrorPercent} %) for ${secondsWords(failing)}`;
    return { kind: 'rollback', rule: 'error-rate', reason };
  }
  const slow = atMs - (state.slowSinceMs ?? atMs);
  if (rules.latencyAction === 'rollback' && breaksLatency(rules, canary) === true && slow >= rules.p99ForMs) {
    return { kind: 'rollback', rule: 'latency', reason: slowWords(rules, sample, slow) };
  }
  return undefined;
}

function slowWords(rules: Rules, { canary }: Sample, lastedMs: number): string {
  return `P99 was ${quantileWords(canary?.p99)} (limit ${latencyWords(rules.maxP99Ms)}) for ${secondsWords(lastedMs)}`;
}

/** Freezing, going on again, or giving up after a pause that was too long. */
function pauseTurn(
  rules: Rules,
  before: StepState,
  state: StepState,
  sample: Sample,
): { readonly state: StepState; readonly decision: Decision } | undefined {
  const { atMs } = sample;
  if (before.pausedSinceMs === undefined) {
    const slow = atMs - (state.slowSinceMs ?? atMs);
    const due = rules.latencyAction === 'pause' && breaksLatency(rules, sample.canary) === true;
    if (!due || slow < rules.p99ForMs) return undefined;
    const paused = { ...state, pausedSinceMs: atMs, fastSinceMs: undefined };
    return {
      state: paused,
      decision: { kind: 'pause', rule: 'latency', reason: slowWords(rules, sample, slow) },
    };
  }
  const fast = state.fastSinceMs === undefined ? 0 : atMs - state.fastSinceMs;
  // Only a poll with data ends a pause: a canary that gets no requests any more has not become fast.
  if (breaksLatency(rules, sample.canary) === false && fast >= rules.p99ForMs) {
    const reason = `P99 was within ${latencyWords(rules.maxP99Ms)} for ${secondsWords(fast)}`;
    return { state: { ...state, pausedSinceMs: undefined }, decision: { kind: 'resume', reason } };
  }
  const paused = atMs - before.pausedSinceMs;
  if (paused < rules.pauseTimeoutMs) return undefined;
  const reason = `P99 did not come back within ${latencyWords(rules.maxP99Ms)} during a pause of ${secondsWords(paused)}; it is ${quantileWords(sample.canary?.p99)}`;
  return { state, decision: { kind: 'rollback', rule: 'pause', reason } };
}

function stepEnd(rules: Rules, state: StepState, sample: Sample): Decision {
  const { atMs } = sample;
  const left = rules.stepMs - (atMs - state.startedAtMs - state.heldMs);
  const pending = pendingWords(rules, state, sample, left);
  const breach = state.errorSinceMs !== undefined || state.slowSinceMs !== undefined;
  const silent = sample.metrics === 'down' || sample.clusterSilent === true;
  const held = silent || state.pausedSinceMs !== undefined || state.unreadyPolls > 0;
  if (left > 0 || held) return { kind: 'hold', pending };
  const emptyMs = state.noDataSinceMs === undefined ? 0 : atMs - state.noDataSinceMs;
  const seen = requestsOfStep(state, sample);
  const enough = seen === undefined || seen >= rules.minRequests;
  const known = state.noDataSinceMs === undefined;
  if (enough && known && !breach) return state.latencyKnown ? { kind: 'advance' } : latencyMissing();
  // A canary that has stopped answering gives no numbers: what it answered before is no pass.
  if ((breach || enough) && emptyMs < rules.metricsTimeoutMs) return { kind: 'hold', pending };
  return { kind: 'rollback', rule: 'no-data', reason: noDataWords(rules, seen, emptyMs) };
}

/** Requests that the canary answered in this step; undefined when they are not counted. */
export function requestsOfStep(state: StepState, { canary }: Sample): number | undefined {
  if (canary?.totalRequests === undefined) return undefined;
  return canary.totalRequests - (state.requestsBefore ?? 0);
}

function latencyMissing(): Decision {
  const reason = 'the P99 was never known during the step, so max-p99 cannot be judged';
  return { kind: 'rollback', rule: 'no-latency', reason };
}

function noDataWords(rules: Rules, seen: number | undefined, silentMs: number): string {
  if (seen === undefined) return `error-query gave no value for ${secondsWords(silentMs)}`;
  if (seen >= rules.minRequests) return `it answered no requests any more for ${secondsWords(silentMs)}`;
  return `${seen} requests in the step (at least ${rules.minRequests} are needed for a verdict)`;
}

function pendingWords(rules: Rules, state: StepState, sample: Sample, leftMs: number): string[] {
  const { atMs } = sample;
  const word = (name: string, began: number | undefined, forMs: number): string[] =>
    began === undefined ? [] : [`${name} for ${secondsWords(atMs - began)} of ${secondsWords(forMs)}`];
  return [
    ...word(`error rate above ${rules.maxErrorPercent} %`, state.errorSinceMs, rules.errorForMs),
    ...word(`P99 above ${latencyWords(rules.maxP99Ms)}`, state.slowSinceMs, rules.p99ForMs),
    ...word('no requests answered', state.noDataSinceMs, rules.metricsTimeoutMs),
    ...word('no usable answer of Prometheus', state.metricsDownSinceMs, rules.metricsTimeoutMs),
    ...word('paused', state.pausedSinceMs, rules.pauseTimeoutMs),
    ...(state.unreadyPolls === 0
      ? []
      : [`pods not ready in ${state.unreadyPolls} of ${rules.unreadyPolls} polls`]),
    ...(leftMs > 0 ? [`${secondsWords(leftMs)} to go`] : []),
  ];
}
