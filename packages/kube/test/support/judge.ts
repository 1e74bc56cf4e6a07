import { describeFinding, type Facts, findProblems, type Pod } from '@fairlead/kube';
import { ago, deploymentFacts, NOW, pod } from './objects.ts';

/** The worst finding, as the line that people read. */
export function judge(
  facts: Facts,
  readyTimeoutMs?: number,
): { line: string; fatal: boolean; kind: string } | undefined {
  const [first] = findProblems(facts, { now: NOW, readyTimeoutMs });
  return first && { line: describeFinding(first), fatal: first.fatal, kind: first.class };
}

/** The Deployment with one pod. */
export function withPod(one: Pod, events: Facts['events'] = []): Facts {
  return deploymentFacts({ pods: [one], events });
}

/** A container that ended some times; `waiting` in back-off or `running` again. */
export function crashed(
  exits: number,
  last: object,
  state: object = { waiting: { reason: 'CrashLoopBackOff' } },
): Pod {
  return pod({
    phase: 'Running',
    containerStatuses: [
      {
        name: 'orders',
        ready: false,
        restartCount: 'running' in state ? exits : exits - 1,
        state,
        lastState: { terminated: { finishedAt: ago(2), startedAt: ago(3), ...last } },
      },
    ],
  });
}
