import { type EventContext, errorMessage, FairleadError, type Logger } from '@fairlead/core';
import { decodeRecord, type ReleaseRecord } from '@fairlead/helm';
import type { KubeObject, ObjectRef } from '@fairlead/kube';
import type { Connected } from '../cluster/connect.ts';

/** Label and annotation by which runs of this action know each other's revisions. */
const MARK = 'fairlead-run';

/** The object in which helm keeps a revision; undefined where its driver keeps none in the cluster. */
function recordRef({ target, driver }: Connected, revision: number): ObjectRef | undefined {
  if (driver === 'other') return undefined;
  const name = `sh.helm.release.v1.${target.release}.v${revision}`;
  const kind = driver === 'secret' ? 'Secret' : 'ConfigMap';
  return { apiVersion: 'v1', kind, namespace: target.namespace, name };
}

/** The object of a revision; undefined when there is none. Throws as `Kube` does. */
export async function findRecord(connected: Connected, revision: number): Promise<KubeObject | undefined> {
  const ref = recordRef(connected, revision);
  return ref === undefined ? undefined : connected.kube.get(ref);
}

/** What helm applies for a revision, as soon as it has written it down. An answer that is late or broken is none. */
export async function readRecord(
  connected: Connected,
  revision: number,
  log: Logger,
): Promise<ReleaseRecord | undefined> {
  try {
    const found = await findRecord(connected, revision);
    return found === undefined ? undefined : decodeRecord(found);
  } catch (error) {
    log.debug(`the record of revision ${revision} cannot be read yet: ${errorMessage(error)}`);
    return undefined;
  }
}

/** Removes the record of a revision; without it the revision never was. */
export async function forgetRecord(connected: Connected, revision: number): Promise<void> {
  const ref = recordRef(connected, revision);
  if (ref !== undefined) await connected.kube.remove(ref);
}

/** The description of a revision that a run makes, for `helm history`. Pure. */
export function describeRun({ sha, runId }: Pick<EventContext, 'sha' | 'runId'>): string {
  return `fairlead: ${sha.slice(0, 12) || 'local'} run ${runId || 'local'}`;
}

/** The mark of a revision that is ours until a moment of the cluster's clock, as a label for helm. */
export function markOf(revision: number, untilMs: number): string {
  return `${MARK}=r${revision}.${Math.ceil(untilMs / 1000)}`;
}

/** Marks a revision that helm takes no label for. Who cannot read the mark waits longer: no reason to fail. */
export async function markRecord(
  connected: Connected,
  revision: number,
  untilMs: number,
  log: Logger,
): Promise<void> {
  const ref = recordRef(connected, revision);
  const [key = MARK, value] = markOf(revision, untilMs).split('=');
  if (ref === undefined) return;
  try {
    await connected.kube.mergePatch(ref, { metadata: { annotations: { [key]: value } } });
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error;
    log.debug(`revision ${revision} cannot be marked: ${error.message}`);
  }
}

/**
 * Until when the run that made a revision is at it, in milliseconds since the epoch; undefined when it was no run of
 * ours. A label that a later revision has inherited names another one. Pure.
 */
export function markedUntil({ metadata }: KubeObject, revision: number): number | undefined {
  for (const mark of [metadata.annotations?.[MARK], metadata.labels?.[MARK]]) {
    const [, of, until] = /^r(\d+)\.(\d+)$/.exec(mark ?? '') ?? [];
    if (Number(of) === revision) return Number(until) * 1000;
  }
  return undefined;
}
