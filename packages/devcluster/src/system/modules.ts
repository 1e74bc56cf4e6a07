import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';

/**
 * Where a module of the kernel is: in the running kernel, on the disk beside it, or nowhere. `unknown` where the running
 * kernel has no folder of modules: in a container, with a kernel of one piece, or after an upgrade without a restart.
 */
export type ModulePlace = 'loaded' | 'loadable' | 'absent' | 'unknown';

/** The names of modules, with `_` for `-`. */
export interface KernelModules {
  /** Loaded, or part of the kernel itself. */
  readonly loaded: ReadonlySet<string>;
  /** Undefined when the running kernel has no folder of modules. */
  readonly loadable: ReadonlySet<string> | undefined;
}

/** Which modules the running kernel has, and which it could load. */
export function readModules(version: string = release(), folder: string = '/lib/modules'): KernelModules {
  const text = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const files = join(folder, version);
  return parseModules({
    procModules: text('/proc/modules'),
    builtin: text(join(files, 'modules.builtin')),
    dependencies: existsSync(join(files, 'modules.dep')) ? text(join(files, 'modules.dep')) : undefined,
  });
}

/** Texts of `/proc/modules`, and of `modules.builtin` and `modules.dep` in the running kernel's folder. */
export interface ModuleFiles {
  readonly procModules: string;
  readonly builtin: string;
  readonly dependencies: string | undefined;
}

/** Reads the names out of the files that the kernel and depmod(8) write. */
export function parseModules({ procModules, builtin, dependencies }: ModuleFiles): KernelModules {
  const first = (line: string): string => line.split(/[ :]/)[0] ?? '';
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.ko(\.\w+)?$/, '');
  const names = (text: string): string[] =>
    text.split('\n').flatMap((line) => nameOf(first(line)).replaceAll('-', '_') || []);
  return {
    loaded: new Set([...names(procModules), ...names(builtin)]),
    loadable: dependencies === undefined ? undefined : new Set(names(dependencies)),
  };
}

/** Where one module is. */
export function placeOf(module: string, { loaded, loadable }: KernelModules): ModulePlace {
  if (loaded.has(module)) return 'loaded';
  if (loadable === undefined) return 'unknown';
  return loadable.has(module) ? 'loadable' : 'absent';
}

/** Whether the kernel takes no more modules until the machine starts again (`kernel.modules_disabled`). */
export function modulesAreLocked(): boolean {
  const file = '/proc/sys/kernel/modules_disabled';
  return existsSync(file) && readFileSync(file, 'utf8').trim() === '1';
}
