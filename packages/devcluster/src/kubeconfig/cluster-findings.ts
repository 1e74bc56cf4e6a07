import type { KubeConfig } from '@kubernetes/client-node';
import type { Finding } from '../provider.ts';
import { isNotFound, reasonOf } from './reason.ts';

type Client = typeof import('@kubernetes/client-node');

interface Condition {
  readonly type: string;
  readonly status: string;
}

const isTrue =
  (wanted: string) =>
  ({ type, status }: Condition): boolean =>
    type === wanted && status === 'True';

/** Whether the API server answers, and which version it is. */
export async function findVersion(client: Client, config: KubeConfig): Promise<Finding> {
  const server = config.getCurrentCluster()?.server ?? 'no server';
  try {
    const version = await config.makeApiClient(client.VersionApi).getCode();
    return { what: 'Kubernetes', state: 'offers', detail: `${version.gitVersion}, ${server}` };
  } catch (error) {
    const hint = 'is the cluster running, and are the credentials in the kubeconfig still good?';
    return { what: 'Kubernetes', state: 'lacks', detail: `${server}: ${reasonOf(error)}`, hint };
  }
}

/** How many nodes are ready. */
export async function findNodes(client: Client, config: KubeConfig): Promise<Finding> {
  try {
    const { items } = await config.makeApiClient(client.CoreV1Api).listNode();
    const ready = items.filter(({ status }) => status?.conditions?.some(isTrue('Ready'))).length;
    const detail = `${ready} of ${items.length} ready`;
    return { what: 'nodes', state: ready > 0 ? 'offers' : 'lacks', detail };
  } catch (error) {
    return { what: 'nodes', state: 'unknown', detail: reasonOf(error) };
  }
}

interface GatewayList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly status?: { readonly conditions?: readonly Condition[] };
  }[];
}

const WITHOUT = 'a canary takes its share by the number of replicas, which needs nothing';

/** Whether the Gateway API is served, and which gateways route. A canary can do without both. */
export async function findGateway(client: Client, config: KubeConfig): Promise<Finding[]> {
  const what = 'Gateway API';
  const custom = config.makeApiClient(client.CustomObjectsApi);
  const list = { group: 'gateway.networking.k8s.io', version: 'v1', resourcePlural: 'gateways' };
  try {
    const { items } = (await custom.listCustomObjectForAllNamespaces(list)) as GatewayList;
    return [{ what, state: 'offers', detail: 'v1 is served' }, describeGateways(items)];
  } catch (error) {
    if (!isNotFound(error)) return [{ what, state: 'unknown', detail: reasonOf(error) }];
    const hint = `without it ${WITHOUT}; to have route weights: https://gateway-api.sigs.k8s.io/implementations`;
    return [{ what, state: 'lacks', optional: true, detail: 'v1 is not served', hint }];
  }
}

function describeGateways(items: GatewayList['items']): Finding {
  const programmed = items.filter(({ status }) => status?.conditions?.some(isTrue('Programmed')));
  const names = programmed.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  if (names.length > 0) return { what: 'gateway', state: 'offers', detail: names.join(', ') };
  return {
    what: 'gateway',
    state: 'lacks',
    optional: true,
    detail: `${items.length} defined, none programmed`,
    hint: `without one ${WITHOUT}`,
  };
}
