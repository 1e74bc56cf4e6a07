import type { Deployment, KubeObject } from '@fairlead/kube';

export const OLD: string = `registry.example.com/orders@sha256:${'a'.repeat(64)}`;
export const NEW: string = `registry.example.com/orders@sha256:${'b'.repeat(64)}`;

/** The stable Deployment as a chart makes it. */
export function stableDeployment(image: string): Deployment {
  const labels = { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'orders' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'orders',
      namespace: 'shop',
      labels: { ...labels, 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': 'orders-1.2.0' },
      annotations: { 'meta.helm.sh/release-name': 'orders', 'deployment.kubernetes.io/revision': '3' },
    },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 5,
      minReadySeconds: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, 'app.kubernetes.io/version': 'v1' },
          annotations: { 'prometheus.io/scrape': 'true' },
        },
        spec: {
          terminationGracePeriodSeconds: 30,
          initContainers: [{ name: 'migrate', image }],
          containers: [
            { name: 'orders', image, ports: [{ name: 'http', containerPort: 8080 }] },
            { name: 'sidecar', image: 'registry.example.com/proxy:v2' },
          ],
        },
      },
    },
  };
}

/** Stable's Service as the API server keeps it. */
export function stableService() {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders', namespace: 'shop', labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
    spec: {
      type: 'NodePort',
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
      selector: { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'orders' },
      ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30080, protocol: 'TCP' }],
    },
  };
}

/** A route; with stable as its only backend unless told otherwise. */
export function route(
  backendRefs: readonly object[] = [{ group: '', kind: 'Service', name: 'orders', port: 80, weight: 1 }],
): KubeObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs }] },
  };
}
