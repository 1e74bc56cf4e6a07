import type { Rule } from './rule.ts';
import { burnRate } from './rules/burn-rate.ts';
import { compare } from './rules/compare.ts';
import { deleted } from './rules/deleted.ts';
import { errorRate } from './rules/error-rate.ts';
import { evidence } from './rules/evidence.ts';
import { knownLatency } from './rules/known-latency.ts';
import { latency } from './rules/latency.ts';
import { measuredPods } from './rules/measured-pods.ts';
import { metricsDown } from './rules/metrics-down.ts';
import { readiness } from './rules/readiness.ts';
import { requests } from './rules/requests.ts';
import { restarts } from './rules/restarts.ts';
import { silence } from './rules/silence.ts';
import { unwitnessed } from './rules/unwitnessed.ts';

/** All rules. Of several that speak at once the first is told: what the pods say explains what the metrics say. */
export const RULES: readonly Rule[] = [
  deleted,
  restarts,
  readiness,
  metricsDown,
  evidence,
  unwitnessed,
  silence,
  burnRate,
  errorRate,
  latency,
  compare,
  requests,
  measuredPods,
  knownLatency,
];
