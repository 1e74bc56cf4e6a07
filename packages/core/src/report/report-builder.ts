import type { Chart, FailureReport, Outcome, Report, StageReport, Verdict } from './report.ts';

/** Collects a run's report while it happens. */
export class ReportBuilder {
  readonly stages: StageReport[] = [];
  readonly verdicts: Verdict[] = [];
  readonly evidence: string[] = [];
  readonly charts: Chart[] = [];
  readonly outputs: Record<string, string> = {};
  readonly data: Record<string, unknown> = {};
  failure: FailureReport | undefined;

  addVerdict(verdict: Verdict): void {
    this.verdicts.push(verdict);
  }

  /** Adds a file worth keeping. */
  addEvidence(path: string): void {
    this.evidence.push(path);
  }

  addChart(chart: Chart): void {
    this.charts.push(chart);
  }

  /** Sets a key of the action's own section. */
  set(key: string, value: unknown): void {
    this.data[key] = value;
  }

  /** The finished report. */
  finish(frame: ReportFrame, outcome: Outcome): Report {
    return {
      schemaVersion: 1,
      ...frame,
      outcome,
      outputs: this.outputs,
      stages: this.stages,
      verdicts: this.verdicts,
      failure: this.failure,
      evidence: this.evidence,
      data: this.data,
      charts: this.charts,
    };
  }
}

/** The part of the report that the runner knows. */
export type ReportFrame = Pick<
  Report,
  'action' | 'phase' | 'startedAt' | 'finishedAt' | 'durationMs' | 'traceparent' | 'node' | 'run' | 'inputs'
>;
