import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, type ProcessId } from './processes.ts';

/** Folders where a cgroup hierarchy is mounted (one with v2, one for each controller with v1). */
export function parseHierarchies(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const type = after.split(' ')[0];
    const point = before.split(' ')[4];
    return point !== undefined && (type === 'cgroup' || type === 'cgroup2') ? [point] : [];
  });
}

/** What the kubelet needs of the kernel; each is a controller of cgroup v2, and a hierarchy of its own with v1. */
const NEEDED = ['cpu', 'cpuset', 'memory', 'pids'] as const;

/** How processes can be grouped, and what is missing for it. */
export interface CgroupSupport {
  readonly version: 1 | 2;
  readonly missing: readonly string[];
  /** Folders in which no group can be made. */
  readonly readOnly: readonly string[];
}

/** Reads from the text of /proc/self/mountinfo (and, with v2, the mounted folder) what pods can be given. */
export function describeCgroups(mountinfo: string): CgroupSupport {
  const mounts = mountinfo.split('\n').filter((line) => / - cgroup2? /.test(line));
  const v1 = mounts.filter((line) => line.includes(' - cgroup '));
  const offered =
    v1.length > 0
      ? v1.flatMap((line) => line.split(' ').at(-1)?.split(',') ?? [])
      : parseHierarchies(mountinfo).flatMap((root) => readWords(join(root, 'cgroup.controllers')));
  return {
    version: v1.length > 0 ? 1 : 2,
    missing: NEEDED.filter((controller) => !offered.includes(controller)),
    readOnly: parseHierarchies(mounts.filter((line) => /^(\S+ ){5}ro[, ]/.test(line)).join('\n')),
  };
}

function readWords(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split(/\s+/).filter(Boolean) : [];
}

function hierarchies(): string[] {
  return parseHierarchies(readFileSync('/proc/self/mountinfo', 'utf8'));
}

/** All that a kubelet looks for; the machine's other controllers stay as they are. */
const PASSED_ON: readonly string[] = [...NEEDED, 'hugetlb', 'io'];

/** Makes a cgroup of this name in every hierarchy, ready to take processes. */
export function createCgroups(name: string): void {
  for (const root of hierarchies()) {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    passControllersOn(root);
    passControllersOn(folder);
    // A new cpuset of cgroup v1 has no cores and no memory and refuses processes until it gets some.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const own = join(folder, file);
      if (existsSync(own) && existsSync(join(root, file)) && readFileSync(own, 'utf8').trim() === '') {
        writeFileSync(own, readFileSync(join(root, file), 'utf8').trim());
      }
    }
  }
}

/** With cgroup v2 a group has only the controllers that its parent passes on. */
export function passControllersOn(folder: string): void {
  const passed = readWords(join(folder, 'cgroup.subtree_control'));
  const wanted = readWords(join(folder, 'cgroup.controllers')).filter((name) => !passed.includes(name));
  for (const controller of wanted.filter((name) => PASSED_ON.includes(name))) {
    try {
      writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`);
    } catch {
      // A controller that cannot be passed on is missed by the kubelet, which says so.
    }
  }
}

/** Folders of the cgroups of this name and of all below them, the deepest first. */
function cgroupFolders(name: string): string[] {
  return hierarchies().flatMap((root) => foldersBelow(join(root, name)));
}

function foldersBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  try {
    const children = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [...children.flatMap((child) => foldersBelow(join(folder, child.name))), folder];
  } catch {
    return [];
  }
}

/** Living processes in the cgroups of this name. */
export function processesInCgroups(name: string): ProcessId[] {
  const pids = new Set<number>();
  for (const folder of cgroupFolders(name)) {
    try {
      for (const line of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n'))
        if (line !== '') pids.add(Number(line));
    } catch {
      // The cgroup went away between the listing and the read.
    }
  }
  return [...pids].flatMap((pid) => identify(pid) ?? []);
}

/** Removes the cgroups of this name. Gives those that could not be removed because processes are in them. */
export function removeCgroups(name: string): string[] {
  const folders = cgroupFolders(name);
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      // Busy: reported below.
    }
  }
  return folders.filter((folder) => existsSync(folder));
}
