import { existsSync, readFileSync } from 'node:fs';
import type { Finding } from '../provider.ts';
import {
  type KernelModules,
  type ModulePlace,
  modulesAreLocked,
  placeOf,
  readModules,
} from '../system/modules.ts';

/** A part of the kernel that a cluster needs, which Linux distributions have as a module. */
export interface KernelPart {
  readonly what: string;
  readonly module: string;
  /** Whether the running kernel shows that it has it; a part without such a sign is tried. */
  readonly sign?: () => boolean;
  /** Works only where the part is there; run in a network namespace of its own, which is gone with the program. */
  readonly trial?: readonly string[];
}

const shows = (path: string) => (): boolean => existsSync(path);

/** All of them. A module is loaded by `up` where it is only not loaded yet. */
export const kernelParts: readonly KernelPart[] = [
  {
    what: 'overlay file system',
    module: 'overlay',
    sign: () => readFileSync('/proc/filesystems', 'utf8').includes('\toverlay\n'),
  },
  { what: 'bridges', module: 'bridge', trial: ['ip', 'link', 'add', 'trial', 'type', 'bridge'] },
  {
    what: 'veth pairs',
    module: 'veth',
    trial: ['ip', 'link', 'add', 'trial', 'type', 'veth', 'peer', 'name', 'other'],
  },
  {
    what: 'bridged packets in the firewall',
    module: 'br_netfilter',
    sign: shows('/proc/sys/net/bridge/bridge-nf-call-iptables'),
  },
  {
    what: 'connection tracking',
    module: 'nf_conntrack',
    sign: shows('/proc/sys/net/netfilter/nf_conntrack_max'),
  },
  { what: 'address translation', module: 'nf_nat', trial: ['iptables', '-t', 'nat', '-S'] },
];

/** What is known about one part on this machine. */
export interface PartFacts {
  readonly place: ModulePlace;
  /** Whether it was seen at work: by its sign or a trial. Undefined when nobody could look. */
  readonly works: boolean | undefined;
  /** Why a trial failed, in the words of its program. */
  readonly reason?: string;
}

/** What is known about the kernel as a whole. */
export interface KernelFacts {
  /** As `uname -r` says it. */
  readonly release: string;
  /** Whether the kernel refuses to load modules. */
  readonly locked: boolean;
}

/** Whether `up` has to load the module of a part, and can. */
export function isToLoad({ place, works }: PartFacts, { locked }: KernelFacts): boolean {
  return place === 'loadable' && works !== true && !locked;
}

/** Says of one part whether the machine has it, and what is to be done where it has not. */
export function judgePart(part: KernelPart, facts: PartFacts, kernel: KernelFacts): Finding {
  const { what, module } = part;
  if (facts.works === true || facts.place === 'loaded')
    return { what, state: 'offers', detail: 'known to the kernel' };
  if (isToLoad(facts, kernel))
    return { what, state: 'offers', detail: `not loaded yet: up does it (modprobe ${module})` };
  if (facts.works === undefined && facts.place === 'unknown')
    return { what, state: 'unknown', detail: 'could not be tried' };
  const detail = facts.reason ?? 'unknown to the kernel';
  return { what, state: 'lacks', detail, hint: remedy(module, facts.place, kernel) };
}

function remedy(module: string, place: ModulePlace, { release, locked }: KernelFacts): string {
  if (place === 'loadable' && locked)
    return `the kernel loads no more modules (kernel.modules_disabled is 1): restart the machine with ${module} in /etc/modules`;
  if (place === 'absent')
    return `kernel ${release} has no module ${module}: use one of the distribution's own kernels`;
  return `there are no modules for kernel ${release} here: after an upgrade restart the machine; in a container run modprobe ${module} on its machine`;
}

/** Reads where the part is and whether its sign is there. Tries nothing. */
export function lookAtPart(part: KernelPart, modules: KernelModules): PartFacts {
  return { place: placeOf(part.module, modules), works: part.sign?.() };
}

/** The modules that have to be loaded before a cluster starts. */
export function modulesToLoad(
  kernel: KernelFacts,
  modules: KernelModules = readModules(),
  parts: readonly KernelPart[] = kernelParts,
): string[] {
  return parts.filter((part) => isToLoad(lookAtPart(part, modules), kernel)).map(({ module }) => module);
}

/** What is known about the kernel that runs. */
export function lookAtKernel(version: string): KernelFacts {
  return { release: version, locked: modulesAreLocked() };
}
