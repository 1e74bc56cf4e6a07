import { type Rollout, stepOfRollout } from '@fairlead/kube';

/** What people can ask of a Rollout. */
export type RolloutOrder = 'pause' | 'resume' | 'promote' | 'abort' | 'retry';

/** What is patched for an order: the spec, or the status, which is kept apart. */
export interface RolloutPatch {
  readonly spec?: object;
  readonly status?: object;
}

/** The patches by which Argo's own kubectl plugin gives these orders. Nothing to patch: it is so already. Pure. */
export function patchOf(order: RolloutOrder, rollout: Rollout): RolloutPatch {
  const { spec, status = {} } = rollout;
  switch (order) {
    case 'pause':
      return spec.paused === true ? {} : { spec: { paused: true } };
    case 'resume':
      return spec.paused === true ? { spec: { paused: false } } : {};
    case 'abort':
      return status.abort === true ? {} : { status: { abort: true } };
    case 'retry':
      return status.abort === true ? { status: { abort: false } } : {};
    case 'promote':
      return { ...(spec.paused === true ? { spec: { paused: false } } : {}), ...promotion(rollout) };
  }
}

/** Ends a pause; without one the step in work is passed over, whatever analysis it waits for. */
function promotion(rollout: Rollout): Pick<RolloutPatch, 'status'> {
  if ((rollout.status?.pauseConditions ?? []).length > 0) return { status: { pauseConditions: null } };
  const at = stepOfRollout(rollout);
  if (at === undefined) return {};
  return { status: { pauseConditions: null, currentStepIndex: Math.min(at.index + 1, at.count) } };
}
