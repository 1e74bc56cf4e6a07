import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readJson } from '../system/files.ts';
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
  mkdirSync(ROOT, { recursive: true });
  const record: MachineRecord = {
    kernel: readKernelSettings(),
    absent: FIXED_FILES.filter((path) => !existsSync(path)),
  };
  writeFileSync(FILE, JSON.stringify(record));
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
