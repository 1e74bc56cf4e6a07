import type { Kube } from '@fairlead/kube';
import { openCluster } from './cluster.ts';
import type { ReleaseTarget } from './helm/argv.ts';
import { type Helm, openHelm } from './helm/helm.ts';
import type { DeployContext } from './types.ts';

/** What it takes to look at a release and to change it back. */
export interface Connected {
  readonly kube: Kube;
  readonly helm: Helm;
  readonly target: ReleaseTarget;
}

/** Finds helm and the cluster. @throws InputError, ToolError TOOL_MISSING, HELM_VERSION. */
export async function connect(context: DeployContext): Promise<Connected> {
  const { inputs, log } = context;
  const kube = await openCluster(context);
  const { namespace, server, context: name } = kube.target;
  const target: ReleaseTarget = { release: inputs.release, namespace, kubeContext: inputs.kubeContext };
  const helm = await openHelm(context, target);
  context.output('namespace', namespace);
  log.info(`helm ${helm.version}; cluster ${server} (context ${name})`);
  log.info(`release ${target.release} in namespace ${namespace}`);
  return { kube, helm, target };
}
