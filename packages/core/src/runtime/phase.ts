import type { Ports } from '../definition/action-context.ts';
import type { EventContext } from '../event/event-context.ts';
import type { StructuredLog } from '../log/structured-log.ts';
import type { ReportBuilder } from '../report/report-builder.ts';

/** One phase of one action, with everything from outside as an argument. */
export interface PhaseOptions {
  readonly phase: 'main' | 'post';
  readonly ports: Ports;
  /** The event's payload. */
  readonly payload: unknown;
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
  /** Collects the action's Markdown. */
  readonly sections: string[];
}
