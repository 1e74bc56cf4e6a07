import type { Container } from '@fairlead/kube';
import { kinds } from '../cluster/objects.ts';
import { type Right, rightsOn } from '../cluster/rights.ts';
import { getCanary, listCanaryPods, type Target } from '../cluster/target.ts';
import { canaryName } from '../naming/canary-name.ts';
import { makeChaos, removeChaos } from './chaos-mesh.ts';

/** What makes a fault: Chaos Mesh, or what every cluster has. */
export type Maker = 'chaos-mesh' | 'cluster';

/** How bad a fault is. */
export interface FaultSize {
  readonly delayMs: number;
}

/** One way to break a canary, and nothing but the canary. */
export interface Fault {
  readonly name: string;
  /** Completes "the drill": `deletes the pods of the canary every second`. */
  readonly about: Readonly<Partial<Record<Maker, string>>>;
  /** Rights that it takes without Chaos Mesh. */
  readonly rights: readonly Right[];
  /** Begins it. `again`: it must be done again and again. */
  begin(target: Target, by: Maker, size: FaultSize): Promise<void>;
  readonly again?: true;
}

const ORDINARY = rightsOn('apps', 'deployments', 'get', 'patch');

/** All faults: a line each. What has no `cluster` cannot be had without Chaos Mesh: nothing in a plain cluster slows or falsifies the answers of an image that is somebody else's. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'pod-kill',
    about: { cluster: 'deletes the pods of the canary, every second' },
    rights: rightsOn('', 'pods', 'delete'),
    again: true,
    async begin(target) {
      const pods = await listCanaryPods(target);
      await Promise.all(pods.map(({ metadata: { name } }) => removePod(target, name)));
    },
  },
  {
    name: 'crash',
    about: { cluster: 'starts the canary anew with a program that is not there' },
    rights: ORDINARY,
    begin: (target) => change(target, () => ({ command: ['/fairlead-drill-no-such-program'] })),
  },
  {
    name: 'memory',
    about: { cluster: 'starts the canary anew with 8 MiB of memory' },
    rights: ORDINARY,
    begin: (target) => change(target, (container) => ({ resources: limited(container, 'memory', '8Mi') })),
  },
  {
    name: 'cpu',
    about: {
      'chaos-mesh': 'loads the processors of the canary by a StressChaos',
      cluster: 'starts the canary anew with a hundredth of a processor',
    },
    rights: ORDINARY,
    begin: (target, by) =>
      by === 'chaos-mesh'
        ? makeChaos(target, 'StressChaos', { stressors: { cpu: { workers: 4, load: 100 } } })
        : change(target, (container) => ({ resources: limited(container, 'cpu', '10m') })),
  },
  {
    name: 'latency',
    about: {
      'chaos-mesh':
        'delays all packets of the canary by `fault-delay`, three seconds unless said, by a NetworkChaos',
    },
    rights: [],
    begin: (target, _, { delayMs }) =>
      makeChaos(target, 'NetworkChaos', {
        action: 'delay',
        direction: 'to',
        delay: { latency: `${delayMs}ms` },
      }),
  },
  {
    name: 'errors',
    about: { 'chaos-mesh': 'makes 500 of all answers of the canary, by an HTTPChaos' },
    rights: [],
    async begin(target) {
      const port = await portOf(target);
      await makeChaos(target, 'HTTPChaos', { target: 'Response', port, path: '*', replace: { code: 500 } });
    },
  },
];

/** Names for the input. */
export const FAULT_NAMES = ['pod-kill', 'crash', 'memory', 'cpu', 'latency', 'errors'] as const;

/** The fault of a name. */
export function faultOf(name: (typeof FAULT_NAMES)[number]): Fault {
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new TypeError(`there is no fault ${name}`);
  return fault;
}

/** Takes away what would stay: pods and Deployment go with the canary. */
export async function endFault(target: Target, by: Maker): Promise<void> {
  if (by === 'chaos-mesh') await removeChaos(target);
}

function removePod({ kube, namespace }: Target, name: string): Promise<boolean> {
  return kube.remove({ apiVersion: 'v1', kind: 'Pod', namespace, name }, { graceSeconds: 0 });
}

/** Gives all containers of the canary something, at once and to all pods: a rollout that waits for health would never hurt anybody. */
async function change(target: Target, to: (container: Container) => object): Promise<void> {
  const { kube, namespace, workload } = target;
  const canary = await getCanary(target);
  if (canary === undefined) return;
  const containers = canary.spec.template.spec.containers.map((one) => ({ ...one, ...to(one) }));
  await kube.mergePatch(
    { ...kinds.deployment, namespace, name: canaryName(workload) },
    { spec: { strategy: { type: 'Recreate', rollingUpdate: null }, template: { spec: { containers } } } },
  );
}

/** Requests must not be above limits. */
function limited({ resources = {} }: Container, what: string, amount: string): object {
  const { limits, requests } = resources;
  return { limits: { ...limits, [what]: amount }, requests: { ...requests, [what]: amount } };
}

/** The port at which the canary listens, by its first container. */
async function portOf(target: Target): Promise<number> {
  const canary = await getCanary(target);
  const [first] = canary?.spec.template.spec.containers ?? [];
  const ports = first?.['ports'] as readonly { readonly containerPort?: number }[] | undefined;
  return ports?.[0]?.containerPort ?? 8080;
}
