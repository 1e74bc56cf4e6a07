/** A release of Debian that a machine can be made of. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** Packages of the machine's first start: systemd, a kernel, and nothing that a cluster needs. */
  readonly base: readonly string[];
  /** What `up` installs where it is missing. */
  readonly cluster: readonly string[];
}

const BASE = [
  ...['systemd-sysv', 'linux-image-amd64', 'ca-certificates', 'git', 'iproute2', 'procps', 'kmod'],
];
const CLUSTER = [
  ...['docker.io', 'docker-registry', 'prometheus', 'containerd', 'runc', 'etcd-server', 'iptables'],
  ...['conntrack', 'containernetworking-plugins', 'openssl', 'apparmor'],
];

/** Those that a machine can be made of. */
export const suites: readonly Suite[] = [
  { name: 'bookworm', title: 'Debian 12 (bookworm)', base: BASE, cluster: CLUSTER },
  // From here on the engine's package leaves its command line to a package of its own.
  { name: 'trixie', title: 'Debian 13 (trixie)', base: BASE, cluster: [...CLUSTER, 'docker-cli'] },
];
