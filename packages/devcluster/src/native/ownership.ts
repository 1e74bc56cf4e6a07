import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { InputError, PolicyError } from '../errors.ts';
import type { ClusterPaths } from '../paths.ts';
import type { Progress } from '../progress.ts';
import { readJson, writeAtomicSync } from '../system/files.ts';
import { type Lock, tryLock } from '../system/lock.ts';
import { namespaceInode, namespacePath } from '../system/netns.ts';
import type { ProcessId } from '../system/processes.ts';
import { waitFor } from '../system/wait.ts';
import { machineIsRemembered } from './machine-record.ts';

/** Takes the cluster's lock. Waits while another `up` or `down` of it runs; throws PolicyError when that takes too long. */
export async function lockCluster(
  paths: ClusterPaths,
  what: string,
  patienceMs: number,
  progress: Progress,
): Promise<Lock> {
  let holder: ProcessId | undefined;
  const lock = await waitFor<Lock>(
    () => {
      const taken = tryLock(paths.lock);
      if ('release' in taken) return taken;
      if (holder === undefined)
        progress.line(`waiting for process ${taken.pid}, which works on cluster ${paths.name}`);
      holder = taken;
      return undefined;
    },
    { timeoutMs: patienceMs, everyMs: 300 },
  );
  if (lock !== undefined) return lock;
  throw new PolicyError({
    code: 'CLUSTER_BUSY',
    message: `cannot run ${what}: process ${holder?.pid} still works on cluster ${paths.name}`,
    hint: 'wait for it, or end it and try again',
  });
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
  if (owner === undefined && namespaceInode(paths.name) !== undefined && !existsSync(paths.run)) {
    throw taken(paths, `is a network namespace that somebody else made (${namespacePath(paths.name)})`);
  }
  if (owner !== undefined && owner.state !== paths.state) {
    throw taken(paths, `is a cluster that runs already, with its state in ${owner.state}`);
  }
  mkdirSync(paths.run, { recursive: true, mode: 0o700 });
  writeAtomicSync(file, JSON.stringify({ state: paths.state }));
}

function taken(paths: ClusterPaths, problem: string): InputError {
  const allowed = 'another --name, or remove that one with `npm run cluster -- down`';
  return new InputError([{ input: 'name', value: paths.name, problem, allowed }]);
}
