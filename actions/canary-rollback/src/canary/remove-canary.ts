import { type Clock, ExternalError } from '@fairlead/core';
import { type KubeObject, refOf } from '@fairlead/kube';
import { getBaseline, getCanary, getCanaryService, listCanaryPods, type Target } from '../cluster/target.ts';
import type { Journal } from '../journal/journal.ts';
import { servedBy } from '../traffic/provider.ts';
import { providerOf } from '../traffic/registry.ts';

/** How long the canary's pods may need until they have been told to end. */
const GONE_WITHIN_MS = 15_000;
const POLL_MS = 250;

/** Deletes the canary's objects; objects of the same names that somebody else made stay. */
export async function removeCanary(target: Target, journal: Journal): Promise<void> {
  const made = (await findMade(target, journal)).filter((object) => object !== undefined);
  await Promise.all(made.map((object) => target.kube.remove(refOf(object))));
}

/** Waits until nothing of the canary is left but pods that drain. @throws ExternalError naming what is left */
export async function waitGone(target: Target, clock: Clock, journal: Journal): Promise<void> {
  const until = clock.monotonic() + GONE_WITHIN_MS;
  for (;;) {
    const [made, pods] = await Promise.all([findMade(target, journal), listCanaryPods(target)]);
    const left = [...made, ...pods].filter((object) => object !== undefined);
    if (left.length === 0) return;
    if (clock.monotonic() >= until) throw stillThere(left);
    await clock.sleep(POLL_MS);
  }
}

/** Deployment and, where they are, Service and baseline of the canary. */
function findMade(target: Target, journal: Journal): Promise<readonly (KubeObject | undefined)[]> {
  const { traffic } = journal;
  const apart = providerOf(traffic).reach === 'apart';
  const service = apart ? getCanaryService(target, servedBy(traffic)) : undefined;
  return Promise.all([getCanary(target), service, getBaseline(target)]);
}

function stillThere(left: readonly KubeObject[]): ExternalError {
  const names = left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ');
  return new ExternalError({
    code: 'CANARY_ROLLBACK_FAILED',
    message: `still there after ${GONE_WITHIN_MS / 1000} s: ${names}`,
  });
}
