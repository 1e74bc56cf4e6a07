import { join } from 'node:path';
import type { ClusterPaths } from '../../paths.ts';
import { addresses } from '../constants.ts';
import { scriptPath } from '../script-path.ts';
import type { Daemon } from './daemon.ts';

/** The process that tells Prometheus which pods to scrape, and pods the addresses of Services. */
export function discoveryDaemon(paths: ClusterPaths, node: string): Daemon {
  const script = scriptPath('discovery-main');
  const targets = join(paths.config, 'targets', 'pods.json');
  return {
    name: 'discovery',
    argv: [node, script, addresses.apiServer, paths.certificates, targets, addresses.node],
  };
}
