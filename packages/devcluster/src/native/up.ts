import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExternalError, PolicyError, ToolError } from '../errors.ts';
import { type ClusterPaths, clusterPaths } from '../paths.ts';
import { type Progress, silentProgress, withProgress } from '../progress.ts';
import { createCgroups } from '../system/cgroups.ts';
import { writeAtomic } from '../system/files.ts';
import { createNamespace, namespaceInode } from '../system/netns.ts';
import { waitFor } from '../system/wait.ts';
import { tools } from '../tools/catalogue.ts';
import { ensurePackages, findNetworkPlugins, findProgram } from '../tools/debian.ts';
import type { ModuleTool } from '../tools/spec.ts';
import { createToolbox, type Toolbox } from '../tools/toolbox.ts';
import { createNamespaceHttp, type NamespaceHttp } from './agent-client.ts';
import { createKubeApi, type KubeApi } from './api.ts';
import { ensureCertificates, renderKubeconfig } from './certificates.ts';
import { type Cluster, describeCluster } from './cluster.ts';
import { cgroupName, renderConfigFiles } from './config-files.ts';
import { addresses } from './constants.ts';
import {
  controlPlane,
  type Daemon,
  type DaemonName,
  discoveryDaemon,
  systemDaemons,
  traefikDaemon,
} from './daemons.ts';
import { removeCluster } from './down.ts';
import { applyGateway, applyGatewayDefinitions, writeGatewayTarget } from './gateway.ts';
import { rememberMachine } from './machine-record.ts';
import { claimName, lockCluster, refuseForeignKubelet } from './ownership.ts';
import { importPauseImage } from './pause-import.ts';
import { openRecord, type RecordStore, readRecord } from './record.ts';
import { clusterStatus } from './status.ts';
import { runSteps, type Step } from './steps.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

/** What a cluster is asked to be. */
export interface StartOptions {
  /** Default `fairlead`. */
  readonly name?: string | undefined;
  /** Whether it has a gateway (Traefik with the Gateway API). A cluster that runs without one gets it. */
  readonly gateway?: boolean | undefined;
  /** Folder of built programs; default `$XDG_CACHE_HOME/fairlead`. */
  readonly cacheDir?: string | undefined;
  /** Programs come from here; one may be shared with other work that builds programs. */
  readonly toolbox?: Toolbox | undefined;
}

/** Everything that the steps of a start share. */
interface Start {
  readonly paths: ClusterPaths;
  readonly progress: Progress;
  readonly toolbox: Toolbox;
  readonly record: RecordStore;
  readonly supervisor: Supervisor;
  readonly http: NamespaceHttp;
  readonly api: KubeApi;
}

/**
 * Brings a native cluster up, or completes one that was left half started, and waits until a pod can run in it.
 * Changes nothing when it is up already. Needs Linux and root; throws FairleadError kinds.
 */
export async function startCluster(
  options: StartOptions = {},
  progress: Progress = silentProgress,
): Promise<Cluster> {
  requireNative();
  const paths = clusterPaths(options.name ?? 'fairlead');
  const lock = await lockCluster(paths, 'up', 20 * 60_000, progress);
  try {
    return await startLocked(paths, options, progress);
  } finally {
    lock.release();
  }
}

async function startLocked(paths: ClusterPaths, options: StartOptions, progress: Progress): Promise<Cluster> {
  claimName(paths);
  const before = await clusterStatus(paths.name);
  const gateway = options.gateway === true || (readRecord(paths)?.gateway ?? false);
  if (before.up && before.gateway === gateway) return describeCluster(paths, gateway, false);
  if (existsSync(paths.record) !== (namespaceInode(paths.name) !== undefined)) {
    // The machine was restarted, or the namespace or the state was removed by hand: nothing of it can go on.
    await removeCluster(paths);
    claimName(paths);
  }
  const aborter = new AbortController();
  const toolbox =
    options.toolbox ?? createToolbox({ cacheDir: options.cacheDir, progress, signal: aborter.signal });
  await refuseForeignKubelet();
  rememberMachine();
  const record = openRecord(paths);
  record.update({ phase: 'starting', gateway });
  const http = createNamespaceHttp(paths.name);
  try {
    const supervisor = createSupervisor(paths, record, http, aborter.signal);
    const start = { paths, progress, toolbox, record, supervisor, http, api: createKubeApi(paths, http) };
    await ensurePackages(progress);
    await runSteps(planSteps(start, gateway), (error) => aborter.abort(error));
    record.update({ phase: 'up' });
  } finally {
    http.close();
  }
  return describeCluster(paths, gateway, true);
}

function requireNative(): void {
  if (process.platform === 'linux' && process.getuid?.() === 0) return;
  throw new PolicyError({
    code: 'NATIVE_UNAVAILABLE',
    message: `a native cluster needs Linux and root; this is ${process.platform}, user ${process.getuid?.() ?? 'unknown'}`,
    hint: 'use a cluster that you have: npm run cluster -- check --kubeconfig FILE (docs/guides/devcluster.md)',
  });
}

