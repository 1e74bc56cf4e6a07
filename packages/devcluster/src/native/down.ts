import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from '../errors.ts';
import { type ClusterPaths, clusterPaths } from '../paths.ts';
import { type Progress, silentProgress, withProgress } from '../progress.ts';
import { processesInCgroups, removeCgroups } from '../system/cgroups.ts';
import { readJson } from '../system/files.ts';
import { mountsBelow, unmountBelow } from '../system/mounts.ts';
import { deleteNamespace, namespaceInode } from '../system/netns.ts';
import {
  commandLine,
  isAlive,
  type ProcessId,
  processesInNamespace,
  signalProcess,
} from '../system/processes.ts';
import { waitFor } from '../system/wait.ts';
import { cgroupName, podNetworkName } from './config-files.ts';
import type { DaemonName } from './daemons.ts';
import { releaseMachine } from './machine-record.ts';
import { lockCluster } from './ownership.ts';
import { readRecord } from './record.ts';

/** Programs that would start others again or hold mounts: they go first. */
const FIRST: readonly DaemonName[] = [
  'kubelet',
  'kube-controller-manager',
  'kube-scheduler',
  'docker',
  'containerd',
];

/**
 * Removes a cluster and everything that belongs to it. Works whatever state it is in; a cluster that does not
 * exist is fine. Throws when an `up` or `down` of it is under way, or when something could not be removed.
 */
export async function stopCluster(
  name: string,
  progress: Progress = silentProgress,
): Promise<{ existed: boolean }> {
  const paths = clusterPaths(name);
  const lock = await lockCluster(paths, 'down', 60_000, progress);
  try {
    if (!hasTraces(paths)) return { existed: false };
    await withProgress(
      progress,
      `cluster ${name}`,
      () => removeCluster(paths),
      () => 'removed',
    );
    return { existed: true };
  } finally {
    lock.release();
    removeIfEmpty('/run/fairlead');
  }
}

/** Whether anything of the cluster is there. */
export function hasTraces(paths: ClusterPaths): boolean {
  return (
    existsSync(paths.state) ||
    existsSync(paths.run) ||
    namespaceInode(paths.name) !== undefined ||
    processesInCgroups(cgroupName(paths.name)).length > 0
  );
}

/** Ends all processes, then unmounts, then removes what is left. The caller holds the lock. */
export async function removeCluster(paths: ClusterPaths): Promise<void> {
  // A cluster that was started with another HOME has its state elsewhere.
  const owner = readJson<{ state: string }>(join(paths.run, 'owner.json'))?.state ?? paths.state;
  const folders = [...new Set([paths.state, owner])];
  await endProcesses(paths);
  removeShimSockets(paths);
  await unmountBelow([...folders, paths.run]);
  await deleteNamespace(paths.name);
  await removeCgroupsPatiently(paths);
  removeLogLinks(folders);
  removeNetworkResults(paths);
  for (const folder of [...folders, paths.run]) removeFolder(folder);
  releaseMachine(paths.name);
  for (const folder of folders) removeIfEmpty(dirname(folder));
}

async function endProcesses(paths: ClusterPaths): Promise<void> {
  const daemons = readRecord(paths)?.daemons ?? {};
  const recorded = (names: readonly string[]): ProcessId[] =>
    names.flatMap((name) => daemons[name as DaemonName] ?? []);
  const all = (): ProcessId[] => {
    const inode = namespaceInode(paths.name);
    const inNamespace = inode === undefined ? [] : processesInNamespace(inode);
    return [
      ...recorded(Object.keys(daemons)),
      ...inNamespace,
      ...processesInCgroups(cgroupName(paths.name)),
    ].filter(isAlive);
  };
  for (const target of recorded(FIRST)) signalProcess(target, 'SIGKILL');
  for (let round = 0; round < 50; round++) {
    const left = all();
    if (left.length === 0) return;
    for (const target of left) signalProcess(target, 'SIGKILL');
    await sleep(100);
  }
  const left = all().map(({ pid }) => `${pid} (${commandLine(pid)[0] ?? 'unknown'})`);
  throw new ToolError({
    code: 'CLEANUP_FAILED',
    message: `processes of cluster ${paths.name} do not end: ${left.join(', ')}`,
    hint: 'end them by hand, then run down again',
    argv: [],
  });
}

/** A shim's socket lies in a folder that all containerds share; the shim's bundle names it. */
function removeShimSockets(paths: ClusterPaths): void {
  const root = join(paths.run, 'containerd', 'io.containerd.runtime.v2.task');
  for (const namespace of list(root)) {
    for (const task of list(join(root, namespace))) {
      const file = join(root, namespace, task, 'address');
      if (!existsSync(file)) continue;
      const socket = readFileSync(file, 'utf8').replace(/^unix:\/\//, '');
      if (socket.startsWith('/run/containerd/s/')) rmSync(socket, { force: true });
    }
  }
  removeIfEmpty('/run/containerd/s');
  removeIfEmpty('/run/containerd');
}

async function removeCgroupsPatiently(paths: ClusterPaths): Promise<void> {
  // The kernel may need a moment after the last process of a cgroup has ended.
  const gone = await waitFor(() => (removeCgroups(cgroupName(paths.name)).length === 0 ? true : undefined), {
    timeoutMs: 5000,
  });
  if (gone === undefined) throw leftOver(paths, removeCgroups(cgroupName(paths.name)));
}

/** A kubelet puts links to its pods' logs into a folder that is the same for all kubelets. */
function removeLogLinks(folders: readonly string[]): void {
  const root = '/var/log/containers';
  for (const name of list(root)) {
    const link = join(root, name);
    if (
      lstatSync(link).isSymbolicLink() &&
      folders.some((folder) => readlinkSync(link).startsWith(`${folder}/`))
    )
      unlinkSync(link);
  }
  removeIfEmpty(root);
}

function removeNetworkResults(paths: ClusterPaths): void {
  const root = '/var/lib/cni/results';
  for (const name of list(root)) {
    if (name.startsWith(`${podNetworkName(paths.name)}-`)) rmSync(join(root, name), { force: true });
  }
  removeIfEmpty(root);
  removeIfEmpty('/var/lib/cni');
}

function removeFolder(folder: string): void {
  const mounted = mountsBelow([folder]);
  // Never delete through a mount: it may show a folder of the machine.
  if (mounted.length > 0) throw leftOver({ name: folder }, mounted);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function leftOver(what: { readonly name: string }, left: readonly string[]): ToolError {
  return new ToolError({
    code: 'CLEANUP_FAILED',
    message: `could not remove all of ${what.name}: ${left.join(', ')}`,
    hint: 'run down again; what is named is still in use',
    argv: [],
  });
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not there, or somebody else's things are in it.
  }
}
