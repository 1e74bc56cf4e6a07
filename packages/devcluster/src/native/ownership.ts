import { existsSync, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { InputError, PolicyError } from '@fairlead/core';
import type { ClusterPaths } from '../paths.ts';
import type { Progress } from '../progress.ts';
import { readJson, writeAtomicSync } from '../system/files.ts';
import { type Lock, takeLock } from '../system/lock.ts';
import { namespaceInode, namespacePath } from '../system/netns.ts';
import { isAlive, type ProcessId } from '../system/processes.ts';
import { machineIsRemembered } from './machine-record.ts';
import { readRecord } from './record.ts';

/**
 * Throws PolicyError where native clusters cannot be: not on Linux, not as root, and not from inside the very
 * cluster that is meant, because `down` would end itself.
 */
export function requireNative(paths: ClusterPaths): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new PolicyError({
      code: 'NATIVE_UNAVAILABLE',
      message: `a native cluster needs Linux and root; this is ${process.platform}, user ${process.getuid?.() ?? 'unknown'}`,
      hint: 'run it as root, or use a cluster that you have: npm run cluster -- check --kubeconfig FILE (docs/guides/devcluster.md)',
    });
  }
  if (namespaceInode(paths.name) !== statSync('/proc/self/ns/net', { bigint: true }).ino) return;
  throw new PolicyError({
    code: 'NATIVE_UNAVAILABLE',
    message: `this command runs inside the network namespace of cluster ${paths.name}`,
    hint: 'leave it (exit the shell that nsenter started) and run the command outside',
  });
}

/** Takes the cluster's lock. Waits while another `up` or `down` of it runs; throws PolicyError when that takes too long. */
export async function lockCluster(
  paths: ClusterPaths,
  what: string,
  patienceMs: number,
  progress: Progress,
): Promise<Lock> {
  const onWait = ({ pid }: ProcessId): void =>
    progress.line(`waiting for process ${pid}, which works on cluster ${paths.name}`);
  const lock = await takeLock(paths.lock, { patienceMs, onWait });
  if ('release' in lock) return lock;
  throw new PolicyError({
    code: 'CLUSTER_BUSY',
    message: `cannot run ${what}: process ${lock.pid} still works on cluster ${paths.name}`,
    hint: `wait for it, or end it (kill ${lock.pid}) and try again`,
  });
}

/**
 * Whether the network namespace of this name is the cluster's. A namespace that somebody else gave the same name
 * is never touched: ours has a folder in /run, made before it, or programs that we have recorded.
 */
export function ownsNamespace(paths: ClusterPaths): boolean {
  const recorded = Object.values(readRecord(paths)?.daemons ?? {});
  return existsSync(paths.run) || recorded.some(isAlive);
}

const KUBELET_SOCKET = '/var/lib/kubelet/device-plugins/kubelet.sock';

/** A kubelet of the machine's own would lose its device plugins to ours. Throws PolicyError when one runs. */
export async function refuseForeignKubelet(): Promise<void> {
  if (machineIsRemembered() || !existsSync(KUBELET_SOCKET)) return;
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect(KUBELET_SOCKET, () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
  if (!answered) return;
  throw new PolicyError({
    code: 'NATIVE_UNAVAILABLE',
    message: 'this machine is a Kubernetes node already: a kubelet answers on its device plugin socket',
    hint: 'use that cluster with --kubeconfig, or another machine',
  });
}

/** Writes down whose the cluster is, before anything of it exists. Throws InputError when the name is taken. */
export function claimName(paths: ClusterPaths): void {
  const file = join(paths.run, 'owner.json');
  const owner = readJson<{ state: string }>(file);
  if (namespaceInode(paths.name) !== undefined && !ownsNamespace(paths)) {
    const problem = `is a network namespace that somebody else made (${namespacePath(paths.name)})`;
    throw new InputError([{ input: 'name', value: paths.name, problem, allowed: 'another --name' }]);
  }
  if (owner !== undefined && owner.state !== paths.state) {
    const problem = `is a cluster of another user or HOME, with its state in ${owner.state}`;
    const allowed = `another --name, or remove that one with \`npm run cluster -- down --name ${paths.name}\``;
    throw new InputError([{ input: 'name', value: paths.name, problem, allowed }]);
  }
  mkdirSync(paths.run, { recursive: true, mode: 0o700 });
  writeAtomicSync(file, JSON.stringify({ state: paths.state }));
}
