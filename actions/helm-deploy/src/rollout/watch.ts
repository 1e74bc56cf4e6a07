import type { Facts, Finding } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';
import type { Autoscaler } from './autoscalers.ts';
import type { Baseline } from './baseline.ts';
import type { Plan, Supervision } from './change.ts';
import type { HelmRun } from './helm-run.ts';
import type { Settling } from './settling.ts';
import type { WorkloadView } from './workload-view.ts';

/** A change that is under way, with all that is looked at. */
export interface Watch {
  readonly context: DeployContext;
  readonly supervision: Supervision;
  readonly view: WorkloadView;
  readonly baseline: Baseline;
  readonly helm: HelmRun;
}

/** What the watch has learnt by now. */
export interface Known {
  /** What helm applies, or what was planned as long as it has not said so. */
  plan: Plan;
  /** Whether helm has said so. */
  told: boolean;
  readonly settling: Settling;
  /** Asked when helm is content; undefined before. */
  autoscalers: readonly Autoscaler[] | undefined;
  /** When everything but the autoscalers was done. */
  scalingSince: number | undefined;
}

/** Whether it is not known yet what helm applies, and nothing counts as healthy before. */
export function lacksTruth({ mustBeKnown }: Supervision, { told }: Known): boolean {
  return mustBeKnown === true && !told;
}

/** What is to be seen at one moment. */
export interface Sight {
  /** Undefined when nothing can be watched. */
  readonly facts: Facts | undefined;
  /** What this change answers for. */
  readonly own: readonly Finding[];
  /** What earlier changes left broken as well. */
  readonly all: readonly Finding[];
}
