import type { VersionSample } from './sample.ts';
import type { MetricSource } from './source.ts';

const NOTHING: VersionSample = {
  requests: undefined,
  errorPercent: undefined,
  p99: undefined,
  totalRequests: undefined,
  totalErrors: undefined,
  latencyUnknown: true,
  notMeasured: true,
};

/** Where nothing is measured: the pods alone are judged. */
export const noSource: MetricSource = {
  look: async () => ({ metrics: 'ok', canary: NOTHING, stable: NOTHING }),
  forgetCanary: async () => {},
  oddities: () => [],
};
