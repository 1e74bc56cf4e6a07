import type { Deployment } from '@fairlead/kube';
import { kinds } from '../../cluster/objects.ts';
import { getBaseline, getCanary, getStable, replicasOf, type Target } from '../../cluster/target.ts';
import { canaryName } from '../../naming/canary-name.ts';
import { replicaShare } from '../plan-shares.ts';
import type { Traffic } from '../provider.ts';

/** Traffic by the number of pods behind one Service. Stable is never edited; only the canary is scaled. */
export function openReplicas(target: Target): Traffic {
  const { kube, namespace, workload } = target;
  const scale = async (replicas: number): Promise<void> => {
    const canary = await getCanary(target);
    if (canary === undefined || replicasOf(canary) === replicas) return;
    await kube.mergePatch(
      { ...kinds.deployment, namespace, name: canaryName(workload) },
      { spec: { replicas } },
    );
  };
  return {
    begin: async () => undefined,
    async read() {
      const [stable, canary, baseline] = await Promise.all([
        getStable(target),
        getCanary(target),
        getBaseline(target),
      ]);
      // Desired, not ready: a canary that was told to stop gets no new requests, whatever still drains.
      const running = canary === undefined ? 0 : Math.min(replicasOf(canary), readyOf(canary));
      const old = stable === undefined ? 0 : readyOf(stable);
      const fresh = baseline === undefined ? 0 : readyOf(baseline);
      const beside = old + fresh;
      return {
        share: replicaShare(running, beside),
        where: `ready pods: ${old} stable, ${baseline === undefined ? '' : `${fresh} baseline, `}${running} canary`,
        // Pods that come and go, a canary that was deleted and a stable that scales itself are other rules' business.
        keeps: ({ replicas }) => canary === undefined || replicasOf(canary) === replicas,
      };
    },
    set: ({ replicas }) => scale(replicas),
    pending: async () => undefined,
    clear: () => scale(0),
    end: async () => {},
  };
}

function readyOf({ status }: Deployment): number {
  return status?.readyReplicas ?? 0; // left out when it is none
}
