import { join } from 'node:path';
import type { ClusterPaths } from '../../paths.ts';
import { addresses } from '../constants.ts';
import type { Daemon, DaemonName } from './daemon.ts';

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
