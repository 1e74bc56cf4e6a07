import type { FairleadError } from '@fairlead/core';
import type { Timeline } from '../observe/timeline.ts';
import type { MeasuredPlan } from '../plan/measurement.ts';
import type { Limits } from '../verdict/types.ts';
import type { Rollback } from './roll-back.ts';
import type { Verification } from './verify-back.ts';

/** A run that has ended. */
export interface RunRecord {
  readonly plan: MeasuredPlan;
  readonly timeline: Timeline;
  readonly rules: Limits;
  readonly seconds: number;
  /** Who let it pass by hand before its last step had passed; undefined where the rules did. */
  readonly promotedBy: string | undefined;
  readonly failure: FairleadError | undefined;
  readonly rollback: Rollback | undefined;
  /** Whether users were well again after it; undefined where nobody looked. */
  readonly verification?: Verification | undefined;
}
