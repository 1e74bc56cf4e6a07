import { type Family, unitOf } from './family.ts';

/** A family by its names, before anybody has looked for it. */
export interface KnownFamily extends Omit<Family, 'statusLabel'> {}

/**
 * What `metric: auto` looks for, first things first: a line each. Counters of requests without latency come after
 * histograms. `promhttp_metric_handler_*` is not among them: it counts scrapes.
 */
export const KNOWN_FAMILIES: readonly KnownFamily[] = [
  histogram('http_request_duration_ms'),
  histogram('http_request_duration_milliseconds'),
  histogram('http_request_duration_seconds'),
  histogram('http_server_request_duration_seconds'), // OpenTelemetry
  histogram('http_server_duration_milliseconds'), // OpenTelemetry before 1.20
  histogram('http_server_requests_seconds'), // Micrometer
  histogram('promhttp_request_duration_seconds'),
  counter('http_requests_total'),
  counter('http_request_total'),
  counter('http_server_requests_total'),
  counter('promhttp_requests_total'),
  { ...counter('grpc_server_handled_total', 'grpc'), buckets: 'grpc_server_handling_seconds_bucket' },
  histogram('rpc_server_duration_milliseconds', 'grpc'), // OpenTelemetry
  histogram('rpc_server_call_duration_seconds', 'grpc'), // OpenTelemetry
];

/** Labels with the result of a request, first things first. */
export const STATUS_LABELS: Readonly<Record<Family['protocol'], readonly string[]>> = {
  http: ['status', 'code', 'status_code', 'http_status_code', 'http_response_status_code', 'response_code'],
  grpc: ['grpc_code', 'rpc_grpc_status_code', 'rpc_response_status_code', 'code', 'status'],
};

/** The families that an input `metric` asks for: all that are known, or one by its name. */
export function familiesFor(metric: string): readonly KnownFamily[] {
  if (metric === 'auto') return KNOWN_FAMILIES;
  const known = KNOWN_FAMILIES.find(({ name }) => name === metric);
  return [known ?? (metric.endsWith('_total') ? counter(metric) : histogram(metric))];
}

/** Whether a family counts requests by a usual name. */
export function isKnownFamily(family: Pick<Family, 'name'> | undefined): boolean {
  return KNOWN_FAMILIES.some(({ name }) => name === family?.name);
}

function histogram(name: string, protocol: Family['protocol'] = 'http'): KnownFamily {
  return { name, counter: `${name}_count`, buckets: `${name}_bucket`, unitMs: unitOf(name), protocol };
}

function counter(name: string, protocol: Family['protocol'] = 'http'): KnownFamily {
  return { name, counter: name, buckets: undefined, unitMs: 1000, protocol };
}
