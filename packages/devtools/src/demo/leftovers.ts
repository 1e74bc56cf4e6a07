import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { INSTALLS, stopCluster } from '@fairlead/devcluster';

/** Marks every process that a demo starts outside of its cluster, so that a killed demo can be cleaned up after. */
const MARK = 'FAIRLEAD_DEMO';

/** Marks this process and everything that it starts from now on. */
export function markProcesses(name: string): void {
  process.env[MARK] = name;
}

/** Removes all that a demo of this name left: processes, cluster, folder. Says whether there was anything. */
export async function removeDemo(name: string, folder: string): Promise<boolean> {
  const before = await endMarked(name);
  const { existed } = await stopCluster(name);
  const after = await endMarked(name);
  const hadFolder = existsSync(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return existed || hadFolder || before + after > 0;
}

/**
 * Ends marked processes other than this one and its parents; says how many there were. A package installation goes on:
 * killed in the middle it would leave the machine's packages half configured, and `stopCluster` waits for it.
 */
export async function endMarked(name: string): Promise<number> {
  if (process.platform !== 'linux') return 0; // elsewhere nobody is told of the environment of others
  let ended = 0;
  const own = new Set(await lineage(process.pid));
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || own.has(pid)) continue;
    const environment = (await readOr(`/proc/${pid}/environ`)).split('\0');
    if (!environment.includes(`${MARK}=${name}`) || environment.includes(`${INSTALLS}=1`)) continue;
    try {
      process.kill(pid, 'SIGKILL');
      ended++;
    } catch {
      // ended by itself in the meantime
    }
  }
  return ended;
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
