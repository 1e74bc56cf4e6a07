import { imageOf, type Kube, type Subject } from '@fairlead/kube';
import { getWorkload, isRolling, progressOf } from './completeness.ts';

/** A workload as it stands in the cluster. */
export interface WorkloadRow {
  readonly workload: string;
  readonly image: string;
  /** `3 of 3 ready`. */
  readonly state: string;
}

/** Asks the cluster how the workloads stand. Throws as `Kube` does. */
export async function readWorkloads(
  kube: Kube,
  workloads: readonly Subject[],
): Promise<readonly WorkloadRow[]> {
  const rows = workloads.filter(isRolling).map(async (subject) => {
    const workload = `${subject.kind} ${subject.name}`;
    const found = await getWorkload(kube, subject);
    if (found === undefined) return { workload, image: '', state: 'does not exist' };
    return { workload, image: imageOf(found) ?? '', state: progressOf(found).message };
  });
  return Promise.all(rows);
}
