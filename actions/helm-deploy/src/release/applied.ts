import { type Rendered, readRendered } from '@fairlead/helm';
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
 * Reads from the record of a revision what helm applies. Nothing else is the truth: a name that the chart makes up, a
 * lookup, a definition that came meanwhile differ from one rendering to the next. Undefined where helm keeps no record
 * in the cluster.
 */
export function applied(
  { log }: DeployContext,
  connected: Connected,
  revision: number,
  { refuse, onFound }: Uses,
): (() => Promise<Applied | undefined>) | undefined {
  if (connected.driver === 'other') return undefined;
  return async () => {
    const record = await readRecord(connected, revision, log);
    if (record === undefined) return undefined;
    const found = readRendered(parseManifest(record.manifest), connected.target.namespace);
    await onFound?.(found);
    const { workloads, hasHooksBefore } = found;
    return { workloads, hasHooksBefore, refused: refuse?.(found) };
  };
}
