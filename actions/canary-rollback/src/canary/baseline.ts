import { PolicyError } from '@fairlead/core';
import { rolloutStatus } from '@fairlead/kube';
import { kinds } from '../cluster/objects.ts';
import { getBaseline, replicasOf } from '../cluster/target.ts';
import { baselineName } from '../naming/canary-name.ts';
import type { WaitTools } from './wait-ready.ts';

const POLL_MS = 500;

/** Brings the baseline to as many pods as the canary has, and waits until they are ready. @throws PolicyError CANARY_INCONCLUSIVE */
export async function followCanary(tools: WaitTools, replicas: number): Promise<void> {
  const { target, clock, keeper, signal, timeoutMs } = tools;
  const { kube, namespace, workload } = target;
  const until = clock.monotonic() + timeoutMs;
  for (;;) {
    const baseline = await getBaseline(target);
    if (baseline === undefined) {
      await keeper.confirm();
      throw notThere(`Deployment ${baselineName(workload)} was deleted by somebody else`);
    }
    if (replicasOf(baseline) !== replicas)
      await kube.mergePatch(
        { ...kinds.deployment, namespace, name: baselineName(workload) },
        { spec: { replicas } },
      );
    else {
      const { done, message } = rolloutStatus(baseline);
      if (done) return;
      if (clock.monotonic() >= until) throw notThere(message);
    }
    await keeper.beat();
    await clock.sleep(POLL_MS, signal);
  }
}

/** Pods of the old version that do not become ready say nothing against the new one. */
function notThere(why: string): PolicyError {
  return new PolicyError({
    code: 'CANARY_INCONCLUSIVE',
    message: `the fresh pods of the old version did not become ready, so there is nothing to compare with: ${why}`,
    hint: 'the old version cannot be started any more, or the cluster has no room; without baseline the canary is compared with the pods of stable',
  });
}
