import type { Report } from '@fairlead/core';
import type { ActRun, ActStep } from '@fairlead/testkit';
import type { ClusterFacts } from './cluster-facts.ts';
import type { LoadFacts } from './facts.ts';
import type { DemoCommit } from './settings.ts';

/** One commit and what became of it. */
export interface CommitResult {
  readonly commit: DemoCommit;
  readonly sha: string;
  readonly exitCode: number | null;
  readonly run: ActRun;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** How long its release had to wait for the cluster, in milliseconds. */
  readonly waitedMs: number;
  /** What the load saw; undefined for the first install, which nothing can be sent to. */
  readonly load: LoadFacts | undefined;
  readonly cluster: ClusterFacts;
  /** Reports that the actions wrote, by action and phase. */
  readonly reports: readonly Report[];
}

/** One commit, before the load's recording is complete. */
export type CommitRun = Omit<CommitResult, 'load'>;

/** How long its pipeline ran, without the wait for the cluster. */
export function busyMs({ startedAt, finishedAt, waitedMs }: CommitResult): number {
  return finishedAt - startedAt - waitedMs;
}

/** Its steps in time as if the cluster had been there: the wait would leave no room for anything else. */
export function withoutWait({ run, waitedMs }: CommitResult): readonly ActStep[] {
  return run.steps.map((step) =>
    step.job === 'release' ? { ...step, startedAt: step.startedAt - waitedMs } : step,
  );
}
