import { imageOf, type Kube, rolloutStatus, type Subject, type Workload } from '@fairlead/kube';

/** A workload as it stands in the cluster. */
export interface WorkloadRow {
  readonly workload: string;
  readonly image: string;
  /** `3 of 3 ready`. */
  readonly state: string;
}

const ROLLING = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Asks the cluster how the workloads stand. */
export async function readWorkloads(
  kube: Kube,
  workloads: readonly Subject[],
): Promise<readonly WorkloadRow[]> {
  const rows = workloads
    .filter(({ kind }) => ROLLING.has(kind))
    .map(async ({ kind, namespace, name }) => {
      const found = await kube.get<Workload>({ apiVersion: 'apps/v1', kind, namespace, name });
      if (found === undefined) return { workload: `${kind} ${name}`, image: '', state: 'does not exist' };
      const { message } = rolloutStatus(found);
      return { workload: `${kind} ${name}`, image: imageOf(found) ?? '', state: message };
    });
  return Promise.all(rows);
}

/** Whether all workloads run their newest template completely. */
export async function areComplete(kube: Kube, workloads: readonly Subject[]): Promise<boolean> {
  for (const { kind, namespace, name } of workloads) {
    if (!ROLLING.has(kind)) continue;
    const found = await kube.get<Workload>({ apiVersion: 'apps/v1', kind, namespace, name });
    if (found === undefined || !rolloutStatus(found).done) return false;
  }
  return true;
}
