import { timeOf } from '../facts/facts.ts';
import { firstTime } from '../facts/scope.ts';
import type { KubeEvent } from '../objects.ts';
import type { PodView } from './views.ts';

const MOUNT_REASONS = new Set(['FailedMount', 'FailedAttachVolume', 'FailedMapVolume']);

/** The newest event of a pod that does not get its volumes or its sandbox. */
export interface Blocked {
  readonly event: KubeEvent;
  readonly text: string;
  readonly of: 'volume' | 'sandbox';
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What keeps a pod from its first container; undefined when it got past its volumes and its sandbox. */
export function blockedPod({ pod, events, podStart }: PodView): Blocked | undefined {
  const ready = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  const started = pod.status?.containerStatuses?.some(
    ({ state, lastState, restartCount = 0 }) =>
      state?.running !== undefined || lastState?.terminated !== undefined || restartCount > 0,
  );
  const pulled = events.some(({ reason }) => /^(Pulling|Pulled|Started)$/.test(reason ?? ''));
  if (ready === true || started === true || pulled) return undefined;
  const mount = events.findLast(({ reason }) => MOUNT_REASONS.has(reason ?? ''));
  const event = mount ?? events.findLast(({ reason }) => reason === 'FailedCreatePodSandBox');
  if (event === undefined) return undefined;
  const of = mount === undefined ? 'sandbox' : 'volume';
  return { event, of, text: event.message ?? '', since: timeOf(firstTime(event)) ?? podStart };
}
