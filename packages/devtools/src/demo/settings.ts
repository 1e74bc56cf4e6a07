/** The namespace that the demo deploys to. */
export const NAMESPACE = 'production';

/** Port of the node under which the service answers on the loopback address. */
export const NODE_PORT = 30080;

/** The Gateway object that the route attaches to. */
export interface ParentGateway {
  readonly name: string;
  readonly namespace: string;
}

/** What the scratch repository says beside the sample service: quick probes, a port for the load, short steps. */
export function demoFiles(gateway: ParentGateway | undefined): Readonly<Record<string, string>> {
  return { 'deploy/demo.values.yaml': valuesFile(gateway), '.github/fairlead.yml': CONFIG_FILE };
}

/** Two steps of 32 s: hardly more than the 30 s that the error rule needs to be sure. */
const CONFIG_FILE = `canary-rollback:
  namespace: ${NAMESPACE}
  steps: [25, 50]
  step-duration: 32s
  interval: 2s
helm-deploy:
  namespace: ${NAMESPACE}
  values: deploy/demo.values.yaml
  timeout: 3m
`;

/** The limit on processor time is out of reach: it would throttle the pods while they start, the longer the slower the machine is. */
function valuesFile(gateway: ParentGateway | undefined): string {
  const route =
    gateway !== undefined
      ? `httpRoute:
  enabled: true
  parentRefs: [{ name: ${gateway.name}, namespace: ${gateway.namespace} }]
  hostnames: [orders.example.com]
`
      : '';
  return `probes:
  liveness: { initialDelaySeconds: 2, periodSeconds: 5 }
  readiness: { initialDelaySeconds: 0, periodSeconds: 1 }
resources:
  requests: { cpu: 50m, memory: 32Mi }
  limits: { cpu: 4, memory: 256Mi }
service: { type: NodePort, nodePort: ${NODE_PORT} }
${route}`;
}

/** Where the load goes. */
export function loadTarget(gatewayUrl: string | undefined): { readonly url: string; readonly host?: string } {
  if (gatewayUrl !== undefined) return { url: `${gatewayUrl}/orders`, host: 'orders.example.com' };
  return { url: `http://127.0.0.1:${NODE_PORT}/orders` };
}

/** A change to the sample service. */
export interface DemoCommit {
  readonly title: string;
  readonly story: string;
  readonly edit?: { readonly file: string; readonly from: string; readonly to: string };
  /** How the pipeline must end. */
  readonly expected: 'success' | 'failure';
}

/** The three commits of the story. */
export const demoCommits: readonly DemoCommit[] = [
  { title: 'first install', story: 'there is no stable version yet', expected: 'success' },
  {
    title: 'a visible change',
    story: 'the canary passes step by step and is promoted',
    edit: { file: 'internal/store/catalog.go', from: '"Spring catalogue"', to: '"Summer catalogue"' },
    expected: 'success',
  },
  {
    title: '20 % of requests fail',
    story: 'the canary is caught and rolled back',
    edit: {
      file: 'internal/faults/defaults.go',
      from: 'DefaultErrorShare = 0.0',
      to: 'DefaultErrorShare = 0.2',
    },
    expected: 'failure',
  },
];
