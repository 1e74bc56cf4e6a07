import type { KubeObject } from './kube.ts';

/*
 * The parts of the API's objects that we read. What a controller fills in is optional: it comes and goes. What we do not
 * read is let through by index signatures, so that an object can be changed and sent back whole.
 */

/** Labels, annotations, or a selector of exact values. */
export type Labels = Readonly<Record<string, string>>;

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
  readonly exec?: { readonly command?: readonly string[] };
  readonly httpGet?: {
    readonly path?: string;
    readonly port?: number | string;
    readonly scheme?: string;
    readonly host?: string;
  };
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
  readonly [key: string]: unknown;
}

/** A container as the API server takes it: with an image. A rendered one may still lack it. */
export interface ImageContainer extends Container {
  readonly image: string;
}

export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly restartPolicy?: string;
  readonly nodeName?: string;
  readonly [key: string]: unknown;
}

/** What a workload makes its pods from. */
export interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Labels;
    readonly annotations?: Labels;
    readonly [key: string]: unknown;
  };
  readonly spec?: PodSpec;
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
    readonly selector?: { readonly matchLabels?: Labels; readonly [key: string]: unknown };
    readonly template?: PodTemplate;
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

/** A Deployment as the API server gives it: what it demands is there. */
export interface Deployment extends Workload {
  readonly spec: NonNullable<Workload['spec']> & {
    readonly selector: { readonly matchLabels?: Labels; readonly [key: string]: unknown };
    readonly template: DeploymentTemplate;
  };
}

interface DeploymentTemplate extends PodTemplate {
  readonly spec: PodSpec & {
    readonly containers: readonly ImageContainer[];
    readonly initContainers?: readonly ImageContainer[];
  };
}

/** `v1` Service. */
export interface Service extends KubeObject {
  readonly spec: {
    readonly selector?: Labels;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly [key: string]: unknown;
    }[];
    readonly [key: string]: unknown;
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
