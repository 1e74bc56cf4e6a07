import type { KubeMetadata, KubeObject } from '../kube.ts';

/** The parts of the API's objects that the diagnosis reads; all optional, as they come and go. */

export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: Termination;
}

export interface Termination {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image?: string;
  readonly imageID?: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
}

export interface Probe {
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
}

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly restartPolicy?: string;
  readonly nodeName?: string;
}

export interface Pod extends KubeObject {
  readonly spec?: PodSpec;
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly startTime?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface KubeEvent extends KubeObject {
  readonly involvedObject?: {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly fieldPath?: string;
  };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
}

/** A Deployment, StatefulSet, DaemonSet or ReplicaSet. */
export interface Workload extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template?: { readonly metadata?: KubeMetadata; readonly spec?: PodSpec };
    readonly progressDeadlineSeconds?: number;
    readonly paused?: boolean;
    readonly [key: string]: unknown;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly unavailableReplicas?: number;
    readonly updateRevision?: string;
    readonly currentRevision?: string;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface Job extends KubeObject {
  readonly spec?: { readonly backoffLimit?: number; readonly [key: string]: unknown };
  readonly status?: {
    readonly failed?: number;
    readonly succeeded?: number;
    readonly active?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** Everything that the diagnosis looks at, as of one moment. */
export interface Facts {
  readonly pods: readonly Pod[];
  readonly events: readonly KubeEvent[];
  readonly replicaSets: readonly Workload[];
  readonly deployments: readonly Workload[];
  readonly statefulSets: readonly Workload[];
  readonly daemonSets: readonly Workload[];
  readonly jobs: readonly Job[];
}

export const noFacts: Facts = {
  pods: [],
  events: [],
  replicaSets: [],
  deployments: [],
  statefulSets: [],
  daemonSets: [],
  jobs: [],
};

/** Milliseconds since the epoch; undefined for a missing or unreadable time. */
export function timeOf(text: string | null | undefined): number | undefined {
  const time = text === undefined || text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
