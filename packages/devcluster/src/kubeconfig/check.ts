import { existsSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node';
import { errorMessage, InputError } from '../errors.ts';
import type { CheckReport, Finding } from '../provider.ts';
import { probeImage } from './probe-image.ts';

/** Which cluster to look at, and what to look for beside it. */
export interface KubeconfigOptions {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  /** A context of it; default its current one. */
  readonly context?: string | undefined;
  readonly prometheusUrl?: string | undefined;
  readonly registry?: string | undefined;
  /** An image that one short-lived pod is started with, to see whether the nodes can pull it. */
  readonly probeImage?: string | undefined;
}

type Client = typeof import('@kubernetes/client-node');

/** Says what a cluster that the user has offers and lacks. Changes nothing, except for the pod of `probeImage`. */
export async function checkKubeconfig(options: KubeconfigOptions): Promise<CheckReport> {
  const client = await import('@kubernetes/client-node');
  const config = loadConfig(client, options);
  const findings = [await checkVersion(client, config)];
  if (findings[0]?.state === 'offers') {
    findings.push(await checkNodes(client, config), ...(await checkGateway(client, config)));
  }
  findings.push(await checkPrometheus(options.prometheusUrl), await checkRegistry(options.registry));
  findings.push(await checkPull(client, config, options.probeImage));
  return {
    provider: 'kubeconfig',
    cluster: config.getCurrentContext(),
    ok: findings.every(({ state }) => state !== 'lacks'),
    findings,
  };
}

function loadConfig(client: Client, options: KubeconfigOptions): KubeConfig {
  if (!existsSync(options.kubeconfig)) {
    throw new InputError([
      { input: 'kubeconfig', value: options.kubeconfig, problem: 'there is no such file' },
    ]);
  }
  const config = new client.KubeConfig();
  try {
    config.loadFromFile(options.kubeconfig);
  } catch (cause) {
    const problem = `cannot be read: ${errorMessage(cause)}`;
    throw new InputError([{ input: 'kubeconfig', value: options.kubeconfig, problem }], { cause });
  }
  const names = config.getContexts().map(({ name }) => name);
  const wanted = options.context ?? config.getCurrentContext();
  if (!names.includes(wanted)) {
    const allowed = names.join(', ') || 'none: the file has no contexts';
    throw new InputError([{ input: 'context', value: wanted, problem: 'not in the kubeconfig', allowed }]);
  }
  config.setCurrentContext(wanted);
  return config;
}

async function checkVersion(client: Client, config: KubeConfig): Promise<Finding> {
  const server = config.getCurrentCluster()?.server ?? 'no server';
  try {
    const version = await config.makeApiClient(client.VersionApi).getCode();
    return { what: 'Kubernetes', state: 'offers', detail: `${version.gitVersion}, ${server}` };
  } catch (error) {
    const hint = 'is the cluster running, and are the credentials in the kubeconfig still good?';
    return { what: 'Kubernetes', state: 'lacks', detail: `${server}: ${reasonOf(error)}`, hint };
  }
}

async function checkNodes(client: Client, config: KubeConfig): Promise<Finding> {
  try {
    const { items } = await config.makeApiClient(client.CoreV1Api).listNode();
    const isReady = (node: (typeof items)[number]): boolean =>
      node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
    const ready = items.filter(isReady).length;
    return {
      what: 'nodes',
      state: ready > 0 ? 'offers' : 'lacks',
      detail: `${ready} of ${items.length} ready`,
    };
  } catch (error) {
    return { what: 'nodes', state: 'unknown', detail: reasonOf(error) };
  }
}

async function checkGateway(client: Client, config: KubeConfig): Promise<Finding[]> {
  const what = 'Gateway API';
  const custom = config.makeApiClient(client.CustomObjectsApi);
  const group = { group: 'gateway.networking.k8s.io', version: 'v1' };
  try {
    const answer = (await custom.listCustomObjectForAllNamespaces({
      ...group,
      resourcePlural: 'gateways',
    })) as GatewayList;
    const programmed = answer.items.filter(({ status }) =>
      status?.conditions?.some((condition) => condition.type === 'Programmed' && condition.status === 'True'),
    );
    const names = programmed.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    return [
      { what, state: 'offers', detail: 'v1 is served' },
      names.length > 0
        ? { what: 'gateway', state: 'offers', detail: names.join(', ') }
        : {
            what: 'gateway',
            state: 'lacks',
            detail: `${answer.items.length} defined, none programmed`,
            hint: 'without one a canary takes its share by the number of replicas',
          },
    ];
  } catch (error) {
    const hint =
      'without it a canary takes its share by the number of replicas; see https://gateway-api.sigs.k8s.io';
    return [{ what, state: statusOf(error) === 404 ? 'lacks' : 'unknown', detail: reasonOf(error), hint }];
  }
}

interface GatewayList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

async function checkPrometheus(url: string | undefined): Promise<Finding> {
  const what = 'Prometheus';
  if (url === undefined)
    return { what, state: 'unknown', detail: 'not looked for', hint: 'name it with --prometheus-url' };
  try {
    const response = await fetch(new URL('api/v1/query?query=up', withSlash(url)), {
      signal: AbortSignal.timeout(10_000),
    });
    const body = (await response.json()) as { status?: string; data?: { result?: unknown[] } };
    const good = body.status === 'success';
    const detail = good
      ? `${url}: ${body.data?.result?.length ?? 0} targets`
      : `${url}: HTTP ${response.status}`;
    return { what, state: good ? 'offers' : 'lacks', detail };
  } catch (error) {
    const hint = 'the address must be reachable from where the action runs; a port-forward is enough to try';
    return { what, state: 'lacks', detail: `${url}: ${reasonOf(error)}`, hint };
  }
}

async function checkRegistry(registry: string | undefined): Promise<Finding> {
  const what = 'registry';
  if (registry === undefined)
    return { what, state: 'unknown', detail: 'not looked for', hint: 'name it with --registry' };
  const host = registry.replace(/^https?:\/\//, '').split('/')[0] ?? registry;
  const local = /^(localhost|127\.|\[::1\])/.test(host);
  const url = `${local ? 'http' : 'https'}://${host}/v2/`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    // 401 is how a registry that wants a login answers this address.
    const good = response.status === 200 || response.status === 401;
    return { what, state: good ? 'offers' : 'lacks', detail: `${url}: HTTP ${response.status}` };
  } catch (error) {
    return { what, state: 'lacks', detail: `${url}: ${reasonOf(error)}` };
  }
}

async function checkPull(client: Client, config: KubeConfig, image: string | undefined): Promise<Finding> {
  const what = 'image pull';
  if (image === undefined)
    return { what, state: 'unknown', detail: 'not tried', hint: 'try one with --probe-image IMAGE' };
  try {
    const outcome = await probeImage(config.makeApiClient(client.CoreV1Api), image);
    return { what, state: outcome.pulled ? 'offers' : 'lacks', detail: `${image}: ${outcome.reason}` };
  } catch (error) {
    return { what, state: 'unknown', detail: reasonOf(error) };
  }
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function statusOf(error: unknown): number | undefined {
  return (error as { code?: unknown }).code === 404 ? 404 : undefined;
}

function reasonOf(error: unknown): string {
  const body = (error as { body?: unknown }).body;
  const status = (error as { code?: unknown }).code;
  if (typeof status === 'number')
    return `HTTP ${status}${typeof body === 'string' ? ` ${body.trim().slice(0, 120)}` : ''}`;
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${errorMessage(error)}${cause}`;
}
