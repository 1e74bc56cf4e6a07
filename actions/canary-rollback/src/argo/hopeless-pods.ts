import { type Diagnosis, diagnosePods, ROLLOUT_HASH, type Rollout } from '@fairlead/kube';
import { selectorText } from '../cluster/names.ts';
import type { Target } from '../cluster/target.ts';

/**
 * What is wrong with the pods of a Rollout's newest revision and cannot heal, with its log lines and events: its controller
 * would wait for the whole progress deadline. Undefined: nothing, or the user may not look.
 */
export async function hopelessPod(
  { kube, namespace, workload }: Target,
  { status }: Rollout,
): Promise<Diagnosis | undefined> {
  const hash = status?.currentPodHash;
  if (hash === undefined || hash === status?.stableRS) return undefined;
  const labelSelector = selectorText({ [ROLLOUT_HASH]: hash });
  try {
    const found = await diagnosePods(kube, { namespace, labelSelector });
    return found.find((one) => one.fatal && one.workload.name === workload);
  } catch {
    return undefined; // the controller's words must do
  }
}
