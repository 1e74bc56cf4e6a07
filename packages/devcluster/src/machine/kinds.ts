import { existsSync, readFileSync } from 'node:fs';
import type { Finding } from '../provider.ts';
import { describeCgroups } from '../system/cgroups.ts';

/** What tells kinds of machines apart, as far as a cluster notices. */
export interface MachineFacts {
  /** As the machine calls itself, for example `Debian GNU/Linux 12 (bookworm)`. */
  readonly title: string;
  /** ID and VERSION_ID of os-release(5), for example `debian 12`. */
  readonly system: string;
  readonly cgroups: 1 | 2;
  readonly systemd: boolean;
  /** Whether the machine's own docker and containerd run. */
  readonly services: boolean;
}

/** A kind of machine on which a cluster was tried. */
export interface MachineKind {
  readonly name: string;
  /** The command that tries it. */
  readonly triedBy: string;
  readonly fits: (facts: MachineFacts) => boolean;
}

const ordinary =
  (system: string, services: boolean) =>
  (facts: MachineFacts): boolean =>
    facts.system === system && facts.cgroups === 2 && facts.systemd && facts.services === services;

/** All that were tried. */
export const machineKinds: readonly MachineKind[] = [
  {
    name: 'Debian 12 without systemd, cgroup version 1, as in a container or a small virtual machine',
    triedBy: 'npm test',
    fits: ({ system, cgroups, systemd }) => system === 'debian 12' && cgroups === 1 && !systemd,
  },
  {
    name: 'Debian 12 as it comes: systemd, cgroup version 2, kernel 6.1',
    triedBy: 'npm run test:vm',
    fits: ordinary('debian 12', false),
  },
  {
    name: 'Debian 12 with docker and containerd running as services',
    triedBy: 'npm run test:vm',
    fits: ordinary('debian 12', true),
  },
];

/** Says whether a cluster was tried on such a machine. One that was not may still do: the other findings tell. */
export function judgeMachine(facts: MachineFacts): Finding {
  const what = 'kind of machine';
  const kind = machineKinds.find(({ fits }) => fits(facts));
  if (kind !== undefined) return { what, state: 'offers', detail: `${kind.name}: tried by ${kind.triedBy}` };
  const { title, cgroups, systemd, services } = facts;
  const parts = [
    `cgroup version ${cgroups}`,
    `with${systemd ? '' : 'out'} systemd`,
    ...(services ? ['docker or containerd running'] : []),
  ];
  const hint = 'up may work all the same; docs/guides/devcluster.md names the kinds that were tried';
  return { what, state: 'unknown', detail: `${title}, ${parts.join(', ')}: not tried yet`, hint };
}

/** Reads what kind of machine this is. */
export function readMachineFacts(): MachineFacts {
  const release = parseRelease(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '');
  return {
    title: release['PRETTY_NAME'] ?? 'an unknown Linux',
    system: [release['ID'], release['VERSION_ID']].filter(Boolean).join(' '),
    cgroups: describeCgroups(readFileSync('/proc/self/mountinfo', 'utf8')).version,
    systemd: existsSync('/run/systemd/system'),
    services: ['/run/docker.sock', '/run/containerd/containerd.sock'].some((path) => existsSync(path)),
  };
}

/** The variables of os-release(5), without the shell's quotes. */
export function parseRelease(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)];
  return Object.fromEntries(
    pairs.map(([, name = '', value = '']) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]),
  );
}
