/** What is measured: a counter of requests by their result, and how long they took. */
export interface Family {
  /** For people: `http_request_duration_ms`. */
  readonly name: string;
  /** Name of the counter of requests. */
  readonly counter: string;
  /** Name of the buckets of their latency; undefined: it has none, and latency is not judged. */
  readonly buckets: string | undefined;
  /** Milliseconds of one unit of the buckets' bounds. */
  readonly unitMs: number;
  /** Label of the counter with the result of a request. */
  readonly statusLabel: string;
  readonly protocol: 'http' | 'grpc';
}

/** Milliseconds of one unit of a metric, told by its name; Prometheus' own convention is seconds. */
export function unitOf(metric: string): number {
  return /_(ms|milliseconds)$/.test(metric) ? 1 : 1000;
}
