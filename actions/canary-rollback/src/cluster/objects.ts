import type { Condition, KubeObject } from '@fairlead/kube';

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

/** Which requests a rule takes. */
export interface RouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string };
  readonly method?: string;
  readonly [key: string]: unknown;
}

/** One rule of a route. */
export interface RouteRule {
  readonly matches?: readonly RouteMatch[];
  readonly backendRefs?: readonly BackendRef[];
  readonly [key: string]: unknown;
}

/** `gateway.networking.k8s.io/v1` HTTPRoute, or as much of a GRPCRoute as its weights take. */
export interface HttpRoute extends KubeObject {
  readonly spec: {
    readonly hostnames?: readonly string[];
    readonly rules?: readonly RouteRule[];
    readonly [key: string]: unknown;
  };
  readonly status?: { readonly parents?: readonly RouteParentStatus[] };
}

/** What one gateway says of a route. */
export interface RouteParentStatus {
  readonly conditions?: readonly (Condition & { readonly observedGeneration?: number })[];
}

/** API versions and kinds that we touch. */
export const kinds = {
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  service: { apiVersion: 'v1', kind: 'Service' },
  configMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  job: { apiVersion: 'batch/v1', kind: 'Job' },
  namespace: { apiVersion: 'v1', kind: 'Namespace' },
  route: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  grpcRoute: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GRPCRoute' },
} as const;
