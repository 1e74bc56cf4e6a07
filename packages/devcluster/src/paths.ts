import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '@fairlead/core';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where one cluster keeps its things. */
export interface ClusterPaths {
  readonly name: string;
  /** Everything that must outlive `up`: records, kubeconfig, certificates, logs, data. */
  readonly state: string;
  /** Sockets and other short-lived things; short, because a socket's path may have 107 bytes at most. */
  readonly run: string;
  readonly logs: string;
  readonly data: string;
  readonly config: string;
  readonly certificates: string;
  readonly kubeconfig: string;
  /** Record of the cluster: what was asked for and which processes run. */
  readonly record: string;
  readonly lock: string;
  readonly dockerSocket: string;
  readonly containerdSocket: string;
}

/** Longest path below the state folder where some daemon opens a socket. */
const LONGEST_SOCKET = '/data/kubelet/pod-resources/kubelet.sock'.length;
const NAME = /^[a-z][a-z0-9-]{0,29}$/;

/** Folder of the state of all clusters: `$XDG_STATE_HOME/fairlead`, else `~/.local/state/fairlead`. */
export function stateRoot(env: Environment = process.env): string {
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'fairlead');
}

/** Folder of what was built or fetched: `$XDG_CACHE_HOME/fairlead`, else `~/.cache/fairlead`. */
export function cacheRoot(env: Environment = process.env): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'fairlead');
}

/** All paths of a cluster. Throws InputError for a name that cannot name a namespace, a cgroup and a folder. */
export function clusterPaths(name: string, env: Environment = process.env): ClusterPaths {
  if (!NAME.test(name)) {
    throw new InputError([
      {
        input: 'name',
        value: name,
        problem: 'cannot name a cluster',
        allowed: 'a lower-case letter, then up to 29 lower-case letters, digits and dashes',
      },
    ]);
  }
  const state = resolve(stateRoot(env), name);
  if (state.length + LONGEST_SOCKET > 107) {
    throw new InputError([
      {
        input: 'state folder',
        value: state,
        problem: 'is too long for the sockets in it',
        allowed: `at most ${107 - LONGEST_SOCKET} characters; set XDG_STATE_HOME to a shorter folder`,
      },
    ]);
  }
  const run = `/run/fairlead/${name}`;
  return {
    name,
    state,
    run,
    logs: join(state, 'logs'),
    data: join(state, 'data'),
    config: join(state, 'config'),
    certificates: join(state, 'pki'),
    kubeconfig: join(state, 'kubeconfig'),
    record: join(state, 'cluster.json'),
    lock: `/run/fairlead/${name}.lock`,
    dockerSocket: `${run}/docker.sock`,
    containerdSocket: `${run}/containerd.sock`,
  };
}
