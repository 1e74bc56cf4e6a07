import { join } from 'node:path';
import type { ClusterPaths } from '../../paths.ts';
import { cgroupName } from '../config-files.ts';
import { addresses } from '../constants.ts';
import type { Daemon } from './daemon.ts';

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
