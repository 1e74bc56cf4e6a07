/** How a stage or a run ended. `error`: it could not be checked; never the same as a pass. */
export type Outcome = 'success' | 'failure' | 'error' | 'cancelled' | 'skipped';

/** The two times at which a runner starts an action. The entry names it: `main.ts` or `post.ts`. */
export type Phase = 'main' | 'post';

/** One named stage of a run. */
export interface StageReport {
  readonly name: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly outcome: Outcome;
  /** Why, where the stage said it. */
  readonly reason?: string;
}

/** A decision and why. */
export interface Verdict {
  readonly name: string;
  readonly outcome: Outcome | 'warning' | 'pause' | 'inconclusive';
  /** One line with the numbers of the decision. */
  readonly reason: string;
}

/** Why the run failed, as shown to people. */
export interface FailureReport {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  /** The input that lets the job go on all the same; the outcome stays what it is. */
  readonly toleratedBy?: string | undefined;
}

/** A line chart over time for the HTML report. */
export interface Chart {
  readonly title: string;
  /** Unit of the vertical axis, for example `%` or `ms`. */
  readonly unit: string;
  readonly series: readonly ChartSeries[];
  /** Vertical lines with a word, for example a change of weight. `x` in seconds since the chart's start. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** A horizontal limit. */
  readonly limit?: { readonly y: number; readonly label: string };
}

/** Points are `[seconds since the chart's start, value]`. `step`: hold the value until the next point. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  readonly step?: boolean;
  /** Times from and to which nothing is known: the line is broken there. */
  readonly gaps?: readonly (readonly [number, number])[];
  /** `bad`: drawn in the colour of failure. */
  readonly tone?: 'bad';
}

/** What every run writes as JSON, and everything else is rendered from. */
export interface Report {
  readonly schemaVersion: 1;
  readonly action: string;
  readonly phase: Phase;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly traceparent: string;
  /** Version of Node that ran the action. */
  readonly node: string;
  readonly run: { readonly url: string; readonly sha: string; readonly ref: string; readonly event: string };
  /** Raw inputs without secrets. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly stages: readonly StageReport[];
  readonly verdicts: readonly Verdict[];
  readonly failure: FailureReport | undefined;
  /** Absolute paths of files worth keeping. */
  readonly evidence: readonly string[];
  /** The action's own section. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly charts: readonly Chart[];
  /** There was more than a report may hold: lists or the action's own section are not whole. */
  readonly cut?: boolean;
}
