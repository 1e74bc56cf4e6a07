import type { KubeMetadata, KubeObject } from '@fairlead/kube';

/** Labels or a selector of exact values. */
export type Labels = Readonly<Record<string, string>>;

/** The part of a container that we read or change. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly [key: string]: unknown;
}

/** The part of a pod template that we read or change. */
export interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Labels;
    readonly annotations?: Labels;
    readonly [key: string]: unknown;
  };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly [key: string]: unknown;
  };
}

/** `apps/v1` Deployment. */
export interface Deployment extends KubeObject {
  readonly metadata: KubeMetadata;
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels?: Labels; readonly [key: string]: unknown };
    readonly template: PodTemplate;
    readonly [key: string]: unknown;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
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

/** One backend of a route's rule. A missing weight is 1. */
export interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly weight?: number;
  readonly [key: string]: unknown;
}

/** One rule of a route. */
export interface RouteRule {
  readonly backendRefs?: readonly BackendRef[];
  readonly [key: string]: unknown;
}

/** `gateway.networking.k8s.io/v1` HTTPRoute. */
export interface HttpRoute extends KubeObject {
  readonly spec: { readonly rules?: readonly RouteRule[]; readonly [key: string]: unknown };
}

/** `v1` Pod. */
export interface Pod extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** What the kubelet says about one container. */
export interface ContainerStatus {
  readonly name: string;
  readonly imageID?: string;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
}

/** API versions and kinds that we touch. */
export const kinds = {
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  service: { apiVersion: 'v1', kind: 'Service' },
  configMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  namespace: { apiVersion: 'v1', kind: 'Namespace' },
  route: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
} as const;
