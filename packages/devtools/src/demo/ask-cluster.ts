import { connectKube, type KubeObject } from '@fairlead/kube';
import type { ClusterFacts } from './cluster-facts.ts';
import { NAMESPACE } from './settings.ts';

/** Prints what the cluster runs now as JSON. A process of its own, since the API answers only inside the namespace. */
async function main(): Promise<void> {
  const kube = await connectKube({ env: process.env, namespace: NAMESPACE });
  const deployments = await kube.list('apps/v1', 'Deployment', { namespace: NAMESPACE });
  const route = await kube.get({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    name: 'orders',
    namespace: NAMESPACE,
  });
  const facts: ClusterFacts = {
    deployments: deployments.map(readDeployment),
    weights: route === undefined ? undefined : readWeights(route),
  };
  process.stdout.write(JSON.stringify(facts));
}

function readDeployment(object: KubeObject): ClusterFacts['deployments'][number] {
  const spec = object['spec'] as {
    replicas?: number;
    template: { spec: { containers: { image: string }[] } };
  };
  const status = (object['status'] ?? {}) as { readyReplicas?: number };
  return {
    name: object.metadata.name,
    image: spec.template.spec.containers[0]?.image ?? '',
    replicas: spec.replicas ?? 1,
    ready: status.readyReplicas ?? 0,
  };
}

function readWeights(route: KubeObject): NonNullable<ClusterFacts['weights']> {
  const spec = route['spec'] as { rules: { backendRefs: { name: string; weight?: number }[] }[] };
  return spec.rules.flatMap((rule) =>
    rule.backendRefs.map(({ name, weight }) => ({ service: name, weight: weight ?? 1 })),
  );
}

await main();
