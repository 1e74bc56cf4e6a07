import { CancelledError, FairleadError, type Logger } from '@fairlead/core';
import { type ReleaseRecord, type Rendered, readRendered } from '@fairlead/helm';
import { parseManifest } from '@fairlead/kube';
import type { Connected } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import type { Applied } from '../rollout/change.ts';
import { readRecord } from './records.ts';

/** What is done with the objects that helm applies, as soon as they are known. */
export interface Uses {
  /** Why they must not be applied. */
  readonly refuse?: (applied: Rendered) => string | undefined;
  readonly onFound?: (applied: Rendered) => void | Promise<void>;
}

/**
 * Reads what helm applies as a revision, from its record, or from helm itself where its driver keeps none in the cluster.
 * Nothing else is the truth: a name that the chart makes up, a lookup, a definition that came meanwhile differ from one
 * rendering to the next.
 */
export function applied(
  { log }: DeployContext,
  connected: Connected,
  revision: number,
  { refuse, onFound }: Uses,
): () => Promise<Applied | undefined> {
  const read = connected.driver === 'other' ? askHelm : readRecord;
  return async () => {
    const record = await read(connected, revision, log);
    if (record === undefined) return undefined;
    const found = readRendered(parseManifest(record.manifest), connected.target.namespace);
    await onFound?.(found);
    const { workloads, hasHooksBefore } = found;
    return { workloads, hasHooksBefore, refused: refuse?.(found) };
  };
}

/** As soon as helm has written it down, wherever that is. An answer that is late or broken is none. */
async function askHelm(
  { helm }: Connected,
  revision: number,
  log: Logger,
): Promise<Pick<ReleaseRecord, 'manifest'> | undefined> {
  try {
    const parts = await Promise.all([helm.manifest(revision), helm.hooks(revision)]);
    return { manifest: parts.join('\n---\n') };
  } catch (error) {
    if (!(error instanceof FairleadError) || error instanceof CancelledError) throw error;
    log.debug(`helm does not tell of revision ${revision} yet: ${error.message}`);
    return undefined;
  }
}
