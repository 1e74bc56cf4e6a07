import { readdir, readFile, rm } from 'node:fs/promises';
import { stopCluster } from '@fairlead/devcluster';

/** Marks every process that a demo starts outside of its cluster, so that a killed demo can be cleaned up after. */
const MARK = 'FAIRLEAD_DEMO';

/** Marks this process and everything that it starts from now on. */
export function markProcesses(name: string): void {
  process.env[MARK] = name;
}

/** Removes all that a demo of this name left: processes, cluster, folder. Built programs stay in the cache. */
export async function removeDemo(name: string, folder: string): Promise<void> {
  await endMarked(name);
  await stopCluster(name);
  await endMarked(name);
  await rm(folder, { recursive: true, force: true });
}

/** Ends marked processes other than this one and its parents. */
async function endMarked(name: string): Promise<void> {
  const own = new Set(await lineage(process.pid));
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || own.has(pid)) continue;
    if (!(await readOr(`/proc/${pid}/environ`)).split('\0').includes(`${MARK}=${name}`)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ended by itself in the meantime
    }
  }
}

async function lineage(pid: number): Promise<readonly number[]> {
  const parent = Number(/^PPid:\s*(\d+)/m.exec(await readOr(`/proc/${pid}/status`))?.[1] ?? 0);
  return parent > 0 ? [pid, ...(await lineage(parent))] : [pid];
}

async function readOr(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
