import { type Family, type KnownFamily, unitOf } from './family.ts';
import { MESH_FAMILIES } from './mesh-families.ts';

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
  grpc: [
    'grpc_code',
    'grpc_response_status',
    'rpc_grpc_status_code',
    'rpc_response_status_code',
    'code',
    'status',
  ],
};

/**
 * The families that an input `metric` asks for, of those that pods count and of those that a mesh or gateway does: all that
 * are known, or one by its name.
 */
export function familiesFor(metric: string): readonly KnownFamily[] {
  const all = [...KNOWN_FAMILIES, ...MESH_FAMILIES];
  if (metric === 'auto') return all;
  const known = all.filter(({ name }) => name === metric);
  if (known.length > 0) return known;
  return [metric.endsWith('_total') ? counter(metric) : histogram(metric)];
}

/** Those of them that pods count. */
export function podFamilies(metric: string): readonly KnownFamily[] {
  return familiesFor(metric).filter(({ told }) => told === undefined);
}

/** The same histogram where Prometheus keeps it as a native one, by its bare name; undefined for what is no histogram. */
export function nativeOf(known: KnownFamily): KnownFamily | undefined {
  const { name, counter: counts, told } = known;
  if (told !== undefined || counts !== `${name}_count`) return undefined;
  return { ...known, counter: name, buckets: name, native: { counter: true } };
}

/** Whether a family counts requests by a usual name. */
export function isKnownFamily(family: Pick<Family, 'name'> | undefined): boolean {
  return [...KNOWN_FAMILIES, ...MESH_FAMILIES].some(({ name }) => name === family?.name);
}

function histogram(name: string, protocol: Family['protocol'] = 'http'): KnownFamily {
  return { name, counter: `${name}_count`, buckets: `${name}_bucket`, unitMs: unitOf(name), protocol };
}

function counter(name: string, protocol: Family['protocol'] = 'http'): KnownFamily {
  return { name, counter: name, buckets: undefined, unitMs: 1000, protocol };
}
