import type { Decision, Sample } from '../verdict/types.ts';

/** One poll with everything that was known and what was decided: enough to replay the decision. */
export interface Poll {
  /** Index of the step. */
  readonly step: number;
  /** Share that was asked for, in percent. */
  readonly percent: number;
  /** Share by what the cluster says, in percent. */
  readonly share: number;
  readonly sample: Sample;
  readonly decision: Decision;
}

/** What happened, in order: for the report, the charts and the messages. */
export class Timeline {
  readonly polls: Poll[] = [];
  readonly marks: { readonly atMs: number; readonly label: string }[] = [];

  add(poll: Poll): void {
    this.polls.push(poll);
  }

  mark(atMs: number, label: string): void {
    this.marks.push({ atMs, label });
  }

  /** The newest sample that has numbers. */
  lastKnown(): Sample | undefined {
    return this.polls.findLast(({ sample }) => sample.metrics === 'ok')?.sample;
  }

  ofStep(step: number): readonly Poll[] {
    return this.polls.filter((poll) => poll.step === step);
  }
}
