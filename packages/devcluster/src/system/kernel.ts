import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Kernel settings of the whole machine that a kubelet changes when it starts. */
const SETTINGS = [
  '/proc/sys/vm/overcommit_memory',
  '/proc/sys/vm/panic_on_oom',
  '/proc/sys/kernel/panic',
  '/proc/sys/kernel/panic_on_oops',
  '/proc/sys/kernel/keys/root_maxkeys',
  '/proc/sys/kernel/keys/root_maxbytes',
] as const;

/** Values by path. */
export type KernelSettings = Readonly<Record<string, string>>;

/** Reads the settings, to put them back later. */
export function readKernelSettings(): KernelSettings {
  const found = SETTINGS.filter((path) => existsSync(path));
  return Object.fromEntries(found.map((path) => [path, readFileSync(path, 'utf8').trim()]));
}

/** Puts the settings back that differ. */
export function restoreKernelSettings(settings: KernelSettings): void {
  for (const [path, value] of Object.entries(settings)) {
    if (existsSync(path) && readFileSync(path, 'utf8').trim() !== value) writeFileSync(path, value);
  }
}
