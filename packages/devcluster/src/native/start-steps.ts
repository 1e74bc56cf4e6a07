import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import type { ClusterPaths } from '../paths.ts';
import { type Progress, withProgress } from '../progress.ts';
import { createCgroups } from '../system/cgroups.ts';
import { writeAtomic } from '../system/files.ts';
import { createNamespace } from '../system/netns.ts';
import { findProgram } from '../system/programs.ts';
import { tools } from '../tools/catalogue.ts';
import { findNetworkPlugins } from '../tools/debian.ts';
import type { Tool, ToolSpec } from '../tools/spec.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { KubeApi } from './api.ts';
import { ensureCertificates, renderKubeconfig } from './certificates.ts';
import { cgroupName, renderConfigFiles } from './config-files.ts';
import { addresses } from './constants.ts';
import type { Daemon, DaemonName } from './daemons/daemon.ts';
import { discoveryDaemon } from './daemons/discovery.ts';
import { traefikDaemon } from './daemons/gateway.ts';
import { controlPlane } from './daemons/kubernetes.ts';
import { systemDaemons } from './daemons/system.ts';
import { applyGateway, applyGatewayDefinitions, writeGatewayTarget } from './gateway.ts';
import { waitForNode } from './node-ready.ts';
import { importPauseImage } from './pause-import.ts';
import type { Step } from './steps.ts';
import type { Supervisor } from './supervisor.ts';

/** Everything that the steps of a start share. */
export interface Start {
  readonly paths: ClusterPaths;
  readonly progress: Progress;
  readonly toolbox: Toolbox;
  readonly supervisor: Supervisor;
  readonly api: KubeApi;
  /** Told once the docker engine and the registry answer. */
  readonly onEngine: () => void;
  /** Aborted once a step has failed. */
  readonly signal: AbortSignal;
}

/** Programs that are built from source, in the order in which they are needed. */
export function builtPrograms(gateway: boolean): readonly ToolSpec[] {
  const always = [tools.pause, tools.kubernetes];
  return gateway ? [...always, tools.traefik] : always;
}

/** All steps with what each waits for. Programs are asked for at once: they build while what needs none starts. */
export function planSteps(start: Start, gateway: boolean): Step[] {
  const { paths, toolbox } = start;
  const system = new Map(systemDaemons(paths, requireProgram).map((daemon) => [daemon.name, daemon]));
  const step = (name: string, needs: string[], run: () => Promise<void>): Step => ({ name, needs, run });
  const daemon = (name: DaemonName, needs: string[]): Step =>
    step(name, needs, () => ensure(start, async () => required(system.get(name))));
  const asked = (spec: ToolSpec): Promise<Tool> => {
    const tool = toolbox.ensure(spec);
    tool.catch(() => {});
    return tool;
  };
  const pause = asked(tools.pause);
  const kubernetes = asked(tools.kubernetes);
  const program = (name: DaemonName, needs: string[]): Step =>
    step(name, needs, () =>
      ensure(start, async () => controlPlane(paths, join((await kubernetes).folder, name), name)),
    );
  return [
    step('network', [], () => piece(start, 'network namespace', () => makeNetwork(paths))),
    step('files', [], () => piece(start, 'certificates and configuration', () => writeFiles(paths))),
    daemon('etcd', ['network']),
    daemon('registry', ['network', 'files']),
    daemon('containerd', ['network', 'files']),
    daemon('docker', ['containerd']),
    step('engine', ['docker', 'registry'], async () => start.onEngine()),
    step('pause', ['containerd'], async () => importPauseImage(paths, (await pause).path)),
    program('kube-apiserver', ['etcd', 'files']),
    program('kube-controller-manager', ['kube-apiserver']),
    program('kubelet', ['kube-apiserver', 'pause']),
    program('kube-scheduler', ['kube-apiserver']),
    program('kube-proxy', ['kube-apiserver']),
    step('discovery', ['kube-apiserver'], () =>
      ensure(start, async () => discoveryDaemon(paths, process.execPath)),
    ),
    daemon('prometheus', ['network', 'files']),
    step('node', ['kubelet', 'kube-controller-manager'], () =>
      piece(start, 'node', () => waitForNode(start.api, paths.name)),
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
  const work = (): Promise<'started' | 'kept'> => start.supervisor.ensure(daemon);
  await withProgress(start.progress, daemon.name, work, (outcome) => outcome, failureIn(start));
}

async function piece(start: Start, label: string, work: () => Promise<unknown>): Promise<void> {
  await withProgress(start.progress, label, work, undefined, failureIn(start));
}

/** What ends because something else has failed is no second failure to look at. */
function failureIn({ signal }: Start): () => string {
  return () => (signal.aborted ? 'given up' : 'failed');
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
