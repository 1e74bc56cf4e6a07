import type { FairleadError } from '@fairlead/core';
import type { UndoResult } from '../canary/undo.ts';
import type { RunPlan } from '../prepare/inspect.ts';
import type { Timeline } from '../run/timeline.ts';
import type { Rules } from '../verdict/types.ts';

/** A run that has ended. */
export interface RunRecord {
  readonly plan: RunPlan;
  readonly timeline: Timeline;
  readonly rules: Rules;
  readonly seconds: number;
  readonly failure: FairleadError | undefined;
  readonly undo: UndoResult | undefined;
}
