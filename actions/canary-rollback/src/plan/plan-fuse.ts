import type { Deployment } from '@fairlead/kube';
import { refusalOf } from '../cluster/refusal.ts';
import { FUSE_RIGHTS, missingRights, rightsText } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import { findFuse } from '../fuse/fuse.ts';
import { type FuseRequest, fuseJob } from '../fuse/fuse-job.ts';
import type { TrafficRecord } from '../traffic/provider.ts';
import { providerOf } from '../traffic/registry.ts';

/** Whether Kubernetes can end the canary by itself; if not, a sentence says what does. */
export interface FusePlan {
  readonly fused: boolean;
  readonly notices: readonly string[];
}

/** Asks the cluster whether it takes a fuse, on trial. Changes nothing. */
export async function planFuse(
  target: Target,
  stable: Deployment,
  traffic: TrafficRecord,
): Promise<FusePlan> {
  const why = await whyNoFuse(target, stable, traffic);
  if (why === undefined) return { fused: true, notices: [] };
  const then = 'should this run die, only its post step or a later run ends the canary';
  return { fused: false, notices: [`no fuse: ${why}; ${then}`] };
}

async function whyNoFuse(
  target: Target,
  stable: Deployment,
  traffic: TrafficRecord,
): Promise<string | undefined> {
  const unfit = providerOf(traffic).noFuse(traffic.data);
  if (unfit !== undefined) return unfit;
  const lacks = await missingRights(target, FUSE_RIGHTS);
  if (lacks.length > 0) return `the user of the kubeconfig may not ${rightsText(lacks)}`;
  if ((await findFuse(target)) !== undefined) return undefined; // of a canary that is ended before this one begins
  const refusal = await refusalOf(target, fuseJob(fuseRequest(stable, traffic, 60_000)));
  return refusal === undefined ? undefined : `the cluster takes no Job for it: ${refusal}`;
}

/** The fuse that a canary with this traffic takes. */
export function fuseRequest(stable: Deployment, traffic: TrafficRecord, forMs: number): FuseRequest {
  const { name: provider, reach } = providerOf(traffic);
  return { stable, provider, forMs, trafficFirst: reach === 'apart' };
}
