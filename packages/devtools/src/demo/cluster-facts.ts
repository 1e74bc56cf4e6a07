import type { KubeApi } from '@fairlead/devcluster';

/** What the cluster says of itself, asked after a run. */
export interface ClusterFacts {
  readonly deployments: readonly {
    readonly name: string;
    readonly image: string;
    readonly replicas: number;
    readonly ready: number;
  }[];
  /** Weights of the route; undefined where there is no route. */
  readonly weights: readonly { readonly service: string; readonly weight: number }[] | undefined;
}

/** The part of a Deployment that we read (apps/v1). */
interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status?: { readonly readyReplicas?: number };
}

/** The part of an HTTPRoute that we read (gateway.networking.k8s.io/v1); a weight that is not set counts 1. */
interface Route {
  readonly spec: {
    readonly rules: readonly {
      readonly backendRefs: readonly { readonly name: string; readonly weight?: number }[];
    }[];
  };
}

/** Asks the cluster which images run in a namespace and how the route splits its traffic. */
export async function askCluster(api: KubeApi, namespace: string, route: string): Promise<ClusterFacts> {
  const list = await api.get<{ items: readonly Deployment[] }>(
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
  );
  const found = await api.get<Route>(
    `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes/${route}`,
  );
  return {
    deployments: (list?.items ?? []).map(({ metadata, spec, status }) => ({
      name: metadata.name,
      image: spec.template.spec.containers[0]?.image ?? '',
      replicas: spec.replicas ?? 1,
      ready: status?.readyReplicas ?? 0,
    })),
    weights: found?.spec.rules.flatMap((rule) =>
      rule.backendRefs.map(({ name, weight }) => ({ service: name, weight: weight ?? 1 })),
    ),
  };
}

/** One line a Deployment, then the route: `orders 3/3 ready, …@sha256:0123abcd`. */
export function describeCluster(facts: ClusterFacts): readonly string[] {
  const deployments = facts.deployments.map(
    ({ name, image, ready, replicas }) =>
      `Deployment ${name}: ${ready}/${replicas} ready, ${shortImage(image)}`,
  );
  if (facts.weights === undefined) return deployments;
  const weights = facts.weights.map(({ service, weight }) => `${service} ${weight}`).join(', ');
  return [...deployments, `HTTPRoute weights: ${weights}`];
}

/** `name@sha256:0123abcd…` with the digest cut to 12 digits. */
export function shortImage(image: string): string {
  return image.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, '$1…');
}
