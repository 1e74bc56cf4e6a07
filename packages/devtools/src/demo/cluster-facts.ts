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

/** One line a Deployment, then the route: `orders 3/3 ready, …@sha256:0123abcd`. */
export function describeCluster(facts: ClusterFacts): readonly string[] {
  const deployments = facts.deployments.map(
    ({ name, image, ready, replicas }) =>
      `Deployment ${name}: ${ready}/${replicas} ready, ${shortImage(image)}`,
  );
  if (facts.weights === undefined) return deployments;
  return [
    ...deployments,
    `HTTPRoute orders: ${facts.weights.map(({ service, weight }) => `${service} ${weight}`).join(', ')}`,
  ];
}

/** `name@sha256:0123abcd…` with the digest cut to 12 digits. */
export function shortImage(image: string): string {
  return image.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, '$1…');
}
