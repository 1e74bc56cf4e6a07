/** Time. Tests pass a fake, so waiting costs nothing. */
export interface Clock {
  /** Wall clock in milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never go backwards. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with CancelledError at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
