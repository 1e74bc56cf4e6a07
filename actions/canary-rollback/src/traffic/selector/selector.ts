import { type Deployment, matchSelector, type Pod, type Service } from '@fairlead/kube';
import { canaryServiceName, ownSelector, selectorText } from '../../cluster/names.ts';
import { refuseForOwner } from '../../cluster/ownership.ts';
import { rightsOn } from '../../cluster/rights.ts';
import { isLabels, selectorBefore, stableSelector } from '../../cluster/stable-selector.ts';
import { getService, isServiceNameTaken, replicasOf, type Target } from '../../cluster/target.ts';
import { planWeightSteps } from '../plan-shares.ts';
import { noService, type Provider, servedBy, type TrafficAnswer, type TrafficRequest } from '../provider.ts';
import { openSelector, type SelectorData, switchedSelector } from './switch-service.ts';

const RIGHTS = rightsOn('', 'services', 'create', 'update', 'delete');

/** The selector of stable's Service: all of the traffic, or none of it. */
export const selector: Provider = {
  name: 'selector',
  by: 'the selector of the Service',
  strategies: ['blue-green'],
  heldIn: 'the selector of the Service',
  readme: `**\`selector\`** is for \`strategy: blue-green\` where there is no route: the selector of your Service is pointed at the new version, and back. One label of it gets another value (\`app.kubernetes.io/instance\`, else \`app\`, else the first one), the same by which the new version's pods differ. What it was stands in the journal and in the annotation \`fairlead.dev/selector-before\` of the Service. Clients that keep connections open stay with the old version until they connect anew.

- A NetworkPolicy or PodDisruptionBudget that selects by that label does not cover the new version.
- Only a run can put the selector back: this way has no [fuse](#when-the-runner-dies), and the plan says so.
- A deploy with Helm puts the selector back as it stands in the chart, while its Deployment is still on its way: users see the old version for that time once more, and then the new one.`,
  rights: RIGHTS,
  reach: 'apart',
  drainMs: 3_000, // nodes hear of a changed Service with a delay
  noFuse: () => 'the selector of your own Service is edited',
  plan: planSelector,
  readData,
  open: (target, record) => openSelector(target, servedBy(record), record.data as SelectorData),
  async findStray(target, { service, made }) {
    const found = await getService(target, service);
    if (
      found === undefined ||
      (made !== 'selector' && selectorBefore(found.metadata.annotations) === undefined)
    )
      return undefined;
    return { original: stableSelector(found) };
  },
  mayBeIgnored: () => false,
  placeOf: () => 'the selector of the Service',
};

async function planSelector({
  target,
  service,
  stable,
  percents,
  maxReplicas,
}: TrafficRequest): Promise<TrafficAnswer> {
  if (service === undefined) return noService('selector');
  const { name } = service.metadata;
  if (await isServiceNameTaken(target, name)) {
    const problem = `the Service ${canaryServiceName(name)} exists and was not made by this action`;
    const allowed = 'a Service whose canary name is free';
    return { kind: 'problem', problem: { input: 'service', value: name, problem, allowed } };
  }
  const wish = { input: 'provider', value: 'selector' };
  const owned = await refuseForOwner(
    target.kube,
    service,
    wish,
    'gateway, whose overlay is a route of our own',
  );
  if (owned !== undefined) return { kind: 'problem', problem: owned };
  const other = await findOther(target, service, stable);
  if (other !== undefined) {
    const problem = `leads to pods of others too, such as ${other}, which would get nothing after the switch`;
    const allowed = 'a Service that selects the pods of the workload alone';
    return { kind: 'problem', problem: { input: 'service', value: name, problem, allowed } };
  }
  return {
    kind: 'ready',
    data: { original: stableSelector(service) },
    rights: RIGHTS,
    steps: planWeightSteps(percents, replicasOf(stable), maxReplicas),
  };
}

/** A pod behind the Service that is not of stable; one of a canary that is ended before this one begins is none. */
async function findOther(
  { kube, namespace, workload }: Target,
  service: Service,
  stable: Deployment,
): Promise<string | undefined> {
  const labelSelector = selectorText(stableSelector(service));
  const pods = await kube.list<Pod>('v1', 'Pod', { namespace, labelSelector });
  const [own, canary] = [stable.spec.selector.matchLabels ?? {}, ownSelector(workload)].map(selectorText);
  const isOther = ({ metadata: { labels, deletionTimestamp } }: Pod): boolean =>
    deletionTimestamp === undefined &&
    !matchSelector(own ?? '', labels) &&
    !matchSelector(canary ?? '', labels);
  return pods.find(isOther)?.metadata.name;
}

function readData(data: unknown): SelectorData | undefined {
  const { original } = (data ?? {}) as Partial<SelectorData>;
  return isLabels(original) && switchedSelector(original) !== undefined ? { original } : undefined;
}
