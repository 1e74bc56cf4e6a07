import { setTimeout as sleep } from 'node:timers/promises';
import { clusterStatus } from '@fairlead/devcluster';

/** Lets a program of the cluster answer nobody for so long. */
export async function pauseDaemon(cluster: string, name: string, seconds: number): Promise<void> {
  const { daemons } = await clusterStatus(cluster);
  const found = daemons.find((daemon) => daemon.name === name);
  if (found === undefined) throw new Error(`the cluster has no ${name}`);
  process.kill(found.pid, 'SIGSTOP');
  try {
    await sleep(seconds * 1000);
  } finally {
    process.kill(found.pid, 'SIGCONT');
  }
}
