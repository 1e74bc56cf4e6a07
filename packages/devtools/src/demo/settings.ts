import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../paths.ts';

export const WORKFLOW: string = join(REPOSITORY_ROOT, 'workflows-examples/pipeline.yml');

/** The namespace that the demo deploys to. */
export const NAMESPACE = 'production';

/** Port of the node under which the service answers on the loopback address. */
export const NODE_PORT = 30080;

/** The Gateway object that the route attaches to. */
export interface ParentGateway {
  readonly name: string;
  readonly namespace: string;
}

/** What differs from one stage to the other. */
export interface DemoPlace {
  /** Default `production`. */
  readonly namespace?: string;
  /** The Gateway that a route attaches to; without one traffic is split by replicas. */
  readonly gateway?: ParentGateway | undefined;
  /** Whether the service is reached on a port of the node; else only inside of the cluster. */
  readonly nodePort?: boolean;
  /** Name of a Secret with which the nodes pull. */
  readonly pullSecret?: string | undefined;
  /** A Prometheus that the canary asks; without it the pods are asked. */
  readonly prometheusUrl?: string | undefined;
}

/** How long the plain rule wants to see errors; evidence finds as many as the demo's sooner. No step may be shorter. */
const ERROR_SECONDS = 15;
/** How long each step of a canary is observed. */
const STEP_SECONDS = 16;

/** What the scratch repository says beside the sample service: quick probes, a port for the load, short steps. */
export function demoFiles(place: DemoPlace): Readonly<Record<string, string>> {
  return { 'deploy/demo.values.yaml': valuesFile(place), '.github/fairlead.yml': configFile(place) };
}

function configFile({ namespace = NAMESPACE, prometheusUrl }: DemoPlace): string {
  const source = prometheusUrl === undefined ? '' : `  prometheus-url: ${JSON.stringify(prometheusUrl)}\n`;
  return `canary-rollback:
  namespace: ${namespace}
  steps: [25, 50]
  step-duration: ${STEP_SECONDS}s
  error-for: ${ERROR_SECONDS}s
  interval: 2s
${source}helm-deploy:
  namespace: ${namespace}
  values: deploy/demo.values.yaml
  timeout: 3m
`;
}

/** The limit on processor time is out of reach: it would throttle the pods while they start, the longer the slower the machine is. */
function valuesFile({ gateway, nodePort = true, pullSecret }: DemoPlace): string {
  const parts = [
    nodePort ? `service: { type: NodePort, nodePort: ${NODE_PORT} }\n` : '',
    pullSecret === undefined ? '' : `image: { pullSecrets: [{ name: ${pullSecret} }] }\n`,
    gateway === undefined ? '' : routeValues(gateway),
  ];
  return `probes:
  liveness: { initialDelaySeconds: 2, periodSeconds: 5 }
  readiness: { initialDelaySeconds: 0, periodSeconds: 1 }
resources:
  requests: { cpu: 50m, memory: 32Mi }
  limits: { cpu: 4, memory: 256Mi }
${parts.join('')}`;
}

function routeValues({ name, namespace }: ParentGateway): string {
  return `httpRoute:
  enabled: true
  parentRefs: [{ name: ${name}, namespace: ${namespace} }]
  hostnames: [orders.example.com]
`;
}

/** An address on the loopback interface, and the Host header where a gateway routes by it. */
export interface LoadTarget {
  readonly url: string;
  readonly host?: string;
}

/** Where the load goes. */
export function loadTarget(gatewayUrl: string | undefined): LoadTarget {
  if (gatewayUrl !== undefined) return { url: `${gatewayUrl}/orders`, host: 'orders.example.com' };
  return { url: `http://127.0.0.1:${NODE_PORT}/orders` };
}

/** One text in the place of another. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A change to the sample service. */
export interface DemoCommit {
  readonly title: string;
  readonly story: string;
  readonly edit?: Edit;
  /** Whether the change before it is taken back. */
  readonly undo?: true;
  /** How the pipeline must end. */
  readonly expected: 'success' | 'failure';
}

/** The commits of the story. */
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
  {
    title: 'a bad setting in the chart',
    story: 'the image is good; the canary that gets the new setting does not start, and nobody meets it',
    undo: true,
    edit: { file: 'deploy/orders/values.yaml', from: 'env: {}', to: 'env: { ORDERS_LOG_LEVEL: verbose }' },
    expected: 'failure',
  },
];
