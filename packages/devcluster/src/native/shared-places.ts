/**
 * What daemons write to folders that every cluster of the machine, and everybody else, uses too. Each entry is told
 * from the others' by the container or the folder that it names.
 */
import { existsSync, lstatSync, readFileSync, readlinkSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterPaths } from '../paths.ts';
import { listFolder, removeIfEmpty } from '../system/files.ts';
import { podNetworkName } from './config-files.ts';

const SHIM_SOCKETS = '/run/containerd/s';
const NETWORK_RESULTS = '/var/lib/cni/results';
const LOG_LINKS = '/var/log/containers';
/** Where the engine's builder keeps what it runs; it cannot be told to use another folder. */
const BUILD_CONTAINERS = '/run/runc';

/** Removes a cluster's entries once its processes have ended, before its own folders (`folders`, `paths.run`) go. */
export function clearSharedPlaces(paths: ClusterPaths, folders: readonly string[]): void {
  const tasks = join(paths.run, 'containerd', 'io.containerd.runtime.v2.task');
  const bundles = listFolder(tasks).flatMap((space) =>
    listFolder(join(tasks, space)).map((id) => ({ id, folder: join(tasks, space, id) })),
  );
  removeShimSockets(bundles.map(({ folder }) => join(folder, 'address')));
  removeNetworkResults(
    paths,
    bundles.map(({ id }) => id),
  );
  removeBuildContainers([...folders, paths.run]);
  removeLogLinks(folders);
}

/** A shim's socket is named in the file `address` of its bundle. */
function removeShimSockets(addresses: readonly string[]): void {
  for (const file of addresses.filter((path) => existsSync(path))) {
    const socket = readFileSync(file, 'utf8').replace(/^unix:\/\//, '');
    if (socket.startsWith(`${SHIM_SOCKETS}/`)) rmSync(socket, { force: true });
  }
  removeIfEmpty(SHIM_SOCKETS);
  removeIfEmpty('/run/containerd');
}

/** A result is named by network and container; that of the loopback network is named alike in all clusters. */
function removeNetworkResults(paths: ClusterPaths, containers: readonly string[]): void {
  const own = `${podNetworkName(paths.name)}-`;
  const ids = new Set(containers);
  const results = listFolder(NETWORK_RESULTS).map((name) => ({ name, id: /[0-9a-f]{64}/.exec(name)?.[0] }));
  for (const { name, id } of results) if (id !== undefined && name.startsWith(own)) ids.add(id);
  for (const { name, id } of results) {
    if (id !== undefined && ids.has(id)) rmSync(join(NETWORK_RESULTS, name), { force: true });
  }
  removeIfEmpty(NETWORK_RESULTS);
  removeIfEmpty('/var/lib/cni');
}

/** A build that was killed leaves the state of its container, with the folder that it ran in. */
function removeBuildContainers(folders: readonly string[]): void {
  for (const id of listFolder(BUILD_CONTAINERS)) {
    const state = join(BUILD_CONTAINERS, id, 'state.json');
    const text = existsSync(state) ? readFileSync(state, 'utf8') : '';
    if (folders.some((folder) => text.includes(`${folder}/`))) {
      rmSync(join(BUILD_CONTAINERS, id), { recursive: true, force: true });
    }
  }
  removeIfEmpty(BUILD_CONTAINERS);
}

/** A kubelet puts links to its pods' logs into a folder that is the same for all kubelets. */
function removeLogLinks(folders: readonly string[]): void {
  for (const name of listFolder(LOG_LINKS)) {
    const link = join(LOG_LINKS, name);
    const target = lstatSync(link).isSymbolicLink() ? readlinkSync(link) : '';
    if (folders.some((folder) => target.startsWith(`${folder}/`))) unlinkSync(link);
  }
  removeIfEmpty(LOG_LINKS);
}
