import type { ExecResult } from '@fairlead/core';
import type { Diagnosis, Kube, Subject } from '@fairlead/kube';

/** What a change brings, as far as it is watched. */
export interface Plan {
  readonly workloads: readonly Subject[];
  /** Whether hooks run before the objects are applied. */
  readonly hasHooksBefore: boolean;
}

/** One change of helm, to be watched. */
export interface Supervision extends Plan {
  readonly kube: Kube;
  /** Milliseconds until we give up. */
  readonly budgetMs: number;
  readonly readyTimeoutMs?: number | undefined;
  /** How long all must stay well before it is healthy; default: a moment. */
  readonly stayHealthyMs?: number | undefined;
  /** How long fatal findings are only watched: a roll back shows what it removes for a while, and must not be given up lightly. */
  readonly patienceMs?: number | undefined;
  /** What helm applies in truth, once it has written it down; asked until it is known. Without it the plan stays as it is. */
  readonly applied?: (() => Promise<Applied | undefined>) | undefined;
  /** Whether nothing is healthy before that is known: it may break a rule. */
  readonly mustBeKnown?: boolean | undefined;
  /** Runs helm. */
  readonly change: (signal: AbortSignal) => Promise<ExecResult>;
}

/** What helm has written down that it applies. */
export interface Applied extends Plan {
  /** Why it must not go on: a rule is broken after all. */
  readonly refused?: string | undefined;
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
  /** What helm applies breaks a rule, although what was rendered before did not. */
  | { readonly kind: 'forbidden'; readonly reason: string }
  /** Another run is at the release. Nothing was changed, and what is to be seen is the other's. */
  | { readonly kind: 'busy'; readonly reason: string };
