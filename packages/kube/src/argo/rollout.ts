import type { KubeObject } from '../kube.ts';
import type { Deployment } from '../objects.ts';
import { oneLine } from '../words/text.ts';
import type { RolloutStatus } from '../workloads/rollout-status.ts';

/** A Rollout of Argo Rollouts (https://argo-rollouts.readthedocs.io/en/stable/features/specification/), as far as we read it. */
export interface Rollout extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    /** Missing where the pods are described by another object (`workloadRef`). */
    readonly template?: Deployment['spec']['template'];
    readonly strategy?: {
      readonly canary?: { readonly steps?: readonly RolloutStep[] };
      readonly blueGreen?: object;
    };
    readonly [key: string]: unknown;
  };
  readonly status?: RolloutState;
}

/** One step of a Rollout; a pause without a duration waits for somebody. */
export interface RolloutStep {
  readonly setWeight?: number;
  readonly pause?: { readonly duration?: string | number };
  readonly [key: string]: unknown;
}

/** What the controller says. */
export interface RolloutState {
  readonly phase?: string;
  readonly message?: string;
  readonly abort?: boolean;
  readonly controllerPause?: boolean;
  readonly currentPodHash?: string;
  readonly stableRS?: string;
  readonly currentStepIndex?: number;
  /** A number as text. */
  readonly observedGeneration?: string;
  readonly pauseConditions?: readonly { readonly reason?: string }[];
  readonly canary?: { readonly weights?: { readonly canary?: { readonly weight?: number } } };
  readonly [key: string]: unknown;
}

/** API version and kind. */
export const ROLLOUT = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' } as const;

/** The label by which the ReplicaSets and pods of its revisions are told apart. */
export const ROLLOUT_HASH = 'rollouts-pod-template-hash';

/** Whether an object is a Rollout. */
export function isRollout(object: KubeObject): object is Rollout {
  return object.kind === ROLLOUT.kind;
}

/** How a Rollout stands, in the words of its controller. */
export interface RolloutPhase {
  readonly phase: 'Progressing' | 'Paused' | 'Healthy' | 'Degraded';
  readonly message: string;
  /** No controller has seen the newest spec yet. */
  readonly unseen?: true;
}

/** The phase, as far as the controller has seen the newest spec and order; before that it speaks of an older one. */
export function phaseOfRollout({ metadata, spec, status = {} }: Rollout): RolloutPhase {
  const observed = Number(status.observedGeneration);
  if (status.phase === undefined || (!Number.isNaN(observed) && observed < (metadata.generation ?? 0)))
    return { phase: 'Progressing', message: 'no controller has seen the newest spec yet', unseen: true };
  if (status.controllerPause === true && (status.pauseConditions ?? []).length === 0 && status.abort !== true)
    return { phase: 'Progressing', message: 'waiting for the controller to go on' };
  const message = status.message ?? '';
  switch (status.phase) {
    case 'Degraded':
    case 'Healthy':
      return { phase: status.phase, message };
    case 'Paused':
      return { phase: 'Paused', message: spec.paused === true ? 'paused by hand' : message };
    default:
      return { phase: 'Progressing', message };
  }
}

/** The step in work and how many there are; undefined for a Rollout without steps. */
export function stepOfRollout({
  spec,
  status,
}: Rollout):
  | { readonly index: number; readonly count: number; readonly step: RolloutStep | undefined }
  | undefined {
  const steps = spec.strategy?.canary?.steps ?? [];
  if (steps.length === 0) return undefined;
  const index = status?.currentStepIndex ?? 0;
  return { index, count: steps.length, step: steps[index] };
}

/** Whether a pause ends by itself: that of a step with a duration. */
export function pauseEndsAlone(rollout: Rollout): boolean {
  if (rollout.spec.paused === true) return false;
  const reasons = (rollout.status?.pauseConditions ?? []).map(({ reason }) => reason);
  return (
    reasons.every((reason) => reason === 'CanaryPauseStep') &&
    stepOfRollout(rollout)?.step?.pause?.duration !== undefined
  );
}

/**
 * How far a Rollout is, in the words of its controller. One that is paused until somebody goes on is as far as it gets by
 * itself, as a paused Deployment is. Pure.
 */
export function argoRolloutStatus(rollout: Rollout): RolloutStatus & { readonly failed: boolean } {
  const { phase, message } = phaseOfRollout(rollout);
  const { replicas = 1 } = rollout.spec;
  const count = (name: string): number => Number(rollout.status?.[name] ?? 0);
  const waits = phase === 'Paused' && !pauseEndsAlone(rollout);
  const words = message === '' ? '' : `: ${oneLine(message, 300)}`;
  return {
    done: phase === 'Healthy' || waits,
    failed: phase === 'Degraded',
    message: `${phase}${waits ? ' until somebody goes on' : ''}${words}`,
    desired: replicas,
    updated: count('updatedReplicas'),
    ready: Math.min(count('availableReplicas'), replicas),
  };
}
