import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type ClusterPaths, run } from '@fairlead/devcluster';

/** What a cluster may never change on the machine. */
export interface MachineState {
  readonly firewall: string;
  readonly links: readonly string[];
}

/** Reads the machine's own network: firewall rules and links. */
export async function readMachine(): Promise<MachineState> {
  const [rules, links] = await Promise.all([run(['iptables-save']), run(['ip', '-o', 'link', 'show'])]);
  return {
    firewall: rules.stdout.replace(/^#.*$/gm, '').replace(/\[\d+:\d+\]/g, ''),
    links: links.stdout
      .split('\n')
      .map((line) => line.split(': ')[1] ?? '')
      .filter(Boolean)
      .sort(),
  };
}

/** What is different from before in the machine's own network; other clusters may have come and gone. */
export async function machineChanges(before: MachineState): Promise<string[]> {
  const now = await readMachine();
  const changes: string[] = now.firewall === before.firewall ? [] : ['firewall rules'];
  const links = now.links.filter((link) => !before.links.includes(link));
  return [...changes, ...links.map((link) => `link ${link}`)];
}

/** Everything on the machine that still belongs to a cluster; empty when `down` left nothing. */
export function findTraces(paths: ClusterPaths, pids: readonly number[]): string[] {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const cgroups = mountinfo
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => `${line.split(' ')[4]}/fairlead-${paths.name}`);
  const folders = [paths.state, paths.run, `/run/netns/${paths.name}`, ...cgroups].filter((path) =>
    existsSync(path),
  );
  const owned = [`${paths.state}/`, `${paths.run}/`, `/run/netns/${paths.name}`];
  const mounts = mountinfo
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => owned.some((path) => point.startsWith(path)));
  return [
    ...folders.map((path) => `folder ${path}`),
    ...mounts.map((point) => `mount ${point}`),
    ...listProcesses().flatMap(({ pid, command }) => {
      const ours = pids.includes(pid) || owned.some((path) => command.includes(path));
      return ours && pid !== process.pid ? [`process ${pid}: ${command.slice(0, 120)}`] : [];
    }),
    ...list('/var/lib/cni/results').filter((name) => name.startsWith(`fairlead-${paths.name}-`)),
  ];
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
