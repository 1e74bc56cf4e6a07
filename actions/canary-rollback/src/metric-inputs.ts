import { field } from '@fairlead/core';
import { errorPatternProblem } from './metrics/failed-status.ts';
import { STATUS_LABELS } from './metrics/families.ts';
import { matcherProblem } from './metrics/matchers.ts';
import { unknownPlaceholders } from './metrics/queries.ts';
import { serviceProblem } from './plan/prometheus-service.ts';

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelName = field.matching(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'is not a label name');
const placeholders = (query: string): string | undefined => {
  const unknown = unknownPlaceholders(query);
  return unknown.length === 0 ? undefined : `has unknown placeholders ${unknown.join(', ')}`;
};
const queryAllowed = {
  allowed: 'PromQL with the placeholders {{namespace}}, {{pods}} and {{window}}',
} as const;

const matcherAllowed = {
  allowed: 'matchers of PromQL, one a line, such as path=~/debug.*',
  example: 'path=~/debug.*',
} as const;

/** Inputs that say what is measured. */
export const metricInputs = {
  metrics: field.choice(['auto', 'pods', 'prometheus', 'none'], {
    class: 'verdict',
    description:
      "Who is asked what the versions did. `pods`: the pods' own metrics, through the API server. `prometheus`: that of prometheus-url or prometheus-service. `auto`: Prometheus when one is named, else the pods. `none`: nobody; only for a worker, which is then judged by restarts and readiness alone.",
    default: 'auto',
    group: 'Metrics',
  }),
  'metrics-port': field.integer(
    {
      class: 'reach',
      description:
        'Port at which pods give their metrics. Default: that of the annotation prometheus.io/port, else one named metrics or http-metrics, else the only one of the container.',
      group: 'Metrics',
    },
    { min: 1, max: 65_535 },
  ),
  'metrics-path': field.text(
    {
      class: 'reach',
      description:
        'Path at which pods give their metrics. Default: that of the annotation prometheus.io/path, else /metrics.',
      allowed: 'a path that begins with a slash',
      example: '/internal/metrics',
      group: 'Metrics',
    },
    field.matching(/^\//, 'does not begin with a slash'),
  ),
  'prometheus-service': field.text(
    {
      class: 'reach',
      description:
        'Prometheus inside the cluster, asked through the API server. `https:` in front where it wants TLS, a path before /api/v1 behind.',
      allowed: 'namespace/name:port',
      example: 'monitoring/prometheus-operated:9090',
      group: 'Metrics',
    },
    serviceProblem,
  ),
  'prometheus-url': field.text(
    {
      class: 'reach',
      description: 'Address of a Prometheus that the runner reaches.',
      allowed: 'an http or https address, a path before /api/v1 included',
      example: 'http://prometheus.example.com',
      group: 'Metrics',
    },
    [
      field.matching(/^https?:/i, 'is not an address'),
      (text) => (URL.canParse(text) ? undefined : 'is not an address'),
    ],
  ),
  'prometheus-token': field.text({
    class: 'reach',
    description: 'Bearer token for the Prometheus of prometheus-url.',
    secret: true,
    group: 'Metrics',
  }),
  metric: field.text(
    {
      class: 'verdict',
      description:
        'What is counted: the base name of a histogram of requests, or the name of a counter of them. Names that end in _ms or _milliseconds are in milliseconds, all others in seconds. `auto`: the first known one that stable has.',
      default: 'auto',
      allowed:
        'auto, or the name of a Prometheus histogram without _count and _bucket, or that of a counter with _total',
      example: 'http_request_duration_seconds',
      group: 'Metrics',
    },
    field.matching(METRIC, 'is not a metric name'),
  ),
  errors: field.list(
    {
      class: 'verdict',
      description:
        'Statuses that count as errors. With gRPC 5xx are the codes that are the fault of the server, 4xx the others.',
      default: '5xx',
      allowed:
        'statuses such as 5xx, 50x or 404, codes of gRPC such as Unavailable, or values of the label as they are, such as =failed',
      group: 'Metrics',
    },
    { minItems: 1, item: errorPatternProblem },
  ),
  match: field.list(
    {
      class: 'verdict',
      description: 'Label matchers that a series must fit to count, all of them.',
      group: 'Metrics',
      ...matcherAllowed,
    },
    { separator: 'lines', item: matcherProblem },
  ),
  exclude: field.list(
    {
      class: 'verdict',
      description: 'Label matchers of series that do not count, any of them. Probes and scrapes never do.',
      group: 'Metrics',
      ...matcherAllowed,
    },
    { separator: 'lines', item: matcherProblem },
  ),
  'namespace-label': field.text(
    {
      class: 'verdict',
      description: 'Label with the namespace, in Prometheus.',
      default: 'namespace',
      group: 'Metrics',
    },
    labelName,
  ),
  'pod-label': field.text(
    { class: 'verdict', description: 'Label with the pod, in Prometheus.', default: 'pod', group: 'Metrics' },
    labelName,
  ),
  'status-label': field.text(
    {
      class: 'verdict',
      description: `Label with the result of a request. Default: the first of ${STATUS_LABELS.http.map((label) => `\`${label}\``).join(', ')} or \`grpc_code\` that has one.`,
      group: 'Metrics',
    },
    labelName,
  ),
  'error-query': field.text(
    {
      class: 'verdict',
      description:
        'PromQL that gives the share of failed requests, 0 to 1, instead of the histogram. Placeholders: {{namespace}}, {{pods}} (a regular expression), {{window}}.',
      group: 'Metrics',
      ...queryAllowed,
    },
    placeholders,
  ),
  'latency-query': field.text(
    {
      class: 'verdict',
      description:
        'PromQL that gives the P99 in seconds, instead of the histogram. Same placeholders. `vector(0)`: latency is not judged.',
      group: 'Metrics',
      ...queryAllowed,
    },
    placeholders,
  ),
  interval: field.duration(
    { class: 'verdict', description: 'Time between two polls.', default: '5s', group: 'Metrics' },
    { minMs: 500, maxMs: 60_000 },
  ),
  window: field.duration(
    {
      class: 'verdict',
      description:
        'Sliding window in which requests are counted. Keep it below error-for, or a short burst counts as a long one.',
      default: '10s',
      group: 'Metrics',
    },
    { minMs: 1000 },
  ),
  'metrics-timeout': field.duration({
    class: 'verdict',
    description:
      'How long Prometheus may be silent, and how long a step may end without requests. The weight is held meanwhile; then the canary is rolled back.',
    default: '60s',
    group: 'Metrics',
  }),
};
