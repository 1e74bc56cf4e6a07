import { type ExternalError, formatDuration } from '@fairlead/core';
import type { Connected } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import { rollbackArgs } from '../helm/argv.ts';
import { isPending, type Revision } from '../helm/history.ts';
import { helmReason } from '../helm/reason.ts';
import { releaseIsBusy } from './busy.ts';
import { planStart } from './plans.ts';

const POLL_MS = 2000;

/**
 * Waits for another run that is at this release, or clears what a killed one left: helm refuses to touch a release with
 * a pending revision, for ever. Gives back the history to start from.
 *
 * @throws ExternalError HELM_BUSY.
 */
export async function unlockRelease(
  context: DeployContext,
  connected: Connected,
): Promise<readonly Revision[]> {
  const { clock, inputs, log, signal } = context;
  const { helm } = connected;
  const give = clock.monotonic() + 2 * inputs.timeout;
  let told = false;
  for (;;) {
    const history = await helm.history();
    const plan = planStart(history, await ageOfNewest(connected, history), inputs.timeout);
    if (plan.kind === 'go') return history;
    if (plan.kind !== 'wait') {
      await clear(context, connected, plan);
      return helm.history();
    }
    const { revision, status } = plan.pending;
    if (clock.monotonic() >= give) throw busy(context, plan.pending);
    if (!told) {
      log.info(
        `revision ${revision} is ${status}: another run may be at it; waiting up to ${formatDuration(plan.forMs)}`,
      );
    }
    told = true;
    await clock.sleep(Math.min(POLL_MS, plan.forMs + 1), signal);
  }
}

/**
 * Milliseconds since the newest revision was recorded, both ends by the cluster's clock: helm's own time is that of
 * whichever runner wrote it. Infinity when nothing tells.
 */
async function ageOfNewest({ kube, target }: Connected, history: readonly Revision[]): Promise<number> {
  const newest = history.at(-1);
  if (newest === undefined || !isPending(newest)) return 0; // it is not asked for
  const record = await kube.get(recordOf(target, newest.revision));
  const created = Date.parse(record?.metadata.creationTimestamp ?? '');
  const began = Number.isNaN(created) ? newest.updated : created;
  return Number.isNaN(began) ? Number.POSITIVE_INFINITY : kube.now() - began;
}

type Stale = Exclude<ReturnType<typeof planStart>, { readonly kind: 'go' | 'wait' }>;

async function clear(context: DeployContext, connected: Connected, plan: Stale): Promise<void> {
  const { helm, target } = connected;
  const { revision, status } = plan.pending;
  if (plan.kind === 'forget') {
    context.log.warn(
      `revision ${revision} of ${target.release} was left ${status} by a run that was killed; its record is removed, and the install takes its objects over`,
    );
    await forgetRecord(connected, revision);
    return;
  }
  context.log.warn(
    `revision ${revision} of ${target.release} was left ${status} by a run that was killed; rolling back to revision ${plan.to.revision} first`,
  );
  const options = { ...target, major: helm.major, timeoutMs: context.inputs.timeout };
  const args = rollbackArgs({ ...options, historyMax: context.inputs.historyMax }, plan.to.revision);
  const result = await helm.change(args, context.signal);
  if (result.exitCode === 0) return;
  context.log.warn(`that roll back failed: ${helmReason(result.stderr)}; the record is removed instead`);
  await forgetRecord(connected, revision);
}

/** Removes the record of a revision; without it the revision never was. */
export async function forgetRecord({ kube, target }: Connected, revision: number): Promise<void> {
  await kube.remove(recordOf(target, revision));
}

/** Helm keeps each revision in a Secret. */
function recordOf({ release, namespace }: Connected['target'], revision: number) {
  return { apiVersion: 'v1', kind: 'Secret', namespace, name: `sh.helm.release.v1.${release}.v${revision}` };
}

function busy({ inputs }: DeployContext, { revision, status }: Revision): ExternalError {
  return releaseIsBusy(
    `release ${inputs.release} is still ${status} (revision ${revision}): another run keeps changing it`,
  );
}
