import { timeOf } from '../facts/facts.ts';
import type { Condition } from '../objects.ts';
import type { PodView } from './views.ts';

/** Why no node has taken a pod. */
export interface Waiting {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What the scheduler says of a pod that no node has taken; undefined when one has. */
export function waitingForNode({ pod, podStart }: PodView): Waiting | undefined {
  const condition: Condition | undefined = pod.status?.conditions?.find(
    ({ type }) => type === 'PodScheduled',
  );
  if (condition?.status !== 'False' || condition.reason !== 'Unschedulable') return undefined;
  const text = (condition.message ?? 'no reason given').split('. preemption')[0] ?? '';
  const since = timeOf(condition.lastTransitionTime) ?? podStart;
  return { text, since };
}
