import type { Ports } from '../definition/action-context.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import type { EventContext } from '../event/event-context.ts';
import type { StructuredLog } from '../log/structured-log.ts';
import type { Phase } from '../report/report.ts';
import type { ReportBuilder } from '../report/report-builder.ts';
import type { Settlement } from './settlement.ts';

/** One phase of one action, with everything from outside as an argument. */
export interface PhaseOptions {
  readonly phase: Phase;
  readonly ports: Ports;
  /** The event's payload. */
  readonly payload: unknown;
  /** Why the payload could not be read; nothing is done then. */
  readonly eventProblem?: FairleadError | undefined;
  readonly traceparent: string;
  readonly childEnv: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What one phase works with beside its options. */
export interface PhaseFrame {
  readonly event: EventContext;
  readonly workspace: string;
  readonly report: ReportBuilder;
  readonly reportFolder: string;
  readonly log: StructuredLog;
  readonly settlement: Settlement;
  /** Markdown for the top of the summary, above a failure too. */
  readonly notes: string[];
  /** Collects the action's Markdown. */
  readonly sections: string[];
  /** Whether a run that ends well writes no summary. */
  quiet: boolean;
}
