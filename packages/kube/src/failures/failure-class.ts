import type { ContainerView, PodView, WorkloadView } from './views.ts';

/** How long a class may last before it is fatal: a time, or how often it may happen. */
export type Grace = { readonly ms: number } | { readonly times: number };

/** What a rule saw. */
export interface Sighting {
  /** The cluster's own word, for example `ErrImagePull`. */
  readonly reason: string;
  /** One plain part of a sentence, for example `image x:1 not found`. */
  readonly message: string;
  /** Milliseconds since the epoch at which it began. */
  readonly since: number;
  /** How often it has happened, for a class whose grace counts. */
  readonly times?: number | undefined;
  /** Another grace than the class has, in milliseconds; Infinity: it is only reported. */
  readonly graceMs?: number | undefined;
  /** Not fatal however long it lasts: what ends at this moment may give what is waited for. */
  readonly suspended?: boolean | undefined;
}

/** A cause comes before its consequences: what a pod says explains why its Deployment or Job makes no progress. */
export type Rank = 'cause' | 'symptom' | 'consequence';

interface Described {
  readonly name: string;
  readonly grace: Grace;
  /** What to do about it, in one line. */
  readonly hint: string;
  /** What is wrong, as the README's table says it. */
  readonly shows: string;
  /** How long it may last, as the table says it, where the grace alone does not tell. */
  readonly lasts?: string | undefined;
  readonly rank?: Rank | undefined;
}

/** Looks at one container of a pod. Of all such classes the first that speaks is the cause. */
export interface ContainerClass extends Described {
  readonly of: 'container';
  readonly see: (view: ContainerView) => Sighting | undefined;
}

/** Looks at a pod as a whole. Of all such classes the first that speaks is the cause. */
export interface PodClass extends Described {
  readonly of: 'pod';
  readonly see: (view: PodView) => Sighting | undefined;
}

/** Looks at a Deployment, StatefulSet, DaemonSet or Job itself. */
export interface WorkloadClass extends Described {
  readonly of: 'workload';
  readonly see: (view: WorkloadView) => Sighting | undefined;
}

/** One kind of trouble that a rollout can meet: its rule, its grace, its hint and its line of the README. */
export type AnyFailureClass = ContainerClass | PodClass | WorkloadClass;

/** How long a class may last, for people: `45 s`, `not at all`. Pure. */
export function graceText({ grace, lasts }: Pick<Described, 'grace' | 'lasts'>): string {
  if (lasts !== undefined) return lasts;
  if ('times' in grace)
    return `until it has happened ${grace.times === 2 ? 'twice' : `${grace.times} times`}`;
  if (grace.ms === 0) return 'not at all';
  return Number.isFinite(grace.ms) ? `${grace.ms / 1000} s` : 'until the timeout';
}
