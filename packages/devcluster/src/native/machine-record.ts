import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readJson, writeAtomicSync } from '../system/files.ts';
import { type KernelSettings, readKernelSettings, restoreKernelSettings } from '../system/kernel.ts';

const ROOT = '/run/fairlead';
const FILE = join(ROOT, 'machine.json');

/** Files outside our folders that the daemons write to fixed paths, whatever they are told. */
const FIXED_FILES = ['/etc/docker/key.json', '/var/lib/kubelet/device-plugins/kubelet.sock'];

interface MachineRecord {
  readonly kernel: KernelSettings;
  /** Those of the fixed files that were not there. */
  readonly absent: readonly string[];
}

/** Remembers what daemons will change on the machine, once, before the first cluster starts. */
export function rememberMachine(): void {
  if (existsSync(FILE)) return;
  const record: MachineRecord = {
    kernel: readKernelSettings(),
    absent: FIXED_FILES.filter((path) => !existsSync(path)),
  };
  writeAtomicSync(FILE, JSON.stringify(record));
}

/** Whether a cluster of ours runs on the machine, or was killed on it. */
export function machineIsRemembered(): boolean {
  return existsSync(FILE);
}

/** Puts the machine back as it was when no cluster but this one is left. */
export function releaseMachine(name: string): void {
  const record = readJson<MachineRecord>(FILE);
  if (record === undefined) return;
  const entries = readdirSync(ROOT, { withFileTypes: true });
  if (entries.some((entry) => entry.isDirectory() && entry.name !== name)) return;
  restoreKernelSettings(record.kernel);
  for (const path of record.absent) removeWithEmptyFolders(path);
  rmSync(FILE, { force: true });
}

function removeWithEmptyFolders(path: string): void {
  rmSync(path, { force: true });
  try {
    rmdirSync(dirname(path));
    rmdirSync(dirname(dirname(path)));
  } catch {
    // Not there, or somebody else's things are in it.
  }
}
