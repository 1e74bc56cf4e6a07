import type { Progress } from '../progress.ts';
import type { CommandResult, Provider } from '../provider.ts';
import { checkNative } from './check.ts';
import type { Cluster } from './cluster.ts';
import { stopCluster } from './down.ts';
import { type ClusterStatus, clusterStatus } from './status.ts';
import { startCluster } from './up.ts';

/** What the native provider needs from the command line. */
export interface NativeOptions {
  readonly name: string;
  readonly gateway: boolean;
  readonly cacheDir?: string | undefined;
}

/** A cluster made of processes of this machine, in a network namespace of its own. */
export function createNativeProvider(options: NativeOptions): Provider {
  return {
    name: 'native',
    up: async (progress: Progress) => describeUp(await startCluster(options, progress)),
    status: async () => describeStatus(await clusterStatus(options.name)),
    check: () => checkNative(options.name, options.cacheDir),
    down: async (progress: Progress) => {
      const { existed } = await stopCluster(options.name, progress, options);
      const line = existed ? `cluster ${options.name} is gone` : `there is no cluster ${options.name}`;
      return { ok: true, lines: [line], facts: { name: options.name, existed } };
    },
  };
}

function describeUp(cluster: Cluster): CommandResult {
  const facts = {
    name: cluster.name,
    changed: cluster.changed,
    namespace: cluster.namespace,
    kubeconfig: cluster.kubeconfig,
    registry: cluster.registry,
    prometheusUrl: cluster.prometheusUrl,
    gatewayUrl: cluster.gatewayUrl ?? null,
    gateway: cluster.gateway ?? null,
    dockerHost: cluster.dockerHost,
    stateDir: cluster.stateDir,
  };
  cluster.close();
  const lines = [
    `cluster ${cluster.name} ${cluster.changed ? 'is up' : 'was up already; nothing changed'}`,
    ...addressLines(cluster),
  ];
  return { ok: true, lines, facts };
}

function addressLines(cluster: Cluster): string[] {
  const inside = cluster.nsenterArgv([]).join(' ');
  return [
    `  kubeconfig  ${cluster.kubeconfig}`,
    `  registry    ${cluster.registry}`,
    `  prometheus  ${cluster.prometheusUrl}`,
    `  gateway     ${cluster.gatewayUrl ?? 'none (up --gateway adds one)'}`,
    `  docker      ${cluster.dockerHost}`,
    `All addresses are inside its network namespace; run a program there with:`,
    `  ${inside} env KUBECONFIG=${cluster.kubeconfig} PROGRAM`,
  ];
}

function describeStatus(status: ClusterStatus): CommandResult {
  return { ok: status.up, lines: statusLines(status), facts: { ...status } };
}

function statusLines(status: ClusterStatus): string[] {
  if (status.elsewhere) {
    return [
      `cluster ${status.name} was started by another user or with another HOME; ask there, or remove it with down`,
    ];
  }
  if (status.phase === 'absent') return [`there is no cluster ${status.name}`];
  return [
    `cluster ${status.name}: ${status.phase}${status.up ? '' : ' (up completes it, down removes it)'}`,
    `  created     ${status.createdAt}`,
    `  kubernetes  ${status.version ?? 'does not answer'}, node ${status.nodeReady ? 'ready' : 'not ready'}`,
    `  gateway     ${status.gateway ? 'yes' : 'no'}`,
    `  state       ${status.stateDir}`,
    ...status.daemons.map(({ name, pid, alive }) => `  ${alive ? '✓' : '✗'} ${name} (pid ${pid})`),
  ];
}
