import type { Rollout } from '../argo/rollout.ts';
import type { Subject } from '../facts/subject.ts';
import type { Container, ContainerStatus, Job, KubeEvent, Pod, Workload } from '../objects.ts';
import type { Room } from './room.ts';

/** What all rules may look at beside their object. */
export interface Moment {
  /** Milliseconds since the epoch, by the cluster's clock as well as it is known. */
  readonly now: number;
  /** Milliseconds that a running container may stay unready; Infinity: only reported. */
  readonly readyTimeout: number;
  /** What other pods free at this moment. */
  readonly room: Room;
}

/** One pod of the newest revision. */
export interface PodView extends Moment {
  readonly pod: Pod;
  readonly workload: Subject;
  /** The pod's events, oldest first. */
  readonly events: readonly KubeEvent[];
  /** Events of the claims that the pod's volumes name, oldest first. */
  readonly claimEvents: readonly KubeEvent[];
  readonly readyExits: ReadonlyMap<string, number> | undefined;
  /** When the pod was started, as far as known. */
  readonly podStart: number;
}

/** One container in its pod. */
export interface ContainerView extends Moment {
  readonly spec: Container | undefined;
  readonly status: ContainerStatus;
  readonly init: boolean;
  /** Events of the pod that speak of this container, oldest first. */
  readonly events: readonly KubeEvent[];
  readonly podStart: number;
  /** How often it had ended when all was ready for the first time; undefined before. */
  readonly readyExits: number | undefined;
}

/** A workload whose controller has seen the newest spec. */
export interface WorkloadView extends Moment {
  readonly workload: Workload | Rollout | Job;
  /** What makes the pods: the ReplicaSet of the newest template of a Deployment or Rollout, else the workload; undefined until it is made. */
  readonly maker: Workload | undefined;
  /** The maker's events, oldest first. */
  readonly events: readonly KubeEvent[];
}
