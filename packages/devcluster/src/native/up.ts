import { existsSync } from 'node:fs';
import { loadModules } from '../machine/load-modules.ts';
import { type ClusterPaths, clusterPaths } from '../paths.ts';
import { type Progress, silentProgress } from '../progress.ts';
import { removeIfEmpty } from '../system/files.ts';
import { namespaceInode } from '../system/netns.ts';
import { ensurePackages } from '../tools/debian.ts';
import { createToolbox, type Toolbox } from '../tools/toolbox.ts';
import { createNamespaceHttp } from './agent-client.ts';
import { createKubeApi } from './api.ts';
import { type Cluster, describeCluster } from './cluster.ts';
import { removeCluster } from './down.ts';
import { MACHINE_FOLDER, rememberMachine } from './machine-record.ts';
import { claimName, lockCluster, refuseForeignKubelet, requireNative } from './ownership.ts';
import { openRecord, readRecord } from './record.ts';
import { builtPrograms, planSteps } from './start-steps.ts';
import { clusterStatus } from './status.ts';
import { runSteps } from './steps.ts';
import { createSupervisor } from './supervisor.ts';

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
  /** Told as soon as the docker engine and the registry answer, while the rest is still being made. */
  readonly onEngine?: ((cluster: Cluster) => void) | undefined;
}

/**
 * Brings a native cluster up, or completes one that was left half started, and waits until a pod can run in it.
 * Changes nothing when it is up already. Needs Linux and root; throws FairleadError kinds.
 */
export async function startCluster(
  options: StartOptions = {},
  progress: Progress = silentProgress,
): Promise<Cluster> {
  const paths = clusterPaths(options.name ?? 'fairlead');
  requireNative(paths);
  const lock = await lockCluster(paths, 'up', 20 * 60_000, progress);
  try {
    return await startLocked(paths, options, progress);
  } finally {
    lock.release();
    removeIfEmpty(MACHINE_FOLDER);
  }
}

async function startLocked(paths: ClusterPaths, options: StartOptions, progress: Progress): Promise<Cluster> {
  await refuseForeignKubelet();
  const aborter = new AbortController();
  const toolbox =
    options.toolbox ?? createToolbox({ cacheDir: options.cacheDir, progress, signal: aborter.signal });
  const before = await clusterStatus(paths.name);
  const gateway = options.gateway === true || (readRecord(paths)?.gateway ?? false);
  const tellEngine = (changed: boolean): void => options.onEngine?.(describeCluster(paths, gateway, changed));
  if (before.up && before.gateway === gateway) {
    tellEngine(false);
    return describeCluster(paths, gateway, false);
  }
  await tellBuilds(toolbox, gateway, progress);
  claimName(paths);
  if (existsSync(paths.record) !== (namespaceInode(paths.name) !== undefined)) {
    // The machine was restarted, or the namespace or the state was removed by hand: nothing of it can go on.
    await removeCluster(paths);
    claimName(paths);
  }
  await rememberMachine();
  try {
    await complete(paths, { gateway, toolbox, progress, aborter, onEngine: () => tellEngine(true) });
  } catch (error) {
    progress.line(`cluster ${paths.name} is incomplete: up goes on where it was, down removes what is there`);
    throw error;
  }
  return describeCluster(paths, gateway, true);
}

interface Completion {
  readonly gateway: boolean;
  readonly toolbox: Toolbox;
  readonly progress: Progress;
  readonly aborter: AbortController;
  readonly onEngine: () => void;
}

/** Starts all that does not run yet. */
async function complete(
  paths: ClusterPaths,
  { gateway, toolbox, progress, aborter, onEngine }: Completion,
): Promise<void> {
  const record = openRecord(paths);
  record.update({ phase: 'starting', gateway });
  const http = createNamespaceHttp(paths.name);
  try {
    await ensurePackages(progress);
    await loadModules(progress);
    const supervisor = createSupervisor(paths, record, http, aborter.signal);
    const api = createKubeApi(paths, http);
    const start = { paths, progress, toolbox, supervisor, api, onEngine, signal: aborter.signal };
    await runSteps(planSteps(start, gateway), (error) => aborter.abort(error));
    record.update({ phase: 'up' });
  } finally {
    http.close();
  }
}

/** Says what will take long, before it does. Throws ToolError when there is no Go to build anything with. */
async function tellBuilds(toolbox: Toolbox, gateway: boolean, progress: Progress): Promise<void> {
  const missing = await toolbox.missing(builtPrograms(gateway));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  progress.line(
    `to be built from source, once, which takes some minutes: ${names} (kept in ${toolbox.cacheDir})`,
  );
}
