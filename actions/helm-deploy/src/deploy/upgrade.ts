import { CancelledError } from '@fairlead/core';
import { type Rendered, upgradeArgs } from '@fairlead/helm';
import { brokenAfterAll } from '../chart/rules.ts';
import type { DeployContext } from '../context.ts';
import { keepEvidence } from '../publish/evidence.ts';
import { type BadEnd, failureOf } from '../publish/failure.ts';
import { applied } from '../release/applied.ts';
import { describeRun, markOf } from '../release/records.ts';
import { interrupted } from '../release/roll-back.ts';
import type { ChangeEnd } from '../rollout/change.ts';
import type { Deadline } from '../rollout/deadline.ts';
import { supervise } from '../rollout/supervise.ts';
import type { Prepared } from './prepare.ts';

/** Past our own limit, so that ours comes first and can say why. */
const HELM_LATER_MS = 5000;

/** A change that is to be made. */
export interface Upgrade {
  readonly rendered: Rendered;
  /** The newest revision before it; 0 for none. */
  readonly before: number;
  readonly deadline: Deadline;
}

/** How the upgrade went, and what helm has applied. */
export interface Upgraded {
  readonly end: ChangeEnd | BadEnd;
  readonly applied: Rendered;
}

/** The stage of the upgrade. A bad end is no error here, but shows as one in the timeline: the roll back is still to come. */
export async function upgrade(
  context: DeployContext,
  prepared: Prepared,
  change: Upgrade,
): Promise<Upgraded> {
  let done: Upgraded | undefined;
  try {
    await context.stage('upgrade', async () => {
      done = await upgradeWatched(context, prepared, change);
      if (done.end.kind !== 'healthy') throw failureOf(done.end, interrupted);
    });
  } catch (error) {
    if (done === undefined) throw error;
  }
  return done as Upgraded;
}

async function upgradeWatched(
  context: DeployContext,
  prepared: Prepared,
  { rendered, before, deadline }: Upgrade,
): Promise<Upgraded> {
  const { helm, kube, target, source } = prepared;
  const { inputs, event } = context;
  const budgetMs = deadline.upgradeMs();
  const timeoutMs = budgetMs + HELM_LATER_MS;
  const args = upgradeArgs({
    ...target,
    ...source,
    major: helm.major,
    timeoutMs,
    createNamespace: inputs.createNamespace,
    historyMax: inputs.historyMax,
    description: describeRun(event),
    mark: markOf(before + 1, kube.now() + timeoutMs),
  });
  let truth = rendered;
  const watched = applied(context, prepared, before + 1, {
    refuse: (found) => brokenAfterAll(context, found),
    onFound: (found) => {
      tellDifference(context, truth, found);
      truth = found;
    },
  });
  try {
    const { workloads, hasHooksBefore } = rendered;
    const end = await supervise(context, {
      kube,
      workloads,
      hasHooksBefore,
      budgetMs,
      readyTimeoutMs: inputs.readyTimeout,
      stayHealthyMs: inputs.stayHealthy,
      applied: watched,
      mustBeKnown: true,
      change: (signal) => helm.change(args, signal),
    });
    if (end.kind === 'unhealthy') await keepEvidence(context, end.causes);
    return { end, applied: truth };
  } catch (error) {
    if (error instanceof CancelledError) return { end: { kind: 'cancelled' }, applied: truth };
    throw error;
  }
}

/** What helm applies and the rendering before had not, or not so: names that the chart makes up, for example. */
function tellDifference({ log }: DeployContext, planned: Rendered, found: Rendered): void {
  const names = ({ objects }: Rendered): readonly string[] =>
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const [before, now] = [new Set(names(planned)), new Set(names(found))];
  const more = [...now].filter((name) => !before.has(name));
  const less = [...before].filter((name) => !now.has(name));
  if (more.length + less.length === 0) return;
  const parts = [
    more.length > 0 ? `also ${more.join(', ')}` : '',
    less.length > 0 ? `not ${less.join(', ')}` : '',
  ].filter((part) => part !== '');
  log.info(`helm applies ${parts.join('; ')}: the chart renders anew each time`);
}
