/** One piece of work inside a job. */
export interface Task<T = unknown> {
  /** Unique in its graph. */
  readonly name: string;
  /** Names of tasks that must have succeeded before. */
  readonly after?: readonly string[] | undefined;
  /** Higher starts earlier among those that are ready; default 0. */
  readonly priority?: number | undefined;
  /** Slots that it takes while it runs; default 1, at most all. */
  readonly weight?: number | undefined;
  /** How it is tried again; default: once. */
  readonly retry?: Retry | undefined;
  run(context: TaskContext): Promise<T>;
}

/** How a task is tried again. */
export interface Retry {
  /** Tries in all. */
  readonly attempts: number;
  /** Milliseconds before the second try; doubled for each further one. Default 1000. */
  readonly delayMs?: number | undefined;
  /** Longest wait between tries in milliseconds; default 30000. */
  readonly maxDelayMs?: number | undefined;
  /** Whether it is worth another try; default: always. */
  readonly when?: ((error: unknown) => boolean) | undefined;
}

/** What a running task is given. */
export interface TaskContext {
  /** Counts from 1. */
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** Adds a task to the running graph. @throws TypeError for a name that is taken, or a dependency that is unknown. */
  add(task: Task): void;
  /** What a finished task gave back. @throws TypeError when it has not succeeded. */
  result<T>(name: string): T;
}

/** How a task ended. `blocked`: something before it did not succeed, so it never started. */
export type TaskOutcome = 'success' | 'failure' | 'cancelled' | 'blocked';

/** What is known about a task at the end. */
export interface TaskResult {
  readonly name: string;
  readonly outcome: TaskOutcome;
  /** Tries; 0 when it never started. */
  readonly attempts: number;
  /** What `run` gave back. */
  readonly value?: unknown;
  readonly error?: unknown;
  /** On the clock's monotonic time; undefined when it never started. */
  readonly startedAt?: number | undefined;
  readonly durationMs: number;
  /** The tasks that kept it from starting. */
  readonly blockedBy: readonly string[];
}
