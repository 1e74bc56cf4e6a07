import type { ClusterPaths } from '../../paths.ts';
import { addresses } from '../constants.ts';
import type { Daemon } from './daemon.ts';

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
