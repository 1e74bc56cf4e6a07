/** Names of the long-running programs of a cluster. */
export type DaemonName =
  | 'etcd'
  | 'registry'
  | 'containerd'
  | 'docker'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubelet'
  | 'kube-proxy'
  | 'discovery'
  | 'prometheus'
  | 'traefik';

/** A long-running program: how to start it, and how to see that it is ready. */
export interface Daemon {
  readonly name: DaemonName;
  /** Command line; the first word is an absolute path. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Address inside the namespace that answers 200 once the program is ready. */
  readonly ready?: string;
  /** Files left by a killed run that would keep it from starting. */
  readonly stale?: readonly string[];
}
