import { existsSync } from 'node:fs';
import { clusterPaths } from '../paths.ts';
import { namespaceInode } from '../system/netns.ts';
import { isAlive } from '../system/processes.ts';
import { createNamespaceHttp } from './agent-client.ts';
import { createKubeApi } from './api.ts';
import { type Cluster, describeCluster } from './cluster.ts';
import type { DaemonName } from './daemons/daemon.ts';
import { readRecord } from './record.ts';

/** What can be seen of a cluster right now. */
export interface ClusterStatus {
  readonly name: string;
  /** Everything runs and the node is ready. */
  readonly up: boolean;
  /** `absent`, or what its record says, or `broken` when something that should run does not. */
  readonly phase: 'absent' | 'starting' | 'up' | 'broken';
  readonly gateway: boolean;
  readonly stateDir: string;
  /** Whether a cluster of this name has its state elsewhere, because another user or HOME started it. */
  readonly elsewhere: boolean;
  readonly kubeconfig: string;
  readonly createdAt: string | undefined;
  /** Whether each recorded program runs, with its process number. */
  readonly daemons: readonly { readonly name: string; readonly pid: number; readonly alive: boolean }[];
  /** Whether the node says that it is ready. */
  readonly nodeReady: boolean;
  /** Version that the API server reports. */
  readonly version: string | undefined;
}

/** Programs of every cluster. */
const ALWAYS: readonly DaemonName[] = [
  'etcd',
  'registry',
  'containerd',
  'docker',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'discovery',
  'prometheus',
];

/** Looks at the processes and asks the API server. Never changes anything. */
export async function clusterStatus(name: string): Promise<ClusterStatus> {
  const paths = clusterPaths(name);
  const record = readRecord(paths);
  const daemons = Object.entries(record?.daemons ?? {}).map(([daemon, process]) => ({
    name: daemon,
    pid: process.pid,
    alive: isAlive(process),
  }));
  const expected: readonly string[] = record?.gateway ? [...ALWAYS, 'traefik'] : ALWAYS;
  const allRun = expected.every((daemon) => daemons.some((found) => found.name === daemon && found.alive));
  const { nodeReady, version } = await askCluster(name);
  const up = record?.phase === 'up' && allRun && nodeReady;
  const phase = record === undefined ? 'absent' : record.phase === 'up' && !up ? 'broken' : record.phase;
  return {
    name,
    up,
    phase,
    gateway: record?.gateway ?? false,
    stateDir: paths.state,
    elsewhere: record === undefined && existsSync(paths.run),
    kubeconfig: paths.kubeconfig,
    createdAt: record?.createdAt,
    daemons,
    nodeReady,
    version,
  };
}

async function askCluster(name: string): Promise<{ nodeReady: boolean; version: string | undefined }> {
  const paths = clusterPaths(name);
  const nothing = { nodeReady: false, version: undefined };
  if (namespaceInode(name) === undefined) return nothing;
  const http = createNamespaceHttp(name);
  try {
    const api = createKubeApi(paths, http);
    type Node = { status?: { conditions?: { type: string; status: string }[] } };
    const [node, version] = [
      await api.get<Node>(`/api/v1/nodes/${name}`),
      await api.get<{ gitVersion: string }>('/version'),
    ];
    const nodeReady =
      node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
    return { nodeReady, version: version?.gitVersion };
  } catch {
    return nothing;
  } finally {
    http.close();
  }
}

/** The handle of a cluster that is up; undefined when it is not. */
export async function findCluster(name = 'fairlead'): Promise<Cluster | undefined> {
  const status = await clusterStatus(name);
  return status.up ? describeCluster(clusterPaths(name), status.gateway, false) : undefined;
}
