import { resolve } from 'node:path';
import type { Kube } from '@fairlead/kube';
import { openCluster } from './cluster.ts';
import type { ChartSource, ReleaseTarget } from './helm/argv.ts';
import { type Helm, openHelm } from './helm/helm.ts';
import type { DeployContext } from './types.ts';
import { traceValues } from './values/layers.ts';
import { type LoadedLayers, loadLayers } from './values/load-layers.ts';
import { showValue } from './values/secret-values.ts';

/** What all later stages work with. */
export interface Prepared {
  readonly kube: Kube;
  readonly helm: Helm;
  readonly target: ReleaseTarget;
  readonly source: ChartSource;
  readonly loaded: LoadedLayers;
}

/** Finds helm and the cluster and lays the values out; says in the log what is stronger than what. */
export async function prepare(context: DeployContext): Promise<Prepared> {
  const { inputs, log } = context;
  const kube = await openCluster(context);
  const target: ReleaseTarget = {
    release: inputs.release,
    namespace: kube.target.namespace,
    kubeContext: inputs.kubeContext,
  };
  const helm = await openHelm(context, target);
  context.output('namespace', target.namespace);
  log.info(`helm ${helm.version}; cluster ${kube.target.server} (context ${kube.target.context})`);
  log.info(`release ${target.release} in namespace ${target.namespace}`);
  const loaded = await loadLayers(context);
  log.info(`values, the strongest last: ${loaded.layers.map(({ name }) => name).join(' < ')}`);
  for (const { path, value, from } of traceValues(loaded.layers)) {
    log.info(`  ${path.join('.')} = ${showValue(path, value)}  (${from})`);
  }
  const valueFiles = loaded.layers.flatMap(({ file }) => (file === undefined ? [] : [file]));
  return {
    kube,
    helm,
    target,
    loaded,
    source: { chart: resolve(context.workingDirectory, inputs.chart), valueFiles },
  };
}
