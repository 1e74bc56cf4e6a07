import { type Clock, countOf, ExternalError } from '@fairlead/core';
import { matchSelector, type Pod, rolloutStatus } from '@fairlead/kube';
import { ownSelector, selectorText } from '../cluster/names.ts';
import { stableSelector } from '../cluster/stable-selector.ts';
import { getService, getStable, isPodReady, type Target } from '../cluster/target.ts';
import type { TrafficState } from '../traffic/provider.ts';

/** A stable that is being deployed may have no ready pod for a moment; a runner that cancels leaves little time. */
const PATIENCE_MS = 4_000;
const POLL_MS = 500;

/**
 * Before the canary's traffic is taken away, somebody else must be able to serve it. Else the canary keeps serving: an
 * outage of our making is worse than a bad version.
 *
 * @throws ExternalError CANARY_STABLE_DOWN; nothing was changed then.
 */
export async function assertStableServes(
  target: Target,
  clock: Clock,
  service: string | undefined,
  { share }: Pick<TrafficState, 'share'>,
): Promise<void> {
  if (share === 0) return; // a canary that serves nobody leaves nobody alone
  const until = clock.monotonic() + PATIENCE_MS;
  for (;;) {
    const why = await whyNotServing(target, service);
    if (why === undefined) return;
    if (clock.monotonic() >= until) throw stableDown(target, share, why);
    await clock.sleep(POLL_MS);
  }
}

/** Why stable cannot answer anybody now; undefined when a ready pod of it stands behind its Service, or is a worker. */
export async function whyNotServing(
  target: Target,
  service: string | undefined,
): Promise<string | undefined> {
  const { kube, namespace } = target;
  if (service === undefined) return whyNotWorking(target);
  const found = await getService(target, service);
  if (found === undefined) return `its Service ${service} is gone`;
  const selector = selectorText(stableSelector(found));
  if (selector === '') return `its Service ${service} selects no pods`;
  const ours = selectorText(ownSelector(target.workload));
  const pods = await kube.list<Pod>('v1', 'Pod', { namespace, labelSelector: selector });
  const own = pods.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined && !matchSelector(ours, metadata.labels),
  );
  if (own.some(isPodReady)) return undefined;
  const stable = await getStable(target);
  if (stable === undefined) return `its Deployment was deleted`;
  return `${rolloutStatus(stable).message}; ${countOf(own.length, 'pod')} behind its Service, none ready`;
}

async function whyNotWorking(target: Target): Promise<string | undefined> {
  const stable = await getStable(target);
  if (stable === undefined) return 'its Deployment was deleted';
  return (stable.status?.readyReplicas ?? 0) > 0 ? undefined : rolloutStatus(stable).message;
}

function stableDown({ workload, namespace }: Target, share: number, why: string): ExternalError {
  return new ExternalError({
    code: 'CANARY_STABLE_DOWN',
    message: `stable ${workload} in namespace ${namespace} cannot serve (${why}), so the canary keeps serving ${Number(share.toFixed(1))} % of traffic and nothing was deleted`,
    hint: 'make stable serve again, for example by helm-deploy; then `command: abort` ends the canary',
  });
}