/** All steps with what each waits for. Programs are asked for at once: they build while what needs none starts. */
function planSteps(start: Start, gateway: boolean): Step[] {
  const { paths, toolbox } = start;
  const system = new Map(systemDaemons(paths, requireProgram).map((daemon) => [daemon.name, daemon]));
  const step = (name: string, needs: string[], run: () => Promise<void>): Step => ({ name, needs, run });
  const daemon = (name: DaemonName, needs: string[]): Step =>
    step(name, needs, () => ensure(start, async () => required(system.get(name))));
  const kubernetes = (name: DaemonName, spec: ModuleTool, needs: string[]): Step => {
    const tool = toolbox.ensure(spec);
    tool.catch(() => {});
    return step(name, needs, () => ensure(start, async () => controlPlane(paths, (await tool).path, name)));
  };
  const pause = toolbox.ensure(tools.pause);
  pause.catch(() => {});
  return [
    step('network', [], () => piece(start, 'network namespace', () => makeNetwork(paths))),
    step('files', [], () => piece(start, 'certificates and configuration', () => writeFiles(paths))),
    daemon('etcd', ['network']),
    daemon('registry', ['network', 'files']),
    daemon('containerd', ['network', 'files']),
    daemon('docker', ['containerd']),
    step('pause', ['containerd'], async () => importPauseImage(paths, (await pause).path)),
    kubernetes('kube-apiserver', tools.kubeApiserver, ['etcd', 'files']),
    kubernetes('kube-controller-manager', tools.kubeControllerManager, ['kube-apiserver']),
    kubernetes('kubelet', tools.kubelet, ['kube-apiserver', 'pause']),
    kubernetes('kube-scheduler', tools.kubeScheduler, ['kube-apiserver']),
    kubernetes('kube-proxy', tools.kubeProxy, ['kube-apiserver']),
    step('discovery', ['kube-apiserver'], () =>
      ensure(start, async () => discoveryDaemon(paths, process.execPath)),
    ),
    daemon('prometheus', ['network', 'files']),
    step('node', ['kubelet', 'kube-controller-manager'], () =>
      piece(start, 'node', () => waitForNode(start)),
    ),
    ...(gateway ? gatewaySteps(start) : []),
  ];
}

function gatewaySteps(start: Start): Step[] {
  const { api, paths, toolbox } = start;
  const tool = toolbox.ensure(tools.traefik);
  tool.catch(() => {});
  const traefik = async (): Promise<Daemon> => traefikDaemon(paths, (await tool).path);
  return [
    {
      name: 'definitions',
      needs: ['kube-apiserver'],
      run: () => piece(start, 'Gateway API definitions', () => applyGatewayDefinitions(api, toolbox)),
    },
    { name: 'traefik', needs: ['definitions'], run: () => ensure(start, traefik) },
    {
      name: 'gateway',
      needs: ['traefik'],
      run: () => piece(start, 'gateway', () => Promise.all([applyGateway(api), writeGatewayTarget(paths)])),
    },
  ];
}

async function ensure(start: Start, describe: () => Promise<Daemon>): Promise<void> {
  const daemon = await describe();
  await withProgress(
    start.progress,
    daemon.name,
    () => start.supervisor.ensure(daemon),
    (outcome) => outcome,
  );
}

async function piece(start: Start, label: string, work: () => Promise<unknown>): Promise<void> {
  await withProgress(start.progress, label, work);
}

async function makeNetwork(paths: ClusterPaths): Promise<void> {
  await createNamespace(paths.name, addresses.bridge, addresses.node);
  createCgroups(cgroupName(paths.name));
}

async function writeFiles(paths: ClusterPaths): Promise<void> {
  const plugins = findNetworkPlugins();
  if (plugins === undefined) throw missing('the container network plugins');
  const files = renderConfigFiles(paths, plugins);
  const write = (name: string, text: string) => writeAtomic(join(paths.config, name), text, 0o600);
  await Promise.all(Object.entries(files).map(([name, text]) => write(name, text)));
  await mkdir(join(paths.config, 'targets'), { recursive: true });
  await ensureCertificates(paths.certificates, paths.name);
  for (const user of ['controller-manager', 'scheduler', 'kube-proxy', 'kubelet']) {
    await write(`${user}.kubeconfig`, await renderKubeconfig(paths.certificates, user, paths.name));
  }
  await writeAtomic(paths.kubeconfig, await renderKubeconfig(paths.certificates, 'admin', paths.name), 0o600);
}

/** A pod can run once the node is ready and its namespace has a service account. */
async function waitForNode({ api, paths }: Start): Promise<void> {
  type Node = { status?: { conditions?: { type: string; status: string; message?: string }[] } };
  let reason = 'the kubelet has not registered it';
  const ready = await waitFor(
    async () => {
      const node = await api.get<Node>(`/api/v1/nodes/${paths.name}`);
      const condition = node?.status?.conditions?.find(({ type }) => type === 'Ready');
      reason = condition?.message ?? reason;
      if (condition?.status !== 'True') return undefined;
      return (await api.get('/api/v1/namespaces/default/serviceaccounts/default')) === undefined
        ? undefined
        : true;
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
  if (ready !== undefined) return;
  throw new ExternalError({
    code: 'NODE_NOT_READY',
    message: `the node was not ready after 60 s: ${reason}`,
  });
}

function requireProgram(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw missing(name);
  return path;
}

function missing(what: string): ToolError {
  return new ToolError({ code: 'TOOL_MISSING', message: `${what} could not be found`, argv: [what] });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('no such daemon');
  return value;
}
