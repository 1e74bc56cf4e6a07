import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ClusterPaths } from '../paths.ts';
import { addresses } from './constants.ts';

/** Name of the pod network; unique, because its plugin keeps results in a folder that all clusters share. */
export function podNetworkName(cluster: string): string {
  return `fairlead-${cluster}`;
}

/** Name of the cgroup that holds every pod and every build of a cluster. */
export function cgroupName(cluster: string): string {
  return `fairlead-${cluster}`;
}

/** Configuration files by path below the cluster's config folder. */
export function renderConfigFiles(paths: ClusterPaths, plugins: string): Readonly<Record<string, string>> {
  return {
    'containerd.toml': containerdConfig(paths, plugins),
    [`certs.d/${addresses.registry}/hosts.toml`]: registryHosts(),
    'cni/10-bridge.conflist': podNetwork(paths),
    'docker.json': dockerConfig(),
    'registry.yml': registryConfig(paths),
    'kubelet.yml': kubeletConfig(paths),
    'resolv.conf': `nameserver ${addresses.node}\n`,
    'prometheus.yml': prometheusConfig(paths),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Where systemd manages cgroup version 2 the engine would leave its containers to it, and then refuses the parent cgroup
 * that holds all of a cluster.
 */
function dockerConfig(): string {
  return json({ 'exec-opts': ['native.cgroupdriver=cgroupfs'] });
}

function containerdConfig(paths: ClusterPaths, plugins: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  const unused = ['aufs', 'btrfs', 'devmapper', 'zfs'].map(
    (name) => `"io.containerd.snapshotter.v1.${name}"`,
  );
  return `version = 2
root = "${join(paths.data, 'containerd')}"
state = "${join(paths.run, 'containerd')}"
disabled_plugins = [${unused.join(', ')}]

[grpc]
  address = "${paths.containerdSocket}"

[plugins."io.containerd.internal.v1.opt"]
  path = "${join(paths.data, 'opt')}"

[${cri}]
  sandbox_image = "local/pause:1"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true

[${cri}.cni]
  bin_dir = "${plugins}"
  conf_dir = "${join(paths.config, 'cni')}"

[${cri}.containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"

[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[${cri}.containerd.runtimes.runc.options]
  SystemdCgroup = false
  Root = "${join(paths.run, 'runc')}"

[${cri}.registry]
  config_path = "${join(paths.config, 'certs.d')}"
`;
}

function registryHosts(): string {
  const server = `http://${addresses.registry}`;
  return `server = "${server}"\n\n[host."${server}"]\n  capabilities = ["pull", "resolve"]\n`;
}

function podNetwork(paths: ClusterPaths): string {
  const bridge = {
    type: 'bridge',
    bridge: 'cni0',
    isGateway: true,
    ipMasq: true,
    hairpinMode: true,
    ipam: {
      type: 'host-local',
      dataDir: join(paths.data, 'cni'),
      ranges: [[{ subnet: addresses.podRange }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return json({ cniVersion: '0.4.0', name: podNetworkName(paths.name), plugins: [bridge, portmap] });
}

function registryConfig(paths: ClusterPaths): string {
  return stringify({
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: join(paths.data, 'registry') },
      delete: { enabled: true },
      cache: { blobdescriptor: 'inmemory' },
    },
    http: { addr: addresses.registry },
  });
}

function kubeletConfig(paths: ClusterPaths): string {
  const certificate = (file: string) => join(paths.certificates, file);
  return stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: certificate('ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: certificate('kubelet.crt'),
    tlsPrivateKeyFile: certificate('kubelet.key'),
    containerRuntimeEndpoint: `unix://${paths.containerdSocket}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroupName(paths.name)}`,
    enforceNodeAllocatable: [],
    failSwapOn: false,
    // The discovery process answers there.
    clusterDNS: [addresses.node],
    clusterDomain: 'cluster.local',
    resolvConf: join(paths.config, 'resolv.conf'),
    podLogsDir: join(paths.data, 'pod-logs'),
    volumePluginDir: join(paths.data, 'volume-plugins'),
    // A disposable node on a machine that does other things: never evict for the machine's own full disk.
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    serializeImagePulls: false,
    registryPullQPS: 0,
    eventRecordQPS: 0,
    kubeAPIQPS: 100,
    kubeAPIBurst: 200,
    syncFrequency: '10s',
    nodeStatusUpdateFrequency: '1s',
    shutdownGracePeriod: '0s',
  });
}

function prometheusConfig(paths: ClusterPaths): string {
  const files = (name: string) => [{ files: [join(paths.config, 'targets', name)], refresh_interval: '30s' }];
  return stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '5s' },
    scrape_configs: [
      { job_name: 'kubernetes-pods', file_sd_configs: files('pods.json') },
      { job_name: 'gateway', file_sd_configs: files('gateway.json') },
      {
        job_name: 'prometheus',
        scrape_interval: '10s',
        static_configs: [{ targets: [new URL(addresses.prometheus).host] }],
      },
    ],
  });
}
