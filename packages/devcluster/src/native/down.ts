import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ToolError } from '@fairlead/core';
import { type ClusterPaths, clusterPaths } from '../paths.ts';
import { type Progress, silentProgress, withProgress } from '../progress.ts';
import { removeCgroups } from '../system/cgroups.ts';
import { readJson, removeIfEmpty } from '../system/files.ts';
import { sweepLock } from '../system/lock.ts';
import { mountsBelow, unmountBelow } from '../system/mounts.ts';
import { deleteNamespace } from '../system/netns.ts';
import { patient } from '../system/patience.ts';
import { waitFor } from '../system/wait.ts';
import { sweepCache } from '../tools/cache.ts';
import { clearServicePolicy } from '../tools/service-policy.ts';
import { cgroupName } from './config-files.ts';
import { endProcesses } from './end-processes.ts';
import { MACHINE_FOLDER, releaseMachine } from './machine-record.ts';
import { lockCluster, ownsNamespace, requireNative } from './ownership.ts';
import { clearSharedPlaces } from './shared-places.ts';

/** What can be said about a removal. */
export interface StopOptions {
  /** Folder of built programs, of which only what killed builds have left is removed; default as for `up`. */
  readonly cacheDir?: string | undefined;
}

/**
 * Removes a cluster and everything that belongs to it. Works whatever state it is in; a cluster that does not
 * exist is fine. Throws when an `up` or `down` of it is under way, or when something could not be removed.
 */
export async function stopCluster(
  name: string,
  progress: Progress = silentProgress,
  options: StopOptions = {},
): Promise<{ existed: boolean }> {
  const paths = clusterPaths(name);
  requireNative(paths);
  const lock = await lockCluster(paths, 'down', 60_000, progress);
  try {
    await clearServicePolicy(progress);
    await sweepCache(options.cacheDir);
    const existed = hasTraces(paths);
    const remove = (): Promise<void> => removeCluster(paths);
    if (existed) await withProgress(progress, `cluster ${name}`, remove, () => 'removed');
    // Also without a cluster: a `down` that was killed may have come this far.
    await releaseMachine(name);
    return { existed };
  } finally {
    sweepLock(paths.lock);
    lock.release();
    for (const folder of [dirname(paths.state), MACHINE_FOLDER]) removeIfEmpty(folder);
  }
}

/** Whether anything of the cluster is there. A network namespace alone is somebody else's of the same name. */
function hasTraces(paths: ClusterPaths): boolean {
  return existsSync(paths.state) || existsSync(paths.run);
}

/** Ends all processes, then unmounts, then removes what is left. The caller holds the lock. */
export async function removeCluster(paths: ClusterPaths): Promise<void> {
  // A cluster that was started with another HOME has its state elsewhere.
  const owner = readJson<{ state: string }>(join(paths.run, 'owner.json'))?.state ?? paths.state;
  const folders = [...new Set([paths.state, owner])];
  const owned = ownsNamespace(paths);
  if (owned) await endProcesses(paths);
  clearSharedPlaces(paths, folders);
  await unmountBelow([...folders, paths.run]);
  if (owned) await deleteNamespace(paths.name);
  await removeCgroupsPatiently(paths);
  for (const folder of [...folders, paths.run]) removeFolder(folder);
  for (const folder of folders) removeIfEmpty(dirname(folder));
}

async function removeCgroupsPatiently(paths: ClusterPaths): Promise<void> {
  // The kernel may need a moment after the last process of a cgroup has ended.
  const gone = await waitFor(() => (removeCgroups(cgroupName(paths.name)).length === 0 ? true : undefined), {
    timeoutMs: patient(5000),
  });
  if (gone === undefined) throw leftOver(paths, removeCgroups(cgroupName(paths.name)));
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
