import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterPaths } from '../paths.ts';
import { cgroupName } from './config-files.ts';
import { addresses } from './constants.ts';

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

/** Absolute path of a program by its name. */
export type FindProgram = (name: string) => string;

/** Programs that Debian packages bring. */
export function systemDaemons(paths: ClusterPaths, find: FindProgram): Daemon[] {
  const data = (name: string) => join(paths.data, name);
  const config = (name: string) => join(paths.config, name);
  return [
    {
      name: 'etcd',
      argv: [
        find('etcd'),
        `--data-dir=${data('etcd')}`,
        `--listen-client-urls=${addresses.etcd}`,
        `--advertise-client-urls=${addresses.etcd}`,
        '--listen-peer-urls=http://127.0.0.1:2380',
        '--initial-advertise-peer-urls=http://127.0.0.1:2380',
        '--initial-cluster=default=http://127.0.0.1:2380',
        '--unsafe-no-fsync',
      ],
      ready: `${addresses.etcd}/health`,
    },
    {
      name: 'registry',
      argv: [find('docker-registry'), 'serve', config('registry.yml')],
      ready: `http://${addresses.registry}/v2/`,
    },
    {
      name: 'containerd',
      argv: [find('containerd'), '--config', config('containerd.toml'), '--log-level', 'warn'],
    },
    {
      name: 'docker',
      argv: [
        find('dockerd'),
        `--config-file=${config('docker.json')}`,
        `--host=unix://${paths.dockerSocket}`,
        `--containerd=${paths.containerdSocket}`,
        `--data-root=${data('docker')}`,
        `--exec-root=${join(paths.run, 'docker')}`,
        `--pidfile=${join(paths.run, 'docker.pid')}`,
        `--cgroup-parent=/${cgroupName(paths.name)}/docker`,
        `--bip=${addresses.dockerBridge}`,
        '--iptables=false',
        '--ip-masq=false',
        '--userland-proxy=false',
        '--log-level=warn',
      ],
      stale: [join(paths.run, 'docker.pid')],
    },
    {
      name: 'prometheus',
      argv: [
        find('prometheus'),
        `--config.file=${config('prometheus.yml')}`,
        `--storage.tsdb.path=${data('prometheus')}`,
        '--storage.tsdb.retention.time=6h',
        `--web.listen-address=${new URL(addresses.prometheus).host}`,
        '--log.level=warn',
      ],
      ready: `${addresses.prometheus}/-/ready`,
      stale: [join(data('prometheus'), 'lock')],
    },
  ];
}

/** Programs built from Kubernetes, by their paths. */
export function controlPlane(paths: ClusterPaths, program: string, name: DaemonName): Daemon {
  const certificate = (file: string) => join(paths.certificates, file);
  const kubeconfig = (user: string) => `--kubeconfig=${join(paths.config, `${user}.kubeconfig`)}`;
  const flags: Partial<Record<DaemonName, readonly string[]>> = {
    'kube-apiserver': [
      `--etcd-servers=${addresses.etcd}`,
      '--secure-port=6443',
      `--advertise-address=${addresses.node}`,
      `--service-cluster-ip-range=${addresses.serviceRange}`,
      '--authorization-mode=Node,RBAC',
      '--allow-privileged=true',
      '--kubelet-preferred-address-types=InternalIP',
      `--client-ca-file=${certificate('ca.crt')}`,
      `--tls-cert-file=${certificate('apiserver.crt')}`,
      `--tls-private-key-file=${certificate('apiserver.key')}`,
      `--kubelet-client-certificate=${certificate('admin.crt')}`,
      `--kubelet-client-key=${certificate('admin.key')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${certificate('service-accounts.pub')}`,
      `--service-account-signing-key-file=${certificate('service-accounts.key')}`,
      '--profiling=false',
    ],
    'kube-controller-manager': [
      kubeconfig('controller-manager'),
      '--leader-elect=false',
      `--service-account-private-key-file=${certificate('service-accounts.key')}`,
      `--root-ca-file=${certificate('ca.crt')}`,
      '--use-service-account-credentials=true',
      // Its default rate makes the first service account appear only after 5 s.
      '--kube-api-qps=200',
      '--kube-api-burst=400',
      `--flex-volume-plugin-dir=${join(paths.data, 'volume-plugins')}`,
      '--profiling=false',
    ],
    'kube-scheduler': [kubeconfig('scheduler'), '--leader-elect=false', '--profiling=false'],
    kubelet: [
      kubeconfig('kubelet'),
      `--config=${join(paths.config, 'kubelet.yml')}`,
      `--root-dir=${join(paths.data, 'kubelet')}`,
      `--cert-dir=${join(paths.data, 'kubelet', 'pki')}`,
      `--hostname-override=${paths.name}`,
      `--node-ip=${addresses.node}`,
    ],
    'kube-proxy': [
      kubeconfig('kube-proxy'),
      '--proxy-mode=iptables',
      `--cluster-cidr=${addresses.podRange}`,
      `--hostname-override=${paths.name}`,
      '--conntrack-max-per-core=0',
      '--iptables-min-sync-period=100ms',
    ],
  };
  return { name, argv: [program, ...(flags[name] ?? [])], ...readiness(name) };
}

function readiness(name: DaemonName): { ready?: string } {
  const addressOf: Partial<Record<DaemonName, string>> = {
    'kube-apiserver': `${addresses.apiServer}/readyz`,
    'kube-proxy': 'http://127.0.0.1:10256/healthz',
    kubelet: 'http://127.0.0.1:10248/healthz',
  };
  const ready = addressOf[name];
  return ready === undefined ? {} : { ready };
}

/** The process that tells Prometheus which pods to scrape, and pods the addresses of Services. */
export function discoveryDaemon(paths: ClusterPaths, node: string): Daemon {
  const script = scriptPath('discovery-main');
  const targets = join(paths.config, 'targets', 'pods.json');
  return {
    name: 'discovery',
    argv: [node, script, addresses.apiServer, paths.certificates, targets, addresses.node],
  };
}

/** The gateway. */
export function traefikDaemon(paths: ClusterPaths, program: string): Daemon {
  return {
    name: 'traefik',
    argv: [
      program,
      `--entrypoints.web.address=${new URL(addresses.gateway).host}`,
      `--entrypoints.metrics.address=${addresses.gatewayMetrics}`,
      '--metrics.prometheus=true',
      '--metrics.prometheus.entrypoint=metrics',
      '--metrics.prometheus.buckets=0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2,5,10',
      '--ping=true',
      '--ping.entrypoint=metrics',
      '--providers.kubernetesgateway=true',
      '--providers.kubernetesgateway.throttleduration=100ms',
      '--providers.kubernetesgateway.statusaddress.ip=127.0.0.1',
      '--providers.providersthrottleduration=100ms',
      '--global.checknewversion=false',
      '--global.sendanonymoususage=false',
      '--log.level=INFO',
    ],
    env: { KUBECONFIG: paths.kubeconfig },
    ready: `http://${addresses.gatewayMetrics}/ping`,
  };
}

/** Path of a script beside this module; it is TypeScript in the sources and JavaScript once compiled. */
export function scriptPath(name: string): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
}
