import type { Matcher } from './matchers.ts';

/**
 * How a gateway or a mesh tells whom a request went to: by a label of its series, for it is its own pods that count. They
 * outlive both versions, and see neither probes nor scrapes.
 */
export interface Destination {
  readonly label: string;
  /** Label with the namespace, where the first one has only the name. */
  readonly namespaceLabel?: string;
  /** Whose name stands there: that of the Deployment, or of the Service. */
  readonly names: 'workload' | 'service';
  /** A regular expression for the label, with the namespace and name of a version in it. */
  readonly pattern: (namespace: string, name: string) => string;
  /** What else a series must fit to be a request that this version answered. */
  readonly only: readonly Matcher[];
}

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
  /** Which of the two are native histograms of Prometheus: one series for all bounds. */
  readonly native?: { readonly counter: boolean } | undefined;
  /** Undefined: the pods themselves count. */
  readonly told?: Destination | undefined;
}

/** A family by its names, before anybody has looked for it. */
export interface KnownFamily extends Omit<Family, 'statusLabel'> {}

/** Milliseconds of one unit of a metric, told by its name; Prometheus' own convention is seconds. */
export function unitOf(metric: string): number {
  return /_(ms|milliseconds)$/.test(metric) ? 1 : 1000;
}
