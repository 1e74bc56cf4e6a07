import type { ExecResult } from '@fairlead/core';
import type { Diagnosis, Kube, Subject } from '@fairlead/kube';

/** One change of helm, to be watched. */
export interface Supervision {
  readonly kube: Kube;
  readonly workloads: readonly Subject[];
  readonly hasHooksBefore: boolean;
  /** Milliseconds until we give up. */
  readonly budgetMs: number;
  readonly readyTimeoutMs?: number | undefined;
  /** How long fatal findings are only watched: a roll back shows what it removes for a while, and must not be given up lightly. */
  readonly patienceMs?: number | undefined;
  /** Runs helm. */
  readonly change: (signal: AbortSignal) => Promise<ExecResult>;
}

/** How a watched change ended. */
export type ChangeEnd =
  | { readonly kind: 'healthy' }
  /** The workloads failed; the cause first. */
  | {
      readonly kind: 'unhealthy';
      readonly causes: readonly [Diagnosis, ...Diagnosis[]];
      /** Whether it was the time that ran out. */
      readonly late: boolean;
    }
  /** Helm or the API server refused it, or nobody can tell how it went. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Another run is at the release. Nothing was changed, and what is to be seen is the other's. */
  | { readonly kind: 'busy'; readonly reason: string };
