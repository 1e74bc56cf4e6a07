import type { VersionSample } from '../metrics/sample.ts';
import type { EventName } from './answers.ts';
import type { BurnPair } from './burn-rate.ts';

/** The canary's pods as the API server sees them. */
export interface PodSample {
  readonly desired: number;
  readonly ready: number;
  /** Names of the ready pods, where they are known. */
  readonly readyPods?: readonly string[] | undefined;
  /** Restarts of containers since the canary was made. */
  readonly restarts: number;
  /** What the liveness probe of a pod says that fails now: its container is about to be restarted. Undefined: none fails. */
  readonly ailing?: string | undefined;
  /** Pods that their node put out for what they used, since the canary was made; undefined: none. */
  readonly evicted?: number | undefined;
  /** The canary's Deployment is not there any more. */
  readonly gone?: true;
  /** Why the last container ended or cannot start, when known. */
  readonly reason?: string | undefined;
}

/** Stable's pods as the API server sees them. */
export interface StablePods {
  readonly desired: number;
  readonly ready: number;
  /** Restarts of the containers of the pods that are there, and pods that their node put out. */
  readonly restarts: number;
}

/** Everything that one poll saw. */
export interface Sample {
  /** Milliseconds since the run began to observe; never goes backwards. */
  readonly atMs: number;
  /** `down`: nobody gave usable metrics; nothing is known about the versions. */
  readonly metrics: 'ok' | 'down';
  /** Why the metrics are down. */
  readonly metricsProblem?: string | undefined;
  readonly canary: VersionSample | undefined;
  readonly stable: VersionSample | undefined;
  readonly pods: PodSample;
  /** The witness: what ails these as well is not the canary's. */
  readonly stablePods?: StablePods | undefined;
  /** The API server did not answer: the pods are those of an earlier look. */
  readonly clusterSilent?: true;
}

/** How evidence is weighed: the canary against stable at the same time. */
export interface EvidenceLimits {
  /** The share of healthy canaries that may be rolled back by chance. */
  readonly falseAlarm: number;
  /** How many times stable's share of bad answers is fine. */
  readonly tolerance: number;
}

/** The rules of a run. Durations in milliseconds, rates in percent. */
export interface Limits {
  readonly maxErrorPercent: number;
  readonly errorForMs: number;
  readonly maxP99Ms: number;
  readonly p99ForMs: number;
  /** `auto`: roll back where stable is not slow, pause where nobody knows of stable. */
  readonly latencyAction: 'auto' | 'pause' | 'rollback';
  /** Polls in a row with a canary pod that is not ready. */
  readonly unreadyPolls: number;
  /** Requests that the canary must have answered in a step; 0: not counted. */
  readonly minRequests: number;
  readonly stepMs: number;
  /** The step waits for its requests, and does not fail at once without them. */
  readonly waitsForRequests?: boolean | undefined;
  /** The step ends as soon as the canary is certified. */
  readonly early?: boolean | undefined;
  readonly metricsTimeoutMs: number;
  /** Where requests are counted: in the counters; nowhere, since a query of the user gives only their ratio; or not at all. */
  readonly counting: 'counters' | 'ratio' | 'none';
  readonly pauseTimeoutMs: number;
  /** Whether each request goes by the weights. By connection a healthy canary may get none for a while. */
  readonly sharedByRequest?: boolean | undefined;
  /** The canary's share of the step, in percent. */
  readonly sharePercent?: number | undefined;
  /** All traffic goes to it at once, so stable can witness nothing. */
  readonly switched?: boolean | undefined;
  /** Undefined: evidence is not weighed. */
  readonly evidence?: EvidenceLimits | undefined;
  /** Whether looks of both are compared by their ranks. */
  readonly compare?: boolean | undefined;
  /** Undefined: no budget of errors is watched. */
  readonly burn?: BurnLimits | undefined;
  /** What each verdict does; undefined: the usual. */
  readonly policies?: Policies | undefined;
  /** What single rules do, by their names. */
  readonly actions?: Readonly<Record<string, Action>> | undefined;
}

/** How fast the errors that an objective allows may be made. */
export interface BurnLimits {
  /** Percent of requests that are to be good. */
  readonly objectivePercent: number;
  readonly pairs: readonly BurnPair[];
}

/** What a rule that speaks against the canary does. */
export type Action = 'rollback' | 'pause' | 'alert';

/** What verdicts do that are no pass. */
export interface Policies {
  readonly onFail: Action;
  /** When a pause has lasted for its time. */
  readonly onPause: 'rollback' | 'wait';
  readonly onInconclusive: 'pause' | 'rollback';
  readonly onNoData: 'rollback' | 'wait';
  readonly onMetricsDown: 'hold' | 'rollback';
}

/** A rule that speaks against the canary, and that the user wants to be told of and no more. */
export interface Alert {
  readonly rule: string;
  readonly reason: string;
}

/** What a rule speaks of when it speaks against a canary. */
export interface About {
  readonly event: EventName;
  /** The route that the reason names; undefined: it speaks of all of them. */
  readonly route?: string | undefined;
}

/**
 * What to do now.
 *
 * - `hold`: go on observing at this weight; `pending` says what is being waited for.
 * - `advance`: the step is passed.
 * - `pause` and `resume`: the moment in which the run freezes and goes on.
 * - `rollback`: give the traffic back to stable; `rule` names the one that said so, in the registry of rules.
 */
export type Decision = Kind & { readonly alerts?: readonly Alert[] };

type Kind =
  | { readonly kind: 'hold'; readonly pending: readonly string[] }
  | { readonly kind: 'advance' }
  | { readonly kind: 'pause'; readonly rule: string; readonly reason: string }
  | { readonly kind: 'resume'; readonly reason: string }
  | {
      readonly kind: 'rollback';
      readonly rule: string;
      readonly code: FailureCode;
      readonly reason: string;
      /** Undefined: of nothing that happens to requests. */
      readonly about?: About | undefined;
      /** What to do about it. */
      readonly hint: string;
    };

/** How a job ends that a rule ended. */
export type FailureCode =
  | 'CANARY_INCONCLUSIVE'
  | 'CANARY_FAILED'
  | 'CANARY_NO_DATA'
  | 'CANARY_METRICS_DOWN'
  | 'CANARY_PAUSE_EXPIRED';
