import { existsSync } from 'node:fs';
import { errorMessage, InputError } from '@fairlead/core';
import type { KubeConfig } from '@kubernetes/client-node';
import { type CheckReport, lacksNothing } from '../provider.ts';
import type { Hold } from '../system/hold-signals.ts';
import { findGateway, findNodes, findVersion } from './cluster-findings.ts';
import { findPrometheus, findRegistry } from './endpoint-findings.ts';
import { findPull } from './pull-finding.ts';

/** Which cluster to look at, and what to look for beside it. */
export interface KubeconfigOptions {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  /** A context of it; default its current one. */
  readonly context?: string | undefined;
  readonly prometheusUrl?: string | undefined;
  readonly registry?: string | undefined;
  /** An image that one short-lived pod is started with, to see whether the nodes can pull it. */
  readonly probeImage?: string | undefined;
  /** Keeps this process until that pod is removed. */
  readonly hold?: Hold | undefined;
}

type Client = typeof import('@kubernetes/client-node');

/** Says what a cluster that the user has offers and lacks. Changes nothing, except for the pod of `probeImage`. */
export async function checkKubeconfig(options: KubeconfigOptions): Promise<CheckReport> {
  // Loaded only here: it takes longer to load than all the rest.
  const client = await import('@kubernetes/client-node');
  const config = loadConfig(client, options);
  const [prometheus, registry, version] = await Promise.all([
    findPrometheus(options.prometheusUrl),
    findRegistry(options.registry),
    findVersion(client, config),
  ]);
  const answers = version.state === 'offers';
  const findings = [
    version,
    ...(answers ? [await findNodes(client, config), ...(await findGateway(client, config))] : []),
    prometheus,
    registry,
    ...(answers ? [await findPull(client, config, options.probeImage, options.hold)] : []),
  ];
  return {
    provider: 'kubeconfig',
    cluster: config.getCurrentContext(),
    ok: lacksNothing(findings),
    findings,
  };
}

function loadConfig(client: Client, options: KubeconfigOptions): KubeConfig {
  if (!existsSync(options.kubeconfig)) {
    throw new InputError([
      { input: 'kubeconfig', value: options.kubeconfig, problem: 'there is no such file' },
    ]);
  }
  const config = new client.KubeConfig();
  try {
    config.loadFromFile(options.kubeconfig);
  } catch (cause) {
    const problem = `cannot be read: ${errorMessage(cause)}`;
    throw new InputError([{ input: 'kubeconfig', value: options.kubeconfig, problem }], { cause });
  }
  const names = config.getContexts().map(({ name }) => name);
  const wanted = options.context ?? config.getCurrentContext();
  if (!names.includes(wanted)) {
    const allowed = names.join(', ') || 'none: the file has no contexts';
    throw new InputError([{ input: 'context', value: wanted, problem: 'not in the kubeconfig', allowed }]);
  }
  config.setCurrentContext(wanted);
  return config;
}
