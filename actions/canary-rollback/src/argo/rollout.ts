import type { Deployment, KubeObject } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';

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

/** Names the Rollout of the workload. */
export function refOfRollout({ namespace, workload }: Target) {
  return { ...ROLLOUT, namespace, name: workload };
}

/** The Rollout; undefined when there is none, or no such kind. */
export function getRollout(target: Target): Promise<Rollout | undefined> {
  return target.kube.get<Rollout>(refOfRollout(target));
}

/** How a Rollout stands, in the words of its controller. */
export interface RolloutPhase {
  readonly phase: 'Progressing' | 'Paused' | 'Healthy' | 'Degraded';
  readonly message: string;
  /** No controller has seen the newest spec yet. */
  readonly unseen?: true;
}

/** The phase, as far as the controller has seen the newest spec and order; before that it speaks of an older one. */
export function phaseOf({ metadata, spec, status = {} }: Rollout): RolloutPhase {
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

/** Whether all pods are those of the newest template, and nothing is left to decide. */
export function isPromoted({ status = {} }: Rollout): boolean {
  return status.currentPodHash !== undefined && status.currentPodHash === status.stableRS;
}

/** The step in work and how many there are; undefined for a Rollout without steps. */
export function stepOf({
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
export function endsAlone(rollout: Rollout): boolean {
  if (rollout.spec.paused === true) return false;
  const reasons = (rollout.status?.pauseConditions ?? []).map(({ reason }) => reason);
  return (
    reasons.every((reason) => reason === 'CanaryPauseStep') &&
    stepOf(rollout)?.step?.pause?.duration !== undefined
  );
}

/** `step 2 of 5, 25 % to the new version`. */
export function placeWords(rollout: Rollout): string {
  const at = stepOf(rollout);
  const weight = weightOf(rollout);
  const parts = [
    ...(at === undefined ? [] : [`step ${Math.min(at.index + 1, at.count)} of ${at.count}`]),
    ...(weight === undefined ? [] : [`${weight} % to the new version`]),
  ];
  return parts.join(', ');
}

/** The share of the new version in percent; undefined where the controller does not tell. */
export function weightOf(rollout: Rollout): number | undefined {
  if (isPromoted(rollout)) return 100;
  if (rollout.status?.abort === true) return 0;
  const told = rollout.status?.canary?.weights?.canary?.weight;
  if (told !== undefined) return told;
  const at = stepOf(rollout);
  if (at === undefined) return undefined;
  const done = (rollout.spec.strategy?.canary?.steps ?? []).slice(0, at.index + 1);
  return done.findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0;
}
