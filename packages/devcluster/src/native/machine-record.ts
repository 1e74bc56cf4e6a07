import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../system/files.ts';
import { type KernelSettings, readKernelSettings, restoreKernelSettings } from '../system/kernel.ts';

const ROOT = '/run/fairlead';
const FILE = join(ROOT, 'kernel.json');

/** Remembers the kernel settings that a kubelet changes, once, before the first cluster of the machine starts. */
export function rememberKernel(): void {
  if (existsSync(FILE)) return;
  mkdirSync(ROOT, { recursive: true });
  writeFileSync(FILE, JSON.stringify(readKernelSettings()));
}

/** Puts the kernel settings back when no cluster but this one is left. */
export function releaseKernel(name: string): void {
  const settings = readJson<KernelSettings>(FILE);
  if (settings === undefined) return;
  const others = readdirSync(ROOT, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== name,
  );
  if (others.length > 0) return;
  restoreKernelSettings(settings);
  rmSync(FILE, { force: true });
}
