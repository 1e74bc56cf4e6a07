import { describeSubject, type Subject } from '../facts/subject.ts';

/** One thing that is wrong, as seen in the cluster. */
export interface Finding {
  /** Name of its class in the registry. */
  readonly class: string;
  /** What to do about it. */
  readonly hint: string;
  /** The workload that the user knows: the Deployment rather than its pod. */
  readonly workload: Subject;
  /** Where it shows: the pod, the ReplicaSet, or the workload itself. */
  readonly subject: Subject;
  readonly container?: string | undefined;
  /** The cluster's own word, for example `ErrImagePull`. */
  readonly reason: string;
  /** One plain sentence part, for example `image x:1 not found`. */
  readonly message: string;
  /** Milliseconds since it began, by the cluster's times. */
  readonly forMs: number;
  /** Milliseconds that it may last before it is fatal; Infinity: it is only reported. */
  readonly graceMs: number;
  /** It will not heal by waiting, or has had its time. */
  readonly fatal: boolean;
}

/** `Deployment orders: container orders: image x not found (ErrImagePull)`. */
export function describeFinding(
  finding: Pick<Finding, 'workload' | 'container' | 'message' | 'reason'>,
): string {
  const container = finding.container === undefined ? '' : `container ${finding.container}: `;
  return `${describeSubject(finding.workload)}: ${container}${finding.message} (${finding.reason})`;
}
