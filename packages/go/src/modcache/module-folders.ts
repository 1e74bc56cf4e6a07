import { join } from 'node:path';
import { escapeModule, type ModuleVersion } from './module-sums.ts';

/** Where a module's files are (https://go.dev/ref/mod#module-cache). */
export function moduleFolder(modCache: string, { path, version }: ModuleVersion): string {
  return join(modCache, `${escapeModule(path)}@${escapeModule(version)}`);
}

/** Where the go command keeps a module's go.mod, and the hash of its archive. */
export function moduleRecord(
  modCache: string,
  { path, version }: ModuleVersion,
  kind: 'mod' | 'ziphash',
): string {
  return join(modCache, 'cache', 'download', escapeModule(path), '@v', `${escapeModule(version)}.${kind}`);
}
