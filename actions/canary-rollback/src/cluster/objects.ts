import type { KubeObject } from '@fairlead/kube';

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

/** API versions and kinds that we touch. */
export const kinds = {
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  service: { apiVersion: 'v1', kind: 'Service' },
  configMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  job: { apiVersion: 'batch/v1', kind: 'Job' },
  namespace: { apiVersion: 'v1', kind: 'Namespace' },
  route: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
} as const;
