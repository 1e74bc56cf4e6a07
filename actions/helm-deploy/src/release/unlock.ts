import { type ExternalError, formatDuration } from '@fairlead/core';
import { helmReason, isPending, type Revision, rollbackArgs } from '@fairlead/helm';
import type { Connected } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import { releaseIsBusy } from './busy.ts';
import { FOREIGN_MS, planStart, type Sign, type StartPlan } from './plans.ts';
import { findRecord, forgetRecord, markedUntil } from './records.ts';

const POLL_MS = 2000;

/** No job runs longer, on a runner of one's own either: a mark that is further ahead was not made by a run. */
const LONGEST_JOB_MS = 5 * 24 * 60 * 60_000;

/**
 * Waits for another run that is at this release, or clears what a killed one left: helm refuses to touch a release with
 * a pending revision, for ever. Gives back the history to start from. What may be alive is never taken over: a run of
 * this action has written down its own time-out, and a record that still changes is somebody's.
 *
 * @throws ExternalError HELM_BUSY.
 */
export async function unlockRelease(
  context: DeployContext,
  connected: Connected,
): Promise<readonly Revision[]> {
  const { clock, inputs, log, signal } = context;
  const { helm } = connected;
  const readSign = watchSigns(connected);
  let give = clock.monotonic() + 2 * inputs.timeout;
  let told = false;
  for (;;) {
    const history = await helm.history();
    const sign = await readSign(history);
    const plan = planStart(history, sign);
    if (plan.kind === 'go') return history;
    if (plan.kind !== 'wait') {
      await clear(context, connected, plan);
      return helm.history();
    }
    const now = clock.monotonic();
    if (sign.ownMs !== undefined) give = Math.max(give, now + sign.ownMs + POLL_MS); // it says when it ends
    if (now >= give) throw busy(context, plan.pending, sign);
    if (!told) log.info(describeWait(plan.pending, sign, give - now));
    told = true;
    await clock.sleep(Math.min(POLL_MS, plan.forMs + 1), signal);
  }
}

function describeWait({ revision, status }: Revision, { ownMs }: Sign, forMs: number): string {
  const who = ownMs === undefined ? 'another program may be at it' : 'another run of this action is at it';
  return `revision ${revision} is ${status}: ${who}; waiting up to ${formatDuration(forMs)}`;
}

/** Reads what the record of the newest revision tells, by the cluster's clock: helm's own time is that of whichever runner wrote it. */
function watchSigns(connected: Connected): (history: readonly Revision[]) => Promise<Sign> {
  const { kube } = connected;
  let seen: { readonly version: string | undefined; readonly at: number } | undefined;
  return async (history) => {
    const newest = history.at(-1);
    if (newest === undefined || !isPending(newest)) return { ownMs: undefined, quietMs: 0 }; // it is not asked for
    const record = await findRecord(connected, newest.revision);
    const now = kube.now();
    const created = Date.parse(record?.metadata.creationTimestamp ?? '');
    const began = Number.isNaN(created) ? newest.updated : created;
    const version = record?.metadata.resourceVersion;
    if (seen === undefined) seen = { version, at: Number.isNaN(began) ? Number.NEGATIVE_INFINITY : began };
    else if (seen.version !== version) seen = { version, at: now };
    const until = record === undefined ? undefined : markedUntil(record, newest.revision);
    const ownMs = until === undefined || until - now > LONGEST_JOB_MS ? undefined : until - now;
    return { ownMs, quietMs: now - seen.at };
  };
}

type Stale = Exclude<StartPlan, { readonly kind: 'go' | 'wait' }>;

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

function busy({ inputs }: DeployContext, { revision, status }: Revision, { quietMs }: Sign): ExternalError {
  const left = formatDuration(Math.max(0, FOREIGN_MS - quietMs));
  return releaseIsBusy(
    `release ${inputs.release} is still ${status} (revision ${revision}): another run keeps changing it`,
    `let it end; when nobody is at it, \`helm rollback ${inputs.release}\` frees the release; a run that starts ${left} from now clears it by itself`,
  );
}
