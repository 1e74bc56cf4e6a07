import type { CanaryInputs } from '../context.ts';
import type { RuleName } from '../verdict/types.ts';

/** What to do about a canary that a rule took back. */
export function hintOf(rule: RuleName, inputs: CanaryInputs): string {
  switch (rule) {
    case 'pause':
      return 'find out why the new version is slow, or raise max-p99';
    case 'no-data':
      return noDataHint(inputs);
    case 'no-latency':
      return noLatencyHint(inputs);
    case 'metrics-down':
      return 'start Prometheus again, or correct what the message names; metrics-timeout is how long a gap may last';
    default:
      return 'look at the errors of the new version: its log, its dashboards, the charts of the report';
  }
}

function noDataHint({ errorQuery }: CanaryInputs): string {
  return errorQuery === undefined
    ? "lengthen step-duration, lower min-requests, or check metric, pod-label and namespace-label; the canary's pods must be scraped like stable's"
    : "ask error-query by hand for the canary's pods: it must give one number also when no request failed, as (sum(…) or vector(0)) / sum(…) does";
}

function noLatencyHint({ latencyQuery, metric }: CanaryInputs): string {
  const off = 'latency-query: vector(0) says that latency is not to be judged';
  if (latencyQuery !== undefined) return `make latency-query give one value for the canary's pods; ${off}`;
  return `Prometheus has no ${metric}_bucket of the canary (a summary has none): name a histogram, or set latency-query; ${off}`;
}
