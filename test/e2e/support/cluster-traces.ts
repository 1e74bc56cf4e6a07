import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ClusterPaths, findProgram, run } from '@fairlead/devcluster';

/** What no cluster may leave changed on the machine. */
export interface MachineState {
  readonly firewall: string;
  readonly links: readonly string[];
  /** Entries of the folders that daemons write to whatever they are told, and of those for cgroups and namespaces. */
  readonly shared: readonly string[];
  /** Settings of the kernel that a kubelet changes. */
  readonly kernel: readonly string[];
}

/** Folders outside a cluster's own, with how many levels below them are looked at. */
const SHARED: Readonly<Record<string, number>> = {
  '/run/fairlead': 1,
  '/run/netns': 1,
  '/run/containerd': 3,
  '/run/docker': 1,
  '/run/runc': 1,
  '/var/lib/cni': 2,
  '/var/lib/kubelet': 2,
  '/var/log/containers': 1,
  '/var/log/pods': 1,
  '/etc/docker': 1,
  '/usr/sbin/policy-rc.d': 0,
};

const KERNEL = ['vm/overcommit_memory', 'vm/panic_on_oom', 'kernel/panic', 'kernel/panic_on_oops'];

/** Reads the machine's own network, settings and folders. */
export async function readMachine(): Promise<MachineState> {
  // On a machine that has nothing yet, nobody has made rules.
  const save = findProgram('iptables-save') === undefined ? ['true'] : ['iptables-save'];
  const [rules, links] = await Promise.all([run(save), run(['ip', '-o', 'link', 'show'])]);
  return {
    firewall: rules.stdout.replace(/^#.*$/gm, '').replace(/\[\d+:\d+\]/g, ''),
    links: links.stdout
      .split('\n')
      .map((line) => line.split(': ')[1] ?? '')
      .filter(Boolean)
      .sort(),
    shared: [
      ...Object.entries(SHARED).flatMap(([folder, depth]) => entriesBelow(folder, depth)),
      ...cgroupMounts().flatMap((mount) => list(mount).map((name) => join(mount, name))),
    ],
    kernel: KERNEL.map((name) => `${name}=${readFileSync(`/proc/sys/${name}`, 'utf8').trim()}`),
  };
}

/** Files at any level, and folders at the last: an empty folder on the way means nothing. */
function entriesBelow(path: string, depth: number): string[] {
  if (!existsSync(path)) return [];
  if (depth === 0 || !statSync(path).isDirectory()) return [path];
  return list(path).flatMap((name) => entriesBelow(join(path, name), depth - 1));
}

function cgroupMounts(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.filter((line) => / - cgroup2? /.test(line)).map((line) => line.split(' ')[4] ?? '');
}

/** What is different from before on the machine itself. */
export async function machineChanges(before: MachineState): Promise<string[]> {
  const now = await readMachine();
  const added = (kind: string, list: readonly string[], known: readonly string[]): string[] =>
    list.filter((each) => !known.includes(each)).map((each) => `${kind} ${each}`);
  return [
    ...(now.firewall === before.firewall ? [] : ['firewall rules']),
    ...added('link', now.links, before.links),
    ...added('entry', now.shared, before.shared),
    ...added('setting', now.kernel, before.kernel),
  ];
}

/** Everything on the machine that still belongs to a cluster; empty when `down` left nothing. */
export function findTraces(paths: ClusterPaths, pids: readonly number[]): string[] {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const cgroups = cgroupMounts().map((mount) => `${mount}/fairlead-${paths.name}`);
  const places = [paths.state, paths.run, paths.lock, `/run/netns/${paths.name}`, ...cgroups].filter((path) =>
    existsSync(path),
  );
  const owned = [`${paths.state}/`, `${paths.run}/`, `/run/netns/${paths.name}`];
  const mounts = mountinfo
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => owned.some((path) => point.startsWith(path)));
  return [
    ...places.map((path) => `place ${path}`),
    ...mounts.map((point) => `mount ${point}`),
    ...listProcesses()
      .filter(({ pid }) => pids.includes(pid))
      .map(describeProcess),
    ...owned.flatMap(processesNaming),
    ...list('/var/lib/cni/results').filter((name) => name.startsWith(`fairlead-${paths.name}-`)),
  ];
}

/** Processes other than this one with a text in their command line. */
export function processesNaming(text: string): string[] {
  return listProcesses()
    .filter(({ pid, command }) => pid !== process.pid && command.includes(text))
    .map(describeProcess);
}

function describeProcess({ pid, command }: { readonly pid: number; readonly command: string }): string {
  return `process ${pid}: ${command.slice(0, 120)}`;
}

function listProcesses(): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // A process that has ended and waits to be reaped has no command line.
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command === '' ? [] : [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
