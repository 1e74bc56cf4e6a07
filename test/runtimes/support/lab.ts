import type { ForgedStep } from '@fairlead/testkit';
import type { Job } from './job.ts';

/** One action in a place where it can do its whole work. */
export interface ActionLab {
  readonly action: string;
  /** Does all of it, the end of the job included, and says in a few words what came of it. */
  work(job: Job): Promise<readonly string[]>;
  /** A step that works for long, and the line of its log by which it does. */
  workLong(
    job: Job,
  ): Promise<{ readonly step: ForgedStep; readonly begun: RegExp; readonly close: () => Promise<void> }>;
}
