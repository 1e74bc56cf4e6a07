import { errorMessage } from '@fairlead/core';
import { type Facts, followFacts, type Kube, type Subject, selectWorkloads } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';

/** The workloads of a change and all that belongs to them, kept current by watches. */
export interface WorkloadView {
  /** Undefined when they cannot be watched, or no longer: what was seen last says nothing about now. */
  current(): Facts | undefined;
  /** Resolves when all watches have ended. */
  readonly ended: Promise<void>;
}

/** Watches until `signal` aborts. Without the right to watch, or when a watch breaks for good, it says so once and is blind. */
export async function viewWorkloads(
  { log }: DeployContext,
  kube: Kube,
  workloads: readonly Subject[],
  signal: AbortSignal,
): Promise<WorkloadView> {
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))];
  const follower = followFacts(kube, namespaces, signal);
  let blind = false;
  const goBlind = (error: unknown): void => {
    if (!blind && !signal.aborted)
      log.warn(
        `the rollout cannot be watched, so a failure shows only at the timeout: ${errorMessage(error)}`,
      );
    blind = true;
  };
  await follower.ready.catch(goBlind);
  if (!blind && follower.denied.length > 0) {
    log.info(`not allowed to read ${follower.denied.join(', ')}: reasons may be less exact`);
  }
  return {
    ended: follower.ended.catch(goBlind),
    current: () => (blind ? undefined : selectWorkloads(follower.current(), workloads)),
  };
}
