/** A quantile read from buckets. `atLeast`: it lies beyond the largest finite bucket, so the value is a lower bound. */
export interface Quantile {
  readonly ms: number;
  readonly atLeast: boolean;
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
}
