import type { Rollout } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';
import { patchOf, type RolloutOrder } from './patches.ts';
import { refOfRollout } from './rollout.ts';

/** Gives an order to the controller, as far as there is something to change. Status first, as Argo's own plugin does. */
export async function giveOrder(target: Target, order: RolloutOrder, rollout: Rollout): Promise<void> {
  const { spec, status } = patchOf(order, rollout);
  const ref = refOfRollout(target);
  if (status !== undefined) await target.kube.mergePatch(ref, { status }, { subresource: 'status' });
  if (spec !== undefined) await target.kube.mergePatch(ref, { spec });
}
