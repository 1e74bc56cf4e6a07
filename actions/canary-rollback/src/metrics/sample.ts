/** A quantile read from buckets. `atLeast`: it lies beyond the largest finite bucket, so the value is a lower bound. */
export interface Quantile {
  readonly ms: number;
  readonly atLeast: boolean;
}

/** Requests by how long they took. */
export interface Latencies {
  readonly requests: number;
  /** How many of them took at most so many milliseconds, by rising bound. */
  readonly within: readonly (readonly [ms: number, requests: number])[];
}

/** Answers that are neither errors nor plainly good ones: fine where stable gives them as often. */
export interface OddAnswers {
  /** They blame the client: 4xx. */
  readonly refused: number;
  /** They send it elsewhere: 3xx, but for 304. */
  readonly redirected: number;
  /** Their status is none: `error`, `0`. */
  readonly strange: number;
}

/** What became of the requests of one route. */
export interface RouteCounts {
  readonly requests: number;
  readonly errors: number;
  /** Undefined in reports of versions that did not tell them by route. */
  readonly odd?: OddAnswers | undefined;
  /** Those of them whose latency is known, at the limit of the run alone, or at the next bucket above it; undefined where no bucket of the route lies there. */
  readonly latencies?: Latencies | undefined;
}

/** What one version did inside the sliding window. */
export interface VersionSample {
  /** Requests in the window; undefined when a custom query gives only a ratio. */
  readonly requests: number | undefined;
  /** Share of failed requests in percent; undefined without data. */
  readonly errorPercent: number | undefined;
  /** P99 of the window; undefined without data. */
  readonly p99: Quantile | undefined;
  /** Requests and errors since the run began; undefined when a custom query gives only a ratio. */
  readonly totalRequests: number | undefined;
  readonly totalErrors: number | undefined;
  /** Answers since the run began that count as no errors and may be none the less; undefined where nobody counts them. */
  readonly odd?: OddAnswers | undefined;
  /** Of stable: what it had answered before the run, as far as its counters remember; undefined where they do not. */
  readonly usual?: (OddAnswers & { readonly requests: number }) | undefined;
  /** Of some routes, those with errors, slow or odd answers first: what came to them since the run began; undefined where no label names routes. */
  readonly routes?: Readonly<Record<string, RouteCounts>> | undefined;
  /** How long requests took since the run began, by the buckets of the metric; undefined where there are none. */
  readonly latencies?: Latencies | undefined;
  /** Pods that have series; undefined when a custom query gives only a ratio. */
  readonly pods?: readonly string[] | undefined;
  /** What was taken for requests of probes and scrapes, and so not counted, in words; undefined when labels told them all apart. */
  readonly background?: string | undefined;
  /** Pods whose counters could not be read now, and why. */
  readonly unread?: Readonly<Record<string, string>> | undefined;
  /** Nobody is asked for numbers. */
  readonly notMeasured?: true | undefined;
  /** The metric has no latency, so it is not judged. */
  readonly latencyUnknown?: true | undefined;
}
