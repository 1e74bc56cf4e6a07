import { errorMessage, formatDuration } from '@fairlead/core';
import {
  type Facts,
  followFacts,
  type Kube,
  noFacts,
  ROLLOUT,
  type Subject,
  selectWorkloads,
} from '@fairlead/kube';
import type { DeployContext } from '../context.ts';

/** The workloads of a change and all that belongs to them, kept current by watches. */
export interface WorkloadView {
  /** Undefined when they cannot be watched, or no longer: what was seen last says nothing about now. */
  current(workloads: readonly Subject[]): Facts | undefined;
  /** Everything in the namespaces, whoever it belongs to. */
  everything(): Facts;
  /** Resolves when all watches have ended. */
  readonly ended: Promise<void>;
}

/** Watches until `signal` aborts. Without the right to watch, or when a watch breaks for good, it says so once and is blind. */
export async function viewWorkloads(
  context: DeployContext,
  kube: Kube,
  workloads: readonly Subject[],
  signal: AbortSignal,
): Promise<WorkloadView> {
  const { log } = context;
  const namespaces = [...new Set([kube.target.namespace, ...workloads.map(({ namespace }) => namespace)])];
  const follower = followFacts(kube, namespaces, signal, tellOutages(context));
  let blind = false;
  const goBlind = (error: unknown): void => {
    if (!blind && !signal.aborted)
      log.warn(
        `the rollout cannot be watched, so a failure shows only at the timeout: ${errorMessage(error)}`,
      );
    blind = true;
  };
  await follower.ready.catch(goBlind);
  const hasRollouts = workloads.some(({ kind }) => kind === ROLLOUT.kind);
  const denied = follower.denied.filter((kind) => kind !== ROLLOUT.kind || hasRollouts);
  if (!blind && denied.length > 0)
    log.info(`not allowed to read ${denied.join(', ')}: reasons may be less exact`);
  return {
    ended: follower.ended.catch(goBlind),
    current: (wanted) => (blind ? undefined : selectWorkloads(follower.current(), wanted)),
    everything: () => (blind ? noFacts : follower.current()),
  };
}

/** Says at once that the cluster is away, and that it is back; each once, however many watches notice. */
function tellOutages({ log, clock }: DeployContext) {
  let since: number | undefined;
  return {
    lost({ message }: Error): void {
      if (since === undefined) log.warn(`${message}; still trying, and helm is left at work`);
      since ??= clock.monotonic();
    },
    heard(): void {
      if (since === undefined) return;
      log.info(`the cluster answers again after ${formatDuration(clock.monotonic() - since)}`);
      since = undefined;
    },
  };
}
