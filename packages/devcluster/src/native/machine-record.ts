import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { absentProfiles, removeProfiles } from '../system/app-armor.ts';
import { readJson, removeIfEmpty, writeAtomicSync } from '../system/files.ts';
import { type KernelSettings, readKernelSettings, restoreKernelSettings } from '../system/kernel.ts';
import { withLock } from '../system/lock.ts';

/** Folder of what all clusters of the machine share; one folder in it for each that runs. */
export const MACHINE_FOLDER: string = '/run/fairlead';
const FILE = join(MACHINE_FOLDER, 'machine.json');
/** No cluster's name begins with a dot. */
const LOCK = join(MACHINE_FOLDER, '.machine.lock');

/** Files and empty folders outside ours that the daemons make at fixed paths, whatever they are told. */
const FIXED_PLACES = [
  '/etc/docker/key.json',
  '/run/docker/plugins',
  '/var/lib/kubelet/device-plugins/kubelet.sock',
];

interface MachineRecord {
  readonly kernel: KernelSettings;
  /** Those of the fixed places that were not there. */
  readonly absent: readonly string[];
  /** Those of the engines' AppArmor profiles that the kernel did not have. */
  readonly profiles?: readonly string[];
}

/** Remembers what daemons will change on the machine, once, before the first cluster starts. */
export function rememberMachine(): Promise<void> {
  return withLock(LOCK, { patienceMs: 30_000 }, () => {
    if (existsSync(FILE)) return;
    const record: MachineRecord = {
      kernel: readKernelSettings(),
      absent: FIXED_PLACES.filter((path) => !existsSync(path)),
      profiles: absentProfiles(),
    };
    writeAtomicSync(FILE, JSON.stringify(record));
  });
}

/** Whether a cluster of ours runs on the machine, or was killed on it. */
export function machineIsRemembered(): boolean {
  return existsSync(FILE);
}

/** Puts the machine back as it was when no cluster but this one is left. */
export function releaseMachine(name: string): Promise<void> {
  return withLock(LOCK, { patienceMs: 30_000 }, () => {
    const record = readJson<MachineRecord>(FILE);
    if (record === undefined) return;
    const entries = readdirSync(MACHINE_FOLDER, { withFileTypes: true });
    if (entries.some((entry) => entry.isDirectory() && entry.name !== name)) return;
    restoreKernelSettings(record.kernel);
    for (const path of record.absent) removePlace(path);
    removeProfiles(record.profiles ?? []);
    rmSync(FILE, { force: true });
  });
}

/** Folders around it go, too, when nothing else is in them. */
function removePlace(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) removeIfEmpty(path);
  else rmSync(path, { force: true });
  removeIfEmpty(dirname(path));
  removeIfEmpty(dirname(dirname(path)));
}
