import { timeOf } from '../facts/facts.ts';
import { countOf, firstTime, lastTime } from '../facts/scope.ts';
import type { KubeObject } from '../kube.ts';
import type { Condition, KubeEvent } from '../objects.ts';
import { oneLine } from '../words/text.ts';
import type { Sighting } from './failure-class.ts';
import type { WorkloadView } from './views.ts';

/** How often the API server must have said no where only events tell of it. */
const MOST_TRIES = 2;

/** Pods, or what makes them, that the API server does not take. */
export interface Refusal extends Sighting {
  readonly text: string;
  /** When it was said last, in milliseconds since the epoch; undefined when no event tells. */
  readonly lastAt: number | undefined;
}

/** What the API server says no to; undefined when it takes the pods. */
export function refusalOf(view: WorkloadView): Refusal | undefined {
  const { maker, events, now } = view;
  if (maker === undefined) return refusedSet(view);
  const condition = conditionOf(maker, 'ReplicaFailure');
  const failed = events.filter(({ reason }) => reason === 'FailedCreate');
  const holds = condition?.status === 'True' && condition.reason === 'FailedCreate';
  const newest = failed.at(-1);
  if (!holds && newest === undefined) return undefined;
  // Without a condition (StatefulSet, DaemonSet, Job) a later success says that it is over.
  if (!holds && (condition !== undefined || maker.kind === 'ReplicaSet')) return undefined;
  const created = events.findLast(({ reason }) => reason === 'SuccessfulCreate');
  if (!holds && isLater(created, newest)) return undefined;
  const text = plainRefusal(condition?.message ?? newest?.message ?? '');
  const since = timeOf(failed[0] && firstTime(failed[0])) ?? timeOf(condition?.lastTransitionTime) ?? now;
  const tries = failed.reduce((sum, event) => sum + countOf(event), 0);
  return {
    text,
    reason: 'FailedCreate',
    message: `pods cannot be created: ${text}`,
    since,
    lastAt: timeOf(newest && lastTime(newest)),
    graceMs: holds || tries >= MOST_TRIES ? undefined : Number.POSITIVE_INFINITY,
  };
}

/** Not even the ReplicaSet could be made. */
function refusedSet({ workload, now }: WorkloadView): Refusal | undefined {
  const condition = conditionOf(workload, 'Progressing');
  if (condition?.reason !== 'ReplicaSetCreateError') return undefined;
  const text = plainRefusal(condition.message ?? '');
  const since = timeOf(condition.lastTransitionTime) ?? now;
  const message = `its ReplicaSet cannot be created: ${text}`;
  return { text, reason: condition.reason, message, since, lastAt: undefined };
}

function isLater(a: KubeEvent | undefined, b: KubeEvent | undefined): boolean {
  return a !== undefined && b !== undefined && lastTime(a) > lastTime(b);
}

/** Takes the pod's generated name off the front; what is left is the rule that refused. */
function plainRefusal(text: string): string {
  const said = text.replace(/^Error creating: /i, '').replace(/^pods "[^"]*" is forbidden: /i, '');
  return oneLine(said, 300);
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const status = object['status'] as { readonly conditions?: readonly Condition[] } | undefined;
  return status?.conditions?.find((condition) => condition.type === type);
}
