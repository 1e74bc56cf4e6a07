import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from '@fairlead/core';
import type { ClusterPaths } from '../paths.ts';
import { processesInCgroups } from '../system/cgroups.ts';
import { namespaceInode, namespacePath } from '../system/netns.ts';
import { patient } from '../system/patience.ts';
import {
  commandLine,
  identify,
  isAlive,
  listProcesses,
  type ProcessId,
  processesInNamespace,
  signalProcess,
} from '../system/processes.ts';
import { cgroupName } from './config-files.ts';
import type { DaemonName } from './daemons/daemon.ts';
import { readRecord } from './record.ts';

/** Programs that would start others again or hold mounts: they go first. */
const FIRST: readonly DaemonName[] = [
  'kubelet',
  'kube-controller-manager',
  'kube-scheduler',
  'docker',
  'containerd',
];

/** Ends all processes of a cluster, whoever started them. Throws ToolError when one does not end. */
export async function endProcesses(paths: ClusterPaths): Promise<void> {
  const daemons = readRecord(paths)?.daemons ?? {};
  for (const name of FIRST) {
    const target = daemons[name];
    if (target !== undefined) signalProcess(target, 'SIGKILL');
  }
  for (let round = 0; round < patient(50); round++) {
    const left = processesOf(paths);
    if (left.length === 0) return;
    for (const target of left) signalProcess(target, 'SIGKILL');
    await sleep(100);
  }
  const left = processesOf(paths).map(({ pid }) => `${pid} (${commandLine(pid)[0] ?? 'unknown'})`);
  throw new ToolError({
    code: 'CLEANUP_FAILED',
    message: `processes of cluster ${paths.name} do not end: ${left.join(', ')}`,
    hint: 'end them by hand, then run down again',
    argv: [],
  });
}

/** Living processes that are recorded, in the namespace, on their way into it, or in the cgroups. */
function processesOf(paths: ClusterPaths): ProcessId[] {
  const inode = namespaceInode(paths.name);
  const recorded = Object.values(readRecord(paths)?.daemons ?? {}) as ProcessId[];
  const found = [
    ...recorded,
    ...(inode === undefined ? [] : processesInNamespace(inode)),
    ...processesEntering(paths.name),
    ...processesInCgroups(cgroupName(paths.name)),
  ].filter(isAlive);
  return [...new Map(found.map((process) => [process.pid, process])).values()];
}

/** `nsenter` and `ip` that a killed `up` had just started: a moment later they are in the namespace, or make it. */
function processesEntering(name: string): ProcessId[] {
  const entering = `--net=${namespacePath(name)}`;
  const making = ['ip', 'netns', 'add', name].join(' ');
  return listProcesses().flatMap((pid) => {
    const argv = commandLine(pid);
    return argv.includes(entering) || argv.join(' ') === making ? (identify(pid) ?? []) : [];
  });
}
